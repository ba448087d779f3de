/**
 * A small workspace on 31 March 2026, with two currencies, drafts, values that are missing and records that are
 * gone, in which the answer to each question can be worked out by hand.
 *
 * @module
 */

import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";

/** The day that counts as today. */
export const today = "2026-03-31";

const ref = (id: string, name: string) => ({ id, name });

const acme = ref("acme", "Acme");
const bolt = ref("bolt", "Bolt");
const ada = ref("ada", "Ada");
const bob = ref("bob", "Bob");
const cleo = ref("cleo", "Cleo");
const dora = ref("dora", "Dora");
const web = { ...ref("web", "Website"), client: acme };
const shop = { ...ref("shop", "Shop"), client: bolt };
const old = { ...ref("old", "Old site"), client: acme };
const app = { ...ref("app", "App"), client: bolt };
const gone = { ...ref("gone", "Gone"), client: acme };
const travel = ref("travel", "Travel");
const hotel = ref("hotel", "Hotel");
const food = ref("food", "Food");
const design = ref("design", "Design");
const build = ref("build", "Build");

const projects = [
  {
    ...web,
    currency: "EUR",
    statusId: "in_progress",
    end: "2026-03-21",
    practice: ref("studio", "Studio"),
    businessUnit: ref("north", "North"),
    budget: { revenue: 10_000 },
  },
  // Completed, and so not overdue.
  {
    ...shop,
    currency: "USD",
    statusId: "completed",
    completedOn: "2026-02-27",
    end: "2026-02-28",
    budget: { revenue: 5_000 },
  },
  // Archived, and so not overdue.
  { ...old, currency: "EUR", statusId: "paused", recordStatusId: "archived", end: "2026-03-30" },
  // Its last day is today; with roles its margin is not known.
  { ...app, currency: "USD", statusId: "not_started", end: "2026-03-31", useRoles: true },
  { ...gone, currency: "EUR", statusId: "in_progress", end: "2026-01-01" },
].map((project) => ({
  ...{ recordStatusId: "active", completedOn: null, useRoles: false, budget: null },
  ...{ practice: null, businessUnit: null, monthlyBudget: null },
  ...project,
}));

type Line = readonly [project: typeof web | null, item: typeof design | null, amount: number];

const invoice = (
  id: string,
  client: typeof acme,
  currency: string,
  statusId: string | null,
  [issuedOn, dueOn]: readonly [string | null, string | null],
  [total, amountPaid, amountCredited, amountDue]: readonly number[],
  ...lines: readonly Line[]
) => ({
  ...{ id, client, currency, statusId, issuedOn, dueOn },
  ...{ total, amountPaid, amountCredited, amountDue },
  lines: lines.map(([project, invoiceItem, amount], index) => ({
    ...{ id: `${id}-${index + 1}`, lineNumber: index + 1, amount, invoiceItem },
    project: project && ref(project.id, project.name),
  })),
});

const invoices = [
  invoice(
    "i1",
    acme,
    "EUR",
    "open",
    ["2026-03-11", "2026-04-10"],
    [1_000, 400, 0, 600],
    [web, design, 800],
    [web, travel, 150],
    [null, null, 50],
  ),
  // Due today; 30, 31, 60, 61, 90 and 91 days ago.
  invoice("i2", acme, "EUR", "open", ["2026-03-01", "2026-03-31"], [100, 0, 0, 100], [
    web,
    design,
    100,
  ]),
  invoice("i3", acme, "EUR", "open", ["2026-01-30", "2026-03-01"], [200, 0, 0, 200], [
    gone,
    design,
    200,
  ]),
  invoice("i4", acme, "EUR", "open", ["2026-01-29", "2026-02-28"], [300, 0, 50, 250]),
  invoice("i5", acme, "EUR", "open", ["2026-01-01", "2026-01-30"], [10.1, 0, 0, 10.1]),
  invoice("i6", acme, "EUR", "open", ["2025-12-30", "2026-01-29"], [20.2, 0, 0, 20.2]),
  invoice("i7", acme, "EUR", "open", ["2025-12-01", "2025-12-31"], [30.3, 0, 0, 30.3]),
  invoice("i8", acme, "EUR", "open", ["2025-12-01", "2025-12-30"], [40.4, 0, 0, 40.4]),
  // In another currency, without its days.
  invoice("i9", acme, "USD", "open", [null, null], [5, 0, 0, 5], [web, design, 5]),
  invoice("i10", acme, "EUR", "draft", ["2026-01-01", "2026-01-01"], [9_999, 0, 0, 9_999], [
    web,
    design,
    9_999,
  ]),
  invoice("i11", bolt, "USD", "paid", ["2025-12-02", "2026-01-01"], [700, 700, 0, 0], [
    shop,
    build,
    700,
  ]),
  // Without a status.
  invoice("i12", bolt, "USD", null, ["2026-03-02", "2026-03-30"], [7, 0, 0, 7]),
  invoice("i13", bolt, "USD", "open", ["2026-01-01", "2026-01-01"], [8_888, 0, 0, 8_888], [
    shop,
    build,
    8_888,
  ]),
];

