/**
 * All SQL that DuckDB is sent, built by small functions that quote every identifier.
 *
 * @module
 */

import type { ColumnType } from "../../../client/resource.ts";
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

/** Name under which the file is attached. */
export const catalog = "workspace";

/** A schema of a DuckDB database, and the names of what is in it. */
export class Schema {
  readonly #name: string;
  readonly #prefix: string;

  /**
   * Names the schema; it may not exist yet. SQL that is run names the catalog too, since DuckDB takes
   * `temp` and `workspace` before a table for a catalog. SQL that is only shown leaves it out.
   */
  constructor(name: string, catalog?: string) {
    this.#name = name;
    this.#prefix = catalog === undefined ? "" : `${identifier(catalog)}.`;
  }

  /** The schema's bare name. */
  get name(): string {
    return this.#name;
  }

  /** Qualified and quoted name of the schema. */
  get qualified(): string {
    return `${this.#prefix}${identifier(this.#name)}`;
  }

  /** Qualified and quoted name of a table. */
  quoted(table: string): string {
    return `${this.qualified}.${identifier(table)}`;
  }

  /** Bare name of a table's staging table. */
  stageName(table: Table): string {
    return `_stage_${table.name}`;
  }

  /** Qualified and quoted name of a table's staging table. */
  quotedStage(table: Table): string {
    return this.quoted(this.stageName(table));
  }
}

/** Creates the schema unless it exists. */
export function createSchema(schema: Schema): string {
  return `CREATE SCHEMA IF NOT EXISTS ${schema.qualified}`;
}

/**
 * Lists the columns of `$table` in `$schema` as rows of `column` and `type`. DuckDB's names ignore case,
 * but its catalogue keeps the case that they were created with.
 */
export const listColumns = `SELECT column_name AS "column", data_type AS "type"
FROM duckdb_columns()
WHERE database_name = ${literal(catalog)} AND lower(schema_name) = lower($schema)
  AND lower(table_name) = lower($table)
ORDER BY column_index`;

/** Creates a table with all its columns; an error when it exists. */
export function createTable(schema: Schema, table: Table): string {
  return `CREATE TABLE ${schema.quoted(table.name)} (\n  ${
    table.columns.map((column) => columnDefinition(column)).join(",\n  ")
  }\n)`;
}

/** Adds a column; it is NULL in the rows that are there. */
export function addColumn(schema: Schema, table: Table, column: TableColumn): string {
  return `ALTER TABLE ${schema.quoted(table.name)} ADD COLUMN ${
    columnDefinition({ ...column, nullable: true })
  }`;
}

/**
 * Makes the next merge rewrite every row: an unchanged row would keep NULL in a column that was added.
 * Run it after the columns are added; DuckDB refuses to alter a table that the transaction has updated.
 */
export function forgetHashes(schema: Schema, table: Table): string {
  return `UPDATE ${schema.quoted(table.name)} SET _hash = NULL WHERE _hash IS NOT NULL`;
}

/** Describes a table in the database's catalogue. */
export function commentOn(schema: Schema, table: Table): string {
  return `COMMENT ON TABLE ${schema.quoted(table.name)} IS ${literal(table.description)}`;
}

/** Table of checkpoints: one row per unfinished stage. */
export const checkpointsTable = "_sync_stages";

/** Creates the table of checkpoints. */
export function createCheckpoints(schema: Schema): string {
  return `CREATE TABLE IF NOT EXISTS ${schema.quoted(checkpointsTable)} (
  resource VARCHAR NOT NULL, run_id VARCHAR NOT NULL, source VARCHAR NOT NULL, spec_hash VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL, "cursor" VARCHAR, pages BIGINT NOT NULL, records BIGINT NOT NULL,
  complete BOOLEAN NOT NULL
)`;
}

/**
 * Creates an empty staging table. `_row` is the row as a JSON array, or, in a reject, whose key columns
 * are NULL and whose `_reason` says why, the record. Rows that are read once or twice stay uncompressed:
 * compression would take a tenth of the time of a sync.
 */
