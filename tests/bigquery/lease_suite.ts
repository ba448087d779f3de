import { setImmediate as nextTurn } from "node:timers/promises";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { resources } from "../../generated/resources.ts";
import type { Clock } from "../../loader/clock.ts";
import { Lease } from "../../loader/destinations/bigquery/lease.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { sync } from "../../loader/sync.ts";
import { FakeTime } from "../fake_time.ts";
import { type Bench, isLoad, isPatch, tablesBehind } from "./bench.ts";
import type { Passing, Proxy } from "./proxy.ts";

/** A clock whose two hands are set one by one, and whose waits end when they are told to. */
class HandClock implements Clock {
  /** The hands, in milliseconds. */
  readonly hands = { now: 0, date: Date.parse("2026-01-02T10:02:00Z") };
  #wake: (() => void) | undefined;

  now = () => this.hands.now;
  date = () => this.hands.date;

  delay(_ms: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  /** Moves both hands on. */
  pass(ms: number): void {
    this.hands.now += ms;
    this.hands.date += ms;
  }

  /** Ends the wait that is under way. */
  wake(): void {
    this.#wake?.();
  }
}

/** Registers the tests of the lease. */
export function testLease({ test }: Bench): void {
  const minute = 60_000;
  const fields = [{ name: "text", type: "STRING" }];

  /** Takes a lease by a clock, and renews it when asked to. */
  async function leaseBehind(proxy: Proxy) {
    const clock = new HandClock();
    const tables = tablesBehind(proxy, { clock });
    await tables.create("leases", { schema: { fields } });
    const { lease } = await Lease.acquire(tables, "leases", "one");
    const until = async () => Number((await tables.get("leases"))!.labels!.lease_until) * 1000;
    const renew = async () => {
      const last = await until();
      clock.wake();
      while (await until() === last);
    };
    return { clock, tables, lease, until, renew };
  }

  test(
    "a clock that is set back makes no lease longer, shorter or lost",
    { rows: 0 },
    async ({ proxy }) => {
      const { clock, lease, until, renew } = await leaseBehind(proxy);
      const taken = clock.hands.date;
      assertEquals(await until(), taken + 5 * minute);

      clock.pass(minute);
      clock.hands.date -= 60 * minute;
      lease.check();
      await renew();
      assertEquals(await until(), taken + 6 * minute, "another machine must not find it over");

      clock.pass(6 * minute);
      assertThrows(() => lease.check(), DestinationError, "could not be renewed in time");
      await lease.release();
    },
  );

  test(
    "a machine that slept longer than its lease does not write on",
    { rows: 0 },
    async ({ proxy }) => {
      const { clock, lease } = await leaseBehind(proxy);
      // While a machine sleeps, its monotonic clock stands still.
      clock.hands.date += 6 * minute;
      const error = assertThrows(() => lease.check(), DestinationError) as DestinationError;
      assertEquals(error.reason, "lost");
      await lease.release();
    },
  );

  test(
    "of two machines whose clocks differ by a minute, one stops before the other begins",
    { rows: 0 },
    async ({ proxy }) => {
      const { clock, lease } = await leaseBehind(proxy);
      clock.pass(4 * minute);
      const ahead = new HandClock();
      ahead.hands.date = clock.hands.date + minute;
      const other = await Lease.acquire(tablesBehind(proxy, { clock: ahead }), "leases", "two");
      assertThrows(() => lease.check(), DestinationError, "could not be renewed in time");
      await assertRejects(() => lease.release(), DestinationError, "run two has taken over");
      await other.lease.release();
    },
  );

  test(
    "a lease is acquired even when the table changes meanwhile",
    { rows: 0 },
    async ({ proxy }) => {
      proxy.isAtomic = true;
      const clock = new HandClock();
      const tables = tablesBehind(proxy, { clock });
      await tables.create("leases", { schema: { fields } });
      proxy.onRequest = async (request) => {
        if (!isPatch(request)) return;
        proxy.onRequest = () => {};
        await tables.change("leases", ({ labels = {} }) => ({ labels: { ...labels, other: "x" } }));
      };
      const { lease } = await Lease.acquire(tables, "leases", "one");
      const { lease_run, other } = (await tables.get("leases"))!.labels!;
      assertEquals([lease_run, other], ["one", "x"]);
      await lease.release();
    },
  );

  test(
    "a run that is refused is told who holds the lease, since when, and what to do",
    { rows: 0 },
    async ({ proxy }) => {
      const { tables, lease } = await leaseBehind(proxy);
      const error = await assertRejects(
        () => Lease.acquire(tables, "leases", "two"),
        DestinationError,
      ) as DestinationError;
      assertEquals(error.reason, "locked");
      assertStringIncludes(
        error.message,
        "run one has held the lease since 2026-01-02T10:02:00.000Z; wait until it has finished, or try " +
          "again in 5 minutes",
      );
      await lease.release();
    },
  );

  test(
    "a second run is told who writes, and an abandoned one is recorded as interrupted",
    { rows: 3, only: ["clients"] },
    async ({ address, sync, synced }) => {
      let refused: unknown;
      const ended = await synced({
        onProgress: ({ phase }) => {
          if (phase === "done") return;
          refused ??= sync().catch((error) => error);
        },
      });
      const error = await refused as DestinationError;
      assert(error instanceof DestinationError);
      assertEquals(error.reason, "locked");
      assertStringIncludes(error.message, `run ${ended.run_id} has held the lease since`);

      const destination = await openDestination(address);
      const { runs, tables } = await destination.history(5);
      assertEquals(runs.map(({ status }) => status), ["succeeded"]);
      assertEquals(tables.map(({ resource, rows }) => [resource, rows]), [["clients", 3]]);
      await destination.close();
    },
  );

  test(
    "a lease outlives a failure to renew it, and is lost to another run or by time",
    { rows: 0 },
    async ({ proxy }) => {
      proxy.isAtomic = true;
      const tables = tablesBehind(proxy);
      await tables.create("leases", { schema: { fields } });
      using time = new FakeTime({ hold: 60_000 });
      const { lease } = await Lease.acquire(tables, "leases", "one");
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
      const second = await Lease.acquire(tables, "leases", "two");
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
      const third = await Lease.acquire(tables, "leases", "three");
      assertEquals(third.abandoned, undefined);
      await third.lease.release();
    },
  );

  const isRunRecord = (request: Passing) => isLoad(request) && request.body.includes("_sync_runs");
  const isLookForRun = ({ path }: Passing) => path.includes("/_sync_runs/data");

  test(
    "a run that cannot record its end gives its lease back, and is recorded by the next",
    { rows: 3, only: ["clients"] },
    async ({ proxy, address, sync, synced }) => {
      proxy.faults.push({ what: "no-billing", match: isRunRecord });
      await assertRejects(() => sync(), DestinationError, "has no billing");

      // One that fails as it begins, when it holds the lease already, gives it back too.
      proxy.faults.push({ what: "no-billing", match: isLookForRun });
      await assertRejects(() => sync(), DestinationError, "has no billing");

      await synced();
      await using history = await openedHistory(address);
      assertEquals(history.statuses, ["interrupted", "succeeded"]);
    },
  );

  test(
    "runs that share a destination are recorded once each",
    { rows: 3, only: ["clients"] },
    async ({ address, api, tables }) => {
      const destination = await openDestination(address);
      for (const _ of [1, 2]) {
        await sync({
          client: { baseUrl: api.url, token: api.token, rate: 0 },
          destination,
          resources: [resources.clients!],
        });
      }
      await destination.close();
      for (const table of ["_sync_runs", "_sync_resources"]) {
        const sql = `SELECT COUNT(*) AS n FROM \`test.ws.${table}\``;
        assertEquals(await tables.query("count", sql), [{ n: 2 }], table);
      }
    },
  );

  test(
    "a run that throws gives its lease back",
    { rows: 3, only: ["clients"] },
    async ({ sync, synced }) => {
      const onProgress = () => {
        throw new Error("The display broke");
      };
      await assertRejects(() => sync({ onProgress }), Error, "display broke");
      await synced();
    },
  );
}

async function openedHistory(address: string) {
  const destination = await openDestination(address);
  const { runs } = await destination.history(5);
  return {
    statuses: runs.map(({ status }) => status).sort(),
    [Symbol.asyncDispose]: () => destination.close(),
  };
}
