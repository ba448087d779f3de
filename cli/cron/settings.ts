/**
 * Reads the settings of the unattended sync from the environment.
 *
 * @module
 */

import { type Environment, processEnvironment, readSettings } from "../read_settings.ts";
import { type SettingName, type Settings, type SyncName, syncNames } from "../settings.ts";

/** The settings that only the unattended sync has. */
export const cronNames = [
  ...["cron", "cron_quick", "cron_name", "slice", "max_age", "port", "status_token"],
] as const satisfies readonly SettingName[];

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
  /** What it syncs, and how. */
  readonly settings: Settings<SyncName | (typeof cronNames)[number]>;
  /** Port on 127.0.0.1; `undefined` on Deno Deploy. */
  readonly port: number | undefined;
  /** Whether this is the timeline that may write: production on Deno Deploy, the only one elsewhere. */
  readonly isProduction: boolean;
  /** Whether this is Deno Deploy, where files do not last. */
  readonly isDeploy: boolean;
}

/**
 * Finds out when to sync, and how.
 *
 * @throws {UsageError} when a setting cannot be used.
 */
export function readCronSettings(environment: Environment = processEnvironment): CronSettings {
  const settings = readSettings([...syncNames, ...cronNames], {}, environment);
  const { cron, cron_quick, cron_name } = settings;
  const timeline = environment("DENO_TIMELINE");
  const isDeploy = timeline !== undefined;
  return {
    complete: { name: cron_name, schedule: cron },
    quick: cron_quick === undefined
      ? undefined
      : { name: `${cron_name} quick`, schedule: cron_quick },
    settings,
    port: isDeploy ? undefined : settings.port,
    isProduction: !isDeploy || timeline === "production",
    isDeploy,
  };
}