export function createStage(schema: Schema, table: Table): string {
  return `CREATE OR REPLACE TABLE ${schema.quotedStage(table)} (_seq BIGINT NOT NULL, ${
    table.primaryKey.map((key) => `${identifier(key)} VARCHAR`).join(", ")
  }, _hash VARCHAR NOT NULL USING COMPRESSION uncompressed,
  _row VARCHAR NOT NULL USING COMPRESSION uncompressed, _issues BOOLEAN NOT NULL, _reason VARCHAR)`;
}

/** Removes a staging table. */
export function dropStage(schema: Schema, table: Table): string {
  return `DROP TABLE IF EXISTS ${schema.quotedStage(table)}`;
}

/** Reads the checkpoint of `$resource`. */
export function selectCheckpoint(schema: Schema): string {
  return `SELECT * FROM ${schema.quoted(checkpointsTable)} WHERE resource = $resource`;
}

/** Stores the first checkpoint of `$resource`. */
export function insertCheckpoint(schema: Schema): string {
  return `INSERT INTO ${schema.quoted(checkpointsTable)}
  (resource, run_id, source, spec_hash, started_at, "cursor", pages, records, complete)
VALUES ($resource, $run_id, $source, $spec_hash, now() AT TIME ZONE 'UTC', $cursor, $pages, $records, $complete)`;
}

/** Moves the checkpoint of `$resource` on. */
export function updateCheckpoint(schema: Schema): string {
  return `UPDATE ${schema.quoted(checkpointsTable)}
SET "cursor" = $cursor, pages = $pages, records = $records, complete = $complete WHERE resource = $resource`;
}

/** Removes the checkpoint of `$resource`. */
export function deleteCheckpoint(schema: Schema): string {
  return `DELETE FROM ${schema.quoted(checkpointsTable)} WHERE resource = $resource`;
}

/** Keys that are joined at once: their hash table takes an eighth of DuckDB's memory. */
const shareKeys = 100_000;

/**
 * Counts the shares that the keys of a stage and its table are split into, by their hash. A join of all
 * keys can fit into DuckDB's memory and leave too little for what follows.
 */
export function countShares(schema: Schema, table: Table): string {
  return `SELECT 1 + greatest(
  (SELECT count(*) FROM ${schema.quotedStage(table)}), (SELECT count(*) FROM ${
    schema.quoted(table.name)
  })
) // ${shareKeys} AS shares`;
}

/** Says that keys are in share number `$share`, from 0, of `$shares`. */
function inShare(keys: readonly string[]): string {
  return `hash(${keys.join(", ")}) % $shares::UBIGINT = $share::UBIGINT`;
}

/** Says that a row of the stage is in the share. */
function stageInShare(table: Table, alias = ""): string {
  return inShare(
    table.primaryKey.map((key) => `${alias}${identifier(key)}::${typeOfKey(table, key)}`),
  );
}

/** Says that a row of the table is in the share. */
function tableInShare(table: Table): string {
  return inShare(keyNames(table).map((key) => `T.${key}`));
}

/** The last staged row of each primary key, by `_seq`; rejects are left out. */
function latest(schema: Schema, table: Table): string {
  return `_seq IN (
    SELECT max(_seq) FROM ${schema.quotedStage(table)} WHERE _reason IS NULL AND ${
    stageInShare(table)
  }
    GROUP BY ${keyNames(table).join(", ")}
  )`;
}

/** Compares stage and table in one share of the keys: reads keys and hashes only. */
export function compare(schema: Schema, table: Table): string {
  const stage = schema.quotedStage(table);
  const firstKey = keyNames(table)[0];
  return `WITH staged AS (SELECT ${stagedKeys(table)}, _hash FROM ${stage} AS S WHERE ${
    latest(schema, table)
  }),
kept AS (SELECT ${keyNames(table).join(", ")}, _hash, _deleted_at FROM ${
    schema.quoted(table.name)
  } AS T WHERE ${tableInShare(table)}),
counted AS (
  SELECT count(*) AS staged, count(*) FILTER (_reason IS NOT NULL) AS rejected FROM ${stage}
  WHERE ${stageInShare(table)}
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
LEFT JOIN (staged AS S FULL JOIN kept AS T ON ${
    keyNames(table).map((key) => `T.${key} = S.${key}`).join(" AND ")
  }) ON true`;
}

const differs = "T._hash IS DISTINCT FROM S._hash OR T._deleted_at IS NOT NULL";

