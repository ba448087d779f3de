/**
 * Writes the summary of a run.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { bold, green, red, yellow } from "@std/fmt/colors";
import type { Counts, ResourceRecord, RunReport } from "@workspace-sync/loader";
import { InterruptedError } from "./errors.ts";
import { tableLines } from "./table.ts";

/** Counts that have a column of their own; all but the first only when one of them is not zero. */
const counted = ["read", "inserted", "updated", "unchanged", "deleted", "rejected"] as const;

/** Returns the lines of the summary: a table of the resources and the run's result. */
export function summaryLines(report: RunReport, destination: string): string[] {
  const { run, resources } = report;
  const shown = counted.filter((count) => count === "read" || run[count] > 0);
  const cells = (name: string, counts: Counts, seconds: string, outcome: string) => [
    name,
    ...shown.map((count) => counts[count].toLocaleString("en")),
    seconds,
    outcome,
  ];
  const lines = tableLines(
    ["resource", ...shown, "time", "status"],
    [
      ...resources.map((record) =>
        cells(record.resource, record, secondsOf(record), colored(record))
      ),
      cells("total", run, secondsOf(run), ""),
    ],
    { right: [...shown, "time"].map((_, index) => index + 1) },
  );
  return [
    ...lines,
    "",
    ...reasonsOf(resources, "failed").map((reason) => `${red("failed")} ${reason}`),
    ...reasonsOf(resources, "skipped").map((reason) => `${yellow("skipped")} ${reason}`),
    ...noteLines(resources),
    conclusion(report, destination),
  ];
}

/** Says in a few words how a resource ended. */
export function outcomeOf(record: ResourceRecord): string {
  const { status, inserted, updated, deleted, unchanged } = record;
  if (status !== "succeeded") return status;
  const parts = [
    ...(inserted ? [`${inserted.toLocaleString("en")} inserted`] : []),
    ...(updated ? [`${updated.toLocaleString("en")} updated`] : []),
    ...(deleted ? [`${deleted.toLocaleString("en")} deleted`] : []),
  ];
  return parts.join(", ") || `${unchanged.toLocaleString("en")} unchanged`;
}

function colored(record: ResourceRecord): string {
  if (record.status === "succeeded") return green("ok");
  return record.status === "failed" ? red("failed") : yellow(record.status);
}

/** Returns one line per different reason for which resources failed or were skipped. */
export function reasonsOf(
  resources: readonly ResourceRecord[],
  status: "failed" | "skipped",
): string[] {
  const byReason = new Map<string, string[]>();
  for (const record of resources) {
    if (record.status !== status) continue;
    // What differs between resources would hide that they failed for the same reason.
    const reason = record.error!.replace(/^Cannot (?:read|sync) \S+: /, "");
    byReason.set(reason, [...byReason.get(reason) ?? [], record.resource]);
  }
  return [...byReason].map(([reason, names]) =>
    `${names.length > 3 ? `${names.length} resources` : names.join(", ")}: ${reason}`
  );
}

function noteLines(resources: readonly ResourceRecord[]): string[] {
  const sum = (count: keyof Counts) =>
    resources.reduce((total, record) => total + record[count], 0);
  const notes = [];
  const quick = resources.filter(({ quick }) => quick).length;
  if (quick > 0) {
    notes.push(
      `${quick} of ${resources.length} lists were read up to a page without changes; a sync without ` +
        "--quick finds what was edited or deleted further down",
    );
  }
  const issues = sum("issues");
  if (issues > 0) {
    notes.push(
      `${issues.toLocaleString("en")} rows have values that did not fit; see their _issues`,
    );
  }
  const rejected = sum("rejected");
  if (rejected > 0) {
    notes.push(
      `${rejected.toLocaleString("en")} records have no usable primary key; see _sync_rejects`,
    );
  }
  const duplicates = sum("duplicates");
  if (duplicates > 0) {
    notes.push(
      `${
        duplicates.toLocaleString("en")
      } records came more than once in their list; the last one was kept`,
    );
  }
  return notes;
}

/** Says what a run that was stopped by a signal leaves, and how to resume. */
export function stopLine(resources: readonly ResourceRecord[], stop: InterruptedError): string {
  const kept = resources.filter(({ quick }) => !quick);
  if (kept.length === 0) return `${stop.message}; run it again`;
  const records = kept.reduce((sum, { read }) => sum + read, 0);
  return `${stop.message}; ${
    records.toLocaleString("en")
  } records are staged. Run it again to resume`;
}

function conclusion(
  { run, resources, stoppedBy, allRefused }: RunReport,
  destination: string,
): string {
  const billed = run.bytes_billed > 0
    ? `, ${(run.bytes_billed / 1e6).toLocaleString("en")} MB billed`
    : "";
  const traffic = `${
    run.requests.toLocaleString("en")
  } requests, ${run.retries} repeated${billed}, in ${secondsOf(run)}`;
  if (stoppedBy instanceof InterruptedError) return bold(stopLine(resources, stoppedBy));
  if (allRefused) return bold(`The API refuses every resource (${traffic})`);
  if (run.status === "failed") {
    const failed = resources.filter(({ status }) => status === "failed").length;
    return bold(`${failed} of ${resources.length} resources failed (${traffic})`);
  }
  const changed = run.inserted + run.updated + run.deleted;
  const isQuick = resources.some(({ quick }) => quick);
  const outcome = changed > 0
    ? `${changed.toLocaleString("en")} rows written to ${destination}`
    : `Nothing changed: ${run.unchanged.toLocaleString("en")} ${
      isQuick ? "rows that were compared" : "rows"
    } in ${destination} are up to date`;
  return bold(`${outcome} (${traffic})`);
}

function secondsOf({ started_at, finished_at }: { started_at: Date; finished_at: Date | null }) {
  return `${((finished_at!.getTime() - started_at.getTime()) / 1000).toFixed(1)} s`;
}
