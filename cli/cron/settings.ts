/**
 * Reads the settings of the unattended sync from the environment.
 *
 * @module
 */

import type { Environment, Flag } from "../flags.ts";
import { maxAgeSetting } from "../freshness.ts";
import { statusTokenOf, statusTokenSetting } from "../status_page/token.ts";
import { durationFrom, portFrom } from "../values.ts";

/** A setting that has a variable only: nobody types a command line here. */
export type CronSetting = Required<Pick<Flag, "env" | "value" | "help">> & Pick<Flag, "default">;

/** The settings that only the unattended sync has; `CRON` has five fields, in UTC, with days of the week by name. */
export const cronSettings = {
  schedule: {
    env: "WORKSPACE_CRON",
    value: "CRON",
    help: "When to sync; five fields in UTC, days of the week by name",
    default: "17 * * * *",
  },
  quickSchedule: {
    env: "WORKSPACE_CRON_QUICK",
    value: "CRON",
    help: "When to sync quickly, in between: the newest records only, and no deletions",
  },
  name: {
    env: "WORKSPACE_CRON_NAME",
    value: "NAME",
    help: "Name of the cron job: up to 58 letters, digits, spaces, _ and -",
    default: "workspace-sync",
  },
  slice: {
    env: "WORKSPACE_SLICE",
    value: "TIME",
    help: "Longest time that one tick reads; the next one goes on where it stopped",
    default: "4m",
  },
  maxAge: maxAgeSetting,
  port: {
    env: "WORKSPACE_PORT",
    value: "PORT",
    help: "Port of the status page on 127.0.0.1; Deno Deploy chooses its own",
    default: "8000",
  },
  statusToken: statusTokenSetting,
} as const satisfies Readonly<Record<string, CronSetting>>;

/** One of the cron jobs. */
export interface Job {
  /** What Deno calls it in its logs. */
  readonly name: string;
  /** When it runs. */
  readonly schedule: string;
}

/** What the entry needs to know before it loads anything. */
export interface CronSettings {
  /** The sync that reads whole lists. */
  readonly complete: Job;
  /** The one that reads the newest records only, if there is one. */
  readonly quick: Job | undefined;
  /** Longest time that a tick reads, in milliseconds. */
  readonly slice: number;
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** Port on 127.0.0.1; `undefined` on Deno Deploy. */
  readonly port: number | undefined;
  /** Token of the status page, if there is one. */
  readonly statusToken: string | undefined;
  /** Whether this is the timeline that may write: production on Deno Deploy, the only one elsewhere. */
  readonly isProduction: boolean;
  /** Whether this is Deno Deploy, where files do not last. */
  readonly isDeploy: boolean;
}

/**
 * Finds out when to sync, and for how long.
 *
 * @throws {UsageError} when one cannot be used.
 */
export function readCronSettings(env: Environment): CronSettings {
  const timeline = env("DENO_TIMELINE");
  const isDeploy = timeline !== undefined;
  const { schedule, quickSchedule, name, slice, maxAge, port } = cronSettings;
  const jobName = textOf(env, name);
  const quick = env(quickSchedule.env);
  return {
    complete: { name: jobName, schedule: textOf(env, schedule) },
    quick: quick === undefined ? undefined : { name: `${jobName} quick`, schedule: quick },
    slice: durationFrom(textOf(env, slice), slice.env),
    maxAge: durationFrom(textOf(env, maxAge), maxAge.env),
    port: isDeploy ? undefined : portFrom(textOf(env, port), port.env),
    statusToken: statusTokenOf(env),
    isProduction: !isDeploy || timeline === "production",
    isDeploy,
  };
}

function textOf(env: Environment, setting: CronSetting): string {
  return env(setting.env) ?? setting.default!;
}
