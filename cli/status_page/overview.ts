/**
 * Works out, from what the destination has told, what the page says about it.
 *
 * @module
 */

import type { Freshness, ResourceRecord, RunRecord } from "@workspace-sync/loader";
import { staleness } from "../freshness.ts";
import type { Snapshot } from "./reader.ts";

/** How a table stands. */
export type TableState = "fresh" | "stale" | "failed" | "skipped";

/** A table, as the page shows it. */
export interface TableView extends Omit<Freshness, "status"> {
  /** How it stands. */
  readonly state: TableState;
  /** What is wrong, in words. */
  readonly problem: string | undefined;
  /** Time since its list was last read to its end, in milliseconds; `undefined` when it never was. */
  readonly age: number | undefined;
  /** How its last syncs ended, newest first. */
  readonly records: readonly ResourceRecord[];
}

/** A run, as the page shows it. */
export interface RunView {
  /** Its row in `_sync_runs`. */
  readonly run: RunRecord;
  /** How its resources ended. */
  readonly records: readonly ResourceRecord[];
  /** Whether it read the newest records only. */
  readonly isQuick: boolean;
  /** How long it took, in milliseconds; `undefined` when it has not ended. */
  readonly took: number | undefined;
}

/** All that the page says about a destination. */
export interface Overview {
  /** When the destination told it. */
  readonly readAt: Date;
  /** The tables, in the order of the registry. */
  readonly tables: readonly TableView[];
  /** The last runs, newest first. */
  readonly runs: readonly RunView[];
}

/** What an overview is made with. */
export interface OverviewOptions {
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** Tables that there should be, in their order. */
  readonly resources: readonly string[];
  /** The instant that ages are counted to. */
  readonly now: Date;
}

/** Makes an overview of what a destination has told. */
export function overviewOf(snapshot: Snapshot, options: OverviewOptions): Overview {
  const { readAt, runs, tables, records } = snapshot;
  const found = new Map(tables.map((table) => [table.resource, table]));
  const names = [...new Set([...options.resources, ...found.keys()])];
  const byRun = Map.groupBy(records, ({ run_id }) => run_id);
  const byTable = Map.groupBy(records, ({ resource }) => resource);
  return {
    readAt,
    tables: names.map((name) =>
      tableView(found.get(name) ?? neverSynced(name), byTable.get(name) ?? [], options)
    ),
    runs: runs.map((run) => runView(run, byRun.get(run.run_id) ?? [])),
  };
}

/** Tables that need somebody to look at them. */
export function problemsOf({ tables }: Overview): readonly TableView[] {
  return tables.filter(({ problem }) => problem !== undefined);
}

/** Rows of a table after each of its complete syncs, oldest first. */
export function sizesOf(records: readonly ResourceRecord[]): number[] {
  return records.filter(({ status, quick }) => status === "succeeded" && !quick)
    .map(({ inserted, updated, unchanged }) => inserted + updated + unchanged)
    .reverse();
}

function neverSynced(resource: string): Freshness {
  return { resource, status: "interrupted", synced_at: null, swept_at: null, rows: 0 };
}

function tableView(
  { status, ...table }: Freshness,
  records: readonly ResourceRecord[],
  { maxAge, now }: OverviewOptions,
): TableView {
  const problem = staleness({ ...table, status }, maxAge, now);
  return {
    ...table,
    state: status === "skipped" || status === "failed" ? status : problem ? "stale" : "fresh",
    problem,
    age: table.swept_at === null ? undefined : now.getTime() - table.swept_at.getTime(),
    records,
  };
}

function runView(run: RunRecord, records: readonly ResourceRecord[]): RunView {
  const { started_at, finished_at } = run;
  return {
    run,
    records,
    isQuick: records.some(({ quick }) => quick),
    took: finished_at === null ? undefined : finished_at.getTime() - started_at.getTime(),
  };
}
