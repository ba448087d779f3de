import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { tick } from "../../deploy/tick.ts";
import { resources } from "../../generated/resources.ts";
import { parseAddress } from "../../loader/destinations/bigquery/address.ts";
import { Api } from "../../loader/destinations/bigquery/api.ts";
import { noCredentials } from "../../loader/destinations/bigquery/auth.ts";
import { bigQuery } from "../../loader/destinations/bigquery/mod.ts";
import { linesOf, Tables } from "../../loader/destinations/bigquery/tables.ts";
import { openDestination, type OpenOptions } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { sync, type SyncOptions } from "../../loader/sync.ts";
import { tableOf } from "../../loader/table.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { ExpectedState, expectedTables } from "../expected_tables.ts";
import { readTables as readDuckDb } from "../read_duckdb.ts";
import { FakeTime } from "../fake_time.ts";
import { type EmulatorKind, startEmulator } from "./emulator.ts";
import { type Passing, type Proxy, startProxy } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";

const tables = expectedTables.map(({ name }) => name);

async function emptyDataset(url: string): Promise<void> {
  const base = `${url}/bigquery/v2/projects/test/datasets/ws/tables`;
  const { tables = [] } = await (await fetch(`${base}?maxResults=1000`)).json();
  for (const { tableReference } of tables) {
    await (await fetch(`${base}/${tableReference.tableId}`, { method: "DELETE" })).text();
  }
}

async function stagesLeft(url: string): Promise<string[]> {
  const base = `${url}/bigquery/v2/projects/test/datasets/ws/tables`;
  const { tables = [] } = await (await fetch(`${base}?maxResults=1000`)).json();
  return tables.map((table: { tableReference: { tableId: string } }) =>
    table.tableReference.tableId
  )
    .filter((name: string) => name.startsWith("_stage_"));
}

async function run(
  address: string,
  api: { url: string; token: string },
  { open, ...options }: Partial<SyncOptions> & { open?: OpenOptions } = {},
) {
  const destination = await openDestination(address, open);
  try {
    return await sync({
      client: { baseUrl: api.url, token: api.token, rate: 0 },
      destination,
      ...options,
    });
  } finally {
    await destination.close();
  }
}

