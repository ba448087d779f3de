/**
 * All SQL that BigQuery is sent, built by small functions that quote every identifier.
 *
 * @module
 */

import type { ColumnType } from "../../../client/resource.ts";
import type { Deletes } from "../../destination.ts";
import { rowColumns, type Table } from "../../table.ts";

/** BigQuery's type of each column type. */
export const types: Readonly<Record<ColumnType, string>> = {
  string: "STRING",
  integer: "INTEGER",
  decimal: "NUMERIC",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  json: "JSON",
};

/** Quotes an identifier (bigquery/docs/reference/standard-sql/lexical). */
export function identifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** A dataset, and the quoted names of its tables. */
export class Dataset {
  readonly #project: string;
  readonly #dataset: string;

  /** Names the dataset. */
  constructor(project: string, dataset: string) {
    this.#project = project;
    this.#dataset = dataset;
  }

  /** Qualified and quoted name of a table. */
  quoted(table: string): string {
    return identifier(`${this.#project}.${this.#dataset}.${table}`);
  }
}

/** The checkpoint that was stored last in a stage. */
export function lastCheckpoint(dataset: Dataset, stage: string): string {
  return `SELECT _checkpoint FROM ${dataset.quoted(stage)}
WHERE _checkpoint IS NOT NULL ORDER BY _seq DESC LIMIT 1`;
}

/** The name of the view of a stage that {@linkcode parsed} defines. */
export function viewName(stage: string): string {
  return `${stage}_parsed`;
}

/**
 * The rows of a stage with their JSON parsed; a view, since one emulator takes `wide_number_mode` in
 * SELECT alone. Without it BigQuery refuses numbers whose text it would write otherwise, even short
 * ones such as 67.174118 (airbytehq/airbyte#29590).
 */
export function parsed(dataset: Dataset, table: Table, stage: string): string {
  const names = rowColumns(table).filter(({ type }) => type === "json").map(({ name }) => name);
  const columns = [...names, "_record"].map(identifier)
    .map((column) => `PARSE_JSON(${column}, wide_number_mode=>'round') AS ${column}`);
  return `SELECT * REPLACE (\n  ${columns.join(",\n  ")}\n) FROM ${dataset.quoted(stage)}`;
}

/** The last staged row of each primary key, by `_seq`; of these, those that meet a condition. */
function latest(
  dataset: Dataset,
  table: Table,
  stageOrView: string,
  columns: readonly string[],
  condition = "",
): string {
  const keys = table.primaryKey.map(identifier).join(", ");
  return `SELECT ${columns.join(", ")} FROM ${dataset.quoted(stageOrView)}
  WHERE _row AND _reason IS NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY _seq DESC) = 1${condition}`;
}

function onKeys(table: Table): string {
  return table.primaryKey.map((key) => `T.${identifier(key)} = S.${identifier(key)}`).join(" AND ");
}

const differs = "T._hash IS DISTINCT FROM S._hash OR T._deleted_at IS NOT NULL";

/**
 * Compares stage and table: reads keys and hashes only, and the column that partitions the table. Records
 * are counted by `_seq`, so that a part that was loaded twice counts once, as it does in the merge.
 */