/**
 * The statements of a merge, in their order; those that have nothing to do may be left out. All but the
 * insert run once for each share of the keys and join narrow columns only; the text of rows flows from the
 * stage into the table. One MERGE instead would hold three hash tables and all new values of updated rows:
 * it fails in 512 MB when 100,000 rows of the widest table changed.
 */
export const mergeSteps = {
  /** Keeps in the stage only the last row of each primary key. */
  dropDuplicates(schema: Schema, table: Table): string {
    return `DELETE FROM ${schema.quotedStage(table)}
WHERE _reason IS NULL AND ${stageInShare(table)} AND NOT (${latest(schema, table)})`;
  },

  /** Marks the rows that the stage lacks as deleted at `$now`. */
  markMissing(schema: Schema, table: Table): string {
    return `UPDATE ${schema.quoted(table.name)} AS T SET _deleted_at = $now::TIMESTAMP
WHERE _deleted_at IS NULL AND ${isMissing(schema, table)}`;
  },

  /** Removes the rows that the stage lacks; those that were marked before stay: they were not counted. */
  deleteMissing(schema: Schema, table: Table): string {
    return `DELETE FROM ${schema.quoted(table.name)} AS T
WHERE _deleted_at IS NULL AND ${isMissing(schema, table)}`;
  },

  /** Keeps in the stage only the rows that are new or changed. */
  dropUnchanged(schema: Schema, table: Table): string {
    return `DELETE FROM ${schema.quotedStage(table)} AS S USING ${schema.quoted(table.name)} AS T
WHERE ${onKeys(table)} AND ${tableInShare(table)} AND ${stageInShare(table, "S.")}
  AND NOT (${differs})`;
  },

  /** Parses the rows that are still in the stage and writes them, as of `$now`. */
  insertStaged(schema: Schema, table: Table): string {
    const columns = rowColumns(table);
    const names = [...columns.map(({ name }) => identifier(name)), "_hash", "_synced_at"];
    const values = [...columns.map(fromRow), "S._hash", "$now::TIMESTAMP"];
    return `INSERT INTO ${schema.quoted(table.name)} (
  ${names.join(", ")}
) SELECT
  ${values.join(",\n  ")}
FROM (
  ${inParts(schema, table)}
) AS S`;
  },

  /**
   * Gives the rows that were written after `$last` the values that their old versions have in `others`,
   * columns that the spec lacks.
   */
  keepOthers(schema: Schema, table: Table, others: readonly string[]): string {
    const names = others.map(identifier);
    const columns = [...keyNames(table), ...names].join(", ");
    return `UPDATE ${schema.quoted(table.name)} AS T
SET ${names.map((name) => `${name} = O.${name}`).join(", ")}
FROM (SELECT ${columns} FROM ${schema.quoted(table.name)} AS T
  WHERE rowid <= $last::BIGINT AND ${tableInShare(table)}) AS O
WHERE T.rowid > $last::BIGINT AND ${tableInShare(table)}
  AND ${keyNames(table).map((key) => `T.${key} = O.${key}`).join(" AND ")}`;
  },

  /** Removes the old rows that new ones were written for. */
  deleteChanged(schema: Schema, table: Table): string {
    return `DELETE FROM ${schema.quoted(table.name)} AS T USING ${schema.quotedStage(table)} AS S
WHERE ${onKeys(table)} AND ${tableInShare(table)} AND ${stageInShare(table, "S.")}
  AND (${differs})`;
  },
};

/** Finds the last row of a table; rows that are written later come after it. */
export function lastRow(schema: Schema, table: Table): string {
  return `SELECT coalesce(max(rowid), -1) AS last FROM ${schema.quoted(table.name)}`;
}

/** Parts that a stage is parsed in. */
const parts = 4;

/**
 * Parses a stage in parts. DuckDB takes 2,048 rows at a time and holds their text several times over:
 * too much for its memory when rows have 16 KB. A part has every fourth row, and so a fourth of the text.
 */
function inParts(schema: Schema, table: Table): string {
  const columns = [...keyNames(table), "_hash", `from_json(_row, '["VARCHAR"]') AS _row`].join(
    ", ",
  );
  return Array.from(
    { length: parts },
    (_, part) =>
      `SELECT ${columns} FROM ${schema.quotedStage(table)} ` +
      `WHERE _reason IS NULL AND _seq % ${parts} = ${part}`,
  ).join("\n  UNION ALL ");
}

