/**
 * One sync, as a cron job runs it.
 *
 * @module
 */

import { openDestination } from "../loader/destinations/mod.ts";
import { DestinationError } from "../loader/errors.ts";
import { sync } from "../loader/sync.ts";

/** What a tick did. */
export interface Tick {
  /** `busy`: another run holds the lease, and nothing was done. */
  readonly status: "succeeded" | "failed" | "busy";
  /** One line about it. */
  readonly message: string;
}

/**
 * Syncs all resources once. Settings come from the environment as in the README.
 *
 * @throws {TypeError} when a setting is missing.
 */
export async function tick(env: (name: string) => string | undefined): Promise<Tick> {
  const required = (name: string) => {
    const value = env(name);
    if (!value) throw new TypeError(`Cannot sync: ${name} is not set`);
    return value;
  };
  const client = {
    baseUrl: required("WORKSPACE_API_URL"),
    token: required("WORKSPACE_API_TOKEN"),
    ...(env("WORKSPACE_RATE") !== undefined && { rate: Number(env("WORKSPACE_RATE")) }),
  };
  const destination = await openDestination(required("WORKSPACE_DESTINATION"));
  try {
    const { run } = await sync({ client, destination });
    const { status, read, inserted, updated, deleted, error } = run;
    return status === "succeeded"
      ? { status, message: `${read} read, ${inserted + updated + deleted} written` }
      : { status: "failed", message: error ?? status };
  } catch (error) {
    if (!(error instanceof DestinationError) || error.reason !== "locked") throw error;
    return { status: "busy", message: error.message };
  } finally {
    await destination.close();
  }
}