const item = (
  id: string,
  member: typeof ada,
  statusId: string,
  date: string | null,
  project: typeof web | null,
  expenseCategory: typeof travel,
  currency: string,
  [amount, total]: readonly [number, number],
  rest: Readonly<Record<string, unknown>> = {},
) => ({
  ...{ id, member, statusId, date, project, expenseCategory, currency, amount, total },
  ...{ isBillable: true, invoiced: false, isReimbursable: true, ...rest },
});

const expenseItems = [
  item("e1", ada, "approved", "2026-03-20", web, travel, "EUR", [100, 110]),
  item("e2", ada, "pending_approval", "2026-02-28", web, travel, "EUR", [50, 55], {
    createdAt: "2026-03-01T10:00:00.000Z",
  }),
  item("e3", bob, "rejected", "2026-01-01", web, travel, "EUR", [1_000, 1_000]),
  item("e4", bob, "approved", "2026-01-15", web, hotel, "USD", [30, 33.3], {
    ...{ invoiced: true, isReimbursable: false },
  }),
  item("e5", bob, "not_submitted", "2026-03-01", null, hotel, "EUR", [20, 20], {
    isBillable: false,
  }),
  item("e6", bob, "pending_approval", "2025-12-31", shop, travel, "USD", [40, 40], {
    ...{ invoiced: null, createdAt: "2026-01-10T09:00:00.000Z" },
  }),
  item("e7", ada, "pending_approval", "2026-03-01", web, travel, "EUR", [7_777, 7_777]),
  item("e8", ada, "pending_approval", null, web, travel, "EUR", [1, 1], {
    ...{ isReimbursable: null, createdAt: "2026-03-30T23:30:00.000Z" },
  }),
];

const projectExpenses = [
  { id: "x1", project: web, expenseCategory: hotel, date: "2025-12-30", amount: 200, total: 260 },
  { id: "x2", project: gone, expenseCategory: hotel, date: "2026-03-31", amount: 10, total: 10 },
  {
    ...{ id: "x3", project: shop, expenseCategory: travel, date: "2026-03-01" },
    ...{ amount: 60, total: 60, isBillable: false },
  },
  { id: "x4", project: web, expenseCategory: hotel, date: "2026-03-01", amount: 1, total: 5_555 },
].map((expense) => ({ isBillable: true, invoiced: false, ...expense }));

const budgetExpenses = [
  { id: "b1", project: web, expenseCategory: travel, billableAmount: 500, nonBillableAmount: 50 },
  { id: "b2", project: web, expenseCategory: hotel, billableAmount: 150, nonBillableAmount: null },
  { id: "b3", project: web, expenseCategory: food, billableAmount: 999, nonBillableAmount: 999 },
  { id: "b4", project: shop, expenseCategory: food, billableAmount: null, nonBillableAmount: 80 },
];

const period = (id: string, start: string | null, end: string | null, rest: object) => ({
  ...{ id, start, end, ...rest },
});

