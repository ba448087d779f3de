/**
 * The command `sync`.
 *
 * @module
 */

import { openDestination, type RunReport, sync } from "@workspace-sync/loader";
import { createClient } from "@workspace-sync/sdk";
import type { Alerts } from "./alerts/alerts.ts";
import { createChanges } from "./changes.ts";
import { dryRun } from "./dry_run.ts";
import {
  errorLine,
  exit,
  exitCodeOf,
  InterruptedError,
  UsageError,
  warningLine,
} from "./errors.ts";
import { chosenResources, keptResources, syncParts } from "./options.ts";
import { createProgress } from "./progress.ts";
import type { Settings, SyncName } from "./settings.ts";
import { listenForSignals } from "./signals.ts";
import { reasonsOf, stopLine, summaryLines } from "./summary.ts";
import { syncInto } from "./sync_into.ts";
import { telemetry } from "./telemetry.ts";
import { stdout } from "./values.ts";

/** Runs the command. */
export async function run(
  settings: Settings<
    SyncName | "max_age" | "workspace" | "all" | "changes" | "fresh" | "dry_run" | "json"
  >,
): Promise<number> {
  const { workspace, fresh, json } = settings;
  if (settings.dry_run) {
    return dryRun(settings.destination, chosenResources(settings), {
      ...settings,
      history: keptResources(settings),
    });
  }
  const { address, open, sync: options } = syncParts(settings);
  createClient(options.client); // Refuses wrong options before a file is created.
  const { changes: target } = settings;
  if (target !== undefined && options.history!.length === 0) {
    throw new UsageError(
      "Cannot use --changes without a history, which is where changes are found: " +
        "add --history all, or the names of some resources",
    );
  }
  if (settings.all && target !== undefined) {
    throw new UsageError(
      "Cannot write the changes of several workspaces to one place: sync each by --workspace, with a file of its own",
    );
  }
  const changes = target === undefined
    ? undefined
    : createChanges(target, address, options.history!, workspace);
  const report = await syncInto(() => openDestination(address, open), async (destination) => {
    const interruption = listenForSignals();
    const progress = createProgress(options.resources!, { json, workspace });
    try {
      const report = await sync({
        ...{ ...options, fresh },
        ...telemetry(),
        client: { ...options.client, onEvent: progress.event },
        destination,
        signal: interruption.signal,
        onBegin: (run) => changes?.begin(run),
        onProgress: (step) => {
          changes?.update(step);
          progress.update(step);
        },
      });
      await changes?.write(destination);
      return report;
    } finally {
      progress.stop();
      interruption.stop();
    }
  }, await alertsFor(settings));
  printReport(report, address, settings, target === stdout ? stderrPrinter : stdoutPrinter);
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

/** Where lines are printed. */
interface Printer {
  readonly print: (line: string) => void;
  readonly isTerminal: () => boolean;
}

const stdoutPrinter: Printer = {
  print: (line) => console.log(line),
  isTerminal: () => Deno.stdout.isTerminal(),
};
const stderrPrinter: Printer = {
  print: (line) => console.error(line),
  isTerminal: () => Deno.stderr.isTerminal(),
};

/** Prints a report as a table, or as one JSON line per resource and one for the run. */
export function printReport(
  report: RunReport,
  destination: string,
  { workspace, json }: Settings<"workspace" | "json">,
  { print, isTerminal }: Printer = stdoutPrinter,
): void {
  if (json || !isTerminal()) {
    for (const resource of report.resources) {
      print(JSON.stringify({ type: "resource", workspace, ...resource }));
    }
    print(JSON.stringify({ type: "run", workspace, destination, ...report.run }));
    const { stoppedBy, allRefused } = report;
    const errors = [
      ...reasonsOf(report.resources, "failed"),
      ...(allRefused ? reasonsOf(report.resources, "skipped") : []),
    ];
    for (const reason of errors) console.error(errorLine(reason, workspace));
    if (stoppedBy instanceof InterruptedError) console.error(stopLine(report.resources, stoppedBy));
    return;
  }
  for (const line of summaryLines(report, destination)) print(line);
}

/** Returns the exit code of a run that finished. */
export function exitCodeOfRun({ run, stoppedBy, allRefused }: RunReport): number {
  if (allRefused) return exit.authentication;
  if (stoppedBy !== undefined) return exitCodeOf(stoppedBy);
  return run.status === "succeeded" ? exit.ok : exit.failed;
}
