import { assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { recordOf, texts } from "../hostile_records.ts";
import { duckdb, workspaceLab } from "../lab.ts";

Deno.test("hostile values and names of fields come through a sync as they are", async () => {
  // The last one has no key and is rejected.
  const records = [...texts.map(recordOf), { name: texts.join() }];
  await using api = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => Response.json({ results: records, hasMore: false }),
  );
  const schema = `it's "a"; DROP TABLE x; --`;
  await using lab = workspaceLab({
    only: [resources.holidays],
    to: duckdb({ name: "it's.duckdb", schema }),
  });
  const from = { url: `http://127.0.0.1:${api.addr.port}`, token: "a-token" };
  for (const inserted of [texts.length, 0]) {
    const { run } = await lab.sync({ from });
    assertObjectMatch(run, { status: "succeeded", inserted, updated: 0, rejected: 1 });
  }

  const schemas = await lab.query(
    "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND schema_name <> 'main'",
  );
  assertEquals(schemas, [{ schema_name: schema }]);
  const name = `"${schema.replaceAll('"', '""')}"`;
  const rejects = await lab.query(`SELECT record FROM ${name}._sync_rejects`);
  assertEquals(rejects, [{ record: JSON.stringify({ name: texts.join().toWellFormed() }) }]);
  const rows = await lab.query<Record<"id" | "name" | "_issues" | "_extra", string>>(
    `SELECT id, name, _issues, _extra FROM ${name}.holidays`,
  );
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
});
