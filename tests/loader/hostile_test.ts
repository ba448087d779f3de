import { assertEquals, assertStringIncludes } from "@std/assert";
import { openDestination, sync } from "../../loader/mod.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { resources } from "../../generated/resources.ts";
import { recordOf, texts } from "../hostile_records.ts";

Deno.test("hostile values and names of fields come through a sync as they are", async () => {
  // The last one has no key and is rejected.
  const records = [...texts.map(recordOf), { name: texts.join() }];
  const folder = await Deno.makeTempDir();
  const schema = `it's "a"; DROP TABLE x; --`;
  const file = `${folder}/it's.duckdb`;
  await using api = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => Response.json({ results: records, hasMore: false }),
  );
  try {
    for (const inserted of [texts.length, 0]) {
      const destination = await openDestination(
        `duckdb:${file}?schema=${encodeURIComponent(schema)}`,
      );
      const { run } = await sync({
        client: { baseUrl: `http://127.0.0.1:${api.addr.port}`, token: "a-token", rate: 0 },
        destination,
        resources: [resources.holidays],
      });
      await destination.close();
      const { status, updated, rejected } = run;
      assertEquals([status, run.inserted, updated, rejected], ["succeeded", inserted, 0, 1]);
    }
    const database = await Database.open(file, true);
    const name = `"${schema.replaceAll('"', '""')}"`;
    const rows = await database.query<Record<"id" | "name" | "_issues" | "_extra", string>>(
      `SELECT id, name, _issues, _extra FROM ${name}.holidays`,
    );
    const rejects = await database.query(`SELECT record FROM ${name}._sync_rejects`);
    const schemas = await database.query(
      "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main'",
    );
    await database.close();
    assertEquals(schemas, [{ schema_name: schema }]);
    assertEquals(rejects, [{ record: JSON.stringify({ name: texts.join().toWellFormed() }) }]);
    for (const { _extra } of rows) assertStringIncludes(_extra, `"__proto__":{"polluted":true}`);
    assertEquals(
      new Map(rows.map(({ id, name, _issues, _extra }) => {
        const [{ value: isActive }] = JSON.parse(_issues);
        return [id, { id, name, isActive, ...JSON.parse(_extra) }];
      })),
      new Map(texts.map((text, index) => {
        const record = recordOf(text.toWellFormed(), index);
        return [record.id, record];
      })),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
