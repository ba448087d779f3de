/**
 * The tables that the loader itself keeps in a destination, declared like any other table.
 *
 * @module
 */

import type { ColumnType } from "../client/resource.ts";
import { countMeanings, type Counts } from "./counts.ts";
import type { ResourceRecord, RunRecord } from "./destination.ts";
import type { Table, TableColumn } from "./table.ts";

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
  /** SHA-256 of the record. */
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
    hash: ["string", "SHA-256 of the record, in hex"],
    run_id: ["string", "The run that met it first"],
    rejected_at: ["timestamp", "When it was first met"],
    reason: ["string", "Why it has no row"],
    record: ["json", "The record as the API sent it"],
  },
);

/** All system tables. */
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
