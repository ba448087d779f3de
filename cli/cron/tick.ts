/**
 * One sync, as a cron job runs it.
 *
 * @module
 */

import { openDestination, sync } from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import { syncCommand } from "../commands.ts";
import { exit, exitCodeOf, lineOf, UsageError } from "../errors.ts";
import { type Environment, parseFlags } from "../flags.ts";
import { syncSettings, tokenVariable } from "../settings.ts";

/** What a tick did. */
export interface Tick {
  /** `busy`: another run holds the lease, and nothing was done. */
  readonly status: "succeeded" | "failed" | "busy";
  /** One line about it. */
  readonly message: string;
  /** Whether repeating it soon may succeed. */
  readonly isRetryable: boolean;
}

/** Syncs once, with the settings that the environment has for `deno task sync`. */
export async function tick(env: Environment): Promise<Tick> {
  try {
    return await syncOnce(env);
  } catch (error) {
    const isBusy = error instanceof DestinationError && error.reason === "locked";
    return {
      status: isBusy ? "busy" : "failed",
      message: lineOf(error),
      isRetryable: exitCodeOf(error) === exit.failed,
    };
  }
}

async function syncOnce(env: Environment): Promise<Tick> {
  for (const name of [tokenVariable, "WORKSPACE_DESTINATION"]) {
    if (!env(name)) throw new UsageError(`Cannot sync: ${name} is not set`);
  }
  const { address, open, sync: options } = syncSettings(parseFlags(syncCommand, [], env));
  const destination = await openDestination(address, open);
  try {
    const { run, stoppedBy } = await sync({ ...options, destination });
    const { status, read, inserted, updated, deleted, error } = run;
    if (stoppedBy !== undefined) throw stoppedBy;
    return status === "succeeded"
      ? {
        status,
        message: `${read} read, ${inserted + updated + deleted} written`,
        isRetryable: true,
      }
      : { status: "failed", message: error ?? status, isRetryable: true };
  } finally {
    await destination.close();
  }
}
