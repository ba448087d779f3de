/**
 * The history of a table in DuckDB.
 *
 * @module
 */

import type { ApplyOptions, StoredChange, WantedChanges, Written } from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import {
  checkClock,
  checkHistory,
  goneAt,
  historyNote,
  historyOf,
  taken,
  versionColumns,
  versionsName,
  versionsNote,
} from "../../history.ts";
import type { Table } from "../../table.ts";
import type { Database } from "../../engines/duckdb/database.ts";
import type { Parameter } from "../../engines/duckdb/instance.ts";
import { identifier, literal } from "../../engines/duckdb/quote.ts";
import * as common from "../history_sql.ts";
import { addColumn, commentOn, createTable, describe, type Schema } from "./sql.ts";
import { goneRows, measureTable, shareKeys, tableInShare, usualBytes } from "./stage_sql.ts";
import { columnsOf, namesIn, needsOf } from "./tables.ts";

/** What every step of an apply with a history has to know. */
type Options = Pick<ApplyOptions, "now" | "runId" | "signal">;

/** Keeps the versions of one table. All but {@linkcode isComplete} belongs into the transaction of an apply. */
export class DuckDbHistory {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #table: Table;
  readonly #dialect: common.HistoryDialect;
  /** Rows that were added since {@linkcode begin}, beside those that were missing. */
  #added = 0;

  /** Names the table; it may have no history. */
  constructor(database: Database, schema: Schema, table: Table) {
    this.#database = database;
    this.#schema = schema;
    this.#table = table;
    this.#dialect = historyDialect(schema);
  }

