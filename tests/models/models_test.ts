import { assertEquals, assertThrows } from "@std/assert";
import { expand } from "../../models/macros.ts";
import { parseModel } from "../../models/model.ts";
import { modelNamed, models, sourcesOf, sqlOf } from "../../models/mod.ts";
import { duckdb, workspaceLab } from "../lab.ts";
import { answers } from "./answers.ts";
import { assertAnswers, syncWorkspace } from "./ask.ts";

Deno.test("every model has an answer that was worked out by hand, and each file is a model", () => {
  const files = [...Deno.readDirSync("models")].map(({ name }) => name)
    .filter((name) => name.endsWith(".sql")).map((name) => name.slice(0, -".sql".length));
  const names = models.map(({ name }) => name).sort();
  assertEquals(files.sort(), names);
  assertEquals(Object.keys(answers).sort(), names);
});

Deno.test("the models' answers are those worked out by hand (DuckDB)", async (t) => {
  await using place = duckdb();
  await syncWorkspace(place.address);
  await assertAnswers(place.address, (name, fn) => t.step(name, fn));
});

Deno.test("docs/questions.md has every model with its question, and no other", async () => {
  const page = await Deno.readTextFile("docs/questions.md");
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)]
    .map(([, name, question]) => ({ name, question }));
  assertEquals(rows, models.map(({ name, question }) => ({ name, question })));
});

Deno.test("a model that lacks a part of its comment is refused, with its name", () => {
  for (const text of ["SELECT 1", "-- question: a?\n-- grain: b\n--\n-- b: c\nSELECT 1"]) {
    assertThrows(() => parseModel("odd", text), SyntaxError, "Cannot read the model odd");
  }
  const { note, grain, columns, sql, sources } = parseModel(
    "fine",
    "-- question: A?\n-- grain: a, b\n-- note: One\n--   two.\n--\n-- a: The first:\n--   of all.\n-- b: B.\n" +
      "SELECT 1 AS a FROM {{ source('workspace', 'x_live') }}\n",
  );
  assertEquals({ note, grain, columns, sql, sources }, {
    note: "One two.",
    grain: ["a", "b"],
    columns: [{ name: "a", description: "The first: of all." }, { name: "b", description: "B." }],
    sql: "SELECT 1 AS a FROM {{ source('workspace', 'x_live') }}",
    sources: ["x_live"],
  });
});

Deno.test("a macro call may hold others, texts and whole numbers, and nothing else", () => {
  const call = (name: string, args: readonly string[]) => `${name}<${args.join("|")}>`;
  assertEquals(expand("a {{ f('x.y', g(), h('z', -1)) }} b", call), "a f<x.y|g<>|h<z|-1>> b");
  for (const wrong of ["f", "f('x'", "f('x') | upper", "1 + 1", "f(x)"]) {
    assertThrows(() => expand(`{{ ${wrong} }}`, call), SyntaxError, "Cannot read", wrong);
  }
});

Deno.test("a model that reads another has its sources, and its query in its own", () => {
  const model = modelNamed("unbilled_expenses")!;
  assertEquals([model.sources, model.refs], [[], ["expenses"]]);
  assertEquals(sourcesOf(model), sourcesOf(modelNamed("expenses")!));
  const sql = sqlOf(model, { engine: "bigquery", today: "2026-06-30" });
  assertEquals([sql.includes("expense_items_live"), sql.includes("{{")], [true, false]);
});

for (const seed of [1, 2, 3]) {
  Deno.test(`unbilled_expenses is what the records say, one by one, with seed ${seed}`, async () => {
    await using lab = workspaceLab({ seed });
    await lab.sync();
    for (const table of ["expense_items", "project_expense"]) {
      for (const id of lab.ids(table).slice(0, 20)) lab.sandbox.delete(table, id);
    }
    await lab.sync();

    // deno-lint-ignore no-explicit-any
    type Json = any;
    const currencies = new Map(
      lab.sandbox.records("projects").map(({ id, currency }) => [id, currency]),
    );
    const expenses: Json[] = [
      ...lab.sandbox.records("expense_items").filter(({ statusId }) => statusId !== "rejected"),
      ...lab.sandbox.records("project_expense").map((expense: Json) => ({
        ...expense,
        currency: currencies.get(expense.project.id),
      })),
    ];
    const sums = new Map<string, { expenses: number; cents: number }>();
    for (const { isBillable, invoiced, project, currency, total } of expenses) {
      if (isBillable !== true || invoiced === true || !project) continue;
      const key = `${project.id} ${currency ?? null}`;
      const sum = sums.get(key) ?? { expenses: 0, cents: 0 };
      sums.set(key, sum);
      sum.expenses++;
      sum.cents += Math.round(total * 100);
    }
    const rows = await lab.query<{ key: string; expenses: number; cents: number }>(
      `SELECT project_id || ' ' || coalesce(currency, 'null') AS key, expenses, (total * 100)::BIGINT AS cents
FROM (${sqlOf(modelNamed("unbilled_expenses")!, { engine: "duckdb" })})`,
    );
    assertEquals(
      new Map(rows.map(({ key, ...sum }) => [key, sum])),
      sums,
    );
  });
}
