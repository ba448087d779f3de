import { assertEquals, assertRejects } from "@std/assert";
import { DestinationError } from "../../loader/errors.ts";
import { bigQuery } from "../../loader/destinations/bigquery/mod.ts";
import type { ModelView } from "../../loader/reader.ts";
import { models, sourcesOf, sqlOf } from "../../models/mod.ts";
import { localBigQuery, startEmulator } from "../bigquery/emulator.ts";
import { runProgram } from "../venv.ts";
import { assertAnswers, syncWorkspace } from "./ask.ts";

const started = await startEmulator(localBigQuery);
if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());

const views = models.map((model): ModelView => ({
  name: model.name,
  description: model.question,
  columns: model.columns,
  sources: sourcesOf(model),
  sqlOf: (quoted) => sqlOf(model, { engine: "bigquery", quoted }),
}));

Deno.test({
  name: "no model orders or groups by what BigQuery takes for a field of a column",
  ignore: started === undefined,
  fn: async () => {
    const find = async (queries: Readonly<Record<string, string>>) => {
      const file = await Deno.makeTempFile();
      await Deno.writeTextFile(file, JSON.stringify(queries));
      const python = new URL("../../.cache/local-bigquery/venv/bin/python", import.meta.url);
      const script = new URL("aliases.py", import.meta.url);
      const found = await runProgram(python.pathname, [script.pathname, file]);
      await Deno.remove(file);
      return found;
    };
    const wrong = "SELECT task.name AS task FROM tasks AS task ORDER BY task.id";
    assertEquals(await find({ wrong }), "wrong: task.id\n");
    const queries = models.map((model) => [model.name, sqlOf(model, { engine: "bigquery" })]);
    assertEquals(await find(Object.fromEntries(queries)), "");
  },
});

Deno.test({
  name: "the models in BigQuery (local-bigquery)",
  ignore: started === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const address = `bigquery://test/ws?endpoint=${started!.url}`;
    await syncWorkspace(address);
    await t.step("the answers are those worked out by hand", async (t) => {
      await assertAnswers(address, (name, fn) => t.step(name, fn));
    });

    await using reader = await bigQuery.read(address);
    const ask = async (sql: string) => {
      const { columns, rows } = await reader.query(sql);
      return [columns.map(({ kind }) => kind).join(), ...(await Array.fromAsync(rows)).flat()];
    };

    await t.step("the views need a dataset, which is created when that is asked for", async () => {
      const error = await assertRejects(() => bigQuery.makeViews(address, views), DestinationError);
      assertEquals(
        /there is no dataset test\.ws_models.*--create-dataset/.test((error as Error).message),
        true,
      );
    });

    await t.step("the views are made with what their columns hold, and again", async () => {
      for (const createDataset of [true, false]) {
        const made = await bigQuery.makeViews(address, views, { createDataset });
        assertEquals(made.map(({ view }) => view), models.map(({ name }) => `ws_models.${name}`));
        assertEquals(made.flatMap(({ missing }) => missing), []);
      }
      assertEquals(await ask("SELECT count(*) AS n FROM ws_models.expenses"), ["number", ["9"]]);
      const { schema, description } = await table("ws_models", "overdue_tasks");
      assertEquals(description, models.find(({ name }) => name === "overdue_tasks")!.question);
      assertEquals(
        schema.fields.find(({ name }) => name === "task_id")!.description,
        "The task.",
      );
    });

    await t.step("what lacks a source is not made, and what is not ours stays", async () => {
      const [view] = views;
      const lacking = { ...view!, name: "lacking", sources: ["nowhere", ...view!.sources] };
      const made = await bigQuery.makeViews(address, [lacking]);
      assertEquals(made, [{ view: "ws_models.lacking", missing: ["nowhere"] }]);
      await statement("CREATE VIEW `test.ws_models.own` AS SELECT 1 AS own");
      const error = await assertRejects(
        () => bigQuery.makeViews(address, [{ ...view!, name: "own" }]),
        DestinationError,
      );
      assertEquals(
        (error as Error).message,
        "Cannot make the view ws_models.own: there is one of that name that is not ours; rename it",
      );
    });

    await t.step("values are texts with their digits", async () => {
      assertEquals(
        await ask(
          "SELECT NUMERIC '12.500' AS n, 7 AS i, TRUE AS b, CAST(NULL AS STRING) AS u, DATE '2026-06-30' AS d, " +
            "TIMESTAMP '2026-06-30 12:00:00.5' AS t, [1, 2] AS l, STRUCT(1 AS a, 'x' AS b) AS s",
        ),
        [
          "number,number,boolean,text,text,text,json,json",
          [
            ...["12.5", "7", "true", null, "2026-06-30", "2026-06-30T12:00:00.5Z"],
            ...["[1,2]", '{"a":1,"b":"x"}'],
          ],
        ],
      );
      const { rows } = await reader.query("SELECT * FROM UNNEST(GENERATE_ARRAY(1, 25000)) AS n");
      const pages = await Array.fromAsync(rows);
      assertEquals(new Set(pages.flat().map(([n]) => n)).size, 25_000);
    });

    await t.step("only queries run, and an error says where", async () => {
      for (
        const [sql, words] of [
          ["DELETE FROM clients WHERE true", /it is no query, or several statements/],
          ["CREATE TABLE ws.t (a INT64)", /it is no query, or several statements/],
          ["SELECT 1; DELETE FROM clients WHERE true", /it is no query, or several statements/],
          ["SELECT * FROM nowhere", /^Cannot run the query: .*nowhere/],
          ["SELECT 1 +", /^Cannot run the query at line 1, column \d+: Syntax error/],
        ] as const
      ) {
        const error = await assertRejects(() => reader.query(sql), DestinationError);
        assertEquals([(error as DestinationError).reason, words.test((error as Error).message)], [
          "query",
          true,
        ], `${sql}: ${error}`);
      }
      assertEquals(await ask("SELECT count(*) FROM clients"), ["number", ["2"]]);
    });
  },
});

async function statement(sql: string): Promise<void> {
  const response = await fetch(`${started!.url}/bigquery/v2/projects/test/queries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: sql, useLegacySql: false }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${sql}: ${text}`);
}

interface TableAnswer {
  readonly description: string;
  readonly schema: { readonly fields: readonly { name: string; description?: string }[] };
}

async function table(dataset: string, name: string): Promise<TableAnswer> {
  const path = `bigquery/v2/projects/test/datasets/${dataset}/tables/${name}`;
  return await (await fetch(`${started!.url}/${path}`)).json();
}
