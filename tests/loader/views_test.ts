import { DuckDBInstance } from "@duckdb/node-api";
import { assertEquals } from "@std/assert";
import {
  boxes,
  column,
  drift,
  itemOf,
  parseRaw,
  type TextRow,
  things,
  thingSchema,
} from "../drifting_records.ts";
import { duckdb, type Lab, workspaceLab } from "../lab.ts";

/** A lab whose workspace has boxes alone, and none yet. */
const boxesLab = () =>
  workspaceLab({ serves: { resources: { boxes }, schemas: { boxes: thingSchema } }, rows: 0 });

/** A lab whose workspace has three boxes and three things. */
const boxesAndThingsLab = () =>
  workspaceLab({
    serves: {
      resources: { boxes, things },
      schemas: { boxes: thingSchema, things: thingSchema },
    },
    rows: 3,
  });

/** Adds a record whose JSON text is given, but for its id, and returns the id. */
function add({ sandbox }: Lab, members: string): string {
  return String(sandbox.insert("boxes", [parseRaw(`{${members}}`)])[0]!.id);
}

/** The rows of a view as users read it, with all their memory: each value as text, without NULLs. */
async function rowsOf({ file }: Lab, view: string, order: string): Promise<TextRow[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const found = await connection.runAndReadAll(
      `SELECT COLUMNS(*)::VARCHAR FROM ${view} ORDER BY ${order}`,
    );
    return found.getRowObjects().map((row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as TextRow
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What DuckDB's JSON does not hold to the digit, or only as the escapes that it was stored with. */
const rounded: Readonly<Record<string, TextRow>> = {
  "a decimal of 38 digits": { amount: "-12345678901234568000000000000.000000000" },
  "a decimal of 20 digits": { amount: "12345678901.234568000" },
  "a decimal over 38 digits": { amount: "123456789012345680000000000000.000000000" },
  "huge numbers in JSON": { tags: `[{"a":-98765432109876543210,"b":0.12345678901234568}]` },
  "half a surrogate pair": { name: "a\\ud83d" },
};

Deno.test("a view shows the elements of an array as a table would hold them", async () => {
  await using lab = boxesLab();
  const ids = drift.map(([, members]) => add(lab, `"things":[{},{${members}}]`));
  assertEquals((await lab.sync()).run.status, "succeeded");
  const rows = await rowsOf(lab, "boxes_things WHERE position = 2", "box_id");
  const byBox = new Map(rows.map((row) => [row.box_id, row]));
  drift.forEach(([what, , row], index) => {
    const box_id = ids[index]!;
    const expected = { box_id, position: "2", ...itemOf(row), ...rounded[what] };
    assertEquals(byBox.get(box_id), expected, what);
  });
});

Deno.test("a view has a row for each element, and none for what is no array", async () => {
  await using lab = boxesLab();
  const contents = [
    `"things":[{"name":"a"},null,5,"x",[1],{},{"owner":null,"new":null},{"owner":{"name":"b","new":{}}}]`,
    ...['"things":null', '"things":[]', '"things":{"name":"a"}', '"things":"[]"', "", '"things":7'],
    `"days":["2026-03-01",null,"2026-3-1",5,{"value":"2026-03-01"}],"grid":[[1,2],3,[],[4.5,"6",null]]`,
  ];
  const ids = contents.map((members) => add(lab, members));
  assertEquals((await lab.sync()).run.status, "succeeded");
  const [first, last] = [{ box_id: ids.at(0)! }, { box_id: ids.at(-1)! }];
  assertEquals(await rowsOf(lab, "boxes_things", "position"), [
    { ...first, position: "1", name: "a" },
    { ...first, position: "2" },
    { ...first, position: "3", _extra: "5" },
    { ...first, position: "4", _extra: '"x"' },
    { ...first, position: "5", _extra: "[1]" },
    { ...first, position: "6" },
    { ...first, position: "7", _extra: '{"new":null}' },
    { ...first, position: "8", owner_name: "b", _extra: '{"owner":{"new":{}}}' },
  ]);
  assertEquals(await rowsOf(lab, "boxes_days", "position"), [
    { ...last, position: "1", value: "2026-03-01" },
    ...["2", "3", "4", "5"].map((position) => ({ ...last, position })),
  ]);
  assertEquals(await rowsOf(lab, "boxes_grid", "position"), [
    { ...last, position: "1", value: "[1,2]" },
    { ...last, position: "2", value: "3" },
    { ...last, position: "3", value: "[]" },
    { ...last, position: "4", value: '[4.5,"6",null]' },
  ]);
  assertEquals(await rowsOf(lab, "boxes_grid_value", "grid_position, position"), [
    { ...last, grid_position: "1", position: "1", value: "1" },
    { ...last, grid_position: "1", position: "2", value: "2" },
    ...["1", "2", "3"].map((position) => ({ ...last, grid_position: "4", position })),
  ]);
});

Deno.test("views leave out what is deleted, and how rows were synced", async () => {
  await using lab = boxesLab();
  const [gone, kept] = [add(lab, `"things":[{}]`), add(lab, `"things":[{"name":"a"}],"new":1`)];
  add(lab, "");
  await lab.sync();
  lab.sandbox.delete("boxes", gone);
  await lab.sync();
  assertEquals(await rowsOf(lab, "boxes_live WHERE things IS NOT NULL", "id"), [
    { id: kept, things: '[{"name":"a"}]', _extra: '{"new":1}' },
  ]);
  assertEquals(await rowsOf(lab, "boxes_things", "box_id"), [
    { box_id: kept, position: "1", name: "a" },
  ]);
  assertEquals((await rowsOf(lab, "boxes", "id")).length, 3);
});

Deno.test("names of fields that try to leave their quotes are columns of a view", async () => {
  const names = ["it's", 'a "b"', "a/b", "a~1b", "$.c", "`d`", "e\\", "{{f}}", "0", "--", "ä"];
  const items = names.map((name, index) => column(`c${index}`, "string", [name]));
  const nested = names.map((name, index) => column(`n${index}`, "integer", ["in", name]));
  const odd = {
    ...boxes,
    columns: [column("id", "string"), { ...column("odd", "json"), items: [...items, ...nested] }],
  };
  await using lab = workspaceLab({
    serves: { resources: { boxes: odd }, schemas: { boxes: thingSchema } },
    rows: 0,
  });
  const all = Object.fromEntries(names.map((name) => [name, `of ${name}`]));
  const numbers = Object.fromEntries(names.map((name, index) => [name, index]));
  const box_id = add(
    lab,
    `"odd":[${JSON.stringify({ ...all, in: { ...numbers, "n'": 1 }, "o'": 2 })}]`,
  );
  assertEquals((await lab.sync()).run.error, null);
  assertEquals(await rowsOf(lab, "boxes_odd", "position"), [{
    ...{ box_id, position: "1", _extra: `{"in":{"n'":1},"o'":2}` },
    ...Object.fromEntries(names.map((name, index) => [`c${index}`, `of ${name}`])),
    ...Object.fromEntries(names.map((_, index) => [`n${index}`, `${index}`])),
  }]);
});

Deno.test("a file of an earlier version gets views and descriptions, and no row is written for that", async () => {
  await using lab = boxesLab();
  add(lab, `"things":[{"name":"a"}]`);
  await lab.sync();
  const asked = "SELECT * FROM boxes_things";
  const described =
    "SELECT comment FROM duckdb_columns() WHERE table_name IN ('boxes', '_sync_runs')";
  const before = [
    await lab.query(asked),
    await lab.query(described),
    await lab.query("FROM boxes"),
  ];
  const views = await lab.query("SELECT view_name FROM duckdb_views() WHERE NOT internal");
  for (const { view_name } of views) await lab.query(`DROP VIEW ${view_name}`);
  await lab.query(
    "COMMENT ON TABLE boxes IS NULL; COMMENT ON COLUMN boxes.days IS 'mine'; " +
      "COMMENT ON COLUMN _sync_runs.read IS NULL",
  );
  const { run } = await lab.sync();
  assertEquals([run.unchanged, run.updated], [1, 0]);
  const after = [await lab.query(asked), await lab.query(described), await lab.query("FROM boxes")];
  assertEquals(after, before);
});

for (const mine of ["TABLE boxes_live (mine INTEGER)", "VIEW BOXES_LIVE AS SELECT 1 AS mine"]) {
  Deno.test(`a view is not made over the user's ${mine.split(" ")[0]}, and other tables are synced`, async () => {
    await using lab = boxesAndThingsLab();
    await lab.query(`CREATE ${mine}`);
    const { run, resources: [failed, other] } = await lab.sync();
    assertEquals([failed!.status, other!.status, other!.inserted], ["failed", "succeeded", 3]);
    assertEquals(
      run.error,
      "Cannot sync boxes: the name of its view 'boxes_live' is taken by a table or view that " +
        "workspace-sync did not make; rename that and sync again",
    );
    assertEquals(await lab.query("DESCRIBE boxes_live").then((rows) => rows.length), 1);
    await lab.query(`DROP ${mine.split(" ")[0]} boxes_live`);
    assertEquals((await lab.sync()).run.status, "succeeded");
    assertEquals((await rowsOf(lab, "boxes_live", "id")).length, 3);
  });
}

Deno.test("a list that the workspace lacks has no table and no view", async () => {
  await using lab = boxesAndThingsLab();
  lab.sandbox.faults.push({ what: 403, table: "boxes", times: Infinity });
  const { resources: [skipped] } = await lab.sync();
  assertEquals(skipped!.status, "skipped");
  const views = await lab.query("SELECT view_name FROM duckdb_views() WHERE NOT internal");
  assertEquals(views, [{ view_name: "things_live" }]);
});

for (const schema of ["workspace", "temp", "a.b"]) {
  Deno.test(`views find their tables in a schema called ${schema}, also when the file is attached`, async () => {
    await using lab = workspaceLab({
      serves: { resources: { boxes }, schemas: { boxes: thingSchema } },
      rows: 0,
      to: duckdb({ schema }),
    });
    const box_id = add(lab, `"days":["2026-03-01"]`);
    assertEquals((await lab.sync()).run.error, null);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`ATTACH '${lab.file}' AS other (READ_ONLY); CREATE TABLE boxes (id INT)`);
    const found = await connection.runAndReadAll(`SELECT box_id FROM other."${schema}".boxes_days`);
    assertEquals(found.getRows(), [[box_id]]);
    connection.closeSync();
    instance.closeSync();
  });
}

for (
  const [members, place] of [
    [`"things":[{"name":"a"},{"new":1}]`, "things[1].new"],
    [`"things":[{"owner":{"name":"a","age":36}}]`, "things[0].owner.age"],
    [`"grid":[[1]],"days":[{"new":1}],"things":[null,5,{"__proto__":1}]`, "things[2].__proto__"],
  ] as const
) {
  Deno.test(`sync() in strict mode merges nothing of a list with {${members}}`, async () => {
    await using lab = boxesLab();
    add(lab, `"things":[{"name":"a","owner":{"name":"b"}},5,null],"days":[1],"grid":[[1,"2"]]`);
    assertEquals((await lab.sync({ strict: true })).run.inserted, 1);
    const id = add(lab, members);
    const { run } = await lab.sync({ strict: true });
    assertEquals(
      run.error,
      `Cannot sync boxes: 1 record differs from the spec, '${place}' of record ${id}: Not in the spec; ` +
        "nothing was merged; sync without --strict to set it aside",
    );
    assertEquals((await lab.sync()).run.inserted, 1);
  });
}
