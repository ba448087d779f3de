import { assertEquals, assertRejects } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { BigQueryDestination } from "../../loader/destinations/bigquery/destination.ts";
import { Dataset } from "../../loader/destinations/bigquery/sql.ts";
import { type Clock, realClock } from "../../loader/clock.ts";
import { DestinationError } from "../../loader/errors.ts";
import { sync } from "../../loader/sync.ts";
import { type Bench, isJob, isLoad, isTable, type Lab, tablesBehind } from "./bench.ts";
import type { Passing } from "./proxy.ts";

const hour = 3_600_000;

/** Registers the tests of a run whose machine sleeps until another one has taken over its lease. */
export function testTakeover({ test }: Bench): void {
  /** Syncs on a machine whose clocks can be moved on. */
  function machineOf({ proxy, address, api }: Lab) {
    let slept = 0;
    const clock: Clock = {
      now: () => realClock.now() + slept,
      date: () => realClock.date() + slept,
      delay: realClock.delay,
    };
    return {
      sleep: () => slept += hour,
      sync: async () => {
        const destination = new BigQueryDestination(address, {
          tables: tablesBehind(proxy, { clock }),
          dataset: new Dataset("test", "ws"),
          credentials: "none",
          partition: false,
        });
        const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
        try {
          return (await sync({ client, destination, resources: [resources.clients!] })).run;
        } finally {
          await destination.close();
        }
      },
    };
  }

  const isStageTable = (request: Passing) =>
    isTable(request) && request.body.includes("_stage_clients_");

  test(
    "a run that sleeps as it makes its stage leaves nothing there that a later run resumes",
    { rows: 5, only: ["clients"] },
    async (lab) => {
      const { proxy, sandbox, synced, assertEqual } = lab;
      const { sleep, sync } = machineOf(lab);
      await synced();
      const id = String(sandbox.records("clients")[0]!.id);
      sandbox.update("clients", id, { name: "old" });
      proxy.onRequest = async (request) => {
        if (!isStageTable(request)) return;
        proxy.onRequest = () => {};
        sleep();
        sandbox.update("clients", id, { name: "new" });
        sandbox.insert("clients", 1);
        assertEquals((await sync()).status, "succeeded");
      };
      await assertRejects(sync, DestinationError, "could not be renewed in time");
      await assertEqual(await synced(), { times: false });
    },
  );

  const isView = (request: Passing) => isTable(request) && request.body.includes('"view":');
  const moments = [["sends its merge", isJob], ["makes the view that it reads", isView]] as const;
  for (const [moment, isMoment] of moments) {
    test(
      `a run that sleeps as it ${moment} merges nothing when another has taken over`,
      { rows: 150, only: ["clients"] },
      async (lab) => {
        const { proxy, sandbox, synced, assertEqual } = lab;
        const { sleep, sync } = machineOf(lab);
        await synced();
        const ids = sandbox.records("clients").map(({ id }) => String(id));
        const gone = sandbox.records("clients")[140]!;
        sandbox.update("clients", ids[0]!, { name: "changed" });
        sandbox.delete("clients", ids[140]!);
        // The first page is staged.
        sandbox.faults.push({ what: 500, table: "clients", from: 4, times: 1 });
        assertEquals((await sync()).status, "failed");

        const others: ReturnType<typeof sync>[] = [];
        proxy.onRequest = async (request) => {
          if (!isMoment(request)) return;
          sleep();
          sandbox.insert("clients", [gone]);
          sandbox.update("clients", ids[130]!, { name: "changed, too" });
          await new Promise<void>((letMerge) => {
            // Until the other run has compared the list with the table.
            proxy.onRequest = async (request) => {
              if (!isLoad(request) || !request.body.includes("_stage_")) return;
              proxy.onRequest = () => {};
              letMerge();
              await first.catch(() => {});
            };
            others.push(sync());
          });
        };
        const first = sync();
        await assertRejects(() => first, DestinationError);
        const { status, error, updated, deleted } = await others[0]!;
        assertEquals([status, error, updated, deleted], ["succeeded", null, 2, 0]);
        await assertEqual(await synced(), { times: false });
      },
    );
  }
}