export function compare(
  dataset: Dataset,
  table: Table,
  stage: string,
  partition?: string,
): string {
  const keys = table.primaryKey.map(identifier);
  const key = keys[0];
  const columns = [...keys, "_hash", "_issues IS NOT NULL AS has_issues"];
  if (partition) columns.push(identifier(partition));
  return `WITH staged AS (
  ${latest(dataset, table, stage, columns)}
)
SELECT
  (SELECT COUNT(DISTINCT _seq) FROM ${dataset.quoted(stage)} WHERE _row) AS staged,
  (SELECT COUNT(DISTINCT _seq) FROM ${
    dataset.quoted(stage)
  } WHERE _row AND _reason IS NOT NULL) AS rejected,
  COUNTIF(S.has_issues) AS issues,
  (SELECT COUNT(*) FROM staged) AS distinct_keys,
  COUNTIF(S.${key} IS NOT NULL AND T.${key} IS NULL) AS inserted,
  COUNTIF(S.${key} IS NOT NULL AND T.${key} IS NOT NULL AND (${differs})) AS updated,
  COUNTIF(S.${key} IS NOT NULL AND T.${key} IS NOT NULL AND NOT (${differs})) AS unchanged,
  COUNTIF(S.${key} IS NULL AND T.${key} IS NOT NULL AND T._deleted_at IS NULL) AS missing,
  COUNTIF(T.${key} IS NOT NULL AND T._deleted_at IS NULL) AS existing${
    partition ? changedRange(key!, identifier(partition)) : ""
  }
FROM staged AS S FULL JOIN ${dataset.quoted(table.name)} AS T ON ${onKeys(table)}`;
}

/**
 * The first and the last instant at which a row has to be written, on either side: microseconds as text,
 * since from the year 2255 on JavaScript's numbers cannot hold them.
 */
function changedRange(key: string, column: string): string {
  const changed = `(S.${key} IS NOT NULL AND (T.${key} IS NULL OR ${differs}) ` +
    `OR S.${key} IS NULL AND T._deleted_at IS NULL)`;
  const either = `IFNULL(S.${column}, T.${column}), IFNULL(T.${column}, S.${column})`;
  return `,
  CAST(UNIX_MICROS(MIN(IF(${changed}, LEAST(${either}), NULL))) AS STRING) AS changed_from,
  CAST(UNIX_MICROS(MAX(IF(${changed}, GREATEST(${either}), NULL))) AS STRING) AS changed_to,
  COUNTIF(${changed} AND (S.${key} IS NOT NULL AND S.${column} IS NULL
    OR T.${key} IS NOT NULL AND T.${column} IS NULL)) AS changed_anywhere`;
}

/** What a merge has to do; leaving a branch out spares its cost. */
export interface MergeBranches {
  /** Whether any row is new. */
  readonly insert: boolean;
  /** Whether any row has to be written over. */
  readonly update: boolean;
  /** What to do with rows that the stage lacks. */
  readonly missing: Deletes;
  /**
   * The column that partitions the table, when every row to write lies between `@changed_from` and
   * `@changed_to` there: BigQuery then reads these partitions alone.
   */
  readonly partition?: string | undefined;
}

/** Makes the table equal to its stage, by the stage's view, in one statement; `@now` is its instant. */
export function merge(
  dataset: Dataset,
  table: Table,
  stage: string,
  branches: MergeBranches,
): string {
  const columns = rowColumns(table);
  const names = [...columns.map(({ name }) => identifier(name)), "_hash", "_synced_at"];
  const values = [...columns.map(({ name }) => `S.${identifier(name)}`), "S._hash", "@now"];
  const staged = [...columns.map(({ name }) => identifier(name)), "_hash"];
  const within = (side: string) =>
    branches.partition
      ? ` AND ${side}${identifier(branches.partition)} BETWEEN ` +
        "TIMESTAMP_MICROS(CAST(@changed_from AS INT64)) AND TIMESTAMP_MICROS(CAST(@changed_to AS INT64))"
      : "";
  const lines = [
    `MERGE ${dataset.quoted(table.name)} AS T`,
    `USING (`,
    `  ${latest(dataset, table, viewName(stage), staged, within(""))}`,
    `) AS S`,
    `ON ${onKeys(table)}${within("T.")}`,
  ];
  if (branches.update) {
    const assignments = names.map((name, index) => `${name} = ${values[index]}`);
    lines.push(
      `WHEN MATCHED AND (${differs})${within("T.")} THEN UPDATE SET`,
      `  ${[...assignments, "_deleted_at = CAST(NULL AS TIMESTAMP)"].join(",\n  ")}`,
    );
  }
  // Beside a branch for rows that the stage lacks, this one would have all of the table read.
  if (branches.insert) {
    lines.push(
      `WHEN NOT MATCHED BY TARGET THEN INSERT (`,
      `  ${names.join(", ")}`,
      `) VALUES (`,
      `  ${values.join(", ")}`,
      `)`,
    );
  }
  if (branches.missing === "soft") {
    lines.push(
      `WHEN NOT MATCHED BY SOURCE AND T._deleted_at IS NULL${within("T.")} ` +
        `THEN UPDATE SET _deleted_at = @now`,
    );
  } else if (branches.missing === "hard") {
    // Rows that were marked before stay: they were not counted.
    lines.push(`WHEN NOT MATCHED BY SOURCE AND T._deleted_at IS NULL${within("T.")} THEN DELETE`);
  }
  return lines.join("\n");
}

