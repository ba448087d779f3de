import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { type RunReport, sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Listener, Sandbox, SandboxOptions } from "../../sandbox/types.ts";
import { type ExpectedRow, ExpectedState, expectedTables } from "../expected_tables.ts";
import { readTables } from "../read_duckdb.ts";
import { pagesAsked } from "../pages_asked.ts";

const tables = expectedTables.map(({ name }) => name);

/** A sandbox, a database file, and a sync between them. */
interface Setup {
  readonly sandbox: Sandbox;
  readonly api: Listener;
  readonly file: string;
  readonly run: (options?: Partial<SyncOptions>) => Promise<RunReport>;
}

async function withSetup(
  options: SandboxOptions,
  work: (setup: Setup) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/test.duckdb`;
  const sandbox = createSandbox(options);
  const api = sandbox.listen();
  try {
    await work({
      sandbox,
      api,
      file,
      run: async (options) => {
        const destination = await openDestination(`duckdb:${file}`);
        try {
          return await sync({
            client: { baseUrl: api.url, token: api.token, rate: 0, retries: 0 },
            destination,
            ...options,
          });
        } finally {
          await destination.close();
        }
      },
    });
  } finally {
    await api.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function assertTables(file: string, state: ExpectedState): Promise<void> {
  const read = await readTables(file, tables);
  for (const table of tables) assertEquals(read.get(table), state.rows(table), table);
}

function total(report: RunReport) {
  const { status, read, inserted, updated, unchanged, deleted, issues, rejected } = report.run;
  return { status, read, inserted, updated, unchanged, deleted, issues, rejected };
}

Deno.test("sync() gives the tables that the spec and the API ask for, row by row and column by column", async () => {
  await withSetup({ rows: 110 }, async ({ sandbox, api, file, run }) => {
    const state = new ExpectedState(api.url, api.token);

    const first = await run();
    await state.sync(first.run.started_at);
    await assertTables(file, state);
    const all = 13 * 110;
    assertEquals(total(first), {
      status: "succeeded",
      read: all,
      inserted: all,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      issues: 0,
      rejected: 0,
    });

    for (const table of tables) {
      const [a, b, c] = sandbox.records(table);
      sandbox.update(table, String(a!.id), {
        createdAt: "2020-01-01T00:00:00.500Z",
        another: { x: [1] },
      });
      sandbox.delete(table, String(b!.id));
      sandbox.delete(table, String(c!.id));
      sandbox.insert(table, 3);
    }
    const second = await run();
    await state.sync(second.run.started_at);
    await assertTables(file, state);
    assertEquals(total(second), {
      status: "succeeded",
      read: all + 13,
      inserted: 13 * 3,
      updated: 13,
      unchanged: 13 * 107,
      deleted: 13 * 2,
      issues: 0,
      rejected: 0,
    });

    const third = await run();
    await state.sync(third.run.started_at);
    await assertTables(file, state);
    assertEquals(total(third), {
      status: "succeeded",
      read: all + 13,
      inserted: 0,
      updated: 0,
      unchanged: all + 13,
      deleted: 0,
      issues: 0,
      rejected: 0,
    });
  });
});

Deno.test("sync() resumes after a failure, and asks only for the pages that are missing", async () => {
  const few = Object.fromEntries(tables.map((table) => [table, 30]));
  await withSetup({ rows: { ...few, project_tasks: 950 } }, async ({ sandbox, api, file, run }) => {
    // The 7th page of a table fails; retries are off.
    sandbox.faults.push({ what: 500, table: "project_tasks", from: 7 });
    const first = await run();
    assertEquals(first.run.status, "failed");
    const failed = first.resources.filter(({ status }) => status === "failed");
    assertEquals(failed.map(({ resource }) => resource), ["project_tasks"]);
    assertStringIncludes(failed[0]!.error!, "/api/workspace/project-tasks");

    const before = pagesAsked(sandbox);
    const second = await run({ resources: [resources.project_tasks] });
    assertEquals(second.resources[0]!.resumed, 600);
    assertEquals(second.resources[0]!.read, 950);
    assertEquals(pagesAsked(sandbox) - before, 4);

    const third = await run();
    assertEquals(total(third).unchanged, 12 * 30 + 950);
    const state = new ExpectedState(api.url, api.token);
    await state.sync(first.run.started_at);
    const read = await readTables(file, tables);
    for (const table of tables) {
      assertEquals(
        read.get(table)!.map(({ _synced_at, ...row }) => row),
        state.rows(table).map(({ _synced_at, ...row }) => row),
      );
    }
  });
});

Deno.test("sync() keeps what it has when it is aborted, and the next one resumes", async () => {
  await withSetup({ rows: { project_tasks: 3_000 } }, async ({ sandbox, run }) => {
    const controller = new AbortController();
    sandbox.edits.push({ table: "project_tasks", after: 25, do: () => controller.abort() });
    const only = [resources.project_tasks];
    const first = await run({ resources: only, signal: controller.signal });
    assertEquals(first.run.status, "interrupted");
    assertEquals(first.resources[0]!.status, "interrupted");
    assert(first.stoppedBy instanceof DOMException);
    assert(first.run.read >= 2_000, `${first.run.read} records were kept`);

    const before = pagesAsked(sandbox);
    const second = await run({ resources: only });
    assertEquals(second.run.status, "succeeded");
    assertEquals(second.run.resumed, first.run.read);
    assertEquals(pagesAsked(sandbox) - before, (3_000 - first.run.read) / 100);
    assertEquals(second.run.inserted, 3_000);
  });
});

for (const unknownCursor of ["400", "404", "empty", "first"] as const) {
  Deno.test(`sync() starts over when the record of its checkpoint is gone and an unknown cursor is answered '${unknownCursor}'`, async () => {
    await withSetup({ rows: 450, unknownCursor }, async ({ sandbox, api, file, run }) => {
      sandbox.faults.push({ what: 500, table: "holidays", from: 4 });
      const only = [resources.holidays];
      await run({ resources: only });
      const ids = sandbox.records("holidays").map(({ id }) => String(id));
      for (const id of [ids[5]!, ids[299]!]) sandbox.delete("holidays", id);
      sandbox.update("holidays", ids[6]!, { name: "another" });

      const { run: { status, inserted, resumed, read } } = await run({ resources: only });
      assertEquals([status, inserted, resumed, read], ["succeeded", 448, 0, 448]);
      const state = new ExpectedState(api.url, api.token);
      await state.sync(new Date(0));
      const unstamped = ({ _synced_at, ...row }: ExpectedRow) => row;
      assertEquals(
        (await readTables(file, ["holidays"])).get("holidays")!.map(unstamped),
        state.rows("holidays").map(unstamped),
      );
    });
  });

  Deno.test(`sync() misses nothing of a list that moves when an unknown cursor is answered '${unknownCursor}'`, async () => {
    await withSetup({ rows: 450, ties: 3, unknownCursor }, async ({ sandbox, api, file, run }) => {
      const only = [resources.holidays];
      const ids = sandbox.records("holidays").map(({ id }) => String(id));
      const edits: readonly [number, number, number][] = [[1, 99, 100], [2, 195, 205], [
        3,
        205,
        300,
      ]];
      for (const [after, from, to] of edits) {
        sandbox.edits.push({
          table: "holidays",
          after,
          do: () => {
            for (const id of ids.slice(from, to)) sandbox.delete("holidays", id);
            sandbox.insert("holidays", 2);
          },
        });
      }
      assertEquals((await run({ resources: only })).run.status, "succeeded");
      const kept = new Set(
        (await readTables(file, ["holidays"])).get("holidays")!.map(({ id }) => id),
      );
      const listed = new Set(sandbox.records("holidays").map(({ id }) => id));
      assertEquals(ids.filter((id) => listed.has(id) && !kept.has(id)), []);

      await run({ resources: only });
      const state = new ExpectedState(api.url, api.token);
      await state.sync(new Date(0));
      const rows = (await readTables(file, ["holidays"])).get("holidays")!;
      assertEquals(
        rows.filter(({ _deleted_at }) => _deleted_at === null).map(({ id }) => id),
        state.rows("holidays").map(({ id }) => id),
      );
    });
  });
}

Deno.test("sync() resumes a stage of the last 24 hours, and discards an older one", async () => {
  for (const [hours, resumed] of [[23, 200], [25, 0]] as const) {
    await withSetup({ rows: { holidays: 250 } }, async ({ sandbox, run }) => {
      sandbox.faults.push({ what: 500, table: "holidays", from: 3 });
      const only = [resources.holidays];
      assertEquals((await run({ resources: only })).run.status, "failed");
      const later = new Date(Date.now() + hours * 3_600_000);
      const { run: next } = await run({ resources: only, now: () => later });
      assertEquals([next.status, next.resumed, next.read], ["succeeded", resumed, 250]);
    });
  }
});

Deno.test("sync() starts over with fresh", async () => {
  await withSetup({ rows: { holidays: 250 } }, async ({ sandbox, run }) => {
    sandbox.faults.push({ what: 500, table: "holidays", from: 3 });
    const only = [resources.holidays];
    await run({ resources: only });
    const second = await run({ resources: only, fresh: true });
    assertEquals([second.run.resumed, second.run.read], [0, 250]);
    assertEquals(pagesAsked(sandbox), 6);
  });
});

for (const status of [401, 423]) {
  Deno.test(`sync() stops at once when the API answers ${status}`, async () => {
    await withSetup({ rows: 5 }, async ({ sandbox, run }) => {
      sandbox.faults.push({ what: status, times: Infinity });
      const report = await run();
      assertEquals(report.run.status, "failed");
      assert(pagesAsked(sandbox) <= 6, "no more than the concurrent requests were sent");
      assertStringIncludes(String(report.stoppedBy), `the server answered ${status}`);
    });
  });
}

Deno.test("sync() refuses to delete more than half of a table, unless it is allowed", async () => {
  await withSetup({ rows: { clients: 40 } }, async ({ sandbox, run }) => {
    const only = [resources.clients];
    await run({ resources: only });
    for (const { id } of sandbox.records("clients").slice(0, 21)) {
      sandbox.delete("clients", String(id));
    }
    const refused = await run({ resources: only });
    assertEquals(refused.run.status, "failed");
    assertStringIncludes(refused.run.error!, "no longer lists 21 of its 40 rows");
    assertEquals(refused.run.deleted, 0);
    const allowed = await run({ resources: only, allowMassDelete: true });
    assertEquals([allowed.run.status, allowed.run.deleted], ["succeeded", 21]);
  });
});

Deno.test("sync() puts values that do not fit into _issues and records without id into _sync_rejects", async () => {
  await withSetup({ rows: { clients: 30 } }, async ({ sandbox, run }) => {
    sandbox.faults.push({ what: "wrong-type", table: "clients", record: 3 });
    sandbox.faults.push({ what: "null-id", table: "clients", record: 5, from: 2 });
    const only = [resources.clients];
    const first = await run({ resources: only });
    assertEquals([first.run.issues, first.run.inserted, first.run.rejected], [1, 30, 0]);
    const second = await run({ resources: only });
    assertEquals(second.run.rejected, 1);
    assertEquals([second.run.deleted, second.run.updated], [1, 1]);
    const third = await run({ resources: only });
    assertEquals([third.run.rejected, third.run.updated, third.run.unchanged], [0, 1, 29]);
  });
});

Deno.test("sync() counts requests, retries and bytes per resource", async () => {
  await withSetup({ rows: 120 }, async ({ sandbox, api, run }) => {
    sandbox.faults.push({ what: 429, table: "holidays" });
    const report = await run({
      resources: [resources.holidays, resources.clients],
      client: { baseUrl: api.url, token: api.token, rate: 0, retries: 1 },
    });
    const [clients, holidays] = ["clients", "holidays"].map((name) =>
      report.resources.find(({ resource }) => resource === name)!
    );
    assertEquals([clients!.requests, clients!.retries, clients!.pages], [2, 0, 2]);
    assertEquals([holidays!.requests, holidays!.retries, holidays!.pages], [3, 1, 2]);
    assert(clients!.bytes > 50_000);
    assertEquals(report.run.requests, 6, "the question whose token it is counts with the run");
  });
});
