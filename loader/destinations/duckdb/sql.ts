/**
 * All SQL that DuckDB is sent, built by small functions that quote every identifier.
 *
 * @module
 */

import type { ColumnType } from "../../../client/resource.ts";
import type { Deletes } from "../../destination.ts";
import { rowColumns, type Table, type TableColumn } from "../../table.ts";

/** DuckDB's type of each column type. TIMESTAMP is UTC; money and hours are never floats. */
export const types: Readonly<Record<ColumnType, string>> = {
  string: "VARCHAR",
  integer: "BIGINT",
  decimal: "DECIMAL(38,9)",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  json: "JSON",
};

/** Quotes an identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a string. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A schema of a DuckDB database, and the names of what is in it. */
export class Schema {
  readonly #name: string;

  /** Names the schema; it may not exist yet. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The schema's bare name. */
  get name(): string {
    return this.#name;
  }

  /** Qualified and quoted name of a table. */
  of(table: string): string {
    return `${identifier(this.#name)}.${identifier(table)}`;
  }

  /** Bare name of a table's staging table. */
  stageName(table: Table): string {
    return `_stage_${table.name}`;
  }

  /** Qualified and quoted name of a table's staging table. */
  stageOf(table: Table): string {
    return this.of(this.stageName(table));
  }
}

/** Creates the schema. */
export function createSchema(schema: Schema): string {
  return `CREATE SCHEMA IF NOT EXISTS ${identifier(schema.name)}`;
}

/** Lists the columns of `$table` in `$schema` as rows of `column` and `type`. */
export const listColumns = `SELECT column_name AS "column", data_type AS "type"
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = $schema AND table_name = $table
ORDER BY column_index`;

/** Creates a table. */
export function createTable(schema: Schema, table: Table): string {
  return `CREATE TABLE ${schema.of(table.name)} (\n  ${
    table.columns.map((column) => columnDefinition(column)).join(",\n  ")
  }\n)`;
}

/** Adds a column; it is NULL in the rows that are there. */
export function addColumn(schema: Schema, table: Table, column: TableColumn): string {
  return `ALTER TABLE ${schema.of(table.name)} ADD COLUMN ${
    columnDefinition({ ...column, nullable: true })
  }`;
}

/** Explains a table to whoever reads the database's catalogue. */
export function commentOn(schema: Schema, table: Table): string {
  return `COMMENT ON TABLE ${schema.of(table.name)} IS ${literal(table.description)}`;
}

/** Table of checkpoints: one row per unfinished stage. */
export const checkpointsTable = "_sync_stages";

/** Creates the table of checkpoints. */
export function createCheckpoints(schema: Schema): string {
  return `CREATE TABLE IF NOT EXISTS ${schema.of(checkpointsTable)} (
  resource VARCHAR NOT NULL, run_id VARCHAR NOT NULL, source VARCHAR NOT NULL, spec_hash VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL, "cursor" VARCHAR, pages BIGINT NOT NULL, records BIGINT NOT NULL,
  complete BOOLEAN NOT NULL
)`;
}

/**
 * Creates an empty staging table. `_row` is the row as a JSON array, or, in a reject, whose key columns
 * are NULL and whose `_reason` says why, the record.
 */
export function createStage(schema: Schema, table: Table): string {
  return `CREATE OR REPLACE TABLE ${schema.stageOf(table)} (_seq BIGINT NOT NULL, ${
    table.primaryKey.map((key) => `${identifier(key)} VARCHAR`).join(", ")
  }, _hash VARCHAR NOT NULL, _row VARCHAR NOT NULL, _issues BOOLEAN NOT NULL, _reason VARCHAR)`;
}

/** Removes a staging table. */
export function dropStage(schema: Schema, table: Table): string {
  return `DROP TABLE IF EXISTS ${schema.stageOf(table)}`;
}

/** Reads the checkpoint of `$resource`. */
export function selectCheckpoint(schema: Schema): string {
  return `SELECT * FROM ${schema.of(checkpointsTable)} WHERE resource = $resource`;
}

/** Stores the first checkpoint of `$resource`. */
export function insertCheckpoint(schema: Schema): string {
  return `INSERT INTO ${schema.of(checkpointsTable)}
  (resource, run_id, source, spec_hash, started_at, "cursor", pages, records, complete)
VALUES ($resource, $run_id, $source, $spec_hash, now() AT TIME ZONE 'UTC', $cursor, $pages, $records, $complete)`;
}

/** Moves the checkpoint of `$resource` on. */
export function updateCheckpoint(schema: Schema): string {
  return `UPDATE ${schema.of(checkpointsTable)}
SET "cursor" = $cursor, pages = $pages, records = $records, complete = $complete WHERE resource = $resource`;
}

