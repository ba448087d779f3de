import { DuckDBInstance } from "@duckdb/node-api";
import { assert, assertEquals } from "@std/assert";
import { answer } from "../../examples/unbilled_expenses.ts";
import { resources as all } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { sync } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";

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
    const folder = await Deno.makeTempDir();
    const file = `${folder}/demo.duckdb`;
    const sandbox = createSandbox({ seed });
    await using api = sandbox.listen();
    const destination = await openDestination(`duckdb:${file}`);
    const client = { baseUrl: api.url, token: api.token, rate: 0 };
    const { projects, expense_items, project_expense } = all;
    const tables = [projects, expense_items, project_expense];
    await sync({ client, destination, resources: tables });
    // Rows whose record is gone do not count.
    for (const table of ["expense_items", "project_expense"]) {
      const gone = sandbox.records(table).slice(0, 20).map(({ id }) => id as string);
      for (const id of gone) sandbox.delete(table, id);
    }
    await sync({ client, destination, resources: tables });
    await destination.close();

    const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll(answer)).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    await Deno.remove(folder, { recursive: true });
    assert(rows.length > 1, "more than one currency");
    assertEquals(rows, expectedAnswer(sandbox) as typeof rows);
  });
}
