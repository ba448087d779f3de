import { setImmediate as nextTurn } from "node:timers/promises";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { tick } from "../../deploy/tick.ts";
import { resources } from "../../generated/resources.ts";
import { BigQueryDestination } from "../../loader/destinations/bigquery/destination.ts";
import { parseableJson } from "../../loader/destinations/bigquery/json.ts";
import { Lease } from "../../loader/destinations/bigquery/lease.ts";
import { bigQuery } from "../../loader/destinations/bigquery/mod.ts";
import { Dataset, types as typeNames } from "../../loader/destinations/bigquery/sql.ts";
import { linesOf, type Tables } from "../../loader/destinations/bigquery/tables.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { sync } from "../../loader/sync.ts";
import { rowColumns, tableOf } from "../../loader/table.ts";
import { Random } from "../../sandbox/_random.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import { endOrKill, run as cli, start } from "../cli/process.ts";
import { drift, parseRaw, things, thingSchema } from "../drifting_records.ts";
import { ExpectedState, expectedTables } from "../expected_tables.ts";
import { readTables as readDuckDb } from "../read_duckdb.ts";
import { FakeTime } from "../fake_time.ts";
import { recordOf, texts } from "../hostile_records.ts";
import { benchOn, isLoad, isPatch, isPut, run, stagesLeft, tablesBehind } from "./bench.ts";
import { type EmulatorKind, startEmulator } from "./emulator.ts";
import { testLease } from "./lease_suite.ts";
import type { Passing, Proxy } from "./proxy.ts";
import { readTables, valueOf } from "./read_bigquery.ts";
import { testStage } from "./stage_suite.ts";
import { testStraight } from "./straight_suite.ts";

const tables = expectedTables.map(({ name }) => name);

