import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import type { Destination, KnownRows, Stage } from "../../loader/destination.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { type RunReport, sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import { pagesAsked } from "../pages_asked.ts";

/** What a destination does differently. */
interface Spoil {
  /** What its stages do. */
  readonly stage?: (stage: Stage) => Partial<Stage>;
  /** What it knows of the rows of its table. */
  readonly known?: (rows: KnownRows) => KnownRows;
}

interface Setup {
  readonly sandbox: Sandbox;
  /** Syncs the clients into a destination that may be spoiled. */
  readonly run: (options?: Partial<SyncOptions>, spoil?: Spoil) => Promise<RunReport>;
  /** Changes the table behind the back of the loader. */
  readonly query: (sql: string) => Promise<void>;
  /** How many clients the table has: all, and those that are marked as deleted. */
  readonly counts: () => Promise<{ all: number; deleted: number; stages: number }>;
}

async function withClients(rows: number, work: (setup: Setup) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/guards.duckdb`;
  const sandbox = createSandbox({ rows: { clients: rows } });
  await using api = sandbox.listen();
  try {
    await work({
      sandbox,
      run: async (options, spoil = {}) => {
        const destination = await openDestination(`duckdb:${file}`);
        try {
          return await sync({
            client: { baseUrl: api.url, token: api.token, rate: 0, retries: 0 },
            destination: spoiled(destination, spoil),
            resources: [resources.clients],
            ...options,
          });
        } finally {
          await destination.close();
        }
      },
      query: async (sql) => {
        const database = await Database.open(file, false);
        await database.query(sql);
        await database.close();
      },
      counts: async () => {
        const database = await Database.open(file, true);
        const [row] = await database.query<{ all: number; deleted: number; stages: number }>(
          `SELECT count(*) AS "all", count(_deleted_at) AS deleted,
            (SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '_stage_')) AS stages FROM clients`,
        );
        await database.close();
        return row!;
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function spoiled(
  destination: Destination,
  { stage: change = () => ({}), known = (rows) => rows }: Spoil,
): Destination {
  return override(destination, {
    async stage(table, runId) {
      const stage = await destination.stage(table, runId);
      return override(stage, change(stage));
    },
    async *known(table) {
      for await (const rows of destination.known(table)) yield known(rows);
    },
  });
}

function override<Target extends object>(target: Target, members: Partial<Target>): Target {
  return new Proxy(target, {
    get: (_, name) => {
      const value = members[name as keyof Target] ?? target[name as keyof Target];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("sync() applies nothing of a stage that lost a row", async () => {
  await withClients(30, async ({ run, counts }) => {
    const { run: failed } = await run({}, {
      stage: (stage) => ({
        append: (part) => stage.append({ ...part, rows: part.rows.slice(1) }),
      }),
    });
    assertEquals([failed.status, failed.inserted], ["failed", 0]);
    assertStringIncludes(
      failed.error!,
      "31 rows were staged and 30 are there; nothing was written",
    );
    assertEquals(await counts(), { all: 0, deleted: 0, stages: 0 });
    assertEquals((await run()).run.inserted, 30);
  });
});

Deno.test("sync() undoes a step that did not write all of what changed", async () => {
  await withClients(30, async ({ run, counts }) => {
    const { run: failed } = await run({}, {
      stage: (stage) => ({
        apply: (changes, options) => stage.apply({ ...changes, parts: [] }, options),
      }),
    });
    assertStringIncludes(
      failed.error!,
      "expected 30 inserted, 0 updated, 0 deleted, the destination says 0 inserted, 0 updated, 0 deleted",
    );
    assertEquals(await counts(), { all: 0, deleted: 0, stages: 1 });
    assertEquals((await run()).run.inserted, 30);
  });
});

Deno.test("sync() undoes a step that replaced a row which it did not know", async () => {
  await withClients(30, async ({ run, counts }) => {
    await run();
    const { run: failed } = await run({}, {
      known: ({ keys, hashes, deleted }) => ({
        keys: keys.map((values) => values.slice(1)),
        hashes: hashes.slice(1),
        deleted: deleted.slice(1),
      }),
    });
    assertStringIncludes(
      failed.error!,
      "expected 1 inserted, 0 updated, 0 deleted, the destination says 0 inserted, 1 updated, 0 deleted",
    );
    assertEquals(await counts(), { all: 30, deleted: 0, stages: 1 });
    assertEquals((await run()).run.unchanged, 30);
    assertEquals(await counts(), { all: 30, deleted: 0, stages: 0 });
  });
});

for (const rows of [1, 20, 120]) {
  Deno.test(`sync() refuses to empty a table of ${rows} rows, unless it is allowed`, async () => {
    await withClients(rows, async ({ sandbox, run, counts }) => {
      await run();
      for (const { id } of sandbox.records("clients")) sandbox.delete("clients", String(id));
      const { run: refused } = await run();
      assertEquals(refused.status, "failed");
      assertStringIncludes(refused.error!, `the API no longer lists any of its ${rows} rows; if`);
      assertEquals(await counts(), { all: rows, deleted: 0, stages: 0 });
      assertEquals((await run({ deletes: "keep" })).run.status, "succeeded");
      assertEquals((await run({ allowMassDelete: true })).run.deleted, rows);
      assertEquals((await run()).run.status, "succeeded");
    });
  });
}

Deno.test("sync() stops in the middle of a merge, which is undone, and resumes later", async () => {
  await withClients(40_000, async ({ sandbox, run, counts }) => {
    const controller = new AbortController();
    let began = 0;
    const { run: stopped } = await run({
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase !== "merging") return;
        began = performance.now();
        setTimeout(() => controller.abort(), 100);
      },
    });
    assert(performance.now() - began < 2_000, "the merge was cut short");
    assertEquals([stopped.status, stopped.inserted], ["interrupted", 0]);
    assertEquals(await counts(), { all: 0, deleted: 0, stages: 1 });
    const asked = pagesAsked(sandbox);
    const { run: next } = await run();
    assertEquals([next.status, next.inserted, next.resumed], ["succeeded", 40_000, 40_000]);
    assertEquals(pagesAsked(sandbox), asked, "nothing is read again");
  });
});

Deno.test("sync() writes nothing into a table that has a key twice", async () => {
  await withClients(5, async ({ run, query }) => {
    await run();
    await query("INSERT INTO clients SELECT * FROM clients LIMIT 1");
    const { run: failed } = await run();
    assertEquals(failed.status, "failed");
    assertStringIncludes(
      failed.error!,
      "twice; remove one of the rows, or the table, and sync again",
    );
  });
});

Deno.test("sync() removes with hard deletes what vanishes from then on", async () => {
  await withClients(6, async ({ sandbox, run, counts }) => {
    const [a, b] = sandbox.records("clients");
    await run();
    sandbox.delete("clients", String(a!.id));
    assertEquals((await run()).run.deleted, 1);
    sandbox.delete("clients", String(b!.id));
    assertEquals((await run({ deletes: "hard" })).run.deleted, 1);
    assertEquals(await counts(), { all: 5, deleted: 1, stages: 0 });
  });
});

Deno.test("sync() lets a small table lose all rows but one", async () => {
  await withClients(20, async ({ sandbox, run }) => {
    await run();
    for (const { id } of sandbox.records("clients").slice(1)) {
      sandbox.delete("clients", String(id));
    }
    assertEquals((await run()).run.deleted, 19);
  });
});

Deno.test("sync() lets a large table lose half of its rows, and refuses to lose one more", async () => {
  await withClients(22, async ({ sandbox, run, counts }) => {
    await run();
    const ids = sandbox.records("clients").map(({ id }) => String(id));
    for (const id of ids.slice(0, 12)) sandbox.delete("clients", id);
    const { run: refused } = await run();
    assertStringIncludes(refused.error!, "no longer lists 12 of its 22 rows, more than half");
    assertEquals(await counts(), { all: 22, deleted: 0, stages: 0 });
  });
  await withClients(22, async ({ sandbox, run }) => {
    await run();
    const ids = sandbox.records("clients").map(({ id }) => String(id));
    for (const id of ids.slice(0, 11)) sandbox.delete("clients", id);
    assertEquals((await run()).run.deleted, 11);
  });
});

Deno.test("sync() deletes nothing in a run that did not finish", async () => {
  await withClients(350, async ({ sandbox, run, counts }) => {
    await run();
    for (const { id } of sandbox.records("clients").slice(0, 50)) {
      sandbox.delete("clients", String(id));
    }
    const untouched = { all: 350, deleted: 0 };
    for (const what of [500, 403, "cut", "truncated", "not-envelope", "empty-more"] as const) {
      sandbox.faults.splice(0, Infinity, {
        what,
        from: pagesAsked(sandbox) + 3,
        times: Infinity,
      });
      const { run: ended } = await run({ deletes: "hard", fresh: true });
      assertEquals([ended.read > 0, ended.deleted], [true, 0], String(what));
      const { all, deleted } = await counts();
      assertEquals({ all, deleted }, untouched, String(what));
    }
    sandbox.faults.length = 0;
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    assertEquals((await run({ signal: controller.signal, onProgress })).run.status, "interrupted");
    const { all, deleted } = await counts();
    assertEquals({ all, deleted }, untouched);
    assertEquals((await run()).run.deleted, 50);
  });
});