/** Keeps the stage's rejects that are not kept yet. */
export function mergeRejects(schema: Schema, table: Table, rejects: Table): string {
  return `INSERT INTO ${
    schema.quoted(rejects.name)
  } (resource, hash, run_id, rejected_at, reason, record)
SELECT $resource, _hash, $run_id, $now::TIMESTAMP, any_value(_reason), any_value(_row)::JSON
FROM ${schema.quotedStage(table)} AS S
WHERE _reason IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM ${
    schema.quoted(rejects.name)
  } AS R WHERE R.resource = $resource AND R.hash = S._hash
) GROUP BY _hash`;
}

/** Inserts a row given as parameters named like the columns. */
export function insertRow(schema: Schema, table: Table): string {
  return `INSERT INTO ${schema.quoted(table.name)} (${
    table.columns.map(({ name }) => identifier(name)).join(", ")
  }) VALUES (${table.columns.map(parameter).join(", ")})`;
}

/** Writes the parameters named like the columns over the row with the same key. */
export function updateRow(schema: Schema, table: Table): string {
  const assign = (column: TableColumn) => `${identifier(column.name)} = ${parameter(column)}`;
  const isKey = ({ name }: TableColumn) => table.primaryKey.includes(name);
  return `UPDATE ${schema.quoted(table.name)} SET ${
    table.columns.filter((column) => !isKey(column)).map(assign).join(", ")
  } WHERE ${table.columns.filter(isKey).map(assign).join(" AND ")}`;
}

/** Marks the runs that never ended: their process is gone, since this one could open the file. */
export function interruptRuns(schema: Schema, runs: Table): string {
  return `UPDATE ${schema.quoted(runs.name)} SET status = 'interrupted' WHERE status = 'running'`;
}

/** The origin of the last run that knew its workspace, or else of the last run. */
export function lastOrigin(schema: Schema, runs: Table): string {
  return `SELECT source, workspace_id, workspace_name FROM ${schema.quoted(runs.name)}
ORDER BY workspace_id IS NULL, started_at DESC LIMIT 1`;
}

/** Finds run `$run_id` when it ended with `$status`. */
export function findRun(schema: Schema, runs: Table): string {
  return `SELECT run_id FROM ${
    schema.quoted(runs.name)
  } WHERE run_id = $run_id AND status = $status`;
}

/** The last `$limit` runs, newest first. */
export function lastRuns(schema: Schema, runs: Table): string {
  return `SELECT * FROM ${schema.quoted(runs.name)} ORDER BY started_at DESC LIMIT $limit::BIGINT`;
}

/** How each resource ended last, and when it last succeeded. */
export function lastResources(schema: Schema, resources: Table): string {
  return `SELECT resource, arg_max(status, started_at) AS status,
  max(finished_at) FILTER (status = 'succeeded') AS synced_at
FROM ${schema.quoted(resources.name)} GROUP BY resource ORDER BY resource`;
}

/** Finds a sync of `$resource` that succeeded. */
export function findSuccess(schema: Schema, resources: Table): string {
  return `SELECT run_id FROM ${schema.quoted(resources.name)}
WHERE resource = $resource AND status = 'succeeded' LIMIT 1`;
}

/** Counts the rows of a table that are not deleted. */
export function countRows(schema: Schema, table: string): string {
  return `SELECT count(*) AS "rows" FROM ${schema.quoted(table)} WHERE _deleted_at IS NULL`;
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

function isMissing(schema: Schema, table: Table): string {
  return `${tableInShare(table)} AND NOT EXISTS (SELECT 1 FROM ${schema.quotedStage(table)} AS S
  WHERE ${onKeys(table)} AND ${stageInShare(table, "S.")})`;
}

function fromRow({ type }: TableColumn, index: number): string {
  const value = `S._row[${index + 1}]`;
  if (type === "string") return value;
  if (type !== "decimal") return `${value}::${types[type]}`;
  // DuckDB parses text to DECIMAL(38,9) over a hundred times slower than to DECIMAL(18,9).
  return `coalesce(try_cast(${value} AS DECIMAL(18,9)), ${value}::DECIMAL(38,9))`;
}
