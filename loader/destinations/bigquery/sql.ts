/**
 * All SQL that BigQuery is sent, built by small functions that quote every identifier.
 *
 * @module
 */

import type { ColumnType } from "@workspace-sync/sdk";
import type { Deletes } from "../../run_log.ts";
import { hashLength } from "../../diff.ts";
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

/** Which rows of a stage count, and what has to be done with them. */
export interface Step {
  /** Name of the stage. */
  readonly stage: string;
  /** Name of the view of it that {@linkcode parsed} defines. */
  readonly view: string;
  /** The parts that count, that of the tombstones included: rows without a hash. */
  readonly parts: readonly string[];
  /** Whether any row is new; leaving a branch out spares its cost. */
  readonly insert: boolean;
  /** Whether any row has to be written over. */
  readonly update: boolean;
  /** What happens to the rows that have a tombstone. */
  readonly deletes: Deletes;
  /**
   * The column that partitions the table, when every row to write lies between `@changed_from` and
   * `@changed_to` there: BigQuery then reads these partitions alone.
   */
  readonly partition?: string | undefined;
}

/** Whether a line belongs to parts that count. */
function counts({ parts }: Pick<Step, "parts">): string {
  return `_part IN (${parts.map((part) => JSON.stringify(part)).join(", ")})`;
}

/** The last row of each primary key, by `_seq`; of these, those that meet a condition. */
export function latest(
  table: Table,
  from: string,
  columns: readonly string[],
  step: Pick<Step, "parts">,
  condition = "",
): string {
  const keys = table.primaryKey.map(identifier).join(", ");
  return `SELECT ${columns.join(", ")} FROM ${from}
  WHERE ${counts(step)} AND _reason IS NULL AND _checkpoint IS NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY ${keys} ORDER BY _seq DESC) = 1${condition}`;
}

/** Joins staged rows S with those of their table T. */
export function onKeys(table: Table): string {
  return table.primaryKey.map((key) => `T.${identifier(key)} = S.${identifier(key)}`).join(" AND ");
}

/** Hashes that were kept by earlier versions are longer, and begin alike. */
export const differs =
  `(LEFT(T._hash, ${hashLength}) IS DISTINCT FROM S._hash OR T._deleted_at IS NOT NULL)`;

/**
 * The first and the last instant at which a row has to be written, on either side: microseconds as text,
 * since from the year 2255 on JavaScript's numbers cannot hold them. Also how many such rows have no instant.
 */
export function changedRange(
  dataset: Dataset,
  table: Table,
  step: Pick<Step, "stage" | "parts">,
  partition: string,
): string {
  const key = identifier(table.primaryKey[0]!);
  const column = identifier(partition);
  const columns = [...table.primaryKey.map(identifier), "_hash", column];
  const either = `IFNULL(S.${column}, T.${column}), IFNULL(T.${column}, S.${column})`;
  return `SELECT
  CAST(UNIX_MICROS(MIN(LEAST(${either}))) AS STRING) AS changed_from,
  CAST(UNIX_MICROS(MAX(GREATEST(${either}))) AS STRING) AS changed_to,
  COUNTIF(S._hash IS NOT NULL AND S.${column} IS NULL
    OR T.${key} IS NOT NULL AND T.${column} IS NULL) AS changed_anywhere
FROM (
  ${latest(table, dataset.quoted(step.stage), columns, step)}
) AS S LEFT JOIN ${dataset.quoted(table.name)} AS T ON ${onKeys(table)}
WHERE IF(S._hash IS NULL, T._deleted_at IS NULL, ${differs})`;
}

/** Applies the view of a stage to its table in one statement; `@now` is its instant. */
export function merge(dataset: Dataset, table: Table, step: Step): string {
  const staged = [...rowColumns(table).map(({ name }) => identifier(name)), "_hash"];
  const names = [...staged, "_synced_at"];
  const values = [...staged.map((name) => `S.${name}`), "@now"];
  const within = (column: string) =>
    `${column} BETWEEN TIMESTAMP_MICROS(CAST(@changed_from AS INT64)) ` +
    "AND TIMESTAMP_MICROS(CAST(@changed_to AS INT64))";
  const partition = step.partition && identifier(step.partition);
  const view = dataset.quoted(step.view);
  const isInRange = partition ? ` AND (_hash IS NULL OR ${within(partition)})` : "";
  const lines = [
    `MERGE ${dataset.quoted(table.name)} AS T`,
    "USING (",
    `  ${latest(table, view, staged, step, isInRange)}`,
    ") AS S",
    `ON ${onKeys(table)}${partition ? ` AND ${within(`T.${partition}`)}` : ""}`,
  ];
  if (step.deletes !== "keep") {
    const gone = step.deletes === "hard" ? "DELETE" : "UPDATE SET _deleted_at = @now";
    lines.push(`WHEN MATCHED AND S._hash IS NULL AND T._deleted_at IS NULL THEN ${gone}`);
  }
  if (step.update) {
    const assignments = names.map((name, index) => `${name} = ${values[index]}`);
    lines.push(
      `WHEN MATCHED AND S._hash IS NOT NULL AND ${differs} THEN UPDATE SET`,
      `  ${[...assignments, "_deleted_at = CAST(NULL AS TIMESTAMP)"].join(",\n  ")}`,
    );
  }
  if (step.insert) {
    lines.push(
      "WHEN NOT MATCHED BY TARGET AND S._hash IS NOT NULL THEN INSERT (",
      `  ${names.join(", ")}`,
      ") VALUES (",
      `  ${values.join(", ")}`,
      ")",
    );
  }
  return lines.join("\n");
}

/** Keeps the rejects of a stage, by its view, that are not kept yet. */
export function mergeRejects(
  dataset: Dataset,
  step: Pick<Step, "view" | "parts">,
  rejects: Table,
): string {
  return `MERGE ${dataset.quoted(rejects.name)} AS T
USING (
  SELECT _hash, _reason, _record FROM ${dataset.quoted(step.view)}
  WHERE ${counts(step)} AND _reason IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY _hash ORDER BY _seq) = 1
) AS S
ON T.resource = @resource AND LEFT(T.hash, ${hashLength}) = S._hash
WHEN NOT MATCHED BY TARGET THEN INSERT (resource, ${
    identifier("hash")
  }, run_id, rejected_at, reason, record)
VALUES (@resource, S._hash, @run_id, @now, S._reason, S._record)`;
}

/** Reads what a merge reads of a table at most; only ever estimated. */
export function everything(dataset: Dataset, table: Table): string {
  return `SELECT * FROM ${dataset.quoted(table.name)}`;
}

/** A statement of DML that changes nothing; only ever checked. */
export function harmlessUpdate(dataset: Dataset, table: Table): string {
  const column = identifier(table.columns[1]!.name);
  return `UPDATE ${dataset.quoted(table.name)} SET ${column} = ${column} WHERE FALSE`;
}