/** Registers the tests of the destination against an emulator; skipped loudly where there is none. */
export async function testOn(kind: EmulatorKind): Promise<void> {
  const started = await startEmulator(kind);
  if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());
  const bench = benchOn(kind, started);
  const { emulator, test } = bench;
  testStraight(bench);
  testStage(bench);
  testLease(bench);

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

  const isTable = ({ method, path }: Passing) => method === "POST" && /\/tables\b/.test(path);
  const isDrop = ({ method, path }: Passing) => method === "DELETE" && path.includes("_stage_");
  const isLook = ({ method, path }: Passing) =>
    method === "GET" && /\/tables\/_sync_runs/.test(path);
  const isJob = ({ method, path, body }: Passing) =>
    method === "POST" && /\/jobs\b/.test(path) && body.includes("MERGE");

  const faults: readonly [string, Proxy["faults"][number]][] = [
    ["503 at the start of an upload", { what: "503", match: isLoad }],
    ["403 rateLimitExceeded at the start of an upload", { what: "403", match: isLoad }],
    ["503 in the middle of an upload", { what: "503", match: isPut }],
    ["an upload of which less arrives than was sent", { what: "short", match: isPut }],
    ["an upload whose answer is lost after the work was done", { what: "lost", match: isPut }],
    ["an upload that is cut", { what: "cut", match: isPut }],
    ["an upload that is forgotten", { what: "gone", match: isPut }],
    ["a load job that fails for a passing reason", { what: "job-backendError", match: isPut }],
    ["a MERGE that loses a race with another writer", { what: "race", match: isJob }],
    ["503 for the MERGE", { what: "503", match: isJob }],
    ["a MERGE whose answer is lost after the work was done", { what: "lost", match: isJob }],
    ["an answer that hangs", { what: "hung", match: isLook }],
    ["a lease whose taking is not answered", { what: "lost", match: isPatch }],
    ["a table whose making is not answered", { what: "lost", match: isTable }],
    ["a stage whose removal is not answered", { what: "lost", match: isDrop }],
  ];
  for (const [title, fault] of faults) {
    test(`BigQuery ends in the same rows after ${title}`, async (proxy, address) => {
      const name = "workspace_members";
      const sandbox = createSandbox({ rows: 150 });
      await using api = sandbox.listen();
      proxy.faults.push({ ...fault });
      const destination = new BigQueryDestination(
        address,
        tablesBehind(proxy, { timeout: 1_500 }),
        new Dataset("test", "ws"),
        false,
      );
      const client = { baseUrl: api.url, token: api.token, rate: 0 };
      const { run } = await sync({ client, destination, resources: [resources[name]] });
      await destination.close();
      assertEquals([run.status, run.error], ["succeeded", null]);
      assertEquals(proxy.faults[0]!.times, 0, "the fault was met");
      const state = new ExpectedState(api.url, api.token);
      await state.sync(run.started_at);
      const read = await readTables(emulator.url, [name]);
      assertEquals(read.get(name), state.rows(name));
      assertEquals(await stagesLeft(emulator.url), []);
    });
  }

  test(
    "a sync that fails in the middle of a list goes on from what is loaded, and ends in the same rows",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 350 });
      await using api = sandbox.listen();
      const only = { resources: [resources.holidays] };
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
      const nextLoad = `/jobs/workspace_sync_${first.run.run_id}_holidays_1_1`;
      assert(
        proxy.requests.some(({ path }) => path.includes(nextLoad)),
        "no load is still at work",
      );
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
      assertStringIncludes(error.message, `run ${report.run.run_id} has held the lease since`);

      const destination = await openDestination(address);
      const { runs, tables } = await destination.history(5);
      assertEquals(runs.map(({ status }) => status), ["succeeded"]);
      assertEquals(tables.map(({ resource, rows }) => [resource, rows]), [["clients", 3]]);
      await destination.close();
    },
  );

  test("two ticks of the cron job at once sync once", async (proxy, address) => {
    proxy.isAtomic = true;
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

  test(
    "a tick reads the settings of sync, and says in one line what is wrong with them",
    async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 3 });
      await using api = sandbox.listen();
      const variables: Record<string, string> = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_ONLY: "clients,holidays",
        WORKSPACE_DELETES: "hard",
      };
      const tickWith = (more: Record<string, string>) =>
        tick((name) => ({ ...variables, ...more })[name]);
      assertEquals(await tickWith({}), {
        status: "succeeded",
        message: "6 read, 6 written",
        mayPass: true,
      });
      sandbox.delete("clients", String(sandbox.records("clients")[0]!.id));
      assertEquals((await tickWith({})).message, "5 read, 1 written");
      assertEquals((await readTables(emulator.url, ["clients"])).get("clients")!.length, 2);

      const wrong: readonly [Record<string, string>, string][] = [
        [{ WORKSPACE_API_TOKEN: "" }, "Cannot sync: WORKSPACE_API_TOKEN is not set"],
        [{ WORKSPACE_DESTINATION: "" }, "Cannot sync: WORKSPACE_DESTINATION is not set"],
        [
          { WORKSPACE_RATE: "fast" },
          "Cannot use 'fast' as WORKSPACE_RATE: expected a number of at least 0",
        ],
        [
          { WORKSPACE_API_TOKEN: "wrong" },
          ": the server answered 401",
        ],
      ];
      for (const [more, message] of wrong) {
        const { status, mayPass, ...said } = await tickWith(more);
        assertEquals([status, mayPass], ["failed", false], message);
        assertStringIncludes(said.message, message);
      }
    },
  );

  // One emulator is enough: what the task adds is the same on both.
  if (kind.name === "bqemulator") {
    test("deno task cron syncs when its time has come", async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 3 });
      await using api = sandbox.listen();
      const process = start(["cron"], {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_CRON: "* * * * *",
        DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
      });
      const lines = process.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
      const { value } = await lines.next();
      process.kill("SIGTERM");
      await Promise.all([process.stderr.cancel(), process.status]);
      assertEquals(JSON.parse(value!).message, "39 read, 39 written");
    });
  }

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

  const fields = [{ name: "text", type: "STRING" }];
  const lines = linesOf(
    Array.from({ length: 800 }, (_, i) => JSON.stringify({ text: `${i}`.repeat(500) })),
  );
  const countOf = async (tables: Tables) =>
    (await tables.query<{ n: number }>("count", "SELECT COUNT(*) AS n FROM `test.ws.texts`"))[0]!.n;

  const big = linesOf(
    Array.from({ length: 20_000 }, (_, i) => `{"text":"${i} ${"x".repeat(1_000)}"}`),
  );
  const uploads: readonly [string, Proxy["faults"][number]["what"] | undefined, number][] = [
    ["is sent in parts", undefined, 3],
    ["asks after a failure how much has arrived, and goes on there", "503", 5],
    ["begins anew when it is forgotten", "gone", 5],
    ["goes on where less arrived than was sent", "short", 4],
  ];
  for (const [title, what, requests] of uploads) {
    test(`an upload of 20 MB ${title}`, async (proxy) => {
      const tables = tablesBehind(proxy);
      await tables.create("texts", { schema: { fields } });
      let puts = 0;
      if (what) proxy.faults.push({ what, match: (request) => isPut(request) && ++puts === 2 });
      await tables.append("texts", fields, big, `big_${crypto.randomUUID()}`, {});
      assertEquals(await countOf(tables), big.rows);
      assertEquals(proxy.requests.filter(isPut).length, requests);
    });
  }

  test("an upload that gets no further is given up after a minute", async (proxy) => {
    const tables = tablesBehind(proxy);
    await tables.create("texts", { schema: { fields } });
    proxy.faults.push({ what: "503", match: isPut, times: Infinity });
    using time = new FakeTime({ hold: 60_000 });
    await assertRejects(() => tables.append("texts", fields, lines, "stuck", {}), DestinationError);
    assertEquals(
      time.waits.filter((ms) => ms >= 1_000),
      [1, 2, 4, 8, 16, 32].map((s) => s * 1_000),
    );
  });

  test(
    "every job has labels and a location, and every query a limit and a timeout",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 3 });
      await using api = sandbox.listen();
      const { run: ended } = await run(address, api, {
        resources: [resources.clients],
        open: { maxBytesBilled: 123_456_789 },
      });
      const jobs = proxy.requests.filter(({ method, path }) =>
        method === "POST" && /\/jobs/.test(path)
      )
        .map(({ body }) => JSON.parse(body));
      assert(jobs.length >= 5);
      for (const { jobReference, configuration: { labels, query, load, jobTimeoutMs } } of jobs) {
        assertEquals(jobReference.location, "US");
        const { tableId = "clients" } = load?.destinationTable ?? {};
        const isOfResource = !tableId.startsWith("_sync_");
        assertEquals(labels, {
          app: "workspace-sync",
          run: ended.run_id,
          ...(isOfResource && { resource: "clients" }),
        });
        if (!query) continue;
        assertEquals([query.maximumBytesBilled, Number(jobTimeoutMs)], ["123456789", 3_600_000]);
      }
    },
  );

  test("a dataset that is elsewhere than the address says is refused", async (_proxy, address) => {
    await (await openDestination(`${address}&location=us`)).close();
    const error = await assertRejects(
      () => openDestination(`${address}&location=EU`),
      DestinationError,
    );
    assertStringIncludes((error as Error).message, "the dataset is in US; correct the location");
  });

  test(
    "a staging table is not taken for that of a table whose name begins alike",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 3 });
      await using api = sandbox.listen();
      const tables = tablesBehind(proxy);
      const other = "_stage_clients_more_12345678";
      await tables.create(other, { schema: { fields } });
      const { run: ended } = await run(address, api, { resources: [resources.clients] });
      assertEquals([ended.status, ended.error], ["succeeded", null]);
      assertEquals(await stagesLeft(emulator.url), [other]);
    },
  );

  test(
    "a merge that a dead run left at work is waited for, and not run twice",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 30 });
      await using api = sandbox.listen();
      const only = { resources: [resources.clients] };
      const isMergeLook = ({ method, path }: Passing) =>
        method === "GET" && /_merge_1\b/.test(path);
      {
        // What the first run still tries takes no time.
        using time = new DisposableStack();
        let merging = false;
        const merge = () => {
          if (!merging) time.use(new FakeTime({ hold: 60_000 }));
          return merging = true;
        };
        proxy.faults.push(
          { what: "503", match: (request) => merging && isMergeLook(request), times: Infinity },
          { what: "lost", match: (request) => isJob(request) && merge(), times: Infinity },
        );
        const { run: failed } = await run(address, api, only);
        assertEquals([failed.status, merging], ["failed", true]);
      }
      // The first looks of the next run find the merge at work.
      proxy.faults.splice(0, 2, { what: "running", match: isMergeLook, times: 3 });
      const from = proxy.requests.length;
      const { run: second } = await run(address, api, only);
      assertEquals([second.status, second.error], ["succeeded", null]);
      assertEquals([second.inserted, second.unchanged], [0, 30]);
      const asked = proxy.requests.slice(from);
      const compared = asked.findIndex(({ body }) => body.includes("AS distinct_keys"));
      assertEquals(asked.slice(0, compared).filter(isMergeLook).length, 4);
      assertEquals(asked.filter(isJob).length, 0);
      assertEquals((await readTables(emulator.url, ["clients"])).get("clients")!.length, 30);
    },
  );

  test("a table that has a key twice is not merged into", async (proxy, address) => {
    const sandbox = createSandbox({ rows: 5 });
    await using api = sandbox.listen();
    const only = { resources: [resources.clients] };
    await run(address, api, only);
    await tablesBehind(proxy).query(
      "double",
      "INSERT INTO `test.ws.clients` SELECT * FROM `test.ws.clients` LIMIT 1",
    );
    const { run: ended } = await run(address, api, only);
    assertEquals(ended.status, "failed");
    assertStringIncludes(
      ended.error!,
      "5 are staged and 6 accounted for, as when the table has a key twice; nothing was merged",
    );
  });

  test(
    "hard deletes remove what vanishes from then on, keep leaves it, and what comes back is whole",
    async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 6 });
      await using api = sandbox.listen();
      const [a, b, c] = sandbox.records("clients");
      const syncWith = async (deletes: "soft" | "hard" | "keep") => {
        const { run: ended } = await run(address, api, { resources: [resources.clients], deletes });
        assertEquals([ended.status, ended.error], ["succeeded", null]);
        const rows = (await readTables(emulator.url, ["clients"])).get("clients")!;
        return [ended.deleted, rows.length, rows.filter(({ _deleted_at }) => _deleted_at).length];
      };
      assertEquals(await syncWith("soft"), [0, 6, 0]);
      sandbox.delete("clients", String(a!.id));
      assertEquals(await syncWith("keep"), [0, 6, 0]);
      assertEquals(await syncWith("soft"), [1, 6, 1]);
      sandbox.delete("clients", String(b!.id));
      assertEquals(await syncWith("hard"), [1, 5, 1], "what was marked before stays");
      sandbox.insert("clients", [{ ...a, name: "is back" }]);
      sandbox.delete("clients", String(c!.id));
      assertEquals(await syncWith("soft"), [1, 5, 1]);
    },
  );

  test("a query that fails names its job", async (proxy) => {
    const error = await assertRejects(
      () => tablesBehind(proxy).query("count", "SELECT nothing FROM `test.ws.nowhere`"),
      DestinationError,
    ) as Error;
    assertMatch(error.message, /^Cannot count: .*\(job workspace_sync_[-0-9a-f]+_1\)$/);
  });

  test("a lease outlives a failure to renew it, and is lost to another run or by time", async (proxy) => {
    proxy.isAtomic = true;
    const tables = tablesBehind(proxy);
    await tables.create("leases", { schema: { fields } });
    using time = new FakeTime({ hold: 60_000 });
    const { lease } = await Lease.take(tables, "leases", "one");
    const isRead = ({ method, path }: Passing) => method === "GET" && path.includes("/leases");
    /** Lets minutes pass until what they lead to has happened. */
    const renewUntil = async (happened: () => boolean) => {
      while (!happened()) {
        time.expire();
        await nextTurn();
      }
      // What is still under way must not meet what comes next.
      for (const end = performance.now() + 300; performance.now() < end;) await nextTurn();
    };
    const answered = (count: number) => {
      const wanted = proxy.requests.filter(isPatch).length + count;
      return () => proxy.requests.filter(isPatch).length >= wanted;
    };

    proxy.faults.push({ what: "503", match: isRead, times: 7 });
    await renewUntil(() => proxy.faults[0]!.times === 0);
    lease.check();
    await renewUntil(answered(1));
    lease.check();

    // Somebody else changes the table between the reading and the writing of a renewal.
    proxy.onRequest = async (request) => {
      if (!isPatch(request)) return;
      proxy.onRequest = () => {};
      await tables.change("leases", ({ labels = {} }) => ({ labels: { ...labels, other: "x" } }));
    };
    await renewUntil(answered(3));
    lease.check();
    assertEquals((await tables.get("leases"))!.labels!.other, "x");

    time.advance(6 * 60_000);
    const late = assertThrows(
      () => lease.check(),
      DestinationError,
      "could not be renewed in time",
    );
    assertEquals(
      (late as DestinationError).reason,
      "lost",
      "it is no lease that another run holds",
    );
    const second = await Lease.take(tables, "leases", "two");
    assertEquals(second.abandoned?.run, "one");
    const isLost = () => {
      try {
        lease.check();
        return false;
      } catch (error) {
        return (error as Error).message.includes("run two has taken over the lease");
      }
    };
    await renewUntil(isLost);
    second.lease.check();
    await second.lease.release();
    await lease.release();
    const third = await Lease.take(tables, "leases", "three");
    assertEquals(third.abandoned, undefined);
    await third.lease.release();
  });

  test("what drifted from the spec is in BigQuery as it is in DuckDB", async (_proxy, address) => {
    const sandbox = createSandboxOf({ resources: { things }, schemas: { things: thingSchema } }, {
      rows: 0,
    });
    await using api = sandbox.listen();
    const ids = drift.map(([, members]) =>
      String(sandbox.insert("things", [parseRaw(`{${members}}`)])[0]!.id)
    );
    for (const inserted of [drift.length, 0]) {
      const { run: ended } = await run(address, api, { resources: [things] });
      assertEquals([ended.status, ended.error, ended.inserted], ["succeeded", null, inserted]);
      assertEquals(ended.updated, 0);
    }
    const rows = new Map(
      (await readTables(emulator.url, ["things"])).get("things")!.map((row) => [row.id, row]),
    );
    const json = new Set(["tags", "_extra", "_issues"]);
    drift.forEach(([what, , expected], index) => {
      for (const { name, type } of rowColumns(tableOf(things)).slice(1)) {
        const value = rows.get(ids[index]!)![name] ?? null;
        const text = expected[name];
        const wanted = text === undefined
          ? null
          : json.has(name)
          ? JSON.parse(parseableJson(text))
          : valueOf(text, typeNames[type]);
        assertEquals(value, wanted, `${name} of ${what}`);
      }
    });
  });

  test(
    "hostile values and names of fields come into BigQuery as they are",
    async (_proxy, address) => {
      const hostile = texts.map((text, index) => {
        const record = recordOf(text, index);
        return kind.takesAnyKey ? record : { ...record, id: String(index) };
      });
      const records = [...hostile, { name: texts.join() }];
      await using api = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () => Response.json({ results: records, hasMore: false }),
      );
      const server = { url: `http://127.0.0.1:${api.addr.port}`, token: "a-token" };
      const { run: ended } = await run(address, server, { resources: [resources.holidays] });
      assertEquals([ended.status, ended.error, ended.inserted, ended.rejected], [
        "succeeded",
        null,
        texts.length,
        1,
      ]);
      const rows = (await readTables(emulator.url, ["holidays"])).get("holidays")!;
      assertEquals(
        new Map(rows.map(({ id, name, _issues, _extra }) => {
          const [{ value: isActive }] = _issues as [{ value: unknown }];
          return [id, { id, name, isActive, ..._extra as object }];
        })),
        new Map(hostile.map((record) => [record.id, record])),
      );
    },
  );

  test(
    "a process that is killed again and again leaves the same rows in BigQuery",
    async (_proxy, address) => {
      const seed = Number(Deno.env.get("KILL_SEED") ?? Date.now() % 1_000_000);
      const random = new Random(seed);
      const sandbox = createSandbox({ rows: 900, latency: 20 });
      await using api = sandbox.listen();
      const env = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_RATE: "0",
        WORKSPACE_ONLY: "holidays",
        WORKSPACE_DESTINATION: address,
      };
      for (let kill = 0; kill < 5; kill++) {
        const before = sandbox.requests.length;
        await endOrKill(start(["sync"], env), sandbox, random.unit() * 1_500);
        const asked = sandbox.requests.slice(before).map(({ query }) => query);
        assertEquals(new Set(asked).size, asked.length, "no page is asked for twice by one run");
        await letLeaseExpire(emulator.url);
        sandbox.update("holidays", String(sandbox.records("holidays")[kill]!.id), {
          name: `${kill}`,
        });
      }
      // The first may go on with a stage from before the last edit; the second sees all of them.
      for (const _ of [1, 2]) {
        const { code, stderr } = await cli(["sync"], env);
        assertEquals(code, 0, `${stderr} (KILL_SEED=${seed})`);
      }
      const state = new ExpectedState(api.url, api.token);
      await state.sync(new Date());
      const withoutTime = (all: readonly Record<string, unknown>[]) =>
        all.map(({ _synced_at, ...row }) => row);
      const rows = (await readTables(emulator.url, ["holidays"])).get("holidays")!;
      assertEquals(withoutTime(rows), withoutTime(state.rows("holidays")));
      assertEquals(await stagesLeft(emulator.url), []);
    },
  );

  if (kind.countsDml) {
    test(
      "a merge that wrote other rows than were compared is not called done",
      async (proxy, address) => {
        const sandbox = createSandbox({ rows: 5 });
        await using api = sandbox.listen();
        const only = { resources: [resources.clients] };
        await run(address, api, only);
        sandbox.update("clients", String(sandbox.records("clients")[0]!.id), { name: "changed" });
        const somebodyElse = tablesBehind(proxy);
        proxy.onRequest = async (request) => {
          if (!isJob(request)) return;
          proxy.onRequest = () => {};
          await somebodyElse.query("delete", "DELETE FROM `test.ws.clients` WHERE TRUE");
        };
        const report = await run(address, api, only);
        assertEquals(report.run.status, "failed");
        assertStringIncludes(
          report.run.error!,
          "expected 0 inserted, 1 updated, 0 deleted, BigQuery says 0 inserted, 0 updated",
        );
        const [stage, view] = (await stagesLeft(emulator.url)).sort();
        assertEquals(view, `${stage}_parsed`, "the stage is kept");
      },
    );
  }

  if (kind.keepsJobIds) {
    test("a load job whose id was used is found again, and not loaded twice", async (proxy) => {
      const tables = tablesBehind(proxy);
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
      assertEquals((await tablesBehind(proxy).get("clients"))!.timePartitioning, {
        type: "MONTH",
        field: "created_at",
      });

      const [a, b, c] = sandbox.records("clients").slice(20);
      const edits: (() => void)[] = [
        () => sandbox.update("clients", String(a!.id), { name: "changed" }),
        // It moves to another partition, which it must leave.
        () => sandbox.update("clients", String(b!.id), { createdAt: "2001-02-03T04:05:06.000Z" }),
        () => sandbox.update("clients", String(c!.id), { createdAt: null }),
        () => sandbox.update("clients", String(c!.id), { createdAt: "9999-12-31T23:59:59.999Z" }),
        () => sandbox.update("clients", String(a!.id), { createdAt: "2261-01-01T00:00:00.001Z" }),
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
      assertEquals(merges, [true, true, true, false, false, true, true, true]);
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
          // From the fault on nothing comes through any more, as when the process is gone; what the
          // process still tries takes no time.
          using time = new DisposableStack();
          let dead = false;
          const die = () => {
            dead = true;
            time.use(new FakeTime({ hold: 60_000 }));
            return true;
          };
          proxy.faults.push(
            { what: "cut", match: () => dead, times: Infinity },
            { ...fault, match: (request) => !dead && fault.match(request) && die() },
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
  if (held?.lease_until === "0") return; // The run had given it back before it died.
  assert(held.lease_run, "the dead run still holds the lease");
  const response = await fetch(table, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ labels: { ...held, lease_until: "1" } }),
  });
  const { labels } = await response.json();
  assertEquals(labels.lease_until, "1");
}
