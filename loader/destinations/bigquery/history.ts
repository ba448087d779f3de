/**
 * The history of a table in BigQuery.
 *
 * @module
 */

import { hash } from "node:crypto";
import type { StoredChange, WantedChanges } from "../../destination.ts";
import {
  type ChangeKind,
  checkHistory,
  goneAt,
  historyNote,
  historyOf,
  taken,
  versionColumns,
  versionsName,
  versionsNote,
} from "../../history.ts";
import type { Table, TableColumn } from "../../table.ts";
import * as common from "../history_sql.ts";
import { missingColumns, resourceOf, type TableResource, withColumns } from "./resource.ts";
import { type Dataset, differs, identifier, latest, onKeys, type Step } from "./sql.ts";
import type { Tables } from "./tables.ts";

/**
 * Keeps the versions of one table. Its description says whether it has all of them: it says so only after the
 * statement that completes it, and no longer before one that does not write into it.
 */
export class BigQueryHistory {
  readonly #tables: Tables;
  readonly #dataset: Dataset;
  readonly #table: Table;

  /** Names the table; it may have no history. */
  constructor(tables: Tables, dataset: Dataset, table: Table) {
    this.#tables = tables;
    this.#dataset = dataset;
    this.#table = table;
  }

  /**
   * Whether it has every version, in all columns.
   *
   * @throws {DestinationError} when something else has its name, or that of its view.
   */
  async isComplete(): Promise<boolean> {
    const history = historyOf(this.#table);
    const [found, view] = await Promise.all([
      this.#tables.get(history.name),
      this.#tables.get(versionsName(this.#table)),
    ]);
    if (found) checkHistory(this.#table, columnsOf(found));
    if (view && view.description !== versionsNote(this.#table)) {
      throw taken(this.#table, versionsName(this.#table));
    }
    return found?.description === historyNote(this.#table, true) && view !== undefined &&
      missingColumns(history, found).length === 0;
  }

  /**
   * Identifies the statement that adds to it what it lacks where nothing is to be written. Ids are those of a whole
   * project, in which other datasets may have a history of that name.
   */
  get jobId(): string {
    const { name } = historyOf(this.#table);
    const place = hash("sha256", this.#dataset.quoted(name), "hex").slice(0, 16);
    return `workspace_sync_${name}_${place}`;
  }

  /**
   * Creates it, or adds the columns that it lacks; then its view. Waits until no run that is gone adds to it
   * what it lacks.
   */
  async prepare(): Promise<void> {
    const [table, history] = [this.#table, historyOf(this.#table)];
    await this.#tables.waitForJobs(this.jobId);
    const found = await this.#tables.get(history.name);
    if (found === undefined) {
      await this.#tables.create(history.name, resourceOf(history, undefined));
    } else await this.#tables.change(history.name, (resource) => withColumns(history, resource));
    const view = versionsName(table);
    await this.#tables.remove(view);
    await this.#tables.create(view, {
      description: versionsNote(table),
      view: { query: selectVersions(this.#dataset, table), useLegacySql: false },
      labels: { app: "workspace-sync" },
    });
  }

  /** Remembers that it has every version. */
  async complete(): Promise<void> {
    await this.#note(true);
  }

  /** Remembers that versions will be written which it does not get; does nothing where there is none. */
  async leaveGap(): Promise<void> {
    const found = await this.#tables.get(historyOf(this.#table).name);
    if (found?.description === historyNote(this.#table, true)) await this.#note(false);
  }

  async #note(isComplete: boolean): Promise<void> {
    const description = historyNote(this.#table, isComplete);
    await this.#tables.change(historyOf(this.#table).name, () => ({ description }));
  }
}

function columnsOf({ schema }: TableResource): Set<string> {
  return new Set(schema?.fields.map(({ name }) => name));
}

/** How BigQuery writes the SQL of histories. */
function historyDialect(dataset: Dataset): common.HistoryDialect {
  return { names: dataset, quote: identifier, parameter: (name) => `@${name}` };
}

/** The query of the view of a table's versions. */
export function selectVersions(dataset: Dataset, table: Table): string {
  return common.selectVersions(historyDialect(dataset), table);
}

/** Adds what is staged to a history, as long as the table is as it was before. */
export function addChanges(dataset: Dataset, table: Table, step: Step): string {
  const names = versionColumns(table).map(({ name }) => identifier(name));
  const key = identifier(table.primaryKey[0]!);
  const staged = latest(table, dataset.quoted(step.view), [...names, "_hash"], step);
  return `INSERT INTO ${dataset.quoted(historyOf(table).name)} (
  ${names.join(", ")}, _hash, _change, _synced_at, _run_id
)
SELECT ${names.map((name) => `S.${name}`).join(", ")}, S._hash, CASE
    WHEN S._hash IS NULL THEN 'delete' WHEN T.${key} IS NULL THEN 'insert'
    WHEN T._deleted_at IS NULL THEN 'update' ELSE 'restore'
  END, @now, @run_id
FROM (
  ${staged}
) AS S LEFT JOIN ${dataset.quoted(table.name)} AS T ON ${onKeys(table)}
WHERE IF(S._hash IS NULL, T.${key} IS NOT NULL AND T._deleted_at IS NULL, T.${key} IS NULL OR ${differs})`;
}

/**
 * Puts together what writes a table and its history in one step.
 *
 * @param isComplete Whether the history has every version before.
 * @param statements What writes the versions, and the table.
 */
export function withHistory(
  dataset: Dataset,
  table: Table,
  isComplete: boolean,
  statements: readonly string[],
): string {
  const dialect = historyDialect(dataset);
  const missed = [common.addMissedRows(dialect, table), common.addMissedDeletions(dialect, table)];
  const message = `CONCAT('its history has a version of ', CAST(MAX(_synced_at) AS STRING), ` +
    "', and this run began before it; set the clock right and run again')";
  const check = `SELECT IF(MAX(_synced_at) >= @now, ERROR(${message}), NULL)\nFROM ${
    dataset.quoted(historyOf(table).name)
  }`;
  return [
    "BEGIN TRANSACTION",
    check,
    ...(isComplete ? [] : missed),
    ...statements,
    "COMMIT TRANSACTION",
  ].map((statement) => `${statement};`).join("\n");
}

/** The parameters of {@linkcode withHistory}, beside those of the statements. */
export function historyParams(now: Date, runId: string): Record<string, Date | string> {
  return { now, gone_at: goneAt(now), run_id: runId };
}

/** Reads rows of the history of a table, in the order of their instants and keys. */
export async function* readChanges(
  tables: Tables,
  dataset: Dataset,
  table: Table,
  wanted: WantedChanges,
): AsyncGenerator<StoredChange[]> {
  const found = await tables.get(historyOf(table).name);
  if (found === undefined) return;
  const columns = columnsOf(found);
  checkHistory(table, columns);
  // A column of the spec that no sync has added yet has no values.
  const texts = versionColumns(table).map((column) =>
    columns.has(column.name) ? textOf(column) : "CAST(NULL AS STRING)"
  );
  const sql = selectChanges(dataset, table, texts, wanted);
  const what = `read the history of ${table.name}`;
  const { pages } = await tables.ask(what, sql, { app: "workspace-sync", resource: table.name });
  for await (const rows of pages) {
    yield rows.map(({ f }) => {
      const [kind, at, run, list, before] = f.map(({ v }) => v) as (string | null)[];
      return common.changeOf({
        ...{ kind: kind as ChangeKind, at: Number(at), run: run!, list: list!, before: before! },
      });
    });
  }
}

function textOf({ name, type }: TableColumn): string {
  const column = identifier(name);
  if (type !== "json") return `CAST(${column} AS STRING)`;
  return `IF(${column} IS NULL, NULL, TO_JSON_STRING(${column}))`;
}

/** Selects rows of a history; the version before it is looked up only for what was changed or deleted. */
export function selectChanges(
  dataset: Dataset,
  table: Table,
  texts: readonly string[],
  wanted: WantedChanges,
): string {
  const history = dataset.quoted(historyOf(table).name);
  const keys = table.primaryKey.map(identifier);
  const own = [...keys, "_change", "_synced_at", "_run_id"].join(", ");
  const list = `TO_JSON_STRING([${texts.join(", ")}]) AS list`;
  const conditions = conditionsOf(table, wanted);
  const replaces = "_change IN ('update', 'delete')";
  const isWanted = [...conditions, replaces].join(" AND ");
  return `SELECT _change AS kind, UNIX_MILLIS(_synced_at) AS millis, _run_id AS run, list, before FROM (
  SELECT ${own}, ${list}, CAST(NULL AS STRING) AS before
  FROM ${history} WHERE ${[...conditions, `NOT ${replaces}`].join(" AND ")}
  UNION ALL
  SELECT * FROM (
    SELECT ${own}, list, LAG(list) OVER (PARTITION BY ${
    keys.join(", ")
  } ORDER BY _synced_at) AS before
    FROM (
      SELECT ${own}, ${list} FROM ${history} AS H
      WHERE EXISTS (SELECT 1 FROM (
        SELECT ${keys.join(", ")} FROM ${history} WHERE ${isWanted}
      ) AS C WHERE ${keys.map((key) => `C.${key} = H.${key}`).join(" AND ")})
    ) AS versions
  ) AS replaced WHERE ${isWanted}
) AS changes ORDER BY ${["_synced_at", ...keyTexts(table)].join(", ")}`;
}

/** What the columns of a history must be. */
function conditionsOf(table: Table, { run, since, after }: WantedChanges): string[] {
  const literal = (text: string) => JSON.stringify(text);
  const instant = (date: Date) => `TIMESTAMP ${literal(date.toISOString())}`;
  return [
    "TRUE",
    ...(run === undefined ? [] : [`_run_id = ${literal(run)}`]),
    ...(since === undefined ? [] : [`_synced_at > ${instant(since)}`]),
    ...(after === undefined ? [] : [follows(table, instant(after.at), after.key.map(literal))]),
  ];
}

/** Says that a row comes after one, in the order of instants and keys. */
function follows(table: Table, at: string, key: readonly string[]): string {
  const texts = keyTexts(table);
  const isSame = texts.map((text, index) => `${text} = ${key[index]}`);
  const later = texts.map((text, index) =>
    [`_synced_at = ${at}`, ...isSame.slice(0, index), `${text} > ${key[index]}`].join(" AND ")
  );
  return `(${[`_synced_at > ${at}`, ...later].join(" OR ")})`;
}

function keyTexts({ primaryKey }: Table): string[] {
  return primaryKey.map((key) => `CAST(${identifier(key)} AS STRING)`);
}
