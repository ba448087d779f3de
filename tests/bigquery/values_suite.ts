import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { parseableJson } from "../../loader/destinations/bigquery/json.ts";
import { types as typeNames } from "../../loader/destinations/bigquery/sql.ts";
import { rowColumns, tableOf } from "../../loader/table.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import { drift, parseRaw, things, thingSchema } from "../drifting_records.ts";
import { recordOf, texts } from "../hostile_records.ts";
import { type Bench, run } from "./bench.ts";
import { valueOf } from "./read_bigquery.ts";

/** Registers the tests of values that fit no column, and of those that try to leave their quotes. */
export function testValues({ kind, test }: Bench): void {
  test(
    "what drifted from the spec is in BigQuery as it is in DuckDB",
    { rows: 0 },
    async ({ address, rows: read }) => {
      const sandbox = createSandboxOf({ resources: { things }, schemas: { things: thingSchema } }, {
        rows: 0,
      });
      await using api = sandbox.listen();
      const ids = drift.map(([, members]) =>
        String(sandbox.insert("things", [parseRaw(`{${members}}`)])[0]!.id)
      );
      for (const inserted of [drift.length, 0]) {
        const { run: ended } = await run(address, api, { resources: [things] });
        assertEquals([ended.status, ended.error, ended.inserted], ["succeeded", null, inserted]);
        assertEquals(ended.updated, 0);
      }
      const rows = new Map((await read("things")).map((row) => [row.id, row]));
      const json = new Set(["tags", "_extra", "_issues"]);
      drift.forEach(([what, , expected], index) => {
        for (const { name, type } of rowColumns(tableOf(things)).slice(1)) {
          const value = rows.get(ids[index]!)![name] ?? null;
          const text = expected[name];
          const wanted = text === undefined
            ? null
            : json.has(name)
            ? JSON.parse(parseableJson(text))
            : valueOf(text, typeNames[type]);
          assertEquals(value, wanted, `${name} of ${what}`);
        }
      });
    },
  );

  test(
    "hostile values and names of fields come into BigQuery as they are",
    { rows: 0 },
    async ({ address, rows: read }) => {
      const hostile = texts.map((text, index) => {
        const record = recordOf(text, index);
        return kind.takesAnyKey ? record : { ...record, id: String(index) };
      });
      const records = [...hostile, { name: texts.join() }];
      await using api = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () => Response.json({ results: records, hasMore: false }),
      );
      const server = { url: `http://127.0.0.1:${api.addr.port}`, token: "a-token" };
      const { run: ended } = await run(address, server, { resources: [resources.holidays] });
      assertEquals([ended.status, ended.error, ended.inserted, ended.rejected], [
        "succeeded",
        null,
        texts.length,
        1,
      ]);
      const rows = await read("holidays");
      assertEquals(
        new Map(rows.map(({ id, name, _issues, _extra }) => {
          const [{ value: isActive }] = _issues as [{ value: unknown }];
          return [id, { id, name, isActive, ..._extra as object }];
        })),
        new Map(hostile.map((record) => [record.id, record])),
      );
    },
  );
}
