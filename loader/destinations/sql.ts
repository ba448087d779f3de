/**
 * The SQL that all destinations have in common.
 *
 * @module
 */

import type { Table } from "../table.ts";

/** Names tables in a dialect of SQL. */
export interface Names {
  /** Qualified and quoted name of a table. */
  quoted(table: string): string;
}

/** The origin of the last run that knew its workspace, or else of the last run. */
export function lastOrigin(names: Names, runs: Table): string {
  return `SELECT source, workspace_id, workspace_name FROM ${names.quoted(runs.name)}
ORDER BY workspace_id IS NULL, started_at DESC LIMIT 1`;
}

/** The last runs, newest first. */
export function lastRuns(names: Names, runs: Table, limit: number): string {
  return `SELECT * FROM ${names.quoted(runs.name)} ORDER BY started_at DESC LIMIT ${limit}`;
}

/**
 * How each resource ended last, when it last succeeded, and when its whole list was read last.
 *
 * @param columns Those that the table has: an older version knew no quick runs.
 */
export function lastResources(
  names: Names,
  resources: Table,
  columns: Pick<ReadonlySet<string>, "has">,
): string {
  const isWhole = columns.has("quick") ? " AND quick IS NOT TRUE" : "";
  return `SELECT resource, status, synced_at, swept_at FROM (
  SELECT resource, status,
    MAX(CASE WHEN status = 'succeeded' THEN finished_at END) OVER (PARTITION BY resource) AS synced_at,
    MAX(CASE WHEN status = 'succeeded'${isWhole} THEN finished_at END)
      OVER (PARTITION BY resource) AS swept_at,
    ROW_NUMBER() OVER (PARTITION BY resource ORDER BY started_at DESC) AS age
  FROM ${names.quoted(resources.name)}
) AS latest WHERE age = 1 ORDER BY resource`;
}

/** Counts the rows of a table that are not deleted. */
export function countRows(names: Names, table: string): string {
  return `SELECT COUNT(*) AS live FROM ${names.quoted(table)} WHERE _deleted_at IS NULL`;
}

/** Makes every row of a table differ from its record, so that the next sync writes it again. */
export function forgetHashes(names: Names, table: Table): string {
  return `UPDATE ${names.quoted(table.name)} SET _hash = NULL WHERE _hash IS NOT NULL`;
}
