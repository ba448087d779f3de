/**
 * Tells monitoring how the tables are, in OpenMetrics text.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import type { Running } from "./now.ts";
import type { Overview } from "./overview.ts";

/** Content type of what {@linkcode metricsText} returns. */
export const metricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** What the metrics are about. */
export interface Metered {
  /** What is known; `undefined` when the destination could never be read. */
  readonly overview: Overview | undefined;
  /** Whether the destination could be read this time. */
  readonly isUp: boolean;
  /** Syncs of this process; `undefined` when it runs none. */
  readonly running: readonly Running[] | undefined;
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Writes all metrics. */
export function metricsText({ overview, isUp, running }: Metered): string {
  const families = [
    family("build_info", "Version of workspace-sync", [[{ version: config.version }, 1]], "info"),
    gauge("destination_up", "Whether the destination could be read", [[{}, Number(isUp)]]),
    ...(running === undefined
      ? []
      : [gauge("syncs_running", "Syncs under way in this process", [[{}, running.length]])]),
    ...(overview === undefined ? [] : [...tableFamilies(overview), ...runFamilies(overview)]),
  ];
  return `${families.join("")}# EOF\n`;
}

function tableFamilies({ readAt, tables }: Overview): string[] {
  const of = (value: (table: Overview["tables"][number]) => number | undefined): Sample[] =>
    tables.flatMap((table) => {
      const found = value(table);
      return found === undefined ? [] : [[{ table: table.resource }, found] as const];
    });
  const last = ({ records }: Overview["tables"][number]) =>
    records.find(({ status, quick }) => status === "succeeded" && !quick);
  return [
    gauge("read_timestamp_seconds", "When the destination was read last", [[{}, seconds(readAt)!]]),
    gauge("table_rows", "Rows that are not deleted", of(({ rows }) => rows)),
    gauge(
      "table_stale",
      "Whether the table failed, or was not read to its end in time",
      of(({ problem }) => Number(problem !== undefined)),
    ),
    gauge(
      "table_last_sync_timestamp_seconds",
      "When the table was last synced",
      of(({ synced_at }) => seconds(synced_at)),
    ),
    gauge(
      "table_last_complete_sync_timestamp_seconds",
      "When the table's list was last read to its end",
      of(({ swept_at }) => seconds(swept_at)),
    ),
    gauge(
      "table_issue_rows",
      "Rows of the last complete sync with values that did not fit",
      of((table) => last(table)?.issues),
    ),
    gauge(
      "table_rejected_records",
      "Records of the last complete sync without a usable key",
      of((table) => last(table)?.rejected),
    ),
  ];
}

function runFamilies({ runs }: Overview): string[] {
  const ended = runs.find(({ took }) => took !== undefined);
  if (ended === undefined) return [];
  const { run, took } = ended;
  const outcomes = [
    "inserted",
    "updated",
    "unchanged",
    "deleted",
    "duplicates",
    "rejected",
  ] as const;
  const one = (value: number): Sample[] => [[{}, value]];
  const last = "of the last run that ended";
  return [
    gauge("last_run_success", `Success ${last}`, one(Number(run.status === "succeeded"))),
    gauge("last_run_start_timestamp_seconds", `Start ${last}`, one(seconds(run.started_at)!)),
    gauge("last_run_duration_seconds", `Duration ${last}`, one(took! / 1000)),
    gauge(
      "last_run_records",
      `Records ${last}, by what became of them`,
      outcomes.map((outcome) => [{ outcome }, run[outcome]]),
    ),
    gauge("last_run_requests", `HTTP requests ${last}`, one(run.requests)),
    gauge("last_run_repeated_requests", `Repeated requests ${last}`, one(run.retries)),
    gauge("last_run_wait_seconds", `Waits for the rate limit ${last}`, one(run.waited_ms / 1000)),
    gauge("last_run_received_bytes", `Bodies of answers ${last}`, one(run.bytes)),
    gauge(
      "last_run_billed_bytes",
      `Bytes that queries ${last} were billed for`,
      one(run.bytes_billed),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return family(name, help, samples, "gauge");
}

function family(
  name: string,
  help: string,
  samples: readonly Sample[],
  type: "gauge" | "info",
): string {
  const full = `workspace_sync_${name}`;
  const base = type === "info" ? full.replace(/_info$/, "") : full;
  const unit = /_(seconds|bytes)$/.exec(base)?.[1];
  return [
    `# TYPE ${base} ${type}`,
    ...(unit ? [`# UNIT ${base} ${unit}`] : []),
    `# HELP ${base} ${escape(help)}`,
    ...samples.map(([labels, value]) => `${full}${labelsOf(labels)} ${value}`),
    "",
  ].join("\n");
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function seconds(date: Date | null): number | undefined {
  return date === null ? undefined : date.getTime() / 1000;
}