const members = [
  {
    ...ada,
    manager: cleo,
    activeStartDate: "2026-02-01",
    activeEndDate: "2026-04-15",
    costPeriods: [
      period("c1", null, "2025-12-31", { currency: "EUR", totalCostPerHour: 40 }),
      period("c2", "2026-01-01", null, { currency: "EUR", totalCostPerHour: 50 }),
    ],
    availabilityPeriods: [
      period("a1", null, "2026-02-28", { hoursPerDay: [8, 8, 8, 8, 8, 0, 0] }),
      period("a2", "2026-03-01", null, { hoursPerDay: [4, 4, 4, 4, 4, 0, 0] }),
    ],
    utilizationTargetPeriods: [period("u1", "2026-01-01", null, { targetPercentage: 75 })],
  },
  {
    ...bob,
    activeStartDate: "2026-03-16",
    activeEndDate: "2026-03-31",
    costPeriods: [
      period("c3", "2026-01-01", "2026-03-30", { currency: "EUR", totalCostPerHour: 999 }),
      period("c4", "2026-03-31", null, { currency: "USD", totalCostPerHour: 60 }),
    ],
    availabilityPeriods: [
      period("a3", null, null, { hoursPerDay: [7.5, 7.5, 7.5, 7.5, 6, 0, 1.5] }),
    ],
    utilizationTargetPeriods: [period("u2", null, "2026-03-20", { targetPercentage: 50 })],
  },
  {
    ...cleo,
    isActive: false,
    availabilityPeriods: [period("a4", null, null, { hoursPerDay: [8, 8, 8, 8, 8, 8, 8] })],
  },
  {
    ...dora,
    activeStartDate: "2026-03-31",
    activeEndDate: "2026-03-31",
    availabilityPeriods: [period("a5", null, null, { hoursPerDay: [8, 8, 8, 8, 8, 8, 8] })],
  },
].map((member) => ({
  ...{ manager: null, isActive: true, activeStartDate: null, activeEndDate: null },
  ...{ costPeriods: [], availabilityPeriods: [], utilizationTargetPeriods: null },
  ...member,
}));

const assigned = (
  id: string,
  member: typeof ada,
  project: typeof web,
  rate: number | null,
  [billableHours, nonBillableHours]: readonly [number | null, number | null],
  rest: Readonly<Record<string, unknown>> = {},
) => ({
  ...{ id, member, project, rate, budget: { billableHours, nonBillableHours } },
  ...{ isActive: true, isBillable: true, overrideCostRate: false, monthlyBudget: null },
  ...{ costCurrency: null, costPerHour: null, overheadCostPerHour: null, ...rest },
});

const own = {
  overrideCostRate: true,
  costCurrency: "EUR",
  costPerHour: 70,
  overheadCostPerHour: 10,
};

const projectMembers = [
  assigned("m1", ada, web, 100, [10, 2]),
  assigned("m2", bob, web, 120, [5, null], own),
  assigned("m3", cleo, web, null, [1, 0]),
  assigned("m4", bob, shop, 90.5, [4, 1]),
  assigned("m5", ada, shop, 80, [10, 0]),
  assigned("m6", ada, app, 80, [10, 0]),
  assigned("m7", ada, web, 80, [1_000, 0]),
  assigned("m8", bob, web, 80, [1_000, 0], { isActive: false }),
  assigned("m9", bob, web, 55, [2, 1], { isBillable: false }),
];

const task = (
  id: string,
  project: typeof web,
  statusId: string | null,
  end: string | null,
  budgetedHours: number | null,
  recordStatusId = "active",
) => ({ id, name: `Task ${id}`, project, statusId, end, budgetedHours, recordStatusId });

const tasks = [
  task("t1", web, "in_progress", "2026-03-30", 10),
  task("t2", web, "completed", "2026-01-01", 5.5),
  task("t3", web, "not_started", null, null),
  task("t4", shop, "in_progress", "2026-01-01", 2),
  task("t5", old, null, "2026-01-01", 1),
  task("t6", web, "in_progress", "2026-01-01", 100, "archived"),
  task("t7", web, "in_progress", "2026-01-01", 1_000),
  task("t8", web, "in_progress", "2026-03-31", 0.25),
];

/** Serves the workspace as it was before some of its records were gone. */
export function workspaceBefore(): Sandbox {
  const sandbox = createSandbox({ rows: 0 });
  sandbox.insert("clients", [acme, bolt]);
  sandbox.insert("workspace_members", members);
  sandbox.insert("expense_categories", [travel, hotel, food]);
  sandbox.insert("projects", projects);
  sandbox.insert("project_members", projectMembers);
  sandbox.insert("project_tasks", tasks);
  sandbox.insert("project_budget_expenses", budgetExpenses);
  sandbox.insert("expense_items", expenseItems);
  sandbox.insert("project_expense", projectExpenses);
  sandbox.insert("invoices", invoices);
  return sandbox;
}

/** Records that are gone, by table. */
const removed: Readonly<Record<string, string>> = {
  projects: "gone",
  project_members: "m7",
  project_tasks: "t7",
  project_budget_expenses: "b3",
  expense_items: "e7",
  project_expense: "x4",
  workspace_members: "dora",
  invoices: "i13",
};

/** Removes the records that are gone. */
export function removeRecords(sandbox: Sandbox): void {
  for (const [table, id] of Object.entries(removed)) sandbox.delete(table, id);
}
