import { assertEquals, assertStringIncludes } from "@std/assert";
import type { RecordSchema } from "../../client/record_schema.ts";
import type { Column, Resource } from "../../client/resource.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { type RunReport, sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import type { Sandbox } from "../../sandbox/types.ts";

const column = (name: string, type: Column["type"], path = [name]): Column => ({
  name,
  type,
  path,
  nullable: name !== "id" && name !== "active",
  description: name,
});

/** A table with a column of every type. */
const things: Resource = {
  name: "things",
  property: "things",
  path: "/things",
  description: "Things",
  primaryKey: ["id"],
  writeDisposition: "merge",
  pagination: {
    style: "cursor",
    cursorParam: "startingAfter",
    cursorField: "id",
    limitParam: "limit",
    limit: 10,
    items: "results",
    hasMore: "hasMore",
  },
  filters: [],
  columns: [
    column("id", "string"),
    column("name", "string"),
    column("count", "integer"),
    column("amount", "decimal"),
    column("active", "boolean"),
    column("day", "date"),
    column("at", "timestamp"),
    column("tags", "json"),
    column("owner_name", "string", ["owner", "name"]),
  ],
};

const schema: RecordSchema = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", format: "uuid" } },
};

/** The text of every value of a row but those that a merge fills in; NULLs left out. */
type TextRow = Record<string, string>;

interface Setup {
  readonly sandbox: Sandbox;
  /** Syncs; `rewrite` changes the text of each page on its way. */
  readonly run: (
    options?: Partial<SyncOptions>,
    rewrite?: (page: string) => string,
  ) => Promise<RunReport>;
  /** Adds a record whose JSON text is given, but for its id, and returns the id. */
  readonly add: (members: string) => string;
  readonly rows: () => Promise<Map<string, TextRow>>;
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
}

