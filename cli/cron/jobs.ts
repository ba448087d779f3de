/**
 * What the cron jobs of one process share: their lines, and what is known of the tables' health.
 *
 * @module
 */

import { type Freshness, openDestination, type Progress } from "@workspace-sync/loader";
import { InterruptedError, lineOf } from "../errors.ts";
import type { Environment } from "../flags.ts";
import { listenForSignals } from "../signals.ts";
import { type Health, HealthKeeper } from "./health.ts";
import type { CronSettings } from "./settings.ts";
import { type Tick, tick, tickSettings } from "./tick.ts";

/** Which part of the lists a job reads. */
export type Kind = "complete" | "quick";

/** The cron jobs of this process. */
export interface Jobs {
  /**
   * Runs one tick, and writes a JSON line about it, and one every ten seconds while it lasts. Does nothing on a
   * timeline that may not write.
   *
   * @throws {Error} when it fails, so that Deno counts it as failed and repeats it.
   */
  readonly run: (kind: Kind) => Promise<void>;
  /** Says whether the tables are fresh. */
  readonly health: () => Promise<Health>;
}

/** Time between two lines about a tick that is under way, in milliseconds. */
const lineEvery = 10_000;

/** Makes the jobs, from the settings of the command `sync` and of cron. */
export function createJobs(env: Environment, settings: CronSettings): Jobs {
  let keeper: HealthKeeper | undefined;
  let problem = "";
  try {
    const { address, sync } = tickSettings(env, settings);
    keeper = new HealthKeeper({
      maxAge: settings.maxAge,
      resources: sync.resources!.map(({ name }) => name),
      read: () => readFreshness(address),
    });
  } catch (error) {
    problem = lineOf(error); // Every tick says so, too.
  }
  return {
    run: async (kind) => {
      if (!settings.isProduction) return;
      const { status, message, report } = await tickAloud(env, settings, kind);
      if (report) keeper?.add(report);
      if (status !== "failed") return;
      keeper?.fail(message);
      // Deno repeats a job that throws, and prints the error after words of its own: one line says it all.
      const error = new Error("the line before says why");
      delete error.stack;
      throw error;
    },
    health: async () =>
      await keeper?.health() ?? { status: "failing", problems: [problem], tables: [] },
  };
}

async function readFreshness(address: string): Promise<readonly Freshness[]> {
  const destination = await openDestination(address, { readOnly: true });
  try {
    return (await destination.history(1)).tables;
  } finally {
    await destination.close();
  }
}

/** Runs a tick and writes lines about it; ends the process when it is told to stop. */
async function tickAloud(env: Environment, settings: CronSettings, kind: Kind): Promise<Tick> {
  const began = performance.now();
  const write = (type: string, members: Readonly<Record<string, unknown>>) => {
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    console.log(JSON.stringify({ type, kind, seconds, ...members }));
  };
  const read = new Map<string, number>();
  const onProgress = ({ resource, checkpoint, record }: Progress) => {
    const records = record?.read ?? checkpoint?.records;
    if (records !== undefined) read.set(resource, records);
  };
  const timer = setInterval(() => {
    const records = [...read.values()].reduce((sum, each) => sum + each, 0);
    write("tick_progress", { records });
  }, lineEvery);
  const { signal, stop } = listenForSignals();
  try {
    const ended = await tick(env, {
      ...(kind === "quick" && { quick: true }),
      ...{ slice: settings.slice, isDeploy: settings.isDeploy, signal, onProgress },
    });
    const { status, message, report } = ended;
    write("tick", { status, message, ...(report && { run_id: report.run.run_id }) });
    if (signal.reason instanceof InterruptedError) Deno.exit(signal.reason.code);
    return ended;
  } finally {
    stop();
    clearInterval(timer);
  }
}