/** Keeps the rejects of a stage, by its view, that are not kept yet. */
export function mergeRejects(dataset: Dataset, stage: string, rejects: Table): string {
  return `MERGE ${dataset.quoted(rejects.name)} AS T
USING (
  SELECT _hash, _reason, _record FROM ${dataset.quoted(viewName(stage))}
  WHERE _reason IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY _hash ORDER BY _seq) = 1
) AS S
ON T.resource = @resource AND T.hash = S._hash
WHEN NOT MATCHED BY TARGET THEN INSERT (resource, hash, run_id, rejected_at, reason, record)
VALUES (@resource, S._hash, @run_id, @now, S._reason, S._record)`;
}

/** The origin of the last run that knew its workspace, or else of the last run. */
export function lastOrigin(dataset: Dataset, runs: Table): string {
  return `SELECT source, workspace_id, workspace_name FROM ${dataset.quoted(runs.name)}
ORDER BY workspace_id IS NULL, started_at DESC LIMIT 1`;
}

/** The last \`@limit\` runs, newest first. */
export function lastRuns(dataset: Dataset, runs: Table): string {
  return `SELECT * FROM ${dataset.quoted(runs.name)} ORDER BY started_at DESC LIMIT @limit`;
}

/** How each resource ended last, and when it last succeeded. */
export function lastResources(dataset: Dataset, resources: Table): string {
  return `SELECT resource, ARRAY_AGG(status ORDER BY started_at DESC LIMIT 1)[OFFSET(0)] AS status,
  MAX(IF(status = 'succeeded', finished_at, NULL)) AS synced_at
FROM ${dataset.quoted(resources.name)} GROUP BY resource ORDER BY resource`;
}

/** Reads what a compare reads of a table; only ever estimated. */
export function keysAndHashes(dataset: Dataset, table: Table): string {
  const keys = table.primaryKey.map(identifier).join(", ");
  return `SELECT ${keys}, _hash, _deleted_at FROM ${dataset.quoted(table.name)}`;
}

/** Reads what a merge that writes over rows reads of a table; only ever estimated. */
export function everything(dataset: Dataset, table: Table): string {
  return `SELECT * FROM ${dataset.quoted(table.name)}`;
}

/** Makes every row of a table differ from its record, so that the next merge rewrites it. */
export function forgetHashes(dataset: Dataset, table: Table): string {
  return `UPDATE ${dataset.quoted(table.name)} SET _hash = NULL WHERE _hash IS NOT NULL`;
}

/** A statement of DML that changes nothing; only ever checked. */
export function harmlessUpdate(dataset: Dataset, table: Table): string {
  const column = identifier(table.columns[1]!.name);
  return `UPDATE ${dataset.quoted(table.name)} SET ${column} = ${column} WHERE FALSE`;
}

/** Counts the rows of a table that are not deleted. */
export function countRows(dataset: Dataset, table: string): string {
  return `SELECT COUNT(*) AS n FROM ${dataset.quoted(table)} WHERE _deleted_at IS NULL`;
}

/** Finds the run `@run_id`. */
export function findRun(dataset: Dataset, runs: Table): string {
  return `SELECT run_id FROM ${dataset.quoted(runs.name)} WHERE run_id = @run_id`;
}
