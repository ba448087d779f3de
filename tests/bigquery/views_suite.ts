import { assertEquals, assertStringIncludes } from "@std/assert";
import type { TableResource } from "../../loader/destinations/bigquery/resource.ts";
import { types as typeNames } from "../../loader/destinations/bigquery/sql.ts";
import { tableOf } from "../../loader/table.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import { boxes, drift, itemOf, parseRaw, type TextRow, thingSchema } from "../drifting_records.ts";
import { type Bench, run } from "./bench.ts";
import type { Passing } from "./proxy.ts";
import { readRows, valueOf } from "./read_bigquery.ts";

/**
 * What BigQuery's JSON does not hold as it came: it rounds numbers as doubles (the emulator integers, too), and an array with a number beyond
 * these, or nested too deeply, is kept as text, which has no elements. Its dates and instants end where those of
 * tables do; the emulator's do not.
 */
const apart = [
  ...["the first unsafe integer", "the largest integer", "the least integer"],
  ...["a decimal of 38 digits", "a decimal of 20 digits", "a decimal over 38 digits"],
  ...["a number beyond all numbers", "an exponent that would fill the memory"],
  ...["huge numbers in new fields", "half a surrogate pair", "1,000 levels"],
  ...["the year 0", "an instant that is the year 10000 in UTC"],
];

/** A workspace that has boxes alone, each with some members beside its id. */
function boxesOf(contents: readonly string[]) {
  const api = { resources: { boxes }, schemas: { boxes: thingSchema } };
  const sandbox = createSandboxOf(api, { rows: 0 });
  const ids = contents.map((members) =>
    String(sandbox.insert("boxes", [parseRaw(`{${members}}`)])[0]!.id)
  );
  return { sandbox, ids };
}

/** Whether a request makes or changes a table or a view, or runs a query. */
const isChange = ({ method, path }: Passing) =>
  method === "PATCH" && !path.includes("_sync_runs") ||
  method === "POST" && !path.includes("/upload/");

/** Registers the tests of views. */
export function testViews({ kind, emulator, test }: Bench): void {
  if (kind.namesJsonTypes) {
    test(
      "a view shows the elements of an array as a table would hold them",
      { rows: 0 },
      async ({ address }) => {
        const drifted = drift.filter(([what]) => !apart.includes(what));
        const { sandbox, ids } = boxesOf(
          drifted.map(([, members]) => `"things":[{},{${members}}]`),
        );
        await using api = sandbox.listen();
        const { run: ended } = await run(address, api, { resources: [boxes] });
        assertEquals([ended.status, ended.error], ["succeeded", null]);
        const all = await readRows(emulator.url, "SELECT * FROM `test.ws.boxes_things`");
        const rows = new Map(
          all.filter((row) => row.position === "2").map((row) => [row.box_id, row]),
        );
        const { columns } = tableOf(boxes).views!.find(({ name }) => name === "boxes_things")!;
        drifted.forEach(([what, , row], index) => {
          const box_id = ids[index]!;
          const texts: TextRow = { box_id, position: "2", ...itemOf(row) };
          const expected = columns.map((
            { name, type },
          ) => [name, valueOf(texts[name] ?? null, typeNames[type])]);
          assertEquals(rows.get(box_id), Object.fromEntries(expected), what);
        });
      },
    );

    test(
      "a view has a row for each element, and none for what is no array or deleted",
      { rows: 0 },
      async ({ address }) => {
        const nothing = [
          '"things":null',
          '"things":[]',
          '"things":{"name":"a"}',
          '"things":"[]"',
          "",
        ];
        const { sandbox, ids: [gone, box_id] } = boxesOf([
          `"things":[{}]`,
          `"things":[{"name":"a"},null,5,[1],{}],"days":["2026-03-01","2026-3-1"],"grid":[[1,2],3,["4"]]`,
          ...nothing,
        ]);
        await using api = sandbox.listen();
        await run(address, api, { resources: [boxes] });
        sandbox.delete("boxes", gone!);
        await run(address, api, { resources: [boxes] });
        const ask = (columns: string, view: string, order = "position") =>
          readRows(emulator.url, `SELECT ${columns} FROM \`test.ws.${view}\` ORDER BY ${order}`);
        assertEquals(await ask("box_id, position, name, _extra", "boxes_things"), [
          { box_id, position: "1", name: "a", _extra: null },
          { box_id, position: "2", name: null, _extra: null },
          { box_id, position: "3", name: null, _extra: 5 },
          { box_id, position: "4", name: null, _extra: [1] },
          { box_id, position: "5", name: null, _extra: null },
        ]);
        assertEquals(await ask("*", "boxes_days"), [
          { box_id, position: "1", value: "2026-03-01" },
          { box_id, position: "2", value: null },
        ]);
        assertEquals(await ask("*", "boxes_grid_value", "grid_position, position"), [
          { box_id, grid_position: "1", position: "1", value: "1" },
          { box_id, grid_position: "1", position: "2", value: "2" },
          { box_id, grid_position: "3", position: "1", value: null },
        ]);
      },
    );
  }

  test(
    "views and descriptions are kept up to date, and a sync that finds them so changes nothing",
    { rows: 2, only: ["expense_categories"] },
    async ({ synced, tables, proxy }) => {
      const name = "expense_categories_live";
      await synced();
      const made = (await tables.get(name))!;
      assertEquals([made.type, made.labels?.app], ["VIEW", "workspace-sync"]);
      const table = (await tables.get("expense_categories"))!;

      const from = proxy.requests.length;
      await synced();
      assertEquals(proxy.requests.slice(from).filter(isChange), []);

      // As an earlier version, or somebody, has left them. No emulator runs another query after a PATCH.
      const older = { labels: { ...made.labels, definition: "another" }, description: "Another" };
      await tables.change(name, () => older as TableResource);
      await tables.change("expense_categories", ({ schema }) => ({
        description: "Another",
        schema: { fields: schema!.fields.map((field) => ({ ...field, description: "Another" })) },
      }));
      await synced();
      const again = (await tables.get(name))!;
      assertEquals([again.labels, again.description], [made.labels, made.description]);
      const { description, schema } = (await tables.get("expense_categories"))!;
      assertEquals([description, schema], [table.description, table.schema]);

      await tables.remove(name);
      const { updated, unchanged } = await synced();
      assertEquals([updated, unchanged], [0, 2]);
      assertEquals((await tables.get(name))?.labels, made.labels);
    },
  );

  test(
    "a view is not made over the user's own, and other tables are synced",
    { rows: 2, only: ["expense_categories", "holidays"] },
    async ({ sync, synced, tables, rows }) => {
      const name = "expense_categories_live";
      const mine = { view: { query: "SELECT 1 AS mine", useLegacySql: false } };
      await tables.create(name, mine as TableResource);
      const { status, error, inserted } = await sync();
      assertEquals([status, inserted], ["failed", 2]);
      assertStringIncludes(
        error!,
        `the name of its view '${name}' is taken`,
      );
      assertEquals((await rows("holidays")).length, 2);
      assertEquals((await tables.get(name))?.labels, undefined);
      await tables.remove(name);
      await synced();
    },
  );
}
