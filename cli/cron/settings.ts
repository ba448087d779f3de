/**
 * Reads the settings of the unattended sync from the environment.
 *
 * @module
 */

/** When and under which name the sync runs. */
export interface Schedule {
  /** Name of the cron job: up to 64 letters, digits, spaces, `_` and `-`. */
  readonly name: string;
  /** Five fields in UTC; write days of the week by name. */
  readonly schedule: string;
}

/** Returns when to sync: `WORKSPACE_CRON` (default hourly), under `WORKSPACE_CRON_NAME`. */
export function scheduleOf(env: (name: string) => string | undefined): Schedule {
  return {
    name: env("WORKSPACE_CRON_NAME") || "workspace-sync",
    schedule: env("WORKSPACE_CRON") || "17 * * * *",
  };
}

/** Whether this is the timeline that may write: production on Deno Deploy, the only one elsewhere. */
export function isProduction(env: (name: string) => string | undefined): boolean {
  const timeline = env("DENO_TIMELINE");
  return timeline === undefined || timeline === "production";
}
