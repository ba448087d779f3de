/**
 * What is kept about runs: their counts, declared once, their records and the tables that hold them.
 *
 * @module
 */

import type { ColumnType } from "@workspace-sync/sdk";
import type { Origin } from "./origin.ts";
import type { Table, TableColumn } from "./table.ts";

/** Every count, in the order of the columns, and what it means; one line each. */
export const countMeanings = {
  read: "Records read, those that an interrupted run had staged included",
  resumed: "Records that an interrupted run had staged already",
  inserted: "Rows written that were not there",
  updated: "Rows written over an older version",
  unchanged: "Rows left alone",
  deleted: "Rows marked or removed because their record is gone",
  duplicates: "Records that a later one with the same primary key replaced",
  rejected: "Records without a usable primary key",
  issues: "Rows with something in _issues",
  pages: "Pages read in this run",
  requests: "HTTP requests sent",
  retries: "Requests that were repeated",
  waited_ms: "Time spent waiting for the rate limit, in milliseconds",
  bytes: "Bytes of response bodies",
  bytes_billed: "Bytes that queries were billed for",
  slot_ms: "Time that queries computed, all slots added up, in milliseconds",
} as const;

/** One of the counts: a column of `_sync_runs` and of `_sync_resources`. */
export type CountName = keyof typeof countMeanings;

/** Counts of a run or of one of its resources; `countMeanings` says what each means. */
export type Counts = Readonly<Record<CountName, number>>;

/** What a destination charges for. */
export type Cost = Pick<Counts, "bytes_billed" | "slot_ms">;

const names = Object.keys(countMeanings) as CountName[];

/** Counts before anything has happened. */
export const noCounts: Counts = countsOf(() => 0);

/** Adds counts up, name by name; those that are left out are 0. */
export function sumCounts(all: readonly Partial<Counts>[]): Counts {
  return countsOf((name) => all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0));
}

/** What is charged where nothing is. */
export const noCost: Cost = { bytes_billed: 0, slot_ms: 0 };

function countsOf(count: (name: CountName) => number): Counts {
  return Object.fromEntries(names.map((name) => [name, count(name)])) as Counts;
}

/** What happens to the rows whose record is gone. */
export type Deletes = "soft" | "hard" | "keep";

/** How a run or a resource stands. */
export type Status = "running" | "succeeded" | "skipped" | "failed" | "interrupted";

/** A row of `_sync_runs`. */
export interface RunRecord extends Counts, Origin {
  /** Identifies the run. */
  readonly run_id: string;
  /** How it stands. */
  readonly status: Status;
  /** When it began. */
  readonly started_at: Date;
  /** When it ended. */
  readonly finished_at: Date | null;
  /** What happened to rows whose record was gone. */
  readonly deletes: Deletes;
  /** The first error, if any. */
  readonly error: string | null;
  /** Hash of the spec that the tables were made from. */
  readonly spec_hash: string;
  /** Version of this program. */
  readonly version: string;
}

/** A row of `_sync_resources`. */
export interface ResourceRecord extends Counts {
  /** The run that synced it, in `_sync_runs`. */
  readonly run_id: string;
  /** Name of the resource and of its table. */
  readonly resource: string;
  /** How it stands. */
  readonly status: Status;
  /** Whether only the newest records were read, and nothing was deleted. */
  readonly quick: boolean;
  /** When it began. */
  readonly started_at: Date;
  /** When it ended. */
  readonly finished_at: Date;
  /** Why it failed or was skipped. */
  readonly error: string | null;
}

/** What is known about earlier runs. */
export interface History {
  /** The last runs, newest first. */
  readonly runs: readonly RunRecord[];
  /** One entry per resource that was ever synced, by name. */
  readonly tables: readonly Freshness[];
}

/** How fresh a table is. */
export interface Freshness {
  /** Name of the resource and of its table. */
  readonly resource: string;
  /** Status of its last run. */
  readonly status: Status;
  /** When it last succeeded. */
  readonly synced_at: Date | null;
  /** When it last succeeded and read the whole list. */
  readonly swept_at: Date | null;
  /** Rows of the table that are not deleted. */
  readonly rows: number;
}

/** A row of a table with values that did not fit. */
export interface IssueRecord {
  /** Its primary key as text. */
  readonly key: readonly string[];
  /** What its column `_issues` holds, as JSON text. */
  readonly issues: string;
}

/** What is kept of the records of a table that differ from the spec. */
export interface DriftReport {
  /** Rows with something in `_issues` that are not deleted. */
  readonly rows: number;
  /** Some of them, those that were written last first. */
  readonly issues: readonly IssueRecord[];
  /** Records that have no row. */
  readonly rejected: number;
  /** Some of them, those that were met last first. */
  readonly rejects: readonly RejectRecord[];
}

type Columns<Record> = { readonly [Name in keyof Record]: readonly [ColumnType, string] };

