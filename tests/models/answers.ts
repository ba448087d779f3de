/**
 * The answers about the workspace of `workspace.ts`, worked out by hand: the comments say how.
 *
 * @module
 */

/** A row: the values in the order of the model's columns. Numbers stand for texts with the same digits. */
export type Row = readonly (string | number | boolean | null)[];

const acme = ["acme", "Acme"] as const;
const bolt = ["bolt", "Bolt"] as const;
const web = ["web", "Website"] as const;
const shop = ["shop", "Shop"] as const;
const gone = ["gone", "Gone"] as const;
const travel = ["travel", "Travel"] as const;
const hotel = ["hotel", "Hotel"] as const;
const food = ["food", "Food"] as const;
const none = [null, null] as const;

/** The rows of each model, in any order. */
export const answers: Readonly<Record<string, readonly Row[]>> = {
  // Euros: i1 600 and i2 100 are not overdue; i3 200 by 30 days; i4 250 by 31 and i5 10.10 by 60; i6 20.20 by 61 and
  // i7 30.30 by 90; i8 40.40 by 91. i10 is a draft, i11 is paid, i13 is gone.
  receivables_by_age: [
    [...acme, "EUR", 8, 700, 200, 260.1, 50.5, 40.4, 0, 1251],
    [...acme, "USD", 1, 0, 0, 0, 0, 0, 5, 5],
    [...bolt, "USD", 1, 0, 7, 0, 0, 0, 0, 7],
  ],
  // December: i6, i7, i8, and of Bolt i11; January: i3, i4, i5; March: i1, i2, and of Bolt i12. i9 has no day.
  invoiced_by_month: [
    [...acme, "EUR", "2025-12-01", 3, 90.9, 0, 0, 90.9],
    [...acme, "EUR", "2026-01-01", 3, 510.1, 0, 50, 460.1],
    [...acme, "EUR", "2026-03-01", 2, 1100, 400, 0, 700],
    [...acme, "USD", null, 1, 5, 0, 0, 5],
    [...bolt, "USD", "2025-12-01", 1, 700, 700, 0, 0],
    [...bolt, "USD", "2026-03-01", 1, 7, 0, 0, 7],
  ],
  // Design: 800 of i1 and 100 of i2 for the website; 200 of i3 for a project that is gone; 5 dollars of i9.
  billed_by_item: [
    ["design", "Design", "studio", "Studio", "north", "North", "EUR", 2, 900],
    ["design", "Design", ...none, ...none, "EUR", 1, 200],
    ["design", "Design", "studio", "Studio", "north", "North", "USD", 1, 5],
    ["travel", "Travel", "studio", "Studio", "north", "North", "EUR", 1, 150],
    [...none, ...none, ...none, "EUR", 1, 50],
    ["build", "Build", ...none, ...none, "USD", 1, 700],
  ],
  // The website: 800 + 150 + 100 of 10,000 euros, and 5 dollars; the shop: 700 of 5,000 dollars.
  invoiced_and_budget: [
    [...acme, ...web, "EUR", 10000, 1050, 8950, 0.105],
    [...acme, ...web, "USD", null, 5, null, null],
    [...bolt, ...shop, "USD", 5000, 700, 4300, 0.14],
    [...acme, ...gone, "EUR", null, 200, null, null],
    [...none, ...none, "EUR", null, 50, null, null],
  ],
  // All but e3, which is rejected, e7 and x4, which are gone; the currency of x2 is gone with its project.
  expenses: [
    [
      "e1",
      "item",
      "approved",
      "2026-03-20",
      ...acme,
      ...web,
      ...travel,
      "EUR",
      100,
      110,
      true,
      false,
    ],
    [
      "e2",
      "item",
      "pending_approval",
      "2026-02-28",
      ...acme,
      ...web,
      ...travel,
      "EUR",
      50,
      55,
      true,
      false,
    ],
    [
      "e4",
      "item",
      "approved",
      "2026-01-15",
      ...acme,
      ...web,
      ...hotel,
      "USD",
      30,
      33.3,
      true,
      true,
    ],
    [
      "e5",
      "item",
      "not_submitted",
      "2026-03-01",
      ...none,
      ...none,
      ...hotel,
      "EUR",
      20,
      20,
      false,
      false,
    ],
    [
      "e6",
      "item",
      "pending_approval",
      "2025-12-31",
      ...bolt,
      ...shop,
      ...travel,
      "USD",
      40,
      40,
      true,
      false,
    ],
    ["e8", "item", "pending_approval", null, ...acme, ...web, ...travel, "EUR", 1, 1, true, false],
    ["x1", "project", null, "2025-12-30", ...acme, ...web, ...hotel, "EUR", 200, 260, true, false],
    ["x2", "project", null, "2026-03-31", ...acme, ...gone, ...hotel, null, 10, 10, true, false],
    ["x3", "project", null, "2026-03-01", ...bolt, ...shop, ...travel, "USD", 60, 60, false, false],
  ],
  // The website: e1 110 from 11 days ago, e2 55 from 31, x1 260 from 91, e8 1 without a day. The shop: e6 from 90
  // days ago. e4 is invoiced, x3 and e5 are not billable.
  unbilled_expenses: [
    [...acme, ...web, "EUR", 4, 110, 55, 0, 260, 1, 426],
    [...bolt, ...shop, "USD", 1, 0, 0, 40, 0, 0, 40],
    [...acme, ...gone, null, 1, 10, 0, 0, 0, 0, 10],
  ],
  // Travel for the website: e1 100 -> 110, e2 50 -> 55, e8 1 -> 1; its hotels: x1 200 -> 260, and e4 30 -> 33.30
  // dollars, which are invoiced.
  expense_markup: [
    [...acme, ...web, ...travel, "EUR", 3, 151, 166, 15, 0],
    [...acme, ...web, ...hotel, "EUR", 1, 200, 260, 60, 0],
    [...acme, ...web, ...hotel, "USD", 1, 30, 33.3, 3.3, 3.3],
    [...bolt, ...shop, ...travel, "USD", 1, 40, 40, 0, 0],
    [...acme, ...gone, ...hotel, null, 1, 10, 10, 0, 0],
  ],
  // b1 500 less e1, e2 and e8; b2 150 less x1 200, and beside it e4 in dollars; the shop: e6 and x3 without a budget,
  // b4 without an expense. b3 is gone.
  expense_budgets: [
    [...acme, ...web, ...travel, "EUR", 500, 151, 349, 50, 0, 50],
    [...acme, ...web, ...hotel, "EUR", 150, 200, -50, null, 0, null],
    [...acme, ...web, ...hotel, "USD", null, 30, null, null, 0, null],
    [...bolt, ...shop, ...travel, "USD", null, 40, null, null, 60, null],
    [...bolt, ...shop, ...food, "USD", null, 0, null, 80, 0, 80],
    [...acme, ...gone, ...hotel, null, null, 10, null, null, 0, null],
  ],
  // Ada: e2, created 30 days ago, and e8; Bob: e6, created 80 days ago.
  expense_approvals: [
    ["ada", "Ada", "Cleo", "EUR", 2, 51, "2026-03-01", 30],
    ["bob", "Bob", null, "USD", 1, 40, "2026-01-10", 80],
  ],
  // e1 is approved, e2 and e6 wait, e5 was not submitted; e4 and e8 are not reimbursable, as far as is known.
  reimbursable_by_month: [
    ["ada", "Ada", "EUR", "2026-03-01", 1, 100, 0, 0, 100],
    ["ada", "Ada", "EUR", "2026-02-01", 1, 0, 50, 0, 50],
    ["bob", "Bob", "EUR", "2026-03-01", 1, 0, 0, 20, 20],
    ["bob", "Bob", "USD", "2025-12-01", 1, 0, 40, 0, 40],
  ],
  // The website, costs in euros: Ada 10 x 100 - 12 x 50, Bob 5 x 120 - 5 x 80; in dollars, since the period of today
  // counts: Bob's 3 hours at 60, for which nobody pays; of Cleo neither rate nor cost is known. The shop: Bob
  // 4 x 90.50 - 5 x 60 dollars; Ada's cost is in euros. m6 has roles, m7 is gone, m8 is not active.
  planned_margin: [
    [...acme, ...web, "EUR", "EUR", 2, 15, 2, 0, 0, 1600, 1000, 600],
    [...acme, ...web, "EUR", "USD", 1, 2, 1, 0, 0, 0, 180, null],
    [...acme, ...web, "EUR", null, 1, 1, 0, 1, 1, null, null, null],
    [...bolt, ...shop, "USD", "USD", 1, 4, 1, 0, 0, 362, 300, 62],
    [...bolt, ...shop, "USD", "EUR", 1, 10, 0, 0, 0, 800, 500, null],
  ],
  // Ada, from 1 February to 15 April, with a target of 75 %: 20 weekdays of 8 hours, then 22 and 11 of 4. Bob, from
  // Monday 16 to Tuesday 31 March: 37.5 hours a week on six days, twice, and 15; a target of 50 % for the first 36.
  // Cleo is not active, Dora is gone.
  capacity_by_month: [
    ["ada", "Ada", "2026-02-01", 20, 160, 120],
    ["ada", "Ada", "2026-03-01", 22, 88, 66],
    ["ada", "Ada", "2026-04-01", 11, 44, 33],
    ["bob", "Bob", "2026-03-01", 14, 90, 18],
  ],
  // The app ends today, the shop is completed, the old site is archived, one is gone.
  overdue_projects: [[...acme, ...web, "in_progress", "2026-03-21", 10]],
  // t8 ends today; t2 is completed, t6 is archived, t7 is gone, t4 and t5 are of projects that are over.
  overdue_tasks: [
    [...acme, ...web, "t1", "Task t1", "in_progress", "2026-03-30", 1, 10],
  ],
  // t1 and t8; t2; t3, which has no hours; t4; t5, which has no status.
  task_hours_by_status: [
    [...acme, ...web, "in_progress", 2, 10.25, 0],
    [...acme, ...web, "completed", 1, 5.5, 0],
    [...acme, ...web, "not_started", 1, 0, 1],
    [...bolt, ...shop, "in_progress", 1, 2, 0],
    [...acme, "old", "Old site", null, 1, 1, 0],
  ],
};
