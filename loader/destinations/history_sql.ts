/**
 * The SQL of histories that all destinations have in common.
 *
 * @module
 */

import type { StoredChange } from "../destination.ts";
import { type ChangeKind, historyOf, versionColumns } from "../history.ts";
import type { Table } from "../table.ts";
import type { Names, Quote } from "./sql.ts";

/** What the statements of a dialect differ in. */
export interface HistoryDialect {
  /** Names its tables. */
  readonly names: Names;
  /** Quotes its columns. */
  readonly quote: Quote;
  /** Writes a parameter: an instant or a text. */
  readonly parameter: (name: "gone_at" | "run_id") => string;
}

/** Which keys a statement is about, by the alias of a table that has them. */
export type Which = (alias: string) => string;

const all: Which = () => "TRUE";

/** The versions of a table: those of its history that are no deletions, each with the next instant of its key. */
export function selectVersions({ names, quote }: HistoryDialect, table: Table): string {
  const columns = [...versionColumns(table).map(({ name }) => quote(name)), "_change", "_run_id"];
  const keys = table.primaryKey.map(quote).join(", ");
  return `SELECT ${columns.join(", ")}, _synced_at AS valid_from, valid_to FROM (
  SELECT ${columns.join(", ")}, _synced_at,
    LEAD(_synced_at) OVER (PARTITION BY ${keys} ORDER BY _synced_at) AS valid_to
  FROM ${names.quoted(historyOf(table).name)}
) AS versions WHERE _change <> 'delete'`;
}

/** When the last version of a table was written, and how many there are. */
export function lastInstant({ names }: HistoryDialect, table: Table): string {
  return `SELECT MAX(_synced_at) AS last, COUNT(*) AS versions FROM ${
    names.quoted(historyOf(table).name)
  }`;
}

/** When the last version of each key was written, its hash as `content`, and when it was deleted last. */
function lastOfKeys({ names, quote }: HistoryDialect, table: Table, which: Which): string {
  const keys = table.primaryKey.map(quote).join(", ");
  const written = "CASE WHEN _change <> 'delete' THEN _synced_at END";
  return `(
  SELECT ${keys}, MAX(${written}) AS written, MAX_BY(_hash, ${written}) AS content,
    MAX(CASE WHEN _change = 'delete' THEN _synced_at END) AS deleted
  FROM ${names.quoted(historyOf(table).name)} AS H WHERE ${which("H")} GROUP BY ${keys}
) AS L`;
}

/**
 * Adds to a history how the rows are that were written without it. Of a row that is older than its last version,
 * since the clock was set back meanwhile, nobody knows since when it is so (`goneAt`).
 */
export function addMissedRows(dialect: HistoryDialect, table: Table, which = all): string {
  const { names, quote, parameter } = dialect;
  const columns = versionColumns(table).map(({ name }) => quote(name));
  return `INSERT INTO ${names.quoted(historyOf(table).name)} (
  ${columns.join(", ")}, _hash, _change, _synced_at, _run_id
)
SELECT ${columns.map((name) => `T.${name}`).join(", ")},
  T._hash, 'snapshot', CASE WHEN L.written > T._synced_at THEN ${
    parameter("gone_at")
  } ELSE T._synced_at END, ${parameter("run_id")}
FROM ${names.quoted(table.name)} AS T LEFT JOIN ${lastOfKeys(dialect, table, which)} ON ${
    onKeys(table, quote)
  }
WHERE ${which("T")} AND T._synced_at IS NOT NULL
  AND (L.written IS NULL OR L.written < T._synced_at
    OR L.written > T._synced_at AND L.content <> T._hash AND T._deleted_at IS NULL)`;
}

/** Adds to a history that rows were deleted without it; of those that are not there nobody knows when (`goneAt`). */
export function addMissedDeletions(dialect: HistoryDialect, table: Table, which = all): string {
  const { names, quote, parameter } = dialect;
  const keys = table.primaryKey.map(quote);
  const [rows, last] = [
    `${names.quoted(table.name)} AS T`,
    lastOfKeys(dialect, table, which),
  ];
  return `${insertDeletions(dialect, table)}
SELECT ${keys.map((key) => `T.${key}`).join(", ")}, 'delete', T._deleted_at, ${parameter("run_id")}
FROM ${rows} LEFT JOIN ${last} ON ${onKeys(table, quote)}
WHERE ${which("T")} AND T._deleted_at IS NOT NULL
  AND (L.deleted IS NULL OR L.deleted <> T._deleted_at)
UNION ALL
SELECT ${keys.map((key) => `L.${key}`).join(", ")}, 'delete', ${parameter("gone_at")}, ${
    parameter("run_id")
  }
FROM ${last} LEFT JOIN ${rows} ON ${onKeys(table, quote)}
WHERE T.${keys[0]} IS NULL AND (L.deleted IS NULL OR L.deleted < L.written)`;
}

/** A row of a history as it is read: the lists of its values, and of those before it, are JSON. */
export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly at: number;
  readonly run: string;
  readonly list: string;
  readonly before: string | null;
}

/** Turns a row of a history into what the loader takes. */
export function changeOf({ kind, at, run, list, before }: ChangeRow): StoredChange {
  return {
    ...{ kind, at: new Date(at), runId: run },
    values: JSON.parse(list),
    before: before === null ? null : JSON.parse(before),
  };
}

/** The head of a statement that adds deletions to a history. */
export function insertDeletions({ names, quote }: HistoryDialect, table: Table): string {
  return `INSERT INTO ${names.quoted(historyOf(table).name)} (${
    table.primaryKey.map(quote).join(", ")
  }, _change, _synced_at, _run_id)`;
}

function onKeys({ primaryKey }: Table, quote: Quote): string {
  return primaryKey.map((key) => `T.${quote(key)} = L.${quote(key)}`).join(" AND ");
}
