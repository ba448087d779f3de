import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openDestination } from "../../loader/destinations/mod.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { type RunReport, sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import {
  column,
  deep,
  drift,
  parseRaw,
  type TextRow,
  things,
  thingSchema,
} from "../drifting_records.ts";
import { pagesAsked } from "../pages_asked.ts";

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
  const sandbox = createSandboxOf({ resources: { things }, schemas: { things: thingSchema } }, {
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
                if (new URL(response.url).pathname !== things.path) return response;
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
        `Cannot sync things: ${summary.replace("ID", id)}; nothing was merged; ` +
          "sync without --strict to set it aside",
      );
      assertEquals((await rows()).size, 1);
      assertEquals(
        await query("SELECT * FROM duckdb_tables() WHERE table_name = '_stage_things'"),
        [],
      );
      assertEquals((await run()).run.inserted, 1);
      assertEquals(pagesAsked(sandbox), 3);
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

Deno.test("sync() fails in one line when a record is nested too deeply", async () => {
  await withThings(async ({ add, run }) => {
    add(`"count":1`);
    const levels = `"new":${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { run: ended } = await run({}, (page) => page.replace(`"count":1`, levels));
    assertEquals([ended.status, ended.inserted], ["failed", 0]);
    assert(!/call stack|\n/.test(ended.error!), ended.error!);
  });
});
