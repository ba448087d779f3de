/**
 * The SQL that all destinations have in common.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { DestinationError } from "../errors.ts";
import type { DriftReport, IssueRecord, RejectRecord } from "../run_log.ts";
import type { Table } from "../table.ts";
import type { View } from "../views.ts";

/** Names tables in a dialect of SQL. */
export interface Names {
  /** Qualified and quoted name of a table. */
  quoted(table: string): string;
}

/** Quotes a name of a column in a dialect of SQL. */
export type Quote = (name: string) => string;

/** The origin of the last run that knew its workspace, or else of the last run. */
export function lastOrigin(names: Names, runs: Table): string {
  return `SELECT source, workspace_id, workspace_name FROM ${names.quoted(runs.name)}
ORDER BY workspace_id IS NULL, started_at DESC LIMIT 1`;
}

/** The last runs, newest first. */
export function lastRuns(names: Names, runs: Table, limit: number): string {
  return `SELECT * FROM ${names.quoted(runs.name)} ORDER BY started_at DESC LIMIT ${limit}`;
}

/** What a resource meets that was synced and read to its end; an older version knew no quick runs. */
function isSweep(columns: Pick<ReadonlySet<string>, "has">): string {
  return `status = 'succeeded'${columns.has("quick") ? " AND quick IS NOT TRUE" : ""}`;
}

/**
 * How each resource ended last, when it last succeeded, and when its whole list was read last.
 *
 * @param columns Those that the table has.
 */
export function lastResources(
  names: Names,
  resources: Table,
  columns: Pick<ReadonlySet<string>, "has">,
): string {
  return `SELECT resource, status, synced_at, swept_at FROM (
  SELECT resource, status,
    MAX(CASE WHEN status = 'succeeded' THEN finished_at END) OVER (PARTITION BY resource) AS synced_at,
    MAX(CASE WHEN ${isSweep(columns)} THEN finished_at END)
      OVER (PARTITION BY resource) AS swept_at,
    ROW_NUMBER() OVER (PARTITION BY resource ORDER BY started_at DESC) AS age
  FROM ${names.quoted(resources.name)}
) AS latest WHERE age = 1 ORDER BY resource`;
}

/**
 * When each resource was last read to its end or, when it never was, first tried.
 *
 * @param columns Those that the table has.
 */
export function lastSweeps(
  names: Names,
  resources: Table,
  columns: Pick<ReadonlySet<string>, "has">,
): string {
  return `SELECT resource, COALESCE(
  MAX(CASE WHEN ${isSweep(columns)} THEN finished_at END), MIN(finished_at)) AS swept_at
FROM ${names.quoted(resources.name)} WHERE status <> 'skipped' GROUP BY resource`;
}

/** Counts the rows of a table that are not deleted. */
export function countRows(names: Names, table: string): string {
  return `SELECT COUNT(*) AS live FROM ${names.quoted(table)} WHERE _deleted_at IS NULL`;
}

/** How each resource ended in the last runs, those that began last first; `limit` counts runs. */
export function lastRecords(names: Names, runs: Table, resources: Table, limit: number): string {
  return `SELECT * FROM ${names.quoted(resources.name)} WHERE run_id IN (
  SELECT run_id FROM ${names.quoted(runs.name)} ORDER BY started_at DESC LIMIT ${limit}
) ORDER BY started_at DESC, resource`;
}

/** Some rows of a table that have issues, and how many there are; the last that were written first. */
export function lastIssues(names: Names, table: Table, quote: Quote, limit: number): string {
  const keys = table.primaryKey.map((key, index) =>
    `CAST(${quote(key)} AS STRING) AS key_${index}`
  );
  return `SELECT ${keys.join(", ")}, _issues AS issues, COUNT(*) OVER () AS total
FROM ${names.quoted(table.name)} WHERE _issues IS NOT NULL AND _deleted_at IS NULL
ORDER BY _synced_at DESC, key_0 LIMIT ${limit}`;
}

/** Some rejects of a resource, which is a parameter, and how many there are; the last that were met first. */
export function lastRejects(
  names: Names,
  rejects: Table,
  quote: Quote,
  parameter: string,
  limit: number,
): string {
  return `SELECT *, COUNT(*) OVER () AS total FROM ${names.quoted(rejects.name)}
WHERE resource = ${parameter} ORDER BY rejected_at DESC, ${quote("hash")} LIMIT ${limit}`;
}

/** A row that {@linkcode lastIssues} finds. */
export type IssueRow = { readonly [Key in `key_${number}`]: string } & {
  readonly issues: string;
  readonly total: number;
};

/** A row that {@linkcode lastRejects} finds. */
export type RejectRow = RejectRecord & { readonly total: number };

/** Puts together what was found of a table's records that did not fit. */
export function driftOf(
  table: Table,
  issues: readonly IssueRow[],
  rejects: readonly RejectRow[],
): DriftReport {
  return {
    rows: issues[0]?.total ?? 0,
    issues: issues.map((row): IssueRecord => ({
      key: table.primaryKey.map((_, index) => row[`key_${index}`]!),
      issues: row.issues,
    })),
    rejected: rejects[0]?.total ?? 0,
    rejects: rejects.map(({ total: _, ...reject }) => reject),
  };
}

/** Makes every row of a table differ from its record, so that the next sync writes it again. */
export function forgetHashes(names: Names, table: Table): string {
  return `UPDATE ${names.quoted(table.name)} SET _hash = NULL WHERE _hash IS NOT NULL`;
}

/** Texts that a view takes for dates, as a regular expression (RE2); the engine knows the calendar. */
export const dateText = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/** Texts that a view takes for instants. */
export const timestampText = `${dateText}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]` +
  "([.][0-9]+)?([Zz]|[+-][0-9]{2}:?[0-9]{2})";

/** The error that says that somebody else's table or view has the name of a view. */
export function taken(table: Table, view: View): DestinationError {
  return new DestinationError(
    `Cannot sync ${table.name}: the name of its view '${view.name}' is taken by a table or view that ` +
      "workspace-sync did not make; rename that and sync again",
    "schema",
  );
}

/** Tells the definition of a view from any other; letters and digits. */
export function definitionHash({ description, columns }: View, query: string): string {
  const definition = JSON.stringify([query, description, columns]);
  return createHash("sha256").update(definition).digest("hex").slice(0, 32);
}

/** The members of an object that are known. */
export interface KnownMembers {
  /** Names of those that are known as a whole. */
  readonly plain: readonly string[];
  /** Objects of which only some members are known, with the paths of these in them. */
  readonly nested: readonly (readonly [name: string, paths: readonly (readonly string[])[]])[];
}

/** Sorts paths in an object by the member that they begin with. */
export function knownMembers(paths: readonly (readonly string[])[]): KnownMembers {
  const members = Map.groupBy(paths, ([name]) => name!);
  const inner = [...members].map(([name, paths]) =>
    [name, paths.map((path) => path.slice(1))] as const
  );
  const isPlain = ([path]: readonly (readonly string[])[]) => path!.length === 0;
  return {
    plain: inner.filter(([, paths]) => isPlain(paths)).map(([name]) => name),
    nested: inner.filter(([, paths]) => !isPlain(paths)),
  };
}
