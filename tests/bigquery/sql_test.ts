import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseAddress } from "../../loader/destinations/bigquery/address.ts";
import { findCredentials } from "../../loader/engines/bigquery/auth.ts";
import { bigQueryDialect } from "../../loader/destinations/bigquery/mod.ts";
import { selectChanges, selectVersions } from "../../loader/destinations/bigquery/history.ts";
import * as sql from "../../loader/destinations/bigquery/sql.ts";
import * as common from "../../loader/destinations/sql.ts";
import { DestinationError } from "../../loader/errors.ts";
import { rejectsTable, resourcesTable, runsTable } from "../../loader/run_log.ts";
import { systemColumns, type Table } from "../../loader/table.ts";

const table: Table = {
  name: "things",
  description: "Things",
  primaryKey: ["id"],
  views: [
    {
      ...{
        kind: "live",
        name: "things_live",
        from: "things",
        description: "Things that are there",
      },
      columns: [{ name: "id", type: "string", nullable: false, description: "Id" }],
    },
    {
      ...{ kind: "items", name: "things_tags", from: "things_live", description: "Tags" },
      ...{ array: "tags", hasExtra: true },
      columns: [{ name: "thing_id", type: "string", nullable: false, description: "Id" }],
      key: [{ name: "thing_id", of: "id", type: "string", nullable: false, description: "Id" }],
      fields: [
        { name: "name", type: "string", path: ["name"], description: "Name" },
        { name: "weight", type: "decimal", path: ['a "weight"'], description: "Weight" },
        { name: "owner_id", type: "integer", path: ["owner", "id"], description: "Owner" },
        { name: "owner_since", type: "date", path: ["owner", "since"], description: "Since when" },
        { name: "seen_at", type: "timestamp", path: ["seenAt"], description: "When it was seen" },
      ],
    },
  ],
  columns: [
    { name: "id", type: "string", nullable: false, description: "Id" },
    { name: "amount", type: "decimal", nullable: true, description: "Amount" },
    { name: "created_at", type: "timestamp", nullable: true, description: "When it was made" },
    { name: "tags", type: "json", nullable: true, description: "Tags" },
    ...systemColumns,
  ],
};
const dataset = new sql.Dataset("agency-1", "crm");

/** Words that are no names unless they are quoted (cloud.google.com/bigquery/docs/reference/standard-sql/lexical). */
const reserved = new Set(
  `ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE CURRENT
  DEFAULT DEFINE DESC DISTINCT ELSE END ENUM ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL
  GROUP GROUPING GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOOKUP
  MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE
  RESPECT RIGHT ROLLUP ROWS SELECT SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN
  WHERE WINDOW WITH WITHIN`.split(/\s+/),
);

