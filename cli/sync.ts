/**
 * The command `sync`.
 *
 * @module
 */

import { openDestination, type RunReport, sync } from "@workspace-sync/loader";
import { createClient } from "@workspace-sync/sdk";
import type { Alerts } from "./alerts/alerts.ts";
import { dryRun } from "./dry_run.ts";
import { errorLine, exit, exitCodeOf, InterruptedError, warningLine } from "./errors.ts";
import { chosenResources, syncParts } from "./options.ts";
import { printsJson } from "./print.ts";
import { createProgress } from "./progress.ts";
import type { Settings, SyncName } from "./settings.ts";
import { listenForSignals } from "./signals.ts";
import { reasonsOf, stopLine, summaryLines } from "./summary.ts";
import { syncInto } from "./sync_into.ts";
import { telemetry } from "./telemetry.ts";

/** Runs the command. */
export async function run(
  settings: Settings<SyncName | "max_age" | "workspace" | "fresh" | "dry_run" | "json">,
): Promise<number> {
  const { workspace, fresh, json } = settings;
  if (settings.dry_run) {
    return dryRun(settings.destination, chosenResources(settings), settings);
  }
  const { address, open, sync: options } = syncParts(settings);
  createClient(options.client); // Refuses wrong options before a file is created.
  const report = await syncInto(() => openDestination(address, open), async (destination) => {
    const interruption = listenForSignals();
    const progress = createProgress(options.resources!, { json, workspace });
    try {
      return await sync({
        ...{ ...options, fresh },
        ...telemetry(),
        client: { ...options.client, onEvent: progress.event },
        destination,
        signal: interruption.signal,
        onProgress: progress.update,
      });
    } finally {
      progress.stop();
      interruption.stop();
    }
  }, await alertsFor(settings));
  printReport(report, address, settings);
  return exitCodeOfRun(report);
}

/** Loads the alerts when there is somebody to tell. */
async function alertsFor(
  settings: Settings<SyncName | "workspace" | "max_age">,
): Promise<Alerts | undefined> {
  if (settings.alert_url.value === undefined) return undefined;
  const { alertsOf } = await import("./alerts/settings.ts");
  return alertsOf(settings, (status, message) => {
    if (status === "failed") console.error(warningLine(message, settings.workspace));
  });
}

/** Prints a report as a table, or as one JSON line per resource and one for the run. */
export function printReport(
  report: RunReport,
  destination: string,
  settings: Settings<"workspace" | "json">,
): void {
  const { workspace } = settings;
  if (printsJson(settings)) {
    for (const resource of report.resources) {
      console.log(JSON.stringify({ type: "resource", workspace, ...resource }));
    }
    console.log(JSON.stringify({ type: "run", workspace, destination, ...report.run }));
    const { stoppedBy, allRefused } = report;
    const errors = [
      ...reasonsOf(report.resources, "failed"),
      ...(allRefused ? reasonsOf(report.resources, "skipped") : []),
    ];
    for (const reason of errors) console.error(errorLine(reason, workspace));
    if (stoppedBy instanceof InterruptedError) console.error(stopLine(report.resources, stoppedBy));
    return;
  }
  for (const line of summaryLines(report, destination)) console.log(line);
}

/** Returns the exit code of a run that finished. */
export function exitCodeOfRun({ run, stoppedBy, allRefused }: RunReport): number {
  if (allRefused) return exit.authentication;
  if (stoppedBy !== undefined) return exitCodeOf(stoppedBy);
  return run.status === "succeeded" ? exit.ok : exit.failed;
}
