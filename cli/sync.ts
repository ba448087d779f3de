/**
 * The command `sync`.
 *
 * @module
 */

import { type Destination, openDestination, type RunReport, sync } from "@workspace-sync/loader";
import { createClient } from "@workspace-sync/sdk";
import { createChanges } from "./changes.ts";
import { dryRun } from "./dry_run.ts";
import { exit, exitCodeOf, InterruptedError } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { createProgress } from "./progress.ts";
import {
  deletesSetting,
  destinationSetting,
  historySetting,
  resourceSettings,
  syncSettings,
} from "./settings.ts";
import { listenForSignals } from "./signals.ts";
import { reasonsOf, stopLine, summaryLines } from "./summary.ts";
import { stdout } from "./values.ts";

/** Runs the command. */
export async function run(flags: Flags): Promise<number> {
  if (flags.has("dry-run")) {
    return dryRun(destinationSetting(flags), resourceSettings(flags), {
      deletes: deletesSetting(flags),
      history: historySetting(flags),
      quick: flags.has("quick"),
    });
  }
  const { address, open, sync: options, changes: target } = syncSettings(flags);
  createClient(options.client); // Refuses wrong options before a file is created.
  const destination = await openDestination(address, open);
  const changes = target === undefined
    ? undefined
    : createChanges(target, destination.url, options.history!);
  const interruption = listenForSignals();
  const progress = createProgress(options.resources!, { json: flags.has("json") });
  let report: RunReport;
  try {
    report = await sync({
      ...options,
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
  } finally {
    progress.stop();
    interruption.stop();
    await destination.close(); // Nothing is called synced before it is known to be kept.
  }
  const toStderr = target === stdout;
  const isTerminal = (toStderr ? Deno.stderr : Deno.stdout).isTerminal();
  const print = toStderr ? console.error : console.log;
  printReport(report, destination, flags.has("json") || !isTerminal, print);
  return exitCodeOfRun(report);
}

/** Prints a report as a table, or as one JSON line per resource and one for the run. */
export function printReport(
  report: RunReport,
  destination: Destination,
  json: boolean,
  print: (line: string) => void = console.log,
): void {
  if (json) {
    for (const resource of report.resources) {
      print(JSON.stringify({ type: "resource", ...resource }));
    }
    print(JSON.stringify({ type: "run", destination: destination.url, ...report.run }));
    const { stoppedBy, allRefused } = report;
    const errors = [
      ...reasonsOf(report.resources, "failed"),
      ...(allRefused ? reasonsOf(report.resources, "skipped") : []),
    ];
    for (const reason of errors) console.error(`error: ${reason}`);
    if (stoppedBy instanceof InterruptedError) console.error(stopLine(report.resources, stoppedBy));
    return;
  }
  for (const line of summaryLines(report, destination.url)) print(line);
}

/** Returns the exit code of a run that finished. */
export function exitCodeOfRun({ run, stoppedBy, allRefused }: RunReport): number {
  if (allRefused) return exit.authentication;
  if (stoppedBy !== undefined) return exitCodeOf(stoppedBy);
  return run.status === "succeeded" ? exit.ok : exit.failed;
}
