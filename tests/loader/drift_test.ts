import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import {
  column,
  deep,
  drift,
  parseRaw,
  type TextRow,
  things,
  thingSchema,
} from "../drifting_records.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

/** A lab whose workspace has things alone, and none yet. */
const thingsLab = () =>
  workspaceLab({ serves: { resources: { things }, schemas: { things: thingSchema } }, rows: 0 });

/** Adds a record whose JSON text is given, but for its id, and returns the id. */
function add({ sandbox }: Lab, members: string): string {
  return String(sandbox.insert("things", [parseRaw(`{${members}}`)])[0]!.id);
}

/** A client that changes the text of each page on its way. */
const rewriting = (rewrite: (page: string) => string) => ({
  fetch: async (request: Request | URL | string) => {
    const response = await fetch(request);
    if (new URL(response.url).pathname !== things.path) return response;
    return new Response(rewrite(await response.text()), response);
  },
});

/** A client that puts the JSON texts of records before those of each page. */
const preceding = (records: () => readonly string[]) =>
  rewriting((page) => page.replace('"results":[', () => `"results":[${records().join()},`));

/** The rows of the table by id, without NULLs. */
async function rowsOf(lab: Lab): Promise<Map<string, TextRow>> {
  const names = [...things.columns.map(({ name }) => name), "_extra", "_issues"];
  const rows = await lab.query<TextRow>(
    `SELECT COLUMNS(['${names.join("','")}'])::VARCHAR FROM things`,
  );
  return new Map(rows.map(({ id, ...row }) => [
    String(id),
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  ]));
}

Deno.test("sync() brings all that drifted from the spec into columns, _extra or _issues, to the digit", async () => {
  await using lab = thingsLab();
  const ids = drift.map(([, members]) => add(lab, members));
  assertObjectMatch((await lab.sync()).run, {
    status: "succeeded",
    error: null,
    read: drift.length,
    inserted: drift.length,
    issues: drift.filter(([, , row]) => row._issues).length,
    rejected: 0,
  });
  const stored = await rowsOf(lab);
  drift.forEach(([what, , row], index) => assertEquals(stored.get(ids[index]!), row, what));
  assertObjectMatch((await lab.sync()).run, { unchanged: drift.length, updated: 0 });
});

Deno.test("sync() keeps the last of several records with one id, in a page and across pages", async () => {
  await using lab = thingsLab();
  const ids = Array.from({ length: 25 }, (_, index) => add(lab, `"count":${index}`));
  const early = (index: number, count: number) => `{"id":"${ids[index]}","count":${count}}`;
  // Newest first: the first page has 24 down to 15.
  const firsts = [[early(20, -1)], [early(24, 100)], [early(0, -2), early(1, -3)]];
  const { run } = await lab.sync({ client: preceding(() => firsts.shift()!) });
  assertObjectMatch(run, {
    status: "succeeded",
    error: null,
    read: 29,
    inserted: 25,
    duplicates: 4,
  });
  const stored = await rowsOf(lab);
  assertEquals(
    ids.map((id) => stored.get(id)!.count),
    ids.map((_, index) => String(index === 24 ? 100 : index)),
  );
});

Deno.test("sync() keeps records without a usable id in _sync_rejects, to the digit, once each", async () => {
  const rejects = [
    `{"amount":12345678901234567890.123}`,
    `{"id":null,"name":"x"}`,
    `{"id":12345678901234567890}`,
    `{"id":{"__proto__":1}}`,
    `{"id":"","new":"\\u0000"}`,
    `12345678901234567890`,
    `null`,
    `"text"`,
    deep,
  ];
  const half = `{"id":"\\ud83d"}`;
  await using lab = thingsLab();
  const id = add(lab, `"name":"kept"`);
  for (const _ of [1, 2]) {
    const { run } = await lab.sync({ client: preceding(() => [...rejects, half]) });
    assertObjectMatch(run, { status: "succeeded", read: 11, rejected: 10, issues: 0 });
  }
  assertEquals(await rowsOf(lab), new Map([[id, { name: "kept" }]]));
  const kept = await lab.query("SELECT record::VARCHAR AS record FROM _sync_rejects");
  assertEquals(
    kept.map(({ record }) => record).sort(),
    [...rejects, half.replace("\\", "\\\\")].sort(),
  );
});

