/**
 * One sync that is disturbed as a plan says.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Resource } from "../../client/resource.ts";
import type { Destination, Stage } from "../../loader/destination.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type RunReport, sync } from "../../loader/sync.ts";
import type { Listener, Sandbox } from "../../sandbox/types.ts";
import type { FakeTime } from "../fake_time.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Plan, RunPlan, Stop } from "./plan.ts";

/** Timers from this length on are timeouts; no wait is as long. In milliseconds. */
export const timeout = 200_000;

/** What a run works on. */
export interface Setup {
  readonly plan: Plan;
  readonly resources: readonly Resource[];
  readonly sandbox: Sandbox;
  readonly api: Listener;
  readonly chronicle: Chronicle;
  readonly time: FakeTime;
}

/** How a run ended. */
export interface Outcome {
  /** Absent when it died or the destination failed. */
  readonly report: RunReport | undefined;
  /** The database for the next run. */
  readonly file: string;
  /** What ended it early. */
  readonly stoppedBy: Stop["kind"] | undefined;
}

/**
 * Syncs into a database file. A run that is killed leaves its files as they are at that instant: they
 * are copied, and whatever the rest of it still does happens to the originals.
 */
export async function disturbedRun(
  file: string,
  now: Date,
  run: RunPlan & { readonly history: boolean },
  { plan, resources, sandbox, api, chronicle, time }: Setup,
): Promise<Outcome> {
  const controller = new AbortController();
  const events = [...run.events].sort((a, b) => a.step - b.step);
  let steps = 0;
  let stoppedBy: Stop["kind"] | undefined;
  let left = file;

  const dead = () => stoppedBy === "kill";
  const die = () => {
    if (stoppedBy !== undefined) return;
    stoppedBy = "kill";
    left = `${file}+`;
    // The log comes first: it may speak of blocks of the file, never the other way round.
    copyIfThere(`${file}.wal`, `${left}.wal`);
    copyIfThere(file, left);
    controller.abort(new Error("Dead"));
  };

  /** Counts a step and runs it with what is planned for it. */
  const take: Take = async (work) => {
    const step = steps++;
    while (events[0] !== undefined && events[0].step <= step) {
      const event = events.shift()!;
      if (!("fault" in event)) chronicle.edit(event);
      else {
        const { name } = resources[event.table % resources.length]!;
        sandbox.faults.push(event.everywhere ? event.fault : { ...event.fault, table: name });
      }
    }
    const stop = run.stop?.step === step ? run.stop : undefined;
    if (stop?.kind === "abort") {
      stoppedBy = "abort";
      controller.abort(new Error("Aborted"));
    } else if (stop?.kind === "error") {
      stoppedBy = "error";
      throw new DestinationError("The disk is full, on purpose", "full");
    }
    if (dead()) throw new Error("Dead");
    const working = work();
    if (stop?.kind === "kill") {
      await settledWithin(stop.after, working);
      die();
    }
    const result = await working;
    if (dead()) throw new Error("Dead");
    return result;
  };

  const opened = await openDestination(`duckdb:${file}`);
  let report: RunReport | undefined;
  try {
    report = await sync({
      client: {
        baseUrl: api.url,
        token: api.token,
        rate: 0,
        timeout,
        clock: time.clock,
        retries: plan.retries,
        concurrency: plan.concurrency,
        fetch: (input, init) =>
          take(async () => {
            const response = await fetch(input, init);
            const number = Number(response.headers.get("x-request-id")?.split("-")[1]);
            if (sandbox.requests[number - 1]?.fault?.what === "hung") time.expire();
            return response;
          }),
      },
      destination: observed(opened, take, { pace: { bytes: plan.partBytes, ms: 1_000 } }),
      resources,
      deletes: plan.deletes,
      history: run.history ? resources : [],
      fresh: run.fresh,
      allowMassDelete: run.allowMassDelete,
      signal: controller.signal,
      now: () => now,
    });
  } catch (error) {
    if (stoppedBy === undefined) throw error;
  } finally {
    await opened.close();
    sandbox.faults.length = 0;
  }
  return { report: dead() ? undefined : report, file: left, stoppedBy };
}

type Take = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** What destinations and stages give in batches. */
const inBatches: readonly (string | symbol)[] = [
  "known" satisfies keyof Destination,
  "read" satisfies keyof Stage,
];

/**
 * Passes every call of a destination, and of the stages that it opens, through `take`, and every batch
 * that they give; some members can be others instead.
 */
function observed<Target extends object>(
  target: Target,
  take: Take,
  instead: Partial<Target> = {},
): Target {
  return new Proxy(target, {
    get(_, name) {
      const member = Reflect.get(name in instead ? instead : target, name, target);
      if (typeof member !== "function" || name === "cost") return member;
      if (inBatches.includes(name)) {
        return (...args: unknown[]) => eachTaken(member.apply(target, args), take);
      }
      return async (...args: unknown[]) => {
        const result = await take(() => member.apply(target, args));
        const opensStage = name === ("stage" satisfies keyof Destination);
        return opensStage ? observed(result as Stage, take) : result;
      };
    },
  });
}

async function* eachTaken<Item>(items: AsyncIterable<Item>, take: Take): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (let next; !(next = await take(() => iterator.next())).done;) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** Waits until a promise has settled, but no longer than some milliseconds, on the real clock. */
async function settledWithin(ms: number, promise: Promise<unknown>): Promise<void> {
  const until = performance.now() + ms;
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  while (!settled && performance.now() < until) await nextTurn();
}

function copyIfThere(from: string, to: string): void {
  try {
    Deno.copyFileSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