  /**
   * Whether it has every version, in all columns.
   *
   * @throws {DestinationError} when something else has its name, or that of its view.
   */
  async isComplete(): Promise<boolean> {
    const history = historyOf(this.#table);
    const columns = await columnsOf(this.#database, this.#schema, history.name);
    if (columns.size > 0) checkHistory(this.#table, columns);
    const { note, view } = await this.#comments();
    if (view !== undefined && view !== versionsNote(this.#table)) {
      throw taken(this.#table, versionsName(this.#table));
    }
    return view !== undefined && note === historyNote(this.#table, true) &&
      history.columns.every(({ name }) => columns.has(name.toLowerCase()));
  }

  /** Creates it, or adds the columns and the versions that it lacks. */
  async begin({ now, runId, signal }: Options): Promise<void> {
    const [history, dialect, table] = [historyOf(this.#table), this.#dialect, this.#table];
    this.#added = 0;
    const isComplete = await this.isComplete();
    const { exists, missing } = await needsOf(this.#database, this.#schema, history);
    const statements = exists
      ? missing.map((column) => addColumn(this.#schema, history, column))
      : [createTable(this.#schema, history), ...commentOn(this.#schema, "TABLE", history)];
    for (const statement of statements) await this.#database.query(statement);
    const [{ last, versions } = { last: null, versions: 0 }] = await this.#database.query<
      { last: Date | null; versions: number }
    >(common.lastInstant(dialect, table));
    checkClock(table, last, now);
    if (isComplete) return;
    await this.#database.query(replaceView(this.#schema, table));
    await this.#database.query(
      describe(this.#schema, "VIEW", {
        name: versionsName(table),
        description: versionsNote(table),
      }),
    );
    await this.#note(true);
    const shares = 1 + Math.floor(versions / shareKeys);
    const which = (alias: string) => tableInShare(table, `${alias}.`);
    for (let share = 0; share < shares; share++) {
      const given = { run_id: runId, gone_at: goneAt(now).toISOString(), shares, share };
      await this.#database.query(common.addMissedRows(dialect, table, which), given, signal);
      await this.#database.query(common.addMissedDeletions(dialect, table, which), given, signal);
    }
  }

  /** Remembers that versions are written which it does not get. */
  async leaveGap(): Promise<void> {
    const { note } = await this.#comments();
    if (note === historyNote(this.#table, true)) await this.#note(false);
  }

  /** Adds the deletions of rows that are about to be marked or removed, by their keys (see `goneRows`). */
  async addDeletions(
    keys: Record<string, Parameter>,
    { now, runId, signal }: Options,
  ): Promise<void> {
    const given = { ...keys, now: now.toISOString(), run_id: runId };
    await this.#add(addDeletions(this.#schema, this.#table), given, signal);
  }

  /** Adds the rows that were written after a row, as long as those are there that they replace. */
  async addRows(
    { after, last, shares }: {
      readonly after: string;
      /** The last of the rows that may be replaced. */
      readonly last: number;
      /** In how many shares they are joined with those; `undefined` when none is replaced. */
      readonly shares: number | undefined;
    },
    { runId, signal }: Options,
  ): Promise<void> {
    const statement = addRows(this.#schema, this.#table, shares !== undefined);
    for (let share = 0; share < (shares ?? 1); share++) {
      const given = {
        ...{ after, run_id: runId },
        ...(shares !== undefined && { last, shares, share }),
      };
      await this.#add(statement, given, signal);
    }
  }

  async #add(
    statement: string,
    given: Record<string, Parameter>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const [row] = await this.#database.query<{ Count: number }>(statement, given, signal);
    this.#added += row!.Count;
  }

  /**
   * Checks that there is a version or a deletion for each row that was written.
   *
   * @throws {DestinationError} when there is not.
   */
  check({ inserted, updated, deleted }: Written): void {
    const written = inserted + updated + deleted;
    if (this.#added === written) return;
    throw new DestinationError(
      `Cannot keep the history of ${this.#table.name}: ${written} rows were to be written, and it got ` +
        `${this.#added}; nothing was written, run again`,
      "failed",
    );
  }

  /** What the table of the history, and its view, are described as; `undefined` where there is none. */
  async #comments(): Promise<{ readonly note?: string; readonly view?: string }> {
    const names = await namesIn(this.#database, this.#schema);
    const [history, versions] = [historyOf(this.#table).name, versionsName(this.#table)]
      .map((name) => names.get(name.toLowerCase()));
    return {
      ...(history && { note: history.comment ?? "" }),
      ...(versions && { view: versions.comment ?? "" }),
    };
  }

  async #note(isComplete: boolean): Promise<void> {
    const history = {
      ...historyOf(this.#table),
      description: historyNote(this.#table, isComplete),
    };
    await this.#database.query(describe(this.#schema, "TABLE", history));
  }
}

/** How DuckDB writes the SQL of histories. */
export function historyDialect(schema: Schema): common.HistoryDialect {
  const types = { gone_at: "TIMESTAMP", run_id: "VARCHAR" };
  return {
    ...{ names: schema, quote: identifier },
    parameter: (name) => `$${name}::${types[name]}`,
  };
}

/**
 * Rows of a history that are looked at together, and of one with large rows: as JSON, and with the versions before
 * them, they have to fit into memory.
 */
const atOnce = 4_096;
const largeAtOnce = 128;

/** A row of a history, and the place of the version before it. */
type FoundChange = Omit<common.ChangeRow, "before"> & { readonly before: number | null };

/**
 * Reads rows of the history of a table, in the order in which they were written. Transactions wait until all are
 * read, so none may be waited for meanwhile.
 */
export async function* readChanges(
  database: Database,
  schema: Schema,
  table: Table,
  wanted: WantedChanges,
): AsyncGenerator<StoredChange[]> {
  using _ = await database.hold();
  const columns = await columnsOf(database, schema, historyOf(table).name);
  if (columns.size === 0) return;
  checkHistory(table, columns);
  // A column of the spec that no sync has added yet has no values.
  const texts = versionColumns(table).map(({ name }) =>
    columns.has(name.toLowerCase()) ? `${identifier(name)}::VARCHAR` : "NULL::VARCHAR"
  );
  const list = `to_json([${texts.join(", ")}])::VARCHAR AS list`;
  const name = schema.quoted(historyOf(table).name);
  const where = conditionsOf(name, table, wanted);
  const [{ bytes } = { bytes: 0 }] = await database.query<{ bytes: number }>(
    measureTable(schema, historyOf(table)),
  );
  // DuckDB reads 2,048 rows at a time, however few are asked for.
  const isLarge = bytes > usualBytes;
  if (isLarge) await database.makeRoom(2 * bytes);
  const step = isLarge ? largeAtOnce : atOnce;
  const [range] = await database.query<{ first: number | null; last: number | null }>(
    `SELECT min(rowid) AS "first", max(rowid) AS "last" FROM ${name} WHERE ${where}`,
  );
  const { first, last } = range!;
  for (let from = first ?? 0; from <= (last ?? -1); from += step) {
    const found = await database.query<FoundChange>(
      selectChanges(name, table, list, where),
      { from, to: from + step },
    );
    const rows = found.flatMap(({ before }) => before ?? []);
    const lists = new Map<number, string>();
    if (rows.length > 0) {
      const older = await database.query<{ row: number; list: string }>(
        `SELECT rowid AS "row", ${list} FROM ${name}
WHERE rowid >= $from::BIGINT AND rowid <= $to::BIGINT
  AND rowid IN (SELECT unnest(from_json($rows, '["BIGINT"]')))`,
        {
          from: rows.reduce((one, other) => Math.min(one, other)),
          to: rows.reduce((one, other) => Math.max(one, other)),
          rows: JSON.stringify(rows),
        },
      );
      for (const { row, list } of older) lists.set(row, list);
    }
    yield found.map((row) =>
      common.changeOf({ ...row, before: row.before === null ? null : lists.get(row.before)! })
    );
  }
}

/** Selects the rows of a history from row `$from` on, before row `$to`. */
function selectChanges(name: string, table: Table, list: string, where: string): string {
  const keys = table.primaryKey.map(identifier);
  return `SELECT _change AS kind, epoch_ms(_synced_at) AS at, _run_id AS run, list, before
FROM (
  SELECT *, rowid AS "row", ${list} FROM ${name}
  WHERE rowid >= $from::BIGINT AND rowid < $to::BIGINT AND ${where}
) AS C LEFT JOIN (
  SELECT C."row", max_by(H.rowid, H._synced_at) AS before
  FROM (
    SELECT rowid AS "row", ${keys.join(", ")}, _synced_at FROM ${name}
    WHERE rowid >= $from::BIGINT AND rowid < $to::BIGINT AND _change IN ('update', 'delete')
  ) AS C JOIN ${name} AS H ON ${keys.map((key) => `H.${key} = C.${key}`).join(" AND ")}
    AND H._synced_at < C._synced_at
  GROUP BY C."row"
) AS B ON B."row" = C."row"
ORDER BY C."row"`;
}

/** What rows of a history must meet. */
function conditionsOf(name: string, table: Table, { run, since, after }: WantedChanges): string {
  const instant = (date: Date) => `${literal(date.toISOString())}::TIMESTAMP`;
  const isKey = () =>
    table.primaryKey.map((key, index) =>
      `${identifier(key)}::VARCHAR = ${literal(after!.key[index]!)}`
    ).join(" AND ");
  return [
    "true",
    ...(run === undefined ? [] : [`_run_id = ${literal(run)}`]),
    ...(since === undefined ? [] : [`_synced_at > ${instant(since)}`]),
    ...(after === undefined ? [] : [
      `rowid > (SELECT max(rowid) FROM ${name} WHERE _synced_at = ${
        instant(after.at)
      } AND ${isKey()})`,
    ]),
  ].join(" AND ");
}

/**
 * Creates the view of a table's versions, or makes it one with all columns. It names the history without a schema, so
 * that it is found wherever the file is attached.
 */
export function replaceView(schema: Schema, table: Table): string {
  const dialect = { ...historyDialect(schema), names: { quoted: identifier } };
  return `CREATE OR REPLACE VIEW ${schema.quoted(versionsName(table))} AS
${common.selectVersions(dialect, table)}`;
}

/** Adds to the history that the rows of `goneRows` are gone. */
export function addDeletions(schema: Schema, table: Table): string {
  const keys = table.primaryKey.map((key) => `T.${identifier(key)}`).join(", ");
  return `${common.insertDeletions(historyDialect(schema), table)}
SELECT ${keys}, 'delete', $now::TIMESTAMP, $run_id
FROM ${schema.quoted(table.name)} AS T, ${goneRows(table)}`;
}

/** Adds to the history the rows after row `$after`, of which some may replace those up to row `$last`. */
export function addRows(schema: Schema, table: Table, hasOlder: boolean): string {
  const [name, columns] = [schema.quoted(table.name), versionColumns(table)];
  const names = columns.map((column) => identifier(column.name));
  const keys = table.primaryKey.map(identifier);
  const head = `INSERT INTO ${schema.quoted(historyOf(table).name)} (
  ${names.join(", ")}, _hash, _change, _synced_at, _run_id
)
SELECT ${names.map((each) => `T.${each}`).join(", ")}, T._hash, `;
  if (!hasOlder) {
    return `${head}'insert', T._synced_at, $run_id FROM ${name} AS T WHERE T.rowid > $after::BIGINT`;
  }
  const share = tableInShare(table);
  return `${head}
  CASE WHEN O.${
    keys[0]
  } IS NULL THEN 'insert' WHEN O._deleted_at IS NULL THEN 'update' ELSE 'restore' END,
  T._synced_at, $run_id
FROM ${name} AS T LEFT JOIN (
  SELECT ${keys.join(", ")}, _deleted_at FROM ${name} AS T WHERE rowid <= $last::BIGINT AND ${share}
) AS O ON ${keys.map((key) => `T.${key} = O.${key}`).join(" AND ")}
WHERE T.rowid > $after::BIGINT AND ${share}`;
}