/** Registers the tests of the destination against an emulator; skipped loudly where there is none. */
export async function testOn(kind: EmulatorKind): Promise<void> {
  const started = await startEmulator(kind);
  if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());
  // Tests that are ignored do not use it.
  const emulator = started!;

  function test(name: string, fn: (proxy: Proxy, address: string) => Promise<void>): void {
    Deno.test({
      name: `${name} (${kind.name})`,
      ignore: started === undefined,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        await using proxy = startProxy(emulator);
        await emptyDataset(emulator.url);
        await fn(proxy, `bigquery://test/ws?endpoint=${proxy.url}`);
      },
    });
  }

  test(
    "BigQuery holds the tables that the spec and the API ask for, and those of DuckDB, column by column",
    async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 25 });
      await using api = sandbox.listen();
      const state = new ExpectedState(api.url, api.token);
      const folder = await Deno.makeTempDir();

      const first = await run(address, api);
      assertEquals([first.run.status, first.run.error, first.run.inserted], [
        "succeeded",
        null,
        325,
      ]);
      await state.sync(first.run.started_at);
      for (const table of tables) {
        const [a, b] = sandbox.records(table);
        sandbox.update(table, String(a!.id), { another: { x: [1.5] } });
        sandbox.delete(table, String(b!.id));
        sandbox.insert(table, 2);
      }
      const now = new Date();
      const second = await run(address, api, { now: () => now });
      const { status, inserted, updated, unchanged, deleted } = second.run;
      assertEquals({ status, inserted, updated, unchanged, deleted }, {
        status: "succeeded",
        inserted: 26,
        updated: 13,
        unchanged: 299,
        deleted: 13,
      });
      await state.sync(now);
      const read = await readTables(emulator.url, tables);
      for (const table of tables) assertEquals(read.get(table), state.rows(table), table);

      const file = `${folder}/same.duckdb`;
      await run(`duckdb:${file}`, api, { now: () => now });
      const other = await readDuckDb(file, tables);
      const alive = (rows: readonly Record<string, unknown>[]) =>
        rows.filter(({ _deleted_at }) => _deleted_at === null).map(({ _synced_at, ...row }) => row);
      for (const table of tables) {
        assertEquals(alive(read.get(table)!), alive(other.get(table)!), table);
      }
      assertEquals(await stagesLeft(emulator.url), []);
      await Deno.remove(folder, { recursive: true });
    },
  );

  test(
    "BigQuery is sent no DML when nothing changed, and no UPDATE when there are only new rows",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 5 });
      await using api = sandbox.listen();
      const only = { resources: [resources.clients] };
      await run(address, api, only);
      const merges = () => proxy.requests.filter(({ body }) => body.includes("MERGE"));
      assertEquals(merges().length, 1);
      assert(!merges()[0]!.body.includes("UPDATE SET") && !merges()[0]!.body.includes("BY SOURCE"));
      await run(address, api, only);
      assertEquals(merges().length, 1);
    },
  );

  const isLoad = ({ path, method }: Passing) => method === "POST" && path.includes("/upload/");
  const isPut = ({ method }: Passing) => method === "PUT";
  const isJob = ({ method, path, body }: Passing) =>
    method === "POST" && /\/jobs\b/.test(path) && body.includes("MERGE");

  const faults: readonly [string, Proxy["faults"][number]][] = [
    ["503 at the start of an upload", { what: "503", match: isLoad }],
    ["403 rateLimitExceeded at the start of an upload", { what: "403", match: isLoad }],
    ["503 in the middle of an upload", { what: "503", match: isPut }],
    ["an upload whose answer is lost after the work was done", { what: "lost", match: isPut }],
    ["an upload that is cut", { what: "cut", match: isPut }],
    ["a load job that fails for a passing reason", { what: "job-backendError", match: isPut }],
    ["a MERGE that loses a race with another writer", { what: "race", match: isJob }],
    ["503 for the MERGE", { what: "503", match: isJob }],
    ["a MERGE whose answer is lost after the work was done", { what: "lost", match: isJob }],
  ];
  for (const [title, fault] of faults) {
    test(`BigQuery ends in the same rows after ${title}`, async (proxy, address) => {
      const sandbox = createSandbox({ rows: 120 });
      await using api = sandbox.listen();
      proxy.faults.push({ ...fault });
      const only = { resources: [resources.holidays] };
      const report = await run(address, api, only);
      assertEquals([report.run.status, report.run.error], ["succeeded", null]);
      assertEquals(proxy.faults[0]!.times, 0, "the fault was met");
      const state = new ExpectedState(api.url, api.token);
      await state.sync(report.run.started_at);
      const read = await readTables(emulator.url, ["holidays"]);
      assertEquals(read.get("holidays"), state.rows("holidays"));
      assertEquals(await stagesLeft(emulator.url), []);
    });
  }

  test(
    "a sync that dies before its merge goes on from what is loaded, and ends in the same rows",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 350 });
      await using api = sandbox.listen();
      const only = { resources: [resources.holidays] };
      proxy.faults.push({ what: "403", match: isJob, times: 99 });
      proxy.faults.push({ what: "503", match: isJob, times: 99 });
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      const first = await run(address, api, { ...only, client });
      assertEquals(first.run.status, "failed");
      proxy.faults.length = 0;
      sandbox.faults.length = 0;
      const before = sandbox.requests.length;
      const second = await run(address, api, only);
      assertEquals([second.run.status, second.run.resumed, second.run.inserted], [
        "succeeded",
        200,
        350,
      ]);
      assertEquals(sandbox.requests.length - before, 2);
    },
  );

  test(
    "a second run is told who writes, and an abandoned one is recorded as interrupted",
    async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 3 });
      await using api = sandbox.listen();
      let refused: unknown;
      const only = { resources: [resources.clients] };
      const report = await run(address, api, {
        ...only,
        onProgress: ({ phase }) => {
          if (phase === "done") return;
          refused ??= run(address, api, only).catch((error) => error);
        },
      });
      const error = await refused as DestinationError;
      assert(error instanceof DestinationError);
      assertEquals(error.reason, "locked");
      assertStringIncludes(error.message, `the run ${report.run.run_id} does so since`);

      const destination = await openDestination(address);
      const { runs, tables } = await destination.history(5);
      assertEquals(runs.map(({ status }) => status), ["succeeded"]);
      assertEquals(tables.map(({ resource, rows }) => [resource, rows]), [["clients", 3]]);
      await destination.close();
    },
  );

  test("two ticks of the cron job at once sync once", async (_proxy, address) => {
    const sandbox = createSandbox({ rows: 3, latency: 50 });
    await using api = sandbox.listen();
    const variables: Record<string, string> = {
      WORKSPACE_API_URL: api.url,
      WORKSPACE_API_TOKEN: api.token,
      WORKSPACE_DESTINATION: address,
      WORKSPACE_RATE: "0",
    };
    // The first tick makes the system tables, which the lease is kept in.
    assertEquals((await tick((name) => variables[name])).status, "succeeded");
    const asked = sandbox.requests.length;
    const ticks = await Promise.all([1, 2].map(() => tick((name) => variables[name])));
    assertEquals(ticks.map(({ status }) => status).sort(), ["busy", "succeeded"]);
    assertEquals(sandbox.requests.length, asked * 2);
  });

  test("a load job that fails names its job and the rows", async (proxy, address) => {
    const sandbox = createSandbox({ rows: 20 });
    await using api = sandbox.listen();
    proxy.faults.push({ what: "job-invalid", match: isPut });
    const report = await run(address, api, { resources: [resources.holidays] });
    assertEquals(report.run.status, "failed");
    assertStringIncludes(report.run.error!, "Cannot load _stage_holidays_");
    assertStringIncludes(report.run.error!, "Row 7: the value of amount is no number");
    assertStringIncludes(
      report.run.error!,
      `(job workspace_sync_${report.run.run_id}_holidays_0_1)`,
    );
  });

  /** Reaches the emulator below the destination. */
  function open(proxy: Proxy, timeout?: number): Tables {
    const address = parseAddress(`bigquery://test/ws?endpoint=${proxy.url}`);
    return new Tables(new Api(address, noCredentials, timeout), address, undefined);
  }
  const fields = [{ name: "text", type: "STRING" }];
  const lines = linesOf(
    Array.from({ length: 800 }, (_, i) => JSON.stringify({ text: `${i}`.repeat(500) })),
  );
  const countOf = async (tables: Tables) =>
    (await tables.query<{ n: number }>("count", "SELECT COUNT(*) AS n FROM `test.ws.texts`"))[0]!.n;

  test("an upload of which less arrives than was sent goes on from there", async (proxy) => {
    const tables = open(proxy);
    await tables.create("texts", { schema: { fields } });
    proxy.faults.push({ what: "short", match: isPut });
    await tables.append("texts", fields, lines, "short", {});
    assertEquals(proxy.faults[0]!.times, 0, "the fault was met");
    assertEquals(await countOf(tables), lines.rows);
    assertEquals(proxy.requests.filter(isPut).length, 2);
  });

  test("a request that hangs is given up and sent again", async (proxy) => {
    const tables = open(proxy, 500);
    proxy.faults.push({ what: "hung", match: ({ method }) => method === "GET" });
    assertEquals(await tables.get("nothing"), undefined);
    assertEquals(proxy.requests.length, 2);
  });

  if (kind.countsDml) {
    test(
      "a merge that wrote other rows than were compared is not called done",
      async (proxy, address) => {
        const sandbox = createSandbox({ rows: 5 });
        await using api = sandbox.listen();
        const only = { resources: [resources.clients] };
        await run(address, api, only);
        sandbox.update("clients", String(sandbox.records("clients")[0]!.id), { name: "changed" });
        const somebodyElse = open(proxy);
        proxy.onRequest = async (request) => {
          if (!isJob(request)) return;
          proxy.onRequest = () => {};
          await somebodyElse.query("delete", "DELETE FROM `test.ws.clients` WHERE TRUE");
        };
        const report = await run(address, api, only);
        assertEquals(report.run.status, "failed");
        assertStringIncludes(
          report.run.error!,
          "expected 0 inserted, 1 updated, 0 deleted, BigQuery says 5 inserted, 0 updated",
        );
        assertEquals((await stagesLeft(emulator.url)).length, 1, "the stage is kept");
      },
    );
  }

  if (kind.keepsJobIds) {
    test("a load job whose id was used is found again, and not loaded twice", async (proxy) => {
      const tables = open(proxy);
      await tables.create("texts", { schema: { fields } });
      await tables.append("texts", fields, lines, "same", {});
      await tables.append("texts", fields, lines, "same", {});
      assertEquals(await countOf(tables), lines.rows);
      await tables.create("others", { schema: { fields } });
      const error = await assertRejects(
        () => tables.append("others", fields, lines, "same", {}),
        DestinationError,
      ) as Error;
      assertStringIncludes(error.message, "the job same_1 exists and loads texts");
    });
  }

  test(
    "a partitioned table ends in the same rows, and only what changed is read",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 60 });
      await using api = sandbox.listen();
      const only = { resources: [resources.clients], open: { partition: true } };
      const state = new ExpectedState(api.url, api.token);
      const first = await run(address, api, only);
      assertEquals([first.run.status, first.run.error], ["succeeded", null]);
      await state.sync(first.run.started_at);
      assertEquals((await open(proxy).get("clients"))!.timePartitioning, {
        type: "MONTH",
        field: "created_at",
      });

      const [a, b, c] = sandbox.records("clients").slice(20);
      const edits: (() => void)[] = [
        () => sandbox.update("clients", String(a!.id), { name: "changed" }),
        // It moves to another partition, which it must leave.
        () => sandbox.update("clients", String(b!.id), { createdAt: "2001-02-03T04:05:06.000Z" }),
        () => sandbox.update("clients", String(c!.id), { createdAt: null }),
        () => sandbox.insert("clients", 2),
        () => sandbox.delete("clients", String(a!.id)),
      ];
      for (const edit of edits) {
        edit();
        // Later runs need not be told; the table says how it is partitioned.
        const report = await run(address, api, { resources: [resources.clients] });
        assertEquals([report.run.status, report.run.error], ["succeeded", null]);
        await state.sync(report.run.started_at);
        const read = await readTables(emulator.url, ["clients"]);
        assertEquals(read.get("clients"), state.rows("clients"), String(edit));
      }
      const merges = proxy.requests.filter(isJob).map(({ body }) => body.includes("@changed_from"));
      assertEquals(merges, [true, true, true, false, true, true]);
    },
  );

  test("a dry run estimates what a sync would be charged for", async (_proxy, address) => {
    const sandbox = createSandbox({ rows: 3 });
    await using api = sandbox.listen();
    await run(address, api, { resources: [resources.clients] });
    const destination = await openDestination(address, { readOnly: true });
    const estimate = await destination.estimate!(tableOf(resources.clients));
    assert(estimate.unchanged_bytes >= 0 && estimate.changed_bytes >= estimate.unchanged_bytes);
    await destination.close();
  });

  test("a check finds a project without billing before a sync does", async (proxy, address) => {
    const sandbox = createSandbox({ rows: 3 });
    await using api = sandbox.listen();
    await run(address, api, { resources: [resources.clients] });
    const good = await bigQuery.check(address);
    assertEquals(good.map(({ ok }) => ok), [true, true]);
    const isUpdate = ({ body }: Passing) => body.includes("UPDATE") && body.includes("dryRun");
    assert(proxy.requests.some(isUpdate), "BigQuery was asked");
    proxy.faults.push({ what: "no-billing", match: isUpdate });
    const bad = await bigQuery.check(address);
    assertEquals(bad.map(({ ok }) => ok), [true, false]);
    assertStringIncludes(bad[1]!.message, "the project has no billing");
  });

  const isDrop = ({ method, path }: Passing) => method === "DELETE" && path.includes("_stage_");
  const stages: readonly [string, Proxy["faults"][number]][] = [
    ["while it uploads", { what: "cut", match: isPut }],
    ["when its rows are loaded", { what: "lost", match: isPut }],
    ["before its merge", { what: "cut", match: isJob }],
    ["when it has merged", { what: "lost", match: isJob }],
    ["before it removes its stage", { what: "cut", match: isDrop }],
  ];
  for (const [title, fault] of stages) {
    test(
      `a run that dies ${title} is followed by one that ends in the same rows`,
      async (proxy, address) => {
        const sandbox = createSandbox({ rows: 120 });
        await using api = sandbox.listen();
        const only = { resources: [resources.holidays] };
        {
          using _time = new FakeTime({ hold: 60_000 });
          // From the fault on nothing comes through any more, as when the process is gone.
          let dead = false;
          proxy.faults.push(
            { what: "cut", match: () => dead, times: Infinity },
            { ...fault, match: (request) => !dead && (dead = fault.match(request)) },
          );
          await run(address, api, only).catch(() => {});
          assert(dead, "the fault was met");
          proxy.faults.length = 0;
        }
        await letLeaseExpire(emulator.url);
        const report = await run(address, api, only);
        assertEquals([report.run.status, report.run.error], ["succeeded", null]);
        const rows = (await readTables(emulator.url, ["holidays"])).get("holidays")!;
        const state = new ExpectedState(api.url, api.token);
        await state.sync(report.run.started_at);
        const withoutTime = (all: readonly Record<string, unknown>[]) =>
          all.map(({ _synced_at, ...row }) => row);
        assertEquals(withoutTime(rows), withoutTime(state.rows("holidays")));
        assertEquals(await stagesLeft(emulator.url), []);
        const destination = await openDestination(address);
        const { runs } = await destination.history(5);
        assertEquals(runs.map(({ status }) => status).sort(), ["interrupted", "succeeded"]);
        await destination.close();
      },
    );
  }
}

/** What five minutes without a renewal come to. */
async function letLeaseExpire(url: string): Promise<void> {
  const table = `${url}/bigquery/v2/projects/test/datasets/ws/tables/_sync_runs`;
  const { labels: held } = await (await fetch(table)).json();
  assert(held.lease_run, "the dead run still holds the lease");
  const response = await fetch(table, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ labels: { ...held, lease_until: "1" } }),
  });
  const { labels } = await response.json();
  assertEquals(labels.lease_until, "1");
}