/** Removes the checkpoint of `$resource`. */
export function deleteCheckpoint(schema: Schema): string {
  return `DELETE FROM ${schema.of(checkpointsTable)} WHERE resource = $resource`;
}

/** The last staged row of each primary key, by `_seq`; rejects are left out. */
function latest(schema: Schema, table: Table): string {
  const keys = keyNames(table);
  return `_seq IN (SELECT max(_seq) FROM ${schema.stageOf(table)} WHERE _reason IS NULL GROUP BY ${
    keys.join(", ")
  })`;
}

/** Compares stage and table: reads keys and hashes only. */
export function compare(schema: Schema, table: Table): string {
  const stage = schema.stageOf(table);
  const firstKey = keyNames(table)[0];
  return `WITH staged AS (SELECT ${stagedKeys(table)}, _hash FROM ${stage} AS S WHERE ${
    latest(schema, table)
  }),
counted AS (
  SELECT count(*) AS staged, count(*) FILTER (_reason IS NOT NULL) AS rejected FROM ${stage}
),
latest AS (
  SELECT count(*) AS keys, count(*) FILTER (_issues) AS issues FROM ${stage} WHERE ${
    latest(schema, table)
  }
)
SELECT any_value(counted.staged) AS staged, any_value(counted.rejected) AS rejected,
  any_value(counted.staged - counted.rejected - latest.keys) AS duplicates,
  any_value(latest.issues) AS issues,
  count(*) FILTER (S.${firstKey} IS NOT NULL AND T.${firstKey} IS NULL) AS inserted,
  count(*) FILTER (S.${firstKey} IS NOT NULL AND T.${firstKey} IS NOT NULL AND (${differs})) AS updated,
  count(*) FILTER (S.${firstKey} IS NOT NULL AND T.${firstKey} IS NOT NULL AND NOT (${differs})) AS unchanged,
  count(*) FILTER (S.${firstKey} IS NULL AND T.${firstKey} IS NOT NULL AND T._deleted_at IS NULL) AS missing,
  count(*) FILTER (T.${firstKey} IS NOT NULL AND T._deleted_at IS NULL) AS existing
FROM counted, latest
LEFT JOIN (staged AS S FULL JOIN ${schema.of(table.name)} AS T ON ${onKeys(table)}) ON true`;
}

const differs = "T._hash IS DISTINCT FROM S._hash OR T._deleted_at IS NOT NULL";

/** What a merge has to do; leaving a branch out spares its cost. */
export interface MergeBranches {
  /** Whether any row has to be written over. */
  readonly update: boolean;
  /** What to do with rows that the stage lacks. */
  readonly missing: Deletes;
}

/**
 * Makes the table equal to its stage in one statement. `$now` is the instant of the merge. Row text is
 * parsed only for rows that are new or changed.
 */
export function merge(schema: Schema, table: Table, branches: MergeBranches): string {
  const columns = rowColumns(table);
  const keys = keyNames(table);
  const names = [...columns.map(({ name }) => identifier(name)), "_hash", "_synced_at"];
  const values = [...columns.map(fromRow), "S._hash", "$now::TIMESTAMP"];
  const lines = [
    `MERGE INTO ${schema.of(table.name)} AS T`,
    `USING (`,
    `  SELECT ${stagedKeys(table)}, S._hash,`,
    `    CASE WHEN T.${keys[0]} IS NULL OR ${differs}`,
    `      THEN from_json(S._row, '["VARCHAR"]') END AS _row`,
    `  FROM (${inParts(schema.stageOf(table))}) AS S`,
    `  LEFT JOIN ${schema.of(table.name)} AS T ON ${onKeys(table)}`,
    `  WHERE ${latest(schema, table)}`,
    `) AS S`,
    `ON ${keys.map((key) => `T.${key} = S.${key}`).join(" AND ")}`,
  ];
  if (branches.update) {
    const assignments = names.map((name, index) => `${name} = ${values[index]}`);
    lines.push(
      `WHEN MATCHED AND (${differs}) THEN UPDATE SET`,
      `  ${[...assignments, "_deleted_at = NULL"].join(",\n  ")}`,
    );
  }
  lines.push(
    `WHEN NOT MATCHED BY TARGET THEN INSERT (`,
    `  ${names.join(", ")}`,
    `) VALUES (`,
    `  ${values.join(",\n  ")}`,
    `)`,
  );
  if (branches.missing === "soft") {
    lines.push(
      `WHEN NOT MATCHED BY SOURCE AND T._deleted_at IS NULL THEN UPDATE SET _deleted_at = $now::TIMESTAMP`,
    );
  } else if (branches.missing === "hard") {
    lines.push(`WHEN NOT MATCHED BY SOURCE THEN DELETE`);
  }
  return lines.join("\n");
}

