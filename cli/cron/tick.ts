/**
 * One sync, as a cron job runs it.
 *
 * @module
 */

import {
  openDestination,
  type OpenOptions,
  type Progress,
  type RunReport,
  sync,
} from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import type { Alerts } from "../alerts/alerts.ts";
import { InterruptedError, lineOf, UsageError } from "../errors.ts";
import { fileOf, type SyncParts, syncParts } from "../options.ts";
import { type Settings, type SyncName, variableOf } from "../settings.ts";
import { syncInto } from "../sync_into.ts";
import { telemetry } from "../telemetry.ts";

/** What a tick did. */
export interface Tick {
  /**
   * `continues`: its time was up, and the next tick goes on; `busy`: another run is writing, and nothing was done;
   * `interrupted`: the process was told to stop.
   */
  readonly status: "succeeded" | "continues" | "busy" | "interrupted" | "failed";
  /** One line about it. */
  readonly message: string;
  /** The sync, if there was one. */
  readonly report?: RunReport;
}

/** How a tick works. */
export interface TickOptions extends Pick<OpenOptions, "idToken"> {
  /** Whether to read the newest records only. @default {as the settings say} */
  readonly quick?: boolean;
  /** Longest time that it reads, in milliseconds. @default {no limit} */
  readonly slice?: number;
  /** Whether files do not last here. @default {false} */
  readonly isDeploy?: boolean;
  /** Told of the credentials that the destination was opened with, when there are any. */
  readonly onSignIn?: (credentials: string) => void;
  /** Told how it has ended. */
  readonly alerts?: Alerts | undefined;
  /** Stops it at a checkpoint. */
  readonly signal?: AbortSignal;
  /** Told of every step. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Syncs once. */
export async function tick(
  settings: Settings<SyncName | "workspace">,
  options: TickOptions = {},
): Promise<Tick> {
  try {
    return await syncOnce(settings, options);
  } catch (error) {
    if (error instanceof InterruptedError) {
      return { status: "interrupted", message: error.message };
    }
    const isBusy = error instanceof DestinationError && error.reason === "locked";
    return { status: isBusy ? "busy" : "failed", message: lineOf(error) };
  }
}

/**
 * Returns what a tick needs.
 *
 * @throws {UsageError} when something is missing.
 */
export function tickParts(
  settings: Settings<SyncName | "workspace">,
  { isDeploy = false }: Pick<TickOptions, "isDeploy"> = {},
): SyncParts {
  const { destination, api_token: { variable, value } } = settings;
  if (value === undefined) throw new UsageError(`Cannot sync: ${variable} is not set`);
  if (isDeploy && fileOf(destination) !== undefined) {
    throw new UsageError(
      "Cannot sync into a file on Deno Deploy, where files do not last: " +
        `set ${variableOf("destination")} to bigquery://PROJECT/DATASET`,
    );
  }
  return syncParts(settings);
}

async function syncOnce(
  settings: Settings<SyncName | "workspace">,
  options: TickOptions,
): Promise<Tick> {
  const { address, open, sync: parts } = tickParts(settings, options);
  const { slice, idToken, signal, onProgress } = options;
  const report = await syncInto(
    () => openDestination(address, { ...open, idToken }),
    async (destination) => {
      if (destination.credentials) options.onSignIn?.(destination.credentials);
      return await sync({
        ...parts,
        ...telemetry(),
        destination,
        quick: options.quick ?? settings.quick,
        ...(signal && { signal }),
        ...(slice !== undefined && { pause: AbortSignal.timeout(slice) }),
        ...(onProgress && { onProgress }),
      });
    },
    options.alerts,
  );
  const { run, resources, stoppedBy } = report;
  if (stoppedBy !== undefined) throw stoppedBy;
  const { status, read, inserted, updated, deleted, error } = run;
  const did = `${read} read, ${inserted + updated + deleted} written`;
  if (status === "succeeded") return { status, message: did, report };
  if (status === "failed") return { status, message: error ?? "no resource succeeded", report };
  const left = resources.filter((resource) => resource.status === "interrupted").length;
  const message = `${did}; ${left} of ${resources.length} resources go on with the next tick`;
  return { status: "continues", message, report };
}
