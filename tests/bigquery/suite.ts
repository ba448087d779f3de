import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { bigQuery } from "../../loader/destinations/bigquery/mod.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { tableOf } from "../../loader/table.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { ExpectedState, expectedTables } from "../expected_tables.ts";
import { readTables as readDuckDb } from "../read_duckdb.ts";
import { benchOn, isJob, run, stagesLeft, tablesBehind } from "./bench.ts";
import { testCron } from "./cron_suite.ts";
import { testDeath } from "./death_suite.ts";
import { type EmulatorKind, startEmulator } from "./emulator.ts";
import { testFaults } from "./fault_suite.ts";
import { testLease } from "./lease_suite.ts";
import { testLoads } from "./load_suite.ts";
import type { Passing } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";
import { testStage } from "./stage_suite.ts";
import { testStraight } from "./straight_suite.ts";
import { testValues } from "./values_suite.ts";
import { testWorkspaces } from "./workspace_suite.ts";

const tables = expectedTables.map(({ name }) => name);

/** Registers the tests of the destination against an emulator; skipped loudly where there is none. */
export async function testOn(kind: EmulatorKind): Promise<void> {
  const started = await startEmulator(kind);
  if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());
  const bench = benchOn(kind, started);
  const { emulator, test } = bench;
  testStraight(bench);
  testStage(bench);
  testFaults(bench);
  testCron(bench);
  testLoads(bench);
  testValues(bench);
  testDeath(bench);
  testLease(bench);
  testWorkspaces(bench);

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
      await tables.create(other, { schema: { fields: [{ name: "text", type: "STRING" }] } });
      const { run: ended } = await run(address, api, { resources: [resources.clients] });
      assertEquals([ended.status, ended.error], ["succeeded", null]);
      assertEquals(await stagesLeft(emulator.url), [other]);
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
      "5 are staged and 6 accounted for, as when a key is in the table twice; nothing was merged",
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

  if (kind.countsDml) {
    test(
      "a merge that wrote other rows than were compared fails",
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
      // The first one fills an empty table; the two in the middle write rows without `created_at`.
      assertEquals(merges, [false, true, true, false, false, true, true, true]);
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
}
