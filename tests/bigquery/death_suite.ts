import { assert, assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { Random } from "../../sandbox/_random.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { endOrKill, run as cli, start } from "../cli/process.ts";
import { ExpectedState } from "../expected_tables.ts";
import { FakeTime } from "../fake_time.ts";
import { type Bench, isDrop, isJob, isPut, run, stagesLeft } from "./bench.ts";
import type { Passing, Proxy } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";

/** Registers the tests of processes that die. */
export function testDeath({ emulator, test }: Bench): void {
  test(
    "a merge that a dead run left running is waited for, and not run twice",
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
      // The next run first finds the merge running.
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
      // The first may resume a stage from before the last edit; the second sees all edits.
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
          // After the fault nothing gets through, as when the process is gone; what it still tries takes no
          // time.
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

/** What five minutes without a renewal lead to. */
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
