/**
 * The SQL of histories that all destinations have in common.
 *
 * @module
 */

import type { StoredChange, WantedChanges } from "../destination.ts";
import { type ChangeKind, historyOf, versionColumns } from "../history.ts";
import type { Table, TableColumn } from "../table.ts";
import type { Names, Quote } from "./sql.ts";

/** What the statements of a dialect differ in. */
export interface HistoryDialect {
  /** Names its tables. */
  readonly names: Names;
  /** Quotes its columns. */
  readonly quote: Quote;
  /** Writes a parameter: an instant or a text. */
  readonly parameter: (name: "gone_at" | "run_id") => string;
  /** Writes a text as one, so that it can be compared. */
  readonly literal: (text: string) => string;
  /** Writes an instant. */
  readonly instant: (date: Date) => string;
  /** The milliseconds since 1970 of an instant. */
  readonly millis: (instant: string) => string;
  /** The text of a column. */
  readonly text: (column: TableColumn) => string;
  /** What the engine calls the type of a text. */
  readonly textType: string;
  /** The JSON text of an array of texts. */
  readonly list: (texts: readonly string[]) => string;
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

/** When the last version of each key was written, and when it was deleted last. */
function lastOfKeys({ names, quote }: HistoryDialect, table: Table, which: Which): string {
  const keys = table.primaryKey.map(quote).join(", ");
  return `(
  SELECT ${keys}, MAX(CASE WHEN _change <> 'delete' THEN _synced_at END) AS written,
    MAX(CASE WHEN _change = 'delete' THEN _synced_at END) AS deleted
  FROM ${names.quoted(historyOf(table).name)} AS H WHERE ${which("H")} GROUP BY ${keys}
) AS L`;
}

/** Adds to a history how the rows are that were written without it. */
export function addMissedRows(dialect: HistoryDialect, table: Table, which = all): string {
  const { names, quote, parameter } = dialect;
  const columns = versionColumns(table).map(({ name }) => quote(name));
  return `INSERT INTO ${names.quoted(historyOf(table).name)} (
  ${columns.join(", ")}, _hash, _change, _synced_at, _run_id
)
SELECT ${columns.map((name) => `T.${name}`).join(", ")},
  T._hash, 'snapshot', T._synced_at, ${parameter("run_id")}
FROM ${names.quoted(table.name)} AS T LEFT JOIN ${lastOfKeys(dialect, table, which)} ON ${
    onKeys(table, quote)
  }
WHERE ${which("T")} AND T._synced_at IS NOT NULL
  AND (L.written IS NULL OR L.written <> T._synced_at)`;
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

/** A row that {@linkcode selectChanges} finds; both lists are JSON. */
export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly at: number;
  readonly run: string;
  readonly list: string;
  readonly before: string | null;
}

/**
 * Reads rows of a history, each with the version before it where it has one: only what has changed or is gone is
 * looked up.
 */
export function selectChanges(
  dialect: HistoryDialect,
  table: Table,
  wanted: WantedChanges,
): string {
  const { names, quote, millis, text, list } = dialect;
  const history = names.quoted(historyOf(table).name);
  const keys = table.primaryKey.map(quote);
  const texts = table.primaryKey.map((key) => text(columnOf(table, key)));
  const own = [...keys, "_change", "_synced_at", "_run_id"].join(", ");
  const values = list(versionColumns(table).map(text));
  const conditions = conditionsOf(dialect, texts, wanted);
  const replaces = "_change IN ('update', 'delete')";
  const isWanted = [...conditions, replaces].join(" AND ");
  const order = ["_synced_at", ...texts].join(", ");
  return `SELECT _change AS kind, ${millis("_synced_at")} AS at, _run_id AS run, list, before FROM (
  SELECT ${own}, ${values} AS list, CAST(NULL AS ${dialect.textType}) AS before
  FROM ${history} WHERE ${[...conditions, `NOT ${replaces}`].join(" AND ")}
  UNION ALL
  SELECT * FROM (
    SELECT ${own}, list, LAG(list) OVER (PARTITION BY ${
    keys.join(", ")
  } ORDER BY _synced_at) AS before
    FROM (
      SELECT ${own}, ${values} AS list FROM ${history} AS H
      WHERE EXISTS (SELECT 1 FROM (
        SELECT ${keys.join(", ")} FROM ${history} WHERE ${isWanted}
      ) AS C WHERE ${keys.map((key) => `C.${key} = H.${key}`).join(" AND ")})
    ) AS versions
  ) AS replaced WHERE ${isWanted}
) AS changes ORDER BY ${order}`;
}

/** What the columns of a history must be; keys are compared as text. */
function conditionsOf(
  { instant, literal }: HistoryDialect,
  texts: readonly string[],
  { run, since, after }: WantedChanges,
): string[] {
  const follows = () => {
    const at = instant(after!.at);
    const isSame = texts.map((text, index) => `${text} = ${literal(after!.key[index]!)}`);
    const later = texts.map((text, index) =>
      [`_synced_at = ${at}`, ...isSame.slice(0, index), `${text} > ${literal(after!.key[index]!)}`]
        .join(" AND ")
    );
    return `(${[`_synced_at > ${at}`, ...later].join(" OR ")})`;
  };
  return [
    "TRUE",
    ...(run === undefined ? [] : [`_run_id = ${literal(run)}`]),
    ...(since === undefined ? [] : [`_synced_at > ${instant(since)}`]),
    ...(after === undefined ? [] : [follows()]),
  ];
}

/** Reads a row that {@linkcode selectChanges} has found. */
export function changeOf({ kind, at, run, list, before }: ChangeRow): StoredChange {
  return {
    ...{ kind, at: new Date(at), runId: run },
    values: JSON.parse(list),
    before: before === null ? null : JSON.parse(before),
  };
}

function columnOf(table: Table, name: string): TableColumn {
  return table.columns.find((column) => column.name === name)!;
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
