/**
 * The command `sync`.
 *
 * @module
 */

import { type Destination, openDestination, type RunReport, sync } from "@workspace-sync/loader";
import { createClient } from "@workspace-sync/sdk";
import { dryRun } from "./dry_run.ts";
import { errorLine, exit, exitCodeOf, InterruptedError } from "./errors.ts";
import { chosenResources, syncParts } from "./options.ts";
import { printsJson } from "./print.ts";
import { createProgress } from "./progress.ts";
import type { Settings, SyncName } from "./settings.ts";
import { listenForSignals } from "./signals.ts";
import { reasonsOf, stopLine, summaryLines } from "./summary.ts";

/** Runs the command. */
export async function run(
  settings: Settings<SyncName | "workspace" | "fresh" | "dry_run" | "json">,
): Promise<number> {
  const { workspace, fresh, json } = settings;
  if (settings.dry_run) {
    return dryRun(settings.destination, chosenResources(settings), settings);
  }
  const { address, open, sync: options } = syncParts(settings);
  createClient(options.client); // Refuses wrong options before a file is created.
  const destination = await openDestination(address, open);
  const interruption = listenForSignals();
  const progress = createProgress(options.resources!, { json, workspace });
  let report: RunReport;
  try {
    report = await sync({
      ...{ ...options, fresh },
      client: { ...options.client, onEvent: progress.event },
      destination,
      signal: interruption.signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
    interruption.stop();
    await destination.close(); // Nothing is called synced before it is known to be kept.
  }
  printReport(report, destination, settings);
  return exitCodeOfRun(report);
}

/** Prints a report as a table, or as one JSON line per resource and one for the run. */
export function printReport(
  report: RunReport,
  destination: Destination,
  settings: Settings<"workspace" | "json">,
): void {
  const { workspace } = settings;
  if (printsJson(settings)) {
    for (const resource of report.resources) {
      console.log(JSON.stringify({ type: "resource", workspace, ...resource }));
    }
    const { url } = destination;
    console.log(JSON.stringify({ type: "run", workspace, destination: url, ...report.run }));
    const { stoppedBy, allRefused } = report;
    const errors = [
      ...reasonsOf(report.resources, "failed"),
      ...(allRefused ? reasonsOf(report.resources, "skipped") : []),
    ];
    for (const reason of errors) console.error(errorLine(reason, workspace));
    if (stoppedBy instanceof InterruptedError) console.error(stopLine(report.resources, stoppedBy));
    return;
  }
  for (const line of summaryLines(report, destination.url)) console.log(line);
}

/** Returns the exit code of a run that finished. */
export function exitCodeOfRun({ run, stoppedBy, allRefused }: RunReport): number {
  if (allRefused) return exit.authentication;
  if (stoppedBy !== undefined) return exitCodeOf(stoppedBy);
  return run.status === "succeeded" ? exit.ok : exit.failed;
}