Deno.test("sync() pages by ids that JavaScript cannot hold, and keeps each apart", async () => {
  const columns = [column("id", "integer"), column("name", "string")];
  const asked: (string | null)[] = [];
  await using lab = thingsLab();
  const { run: ended } = await lab.sync({
    resources: [{ ...things, columns }],
    client: {
      baseUrl: "https://things.test",
      token: "token",
      fetch: (request) => {
        const url = new URL(new Request(request).url);
        if (url.pathname !== things.path) {
          return Promise.resolve(new Response(null, { status: 404 }));
        }
        const cursor = url.searchParams.get("startingAfter");
        asked.push(cursor);
        const ids = cursor ? "9007199254740994" : '9007199254740992},{"id":9007199254740993';
        return Promise.resolve(
          new Response(`{"results":[{"id":${ids}}],"hasMore":${cursor === null}}`),
        );
      },
    },
  });
  assertObjectMatch(ended, { status: "succeeded", error: null, inserted: 3 });
  assertEquals(asked, [null, "9007199254740993"]);
  assertEquals(
    (await lab.query("SELECT id::VARCHAR AS id FROM things ORDER BY id")).map(({ id }) => id),
    ["9007199254740992", "9007199254740993", "9007199254740994"],
  );
});

const strictCases: readonly [string, string][] = [
  [`"amount":"1.50"`, "1 record differs from the spec, 'amount' of record ID: Not a number"],
  [
    `"owner":{"age":36}`,
    "1 record differs from the spec, 'owner.age' of record ID: Not in the spec",
  ],
  [`"new":{"x":1}`, "1 record differs from the spec, 'new' of record ID: Not in the spec"],
];

for (const [members, summary] of strictCases) {
  Deno.test(`sync() in strict mode merges nothing of a list with {${members}}`, async () => {
    await using lab = thingsLab();
    add(lab, `"name":"plain"`);
    assertEquals((await lab.sync({ strict: true })).run.inserted, 1);
    const id = add(lab, members);
    const { run: failed } = await lab.sync({ strict: true });
    assertObjectMatch(failed, {
      status: "failed",
      inserted: 0,
      error: `Cannot sync things: ${summary.replace("ID", id)}; nothing was merged; ` +
        "sync without --strict to set it aside",
    });
    assertEquals((await rowsOf(lab)).size, 1);
    assertEquals(
      await lab.query("SELECT * FROM duckdb_tables() WHERE table_name = '_stage_things'"),
      [],
    );
    assertEquals((await lab.sync()).run.inserted, 1);
    assertEquals(pagesAsked(lab.sandbox), 3);
  });
}

Deno.test("sync() in strict mode counts every record that differs, those of an interrupted run too", async () => {
  await using lab = thingsLab();
  for (let index = 0; index < 25; index++) add(lab, index % 6 ? `"count":1` : `"count":"1"`);
  lab.sandbox.faults.push({ what: 500, from: 3 });
  assertEquals((await lab.sync()).run.read, 20);
  const { run: failed } = await lab.sync({
    strict: true,
    client: preceding(() => ['{"id":null}']),
  });
  assertEquals(failed.resumed, 0);
  assertStringIncludes(
    failed.error!,
    "8 records differ from the spec, first record 1 of the list: The primary key 'id' is missing",
  );
});

Deno.test("sync() fails in one line when a record is nested too deeply", async () => {
  await using lab = thingsLab();
  add(lab, `"count":1`);
  const levels = `"new":${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const client = rewriting((page) => page.replace(`"count":1`, levels));
  const { run: ended } = await lab.sync({ client });
  assertObjectMatch(ended, { status: "failed", inserted: 0 });
  assert(!/call stack|\n/.test(ended.error!), ended.error!);
});

Deno.test("a report names the fields that differ and how, once each, and nothing of the records", async () => {
  await using lab = thingsLab();
  add(lab, `"count":"s3cret","owner":{"age":"s3cret"}`);
  add(lab, `"count":"other","name":"fine","since":"s3cret"`);
  add(lab, `"name":"fine"`);
  const { drift, errors } = await lab.sync({
    client: preceding(() => [`"s3cret"`, `{"id":{},"name":"s3cret"}`]),
  });
  assertEquals([...drift], [["things", [
    "Not an object",
    "count: Not an integer of 64 bits",
    "id: Not a usable primary key",
    "owner.age: Not in the spec",
    "since: Not in the spec",
  ]]]);
  assertEquals([...errors], []);
});

Deno.test("a report tells twenty kinds of differences apart at most", async () => {
  await using lab = thingsLab();
  add(lab, Array.from({ length: 30 }, (_, index) => `"field${index}":1`).join());
  assertEquals((await lab.sync()).drift.get("things")!.length, 20);
});
