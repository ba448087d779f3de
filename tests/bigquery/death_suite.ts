import { assert, assertEquals } from "@std/assert";
import { openDestination } from "../../loader/destinations/mod.ts";
import { Random } from "../../sandbox/_random.ts";
import { endOrKill, run as cli, start } from "../cli/process.ts";
import { FakeTime } from "../fake_time.ts";
import { type Bench, isDrop, isJob, isPut } from "./bench.ts";
import type { Passing, Proxy } from "./proxy.ts";

/** Registers the tests of processes that die. */
export function testDeath({ emulator, test }: Bench): void {
  const works = [
    { work: "merge", into: "test.ws.clients", again: 0, inserted: 0, unchanged: 30 },
    { work: "rejects", into: "test.ws._sync_rejects", again: 1, inserted: 30, unchanged: 0 },
  ] as const;
  for (const { work, into, again, ...counts } of works) {
    test(
      `what a dead run left running is waited for, and does nothing twice: its ${work}`,
      { rows: 30, only: ["clients"] },
      async ({ proxy, sandbox, tables, sync, synced }) => {
        sandbox.insert("clients", [{ id: "" }]);
        const isWork = (request: Passing) =>
          isJob(request) && request.body.includes(`MERGE \`${into}\``);
        const isLook = ({ method, path }: Passing) =>
          method === "GET" && path.includes(`_${work}_1?`);
        {
          // What the first run still tries takes no time.
          using time = new DisposableStack();
          let working = false;
          const begin = () => {
            if (!working) time.use(new FakeTime({ hold: 60_000 }));
            return working = true;
          };
          proxy.faults.push(
            { what: "503", match: (request) => working && isLook(request), times: Infinity },
            { what: "lost", match: (request) => isWork(request) && begin(), times: Infinity },
          );
          assertEquals([(await sync()).status, working], ["failed", true]);
        }
        // The next run first finds it running.
        proxy.faults.splice(0, 2, { what: "running", match: isLook, times: 3 });
        const from = proxy.requests.length;
        const { inserted, unchanged } = await synced();
        assertEquals({ inserted, unchanged }, counts);
        const asked = proxy.requests.slice(from);
        const known = asked.findIndex(({ path }) => path.includes("/data?"));
        assertEquals(asked.slice(0, known).filter(isLook).length, 4, "before anything is read");
        assertEquals(asked.filter(isWork).length, again, "what is kept already is found");
        for (const [table, n] of [["clients", 30], ["_sync_rejects", 1]] as const) {
          const sql = `SELECT COUNT(*) AS n FROM \`test.ws.${table}\``;
          assertEquals(await tables.query("count", sql), [{ n }], table);
        }
      },
    );
  }

  test(
    "a process that is killed again and again leaves the same rows in BigQuery",
    { rows: 900, latency: 20, only: ["holidays"] },
    async ({ address, sandbox, api, assertEqual }) => {
      const seed = Number(Deno.env.get("KILL_SEED") ?? Date.now() % 1_000_000);
      const random = new Random(seed);
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
      await assertEqual({ started_at: new Date() }, { times: false });
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
      { rows: 120, only: ["holidays"] },
      async ({ proxy, address, sync, synced, assertEqual }) => {
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
          await sync().catch(() => {});
          assert(dead, "the fault was met");
          proxy.faults.length = 0;
        }
        await letLeaseExpire(emulator.url);
        await assertEqual(await synced(), { times: false });
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