/** Threads that parse the text of staged rows. */
const parsers = 4;

/**
 * Reads a stage in parts. DuckDB gives a thread no less than a row group (122,880 rows), which would
 * leave the parsing of a smaller stage to one thread and take twice as long.
 */
function inParts(stage: string): string {
  return Array.from(
    { length: parsers },
    (_, part) => `SELECT * FROM ${stage} WHERE _seq % ${parsers} = ${part}`,
  ).join("\n    UNION ALL ");
}

/** Keeps the stage's rejects that are not kept yet. */
export function mergeRejects(schema: Schema, table: Table, rejects: Table): string {
  return `INSERT INTO ${
    schema.of(rejects.name)
  } (resource, hash, run_id, rejected_at, reason, record)
SELECT $resource, _hash, $run_id, $now::TIMESTAMP, any_value(_reason), any_value(_row)::JSON
FROM ${schema.stageOf(table)} AS S
WHERE _reason IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM ${schema.of(rejects.name)} AS R WHERE R.resource = $resource AND R.hash = S._hash
) GROUP BY _hash`;
}

/** Inserts a row given as parameters named like the columns. */
export function insertRow(schema: Schema, table: Table): string {
  return `INSERT INTO ${schema.of(table.name)} (${
    table.columns.map(({ name }) => identifier(name)).join(", ")
  }) VALUES (${table.columns.map(parameter).join(", ")})`;
}

/** Writes the parameters named like the columns over the row with the same key. */
export function updateRow(schema: Schema, table: Table): string {
  const assign = (column: TableColumn) => `${identifier(column.name)} = ${parameter(column)}`;
  const isKey = ({ name }: TableColumn) => table.primaryKey.includes(name);
  return `UPDATE ${schema.of(table.name)} SET ${
    table.columns.filter((column) => !isKey(column)).map(assign).join(", ")
  } WHERE ${table.columns.filter(isKey).map(assign).join(" AND ")}`;
}

/** Marks the runs that never ended: their process is gone, since this one could open the file. */
export function interruptRuns(schema: Schema, runs: Table): string {
  return `UPDATE ${schema.of(runs.name)} SET status = 'interrupted' WHERE status = 'running'`;
}

/** The last `$limit` runs, newest first. */
export function lastRuns(schema: Schema, runs: Table): string {
  return `SELECT * FROM ${schema.of(runs.name)} ORDER BY started_at DESC LIMIT $limit::BIGINT`;
}

/** How each resource ended last, and when it last succeeded. */
export function lastResources(schema: Schema, resources: Table): string {
  return `SELECT resource, arg_max(status, started_at) AS status,
  max(finished_at) FILTER (status = 'succeeded') AS synced_at
FROM ${schema.of(resources.name)} GROUP BY resource ORDER BY resource`;
}

/** Counts the rows of a table that are not deleted. */
export function countRows(schema: Schema, table: string): string {
  return `SELECT count(*) AS "rows" FROM ${schema.of(table)} WHERE _deleted_at IS NULL`;
}

function parameter({ name, type }: TableColumn): string {
  return `$${name}::${types[type]}`;
}

function columnDefinition({ name, type, nullable }: TableColumn): string {
  return `${identifier(name)} ${types[type]}${nullable ? "" : " NOT NULL"}`;
}

function keyNames(table: Table): string[] {
  return table.primaryKey.map(identifier);
}

function typeOfKey(table: Table, key: string): string {
  return types[table.columns.find(({ name }) => name === key)!.type];
}

/** The stage's key columns in the table's types. */
function stagedKeys(table: Table): string {
  return table.primaryKey.map((key) =>
    `S.${identifier(key)}::${typeOfKey(table, key)} AS ${identifier(key)}`
  ).join(", ");
}

function onKeys(table: Table): string {
  return table.primaryKey.map((key) =>
    `T.${identifier(key)} = S.${identifier(key)}::${typeOfKey(table, key)}`
  ).join(" AND ");
}

function fromRow({ type }: TableColumn, index: number): string {
  const value = `S._row[${index + 1}]`;
  if (type === "string") return value;
  if (type !== "decimal") return `${value}::${types[type]}`;
  // DuckDB parses text to DECIMAL(38,9) over a hundred times slower than to DECIMAL(18,9).
  return `coalesce(try_cast(${value} AS DECIMAL(18,9)), ${value}::DECIMAL(38,9))`;
}
