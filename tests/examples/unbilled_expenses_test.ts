import { assert, assertEquals } from "@std/assert";
import { answer } from "../../examples/unbilled_expenses.ts";
import { resources } from "../../generated/resources.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import { workspaceLab } from "../lab.ts";

/** What a client owes in a currency. */
interface Debt {
  readonly client: string;
  items: number;
  cents: bigint;
}

// deno-lint-ignore no-explicit-any
type Json = any;

/** Finds the answer in the sandbox's records, one by one. */
function expectedAnswer(sandbox: Sandbox): Record<string, unknown>[] {
  const currencies = new Map(
    sandbox.records("projects").map(({ id, currency }) => [id, currency as string]),
  );
  const expenses: Json[] = [
    ...sandbox.records("expense_items").filter(({ statusId }) => statusId !== "rejected"),
    ...sandbox.records("project_expense").map((expense: Json) => ({
      ...expense,
      currency: currencies.get(expense.project?.id),
    })),
  ];
  const debts = new Map<string, Map<string, Debt>>();
  for (const { isBillable, invoiced, project, currency, total } of expenses) {
    if (isBillable !== true || invoiced === true || !project?.client) continue;
    const ofCurrency = debts.get(currency) ?? new Map<string, Debt>();
    debts.set(currency, ofCurrency);
    const { id, name } = project.client;
    const debt = ofCurrency.get(id) ?? { client: name, items: 0, cents: 0n };
    ofCurrency.set(id, debt);
    debt.items++;
    debt.cents += BigInt(Math.round(total * 100));
  }
  const money = (cents: bigint) => `${cents / 100n}.${(cents % 100n).toString().padStart(2, "0")}`;
  return [...debts].sort(([a], [b]) => a < b ? -1 : 1).map(([currency, ofCurrency]) => {
    const all = [...ofCurrency.values()];
    const most = all.reduce((first, debt) => debt.cents > first.cents ? debt : first);
    return {
      currency,
      client: most.client,
      items: String(most.items),
      unbilled: money(most.cents),
      "all clients": money(all.reduce((total, { cents }) => total + cents, 0n)),
    };
  });
}

for (const seed of [1, 2, 3]) {
  Deno.test(`the demo's answer is that of the records, with seed ${seed}`, async () => {
    const { projects, expense_items, project_expense } = resources;
    await using lab = workspaceLab({ seed, only: [projects, expense_items, project_expense] });
    await lab.sync();
    // Rows whose record is gone do not count.
    for (const table of ["expense_items", "project_expense"]) {
      for (const id of lab.ids(table).slice(0, 20)) lab.sandbox.delete(table, id);
    }
    await lab.sync();

    // As text, which holds every digit.
    const rows = await lab.query(`SELECT COLUMNS(*)::VARCHAR FROM (${answer})`);
    assert(rows.length > 1, "more than one currency");
    assertEquals(rows, expectedAnswer(lab.sandbox));
  });
}