async function withThings(work: (setup: Setup) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/drift.duckdb`;
  const sandbox = createSandboxOf({ resources: { things }, schemas: { things: schema } }, {
    rows: 0,
  });
  await using api = sandbox.listen();
  const query = async (sql: string) => {
    const database = await Database.open(file, true);
    try {
      return await database.query<Record<string, unknown>>(sql);
    } finally {
      await database.close();
    }
  };
  try {
    await work({
      sandbox,
      query,
      add: (members) => {
        const record = parseRaw(`{${members}}`);
        return String(sandbox.insert("things", [record])[0]!.id);
      },
      run: async (options, rewrite = (page) => page) => {
        const destination = await openDestination(`duckdb:${file}`);
        try {
          return await sync({
            client: {
              baseUrl: api.url,
              token: api.token,
              rate: 0,
              retries: 0,
              fetch: async (request) => {
                const response = await fetch(request);
                return new Response(rewrite(await response.text()), response);
              },
            },
            destination,
            resources: [things],
            ...options,
          });
        } finally {
          await destination.close();
        }
      },
      rows: async () => {
        const names = things.columns.map(({ name }) => name);
        const rows = await query(
          `SELECT COLUMNS(['${names.join("','")}', '_extra', '_issues'])::VARCHAR FROM things`,
        );
        return new Map(rows.map((row) => [
          String(row.id),
          Object.fromEntries(
            Object.entries(row).filter(([name, value]) => name !== "id" && value !== null),
          ) as TextRow,
        ]));
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Parses JSON so that the sandbox sends every number with the digits that it has here. */
function parseRaw(text: string): Record<string, unknown> {
  // deno-lint-ignore no-explicit-any
  const { parse, rawJSON } = JSON as any;
  return parse(
    text,
    (_: string, value: unknown, { source }: { source: string }) =>
      typeof value === "number" ? rawJSON(source) : value,
  );
}

const issue = (path: string, reason: string, value: string) =>
  `[{"path":"${path}","reason":"${reason}","value":${value}}]`;

const text1MB = 'ä\\"\\n'.repeat(200_000);
const deep = `${"[".repeat(1_000)}1${"]".repeat(1_000)}`;
const noDate = "Not a date (YYYY-MM-DD)";
const noTimestamp = "Not a timestamp (ISO 8601 with a zone)";
const noInteger = "Not an integer of 64 bits";

/** What drifted, the members as they are sent, and the row that they must become. */
const drift: readonly [string, string, TextRow][] = [
  ["a new field", `"new":{"b":1,"a":[null,"x"]}`, { _extra: `{"new":{"a":[null,"x"],"b":1}}` }],
  ["a new field that is null", `"new":null`, { _extra: `{"new":null}` }],
  ["a new field in an object", `"owner":{"name":"Ada","age":36.50}`, {
    owner_name: "Ada",
    _extra: `{"owner":{"age":36.5}}`,
  }],
  ["fields that vanished", "", {}],
  ["nothing but null", `"name":null,"count":null,"at":null,"tags":null,"owner":null`, {}],
  ["a number for a string", `"name":5`, { _issues: issue("name", "Not a string", "5") }],
  ["an object for a string", `"name":{"b":2,"a":1}`, {
    _issues: issue("name", "Not a string", `{"a":1,"b":2}`),
  }],
  ["a string for an object", `"owner":"Ada"`, {
    _issues: issue("owner", "Not an object", `"Ada"`),
  }],
  ["a number for an object", `"owner":12345678901234567890`, {
    _issues: issue("owner", "Not an object", "12345678901234567890"),
  }],
  ["a list for an object", `"owner":[]`, { _issues: issue("owner", "Not an object", "[]") }],
  ["a string for a boolean", `"active":"yes"`, {
    _issues: issue("active", "Not a boolean", `"yes"`),
  }],
  ["null where the spec has none", `"active":null`, { _issues: issue("active", "Null", "null") }],
  ["an integer as a string", `"count":"5"`, { _issues: issue("count", noInteger, `"5"`) }],
  ["a decimal as a string", `"amount":"1.50"`, {
    _issues: issue("amount", "Not a number", `"1.50"`),
  }],
  ["the first unsafe integer", `"count":9007199254740993`, { count: "9007199254740993" }],
  ["the largest integer", `"count":9223372036854775807`, { count: "9223372036854775807" }],
  ["the least integer", `"count":-9223372036854775808`, { count: "-9223372036854775808" }],
  ["an integer over 64 bits", `"count":9223372036854775808`, {
    _issues: issue("count", noInteger, "9223372036854775808"),
  }],
  ["an integer of 100 digits", `"count":${"1234567890".repeat(10)}`, {
    _issues: issue("count", noInteger, "1234567890".repeat(10)),
  }],
  ["a decimal of 38 digits", `"amount":-12345678901234567890123456789.123456789`, {
    amount: "-12345678901234567890123456789.123456789",
  }],
  ["a decimal of 20 digits", `"amount":12345678901.234567891`, {
    amount: "12345678901.234567891",
  }],
  ["a decimal with a tenth place", `"amount":0.12345678905000001`, {
    amount: "0.123456789",
    _issues: issue("amount", "Rounded to 9 decimals", "0.12345678905000001"),
  }],
  ["a decimal that is rounded up", `"amount":-99999999999.9999999995`, {
    amount: "-100000000000.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "-99999999999.9999999995"),
  }],
  ["a decimal over 38 digits", `"amount":123456789012345678901234567890.5`, {
    _issues: issue(
      "amount",
      "More than 29 digits before the point",
      "123456789012345678901234567890.5",
    ),
  }],
  ["a number beyond all numbers", `"amount":1e400`, {
    _issues: issue("amount", "More than 29 digits before the point", "1e400"),
  }],
  ["a number below all numbers", `"amount":1e-400`, {
    amount: "0.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "1e-400"),
  }],
  ["an exponent that would fill the memory", `"amount":1E+999999999`, {
    _issues: issue("amount", "More than 29 digits before the point", "1E+999999999"),
  }],
  ["a number that would fill the memory behind its point", `"amount":-5e-999999999`, {
    amount: "0.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "-5e-999999999"),
  }],
  ["zero, however it is written", `"amount":-0.00e999999999`, { amount: "0.000000000" }],
  ["half of the last decimal", `"amount":0.0000000005`, {
    amount: "0.000000001",
    _issues: issue("amount", "Rounded to 9 decimals", "5e-10"),
  }],
  ["a decimal that is too long when it is rounded", `"amount":${"9".repeat(29)}.9999999995`, {
    _issues: issue(
      "amount",
      "More than 29 digits before the point",
      `${"9".repeat(29)}.9999999995`,
    ),
  }],
  ["huge numbers in JSON", `"tags":[{"b":0.1234567890123456789,"a":-98765432109876543210}]`, {
    tags: `[{"a":-98765432109876543210,"b":0.1234567890123456789}]`,
  }],
  ["huge numbers in new fields", `"new":[1e400,12345678901234567890]`, {
    _extra: `{"new":[1e400,12345678901234567890]}`,
  }],
  ["the year 0", `"day":"0000-01-01"`, { _issues: issue("day", noDate, `"0000-01-01"`) }],
  ["the year 10000", `"day":"+010000-01-01"`, { _issues: issue("day", noDate, `"+010000-01-01"`) }],
  ["the 30th of February", `"day":"2024-02-30"`, { _issues: issue("day", noDate, `"2024-02-30"`) }],
  ["the last day", `"day":"9999-12-31"`, { day: "9999-12-31" }],
  ["an instant that is the year 10000 in UTC", `"at":"9999-12-31T23:59:59-01:00"`, {
    _issues: issue("at", noTimestamp, `"9999-12-31T23:59:59-01:00"`),
  }],
  ["a leap second", `"at":"2016-12-31T23:59:60Z"`, {
    _issues: issue("at", noTimestamp, `"2016-12-31T23:59:60Z"`),
  }],
  ["an instant as a number", `"at":1700000000000`, {
    _issues: issue("at", noTimestamp, "1700000000000"),
  }],
  ["a NUL", `"name":"a\\u0000b","tags":["\\u0000"],"new\\u0000":"\\u0000"`, {
    name: "a\0b",
    tags: `["\\u0000"]`,
    _extra: `{"new\\u0000":"\\u0000"}`,
  }],
  ["half a surrogate pair", `"name":"a\\ud83d","tags":["\\ude00","\\\\ude00"],"n\\ud83d":"😀"`, {
    tags: `["\\\\ude00","\\\\ude00"]`,
    _extra: `{"n\\\\ud83d":"😀"}`,
    _issues: `[{"path":"name","reason":"Half a surrogate pair","value":"a\\\\ud83d"},` +
      `{"path":"tags","reason":"Half a surrogate pair","value":["\\\\ude00","\\\\ude00"]},` +
      `{"path":"_extra","reason":"Half a surrogate pair","value":null}]`,
  }],
  ["a megabyte", `"name":"${text1MB}","new":"${text1MB}"`, {
    name: JSON.parse(`"${text1MB}"`),
    _extra: `{"new":"${text1MB}"}`,
  }],
  ["1,000 levels", `"tags":${deep},"new":${deep},"name":${deep}`, {
    tags: deep,
    _extra: `{"new":${deep}}`,
    _issues: issue("name", "Not a string", deep),
  }],
  ["names of JavaScript's own", `"__proto__":{"name":"x"},"constructor":"y","toString":1`, {
    _extra: `{"__proto__":{"name":"x"},"constructor":"y","toString":1}`,
  }],
  [
    "names of JavaScript's own in an object",
    `"owner":{"__proto__":{"name":"x"},"hasOwnProperty":1}`,
    {
      _extra: `{"owner":{"__proto__":{"name":"x"},"hasOwnProperty":1}}`,
    },
  ],
  ["names of JavaScript's own in JSON", `"tags":{"constructor":1,"__proto__":{"b":1,"a":2}}`, {
    tags: `{"__proto__":{"a":2,"b":1},"constructor":1}`,
  }],
];

Deno.test("sync() brings all that drifted from the spec into columns, _extra or _issues, to the digit", async () => {
  await withThings(async ({ add, run, rows }) => {
    const ids = drift.map(([, members]) => add(members));
    const { run: ended } = await run();
    assertEquals([ended.status, ended.error], ["succeeded", null]);
    const stored = await rows();
    drift.forEach(([what, , row], index) => assertEquals(stored.get(ids[index]!), row, what));
    assertEquals(
      [ended.read, ended.inserted, ended.issues, ended.rejected],
      [drift.length, drift.length, drift.filter(([, , row]) => row._issues).length, 0],
    );
    const again = await run();
    assertEquals([again.run.unchanged, again.run.updated], [drift.length, 0]);
  });
});

Deno.test("sync() keeps the last of several records with one id, in a page and across pages", async () => {
  await withThings(async ({ add, run, rows }) => {
    const ids = Array.from({ length: 25 }, (_, index) => add(`"count":${index}`));
    const early = (id: string, count: number) => `"results":[{"id":"${id}","count":${count}},`;
    let page = 0;
    const report = await run({}, (text) =>
      [
        // Newest first: the first page has 24 down to 15.
        (text: string) => text.replace('"results":[', early(ids[20]!, -1)),
        (text: string) => text.replace('"results":[', early(ids[24]!, 100)),
        (text: string) =>
          text.replace('"results":[', early(ids[0]!, -2) + early(ids[1]!, -3).slice(11)),
      ][page++]!(text));
    assertEquals(report.run.status, "succeeded", report.run.error ?? "");
    const { read, inserted, duplicates } = report.run;
    assertEquals([read, inserted, duplicates], [29, 25, 4]);
    const stored = await rows();
    assertEquals(
      ids.map((id) => stored.get(id)!.count),
      ids.map((_, index) => String(index === 24 ? 100 : index)),
    );
  });
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
  await withThings(async ({ add, run, rows, query }) => {
    const id = add(`"name":"kept"`);
    const mixed = (text: string) =>
      text.replace('"results":[', `"results":[${[...rejects, half].join(",")},`);
    for (const _ of [1, 2]) {
      const { run: { status, read, rejected, issues } } = await run({}, mixed);
      assertEquals([status, read, rejected, issues], ["succeeded", 11, 10, 0]);
    }
    assertEquals(await rows(), new Map([[id, { name: "kept" }]]));
    const kept = await query("SELECT record::VARCHAR AS record FROM _sync_rejects");
    assertEquals(
      kept.map(({ record }) => record).sort(),
      [...rejects, half.replace("\\", "\\\\")].sort(),
    );
  });
});

Deno.test("sync() pages by ids that JavaScript cannot hold, and keeps each apart", async () => {
  const columns = [column("id", "integer"), column("name", "string")];
  const asked: (string | null)[] = [];
  await withThings(async ({ run, query }) => {
    const { run: ended } = await run({
      resources: [{ ...things, columns }],
      client: {
        baseUrl: "https://things.test",
        token: "token",
        fetch: (request) => {
          const cursor = new URL(new Request(request).url).searchParams.get("startingAfter");
          asked.push(cursor);
          const ids = cursor ? "9007199254740994" : '9007199254740992},{"id":9007199254740993';
          return Promise.resolve(
            new Response(`{"results":[{"id":${ids}}],"hasMore":${cursor === null}}`),
          );
        },
      },
    });
    assertEquals([ended.status, ended.inserted], ["succeeded", 3], ended.error ?? "");
    assertEquals(asked, [null, "9007199254740993"]);
    assertEquals(
      (await query("SELECT id::VARCHAR AS id FROM things ORDER BY id")).map(({ id }) => id),
      ["9007199254740992", "9007199254740993", "9007199254740994"],
    );
  });
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
    await withThings(async ({ add, run, rows, sandbox, query }) => {
      add(`"name":"plain"`);
      assertEquals((await run({ strict: true })).run.inserted, 1);
      const id = add(members);
      const { run: failed } = await run({ strict: true });
      assertEquals([failed.status, failed.inserted], ["failed", 0]);
      assertEquals(
        failed.error,
        `Cannot sync things: ${summary.replace("ID", id)}; nothing was merged. ` +
          "Sync without --strict to keep it aside",
      );
      assertEquals((await rows()).size, 1);
      assertEquals(await query("SELECT * FROM _sync_stages"), []);
      assertEquals((await run()).run.inserted, 1);
      assertEquals(sandbox.requests.length, 3);
    });
  });
}

Deno.test("sync() in strict mode counts every record that differs, those of an interrupted run too", async () => {
  await withThings(async ({ add, run, sandbox }) => {
    for (let index = 0; index < 25; index++) add(index % 6 ? `"count":1` : `"count":"1"`);
    sandbox.faults.push({ what: 500, from: 3 });
    assertEquals((await run()).run.read, 20);
    const rejecting = (text: string) => text.replace('"results":[', '"results":[{"id":null},');
    const { run: failed } = await run({ strict: true }, rejecting);
    assertEquals(failed.resumed, 0);
    assertStringIncludes(
      failed.error!,
      "8 records differ from the spec, first record 1 of the list: The primary key 'id' is missing",
    );
  });
});