const counts = Object.fromEntries(
  Object.entries(countMeanings).map(([name, meaning]) => [name, ["integer", meaning]]),
) as unknown as Columns<Counts>;

/** Every run, one row each. */
export const runsTable: Table = table<RunRecord>(
  "_sync_runs",
  "Every run of the loader",
  ["run_id"],
  {
    run_id: ["string", "Identifies the run"],
    status: ["string", "running, succeeded, failed or interrupted"],
    started_at: ["timestamp", "When it began"],
    finished_at: ["timestamp", "When it ended"],
    source: ["string", "URL of the API that the records came from"],
    workspace_id: ["string", "Identifies the workspace that they belong to, if the API says so"],
    workspace_name: ["string", "What people call the workspace"],
    deletes: ["string", "What happened to rows whose record was gone: soft, hard or keep"],
    ...counts,
    error: ["string", "The first error, if any"],
    spec_hash: ["string", "Hash of the spec that the tables were made from"],
    version: ["string", "Version of the loader"],
  },
);

/** Every resource of every run, one row each. */
export const resourcesTable: Table = table<ResourceRecord>(
  "_sync_resources",
  "Every resource of every run of the loader",
  ["run_id", "resource"],
  {
    run_id: ["string", "The run"],
    resource: ["string", "Name of the resource and of its table"],
    status: ["string", "succeeded, skipped, failed or interrupted"],
    quick: ["boolean", "Whether only the newest records were read, and nothing was deleted"],
    started_at: ["timestamp", "When it began"],
    finished_at: ["timestamp", "When it ended"],
    ...counts,
    error: ["string", "Why it failed or was skipped"],
  },
);

/** A row of `_sync_rejects`. */
export interface RejectRecord {
  /** The resource that the record came from. */
  readonly resource: string;
  /** First 128 bits of the SHA-256 of the record, in hex. */
  readonly hash: string;
  /** The run that met it first. */
  readonly run_id: string;
  /** When it was first met. */
  readonly rejected_at: Date;
  /** Why it has no row. */
  readonly reason: string;
  /** What the API sent, as JSON. */
  readonly record: string;
}

/** Every record that has no row because its primary key is not usable, once each. */
export const rejectsTable: Table = table<RejectRecord>(
  "_sync_rejects",
  "Records that have no row because their primary key is not usable",
  ["resource", "hash"],
  {
    resource: ["string", "The resource that the record came from"],
    hash: ["string", "First 128 bits of the SHA-256 of the record, in hex"],
    run_id: ["string", "The run that met it first"],
    rejected_at: ["timestamp", "When it was first met"],
    reason: ["string", "Why it has no row"],
    record: ["json", "The record as the API sent it"],
  },
);

/** What an alert is about. */
export type AlertKind = "failing" | "stale" | "drift" | "mass_delete";

/** A row of `_sync_alerts`: how an alert stands since it has changed. */
export interface AlertRecord {
  /** Tells it from all other alerts. */
  readonly alert: string;
  /** What it is about. */
  readonly kind: AlertKind;
  /** The resource that it is about, if it is about one. */
  readonly resource: string | null;
  /** What differs from the spec, or the kind of error. */
  readonly detail: string | null;
  /** `counting` before there were failures enough; `open` until it is over, and `closed` then. */
  readonly status: "counting" | "open" | "closed";
  /** How the webhook was last told that it stands. */
  readonly told: "open" | "closed";
  /** Failures in a row, when it is about these. */
  readonly failures: number;
  /** Since when there is something wrong. */
  readonly since: Date;
  /** When it came to stand so. */
  readonly changed_at: Date;
}

/** Every change of an alert, one row each; the last one of an alert counts. */
export const alertsTable: Table = table<AlertRecord>(
  "_sync_alerts",
  "Every change of an alert",
  ["alert", "changed_at"],
  {
    alert: ["string", "Tells it from all other alerts"],
    kind: ["string", "failing, stale, drift or mass_delete"],
    resource: ["string", "The resource that it is about, if it is about one"],
    detail: ["string", "What differs from the spec, or the kind of error"],
    status: ["string", "counting, open or closed"],
    told: ["string", "How the webhook was last told that it stands: open or closed"],
    failures: ["integer", "Failures in a row"],
    since: ["timestamp", "Since when there is something wrong"],
    changed_at: ["timestamp", "When it came to stand so"],
  },
);

/** The system tables that every run needs. */
export const systemTables: readonly Table[] = [runsTable, resourcesTable, rejectsTable];

function table<Record>(
  name: string,
  description: string,
  primaryKey: readonly (keyof Record & string)[],
  columns: Columns<Record>,
): Table {
  const entries = Object.entries(columns) as [string, readonly [ColumnType, string]][];
  return {
    name,
    description,
    primaryKey,
    columns: entries.map(([name, [type, description]]): TableColumn => ({
      name,
      type,
      nullable: !primaryKey.some((key) => key === name),
      description,
    })),
  };
}