Deno.test("every statement that BigQuery is sent", async (t) => {
  const stage = "_stage_things_12345678";
  const step: sql.Step = {
    ...{
      stage,
      view: `${stage}_parsed`,
      parts: ["first", "last"],
      insert: true,
      update: true,
      deletes: "soft",
    },
  };
  const statements = [
    ...bigQueryDialect("bigquery://agency-1/crm").ddl(table),
    sql.parsed(dataset, table, stage),
    sql.merge(dataset, table, { ...step, update: false, deletes: "keep" }),
    sql.merge(dataset, table, { ...step, insert: false, update: false }),
    sql.merge(dataset, table, step),
    sql.merge(dataset, table, { ...step, deletes: "hard" }),
    sql.changedRange(dataset, table, step, "created_at"),
    sql.merge(dataset, table, { ...step, partition: "created_at" }),
    sql.everything(dataset, table),
    sql.harmlessUpdate(dataset, table),
    common.forgetHashes(dataset, table),
    sql.mergeRejects(dataset, step, rejectsTable),
    common.lastOrigin(dataset, runsTable),
    common.lastRuns(dataset, runsTable, 10),
    common.lastResources(dataset, resourcesTable, new Set(["quick"])),
    common.countRows(dataset, table.name),
    common.lastRecords(dataset, runsTable, resourcesTable, 10),
    common.lastIssues(dataset, table, sql.identifier, 5),
    common.lastRejects(dataset, rejectsTable, sql.identifier, "@resource", 5),
    ...bigQueryDialect("bigquery://agency-1/crm").apply(table, "soft", true),
    selectVersions(dataset, table),
    selectChanges(dataset, table, ["CAST(`id` AS STRING)"], {
      run: "run",
      since: new Date(0),
      after: { at: new Date(1), key: ["1"] },
    }),
  ];
  // Keywords are written in capitals; emulators take for names what BigQuery has reserved.
  for (const statement of statements) {
    const bare = statement.replace(/`[^`]*`|r?'[^']*'|"(\\.|[^"\\])*"|[.@]\w+/g, " ");
    const names = [...bare.matchAll(/\b[a-z]\w*/g)].map(([name]) => name.toUpperCase());
    assertEquals(names.filter((name) => reserved.has(name)), [], statement);
  }
  // deno-lint-ignore no-explicit-any
  await (t as any).assertSnapshot(statements.join(";\n\n"));
});

Deno.test("identifiers cannot leave their quotes in BigQuery", () => {
  assertEquals(sql.identifier("a`; DROP TABLE b; --\\"), "`a\\`; DROP TABLE b; --\\\\`");
});

Deno.test("a BigQuery address is read, and a wrong one refused with the reason", () => {
  assertEquals(parseAddress("bigquery://agency-1/crm?location=EU"), {
    project: "agency-1",
    dataset: "crm",
    location: "EU",
    endpoint: undefined,
  });
  const wrong: readonly [string, string][] = [
    ["bigquery://agency-1", "project or dataset is missing or wrong"],
    ["bigquery://agency-1/crm?region=EU", "unknown setting 'region'"],
    ["bigquery://agency-1/crm?endpoint=http://example.com", "an endpoint is for emulators"],
  ];
  for (const [address, why] of wrong) {
    const error = assertThrows(() => parseAddress(address), DestinationError) as Error;
    assertStringIncludes(error.message, why);
  }
});

Deno.test("missing or wrong credentials say what was tried and what to do, without a secret", async () => {
  const secret = "s3cret-key";
  const files: Record<string, string> = {
    "/keys/broken.json": `{"private_key": "${secret}"`,
    "/keys/other.json": JSON.stringify({ type: "impersonated", private_key: secret }),
  };
  const find = (variables: Record<string, string>) =>
    findCredentials({
      env: (name) => ({ GCE_METADATA_HOST: "127.0.0.1:1", ...variables })[name],
      read: (file) =>
        files[file] ? Promise.resolve(files[file]) : Promise.reject(new Error(secret)),
    }).then(({ source }) => source, (error: Error) => error.message);

  const direct = await find({ BIGQUERY_ACCESS_TOKEN: secret });
  assertEquals(direct, "the token in BIGQUERY_ACCESS_TOKEN");
  const none = await find({ HOME: "/home/ada" });
  assertStringIncludes(
    none,
    "/home/ada/.config/gcloud/application_default_credentials.json cannot be read",
  );
  assertStringIncludes(none, "no metadata server answers");
  assertStringIncludes(none, "gcloud auth application-default login");
  const missing = await find({ GOOGLE_APPLICATION_CREDENTIALS: "/keys/gone.json" });
  assertStringIncludes(
    missing,
    "the credentials in /keys/gone.json: GOOGLE_APPLICATION_CREDENTIALS",
  );
  const inline = await find({ GOOGLE_CREDENTIALS: `"${secret}` });
  assertStringIncludes(inline, "the credentials in GOOGLE_CREDENTIALS: expected a JSON object");
  const broken = await find({ GOOGLE_APPLICATION_CREDENTIALS: "/keys/broken.json" });
  assertStringIncludes(broken, "/keys/broken.json: expected a JSON object");
  const other = await find({ GOOGLE_APPLICATION_CREDENTIALS: "/keys/other.json" });
  assertStringIncludes(other, "got 'impersonated'");
  for (const message of [direct, none, missing, inline, broken, other]) {
    assertEquals(message.includes(secret), false, message);
  }
});
