/**
 * Reads the settings of the unattended sync from the environment.
 *
 * @module
 */

import { type Environment, processEnvironment, readSettings } from "../read_settings.ts";
import { groups, type SettingName, type Settings, type SyncName, syncNames } from "../settings.ts";

/** The settings that only the unattended sync has. */
export const cronNames = [
  ...["cron", "cron_quick", "cron_name", "slice", "max_age", "port", "status_token"],
] as const satisfies readonly SettingName[];

/** One of the cron jobs. */
export interface Job {
  /** Which part of the lists it reads. */
  readonly kind: "complete" | "quick";
  /** What Deno calls it in its logs. */
  readonly name: string;
  /** When it runs. */
  readonly schedule: string;
}

/** Settings of a workspace that is synced unattended. */
export type CronWorkspace = Settings<
  SyncName | (typeof cronNames)[number] | (typeof groups.sources)[number]
>;

/** What the entry needs to know before it loads anything. */
export interface CronSettings {
  /** What it syncs, how, and when; one or more, with one port and one token of the status page. */
  readonly workspaces: readonly CronWorkspace[];
  /** Port on 127.0.0.1; `undefined` on Deno Deploy. */
  readonly port: number | undefined;
  /** Whether this is the timeline that may write: production on Deno Deploy, the only one elsewhere. */
  readonly isProduction: boolean;
  /** Whether this is Deno Deploy, where files do not last. */
  readonly isDeploy: boolean;
}

/**
 * Finds out what to sync, how, and when.
 *
 * @throws {UsageError} when a setting cannot be used.
 */
export function readCronSettings(environment: Environment = processEnvironment): CronSettings {
  const names = [...syncNames, ...cronNames, ...groups.sources];
  const workspaces = readSettings(names, { environment, all: true });
  const timeline = environment("DENO_TIMELINE");
  const isDeploy = timeline !== undefined;
  return {
    workspaces,
    port: isDeploy ? undefined : workspaces[0]!.port,
    isProduction: !isDeploy || timeline === "production",
    isDeploy,
  };
}

/** Returns when a workspace is synced: completely, and quickly where it is. */
export function jobsOf({ cron, cron_quick, cron_name, workspace }: CronWorkspace): readonly Job[] {
  const name = [cron_name, workspace].filter((each) => each !== undefined).join(" ");
  return [
    { kind: "complete", name, schedule: cron },
    ...(cron_quick === undefined
      ? []
      : [{ kind: "quick", name: `${name} quick`, schedule: cron_quick } as const]),
  ];
}
