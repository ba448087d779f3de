import { assertEquals } from "@std/assert";
import { compare, contentOf, dataset, dltQuery, ourQuery } from "../../bench/peers/compare.ts";
import type { Column } from "../../client/resource.ts";
import { resources } from "../../generated/resources.ts";
import { duckdb } from "../lab.ts";

const column = (name: string, path: string[], type: Column["type"]): Column => (
  { name, path, type, description: "" }
);
const things = {
  ...resources.clients,
  name: "things",
  columns: [
    column("id", ["id"], "string"),
    column("unit_amount", ["unitAmount"], "decimal"),
    column("budget_fixed_fee", ["budget", "fixedFee"], "decimal"),
    column("unused", ["unused"], "integer"),
  ],
};

/** What differs when dlt's table, beside one for its staging, was made by these statements. */
async function compared(...changes: string[]) {
  await using place = duckdb();
  const setup = [
    `CREATE TABLE things (id VARCHAR, unit_amount DECIMAL(38,9), budget_fixed_fee DECIMAL(38,9), unused BIGINT)`,
    `INSERT INTO things VALUES ('a', 2, 0.1, NULL), ('b', 1.5, 0.2, NULL), ('c', NULL, NULL, NULL)`,
    `CREATE SCHEMA ${dataset}`,
    `CREATE TABLE ${dataset}.things (id VARCHAR, unit_amount BIGINT, unit_amount__v_double DOUBLE, budget JSON)`,
    `INSERT INTO ${dataset}.things VALUES ('b', NULL, 1.5, '{"fixedFee": 0.2}'), ('a', 2, NULL, '{"fixedFee": 0.1}'), ('c', NULL, NULL, NULL)`,
  ];
  for (const statement of [...setup, ...changes]) await place.query(statement);
  const columns = (await place.query<{ column_name: string }>(
    `SELECT column_name FROM duckdb_columns() WHERE schema_name = '${dataset}'`,
  )).map(({ column_name }) => column_name);
  const [ours] = await place.query(ourQuery(things));
  const [theirs] = await place.query(dltQuery(things, columns));
  return compare(things, contentOf(ours!), contentOf(theirs!), columns);
}

Deno.test("compare() adds up what dlt has split, reads its JSON, and takes what it left out as nothing", async () => {
  assertEquals(await compared(), { differences: [], split: ["things.unit_amount"] });
});

const table = `${dataset}.things`;
const changes: readonly [string, string, string][] = [
  ["a row less", `DELETE FROM ${table} WHERE id = 'c'`, "things: 3 rows here, 2 there"],
  ["another key", `UPDATE ${table} SET id = 'd' WHERE id = 'c'`, "things: not the same keys"],
  [
    "half of a split column",
    `UPDATE ${table} SET unit_amount = NULL`,
    "things.unit_amount: a sum of 3.5 here, 1.5 there",
  ],
  [
    "another nested value",
    `UPDATE ${table} SET budget = '{"fixedFee": 1.1}' WHERE id = 'a'`,
    "things.budget_fixed_fee: a sum of 0.3 here, 1.3 there",
  ],
];
for (const [title, change, difference] of changes) {
  Deno.test(`compare() notices ${title}`, async () => {
    assertEquals((await compared(change)).differences, [difference]);
  });
}
