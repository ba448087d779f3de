/**
 * All SQL that DuckDB is sent, built by small functions that quote every identifier.
 *
 * @module
 */

import { catalog, identifier, literal } from "../../engines/duckdb/quote.ts";
import type { ColumnType } from "@workspace-sync/sdk";
import type { Table, TableColumn } from "../../table.ts";

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
 * Lists the columns of `$table` in `$schema` as rows of `column`, `type` and `comment`. DuckDB's names ignore
 * case, but its catalogue keeps the case that they were created with.
 */
export const listColumns = `SELECT column_name AS "column", data_type AS "type", comment
FROM duckdb_columns()
WHERE database_name = ${literal(catalog)} AND lower(schema_name) = lower($schema)
  AND lower(table_name) = lower($table)
ORDER BY column_index`;

/** Finds `$table` in `$schema`. */
export const findTable = `SELECT table_name FROM duckdb_tables()
WHERE database_name = ${literal(catalog)} AND lower(schema_name) = lower($schema)
  AND lower(table_name) = lower($table)`;

/** Lists the tables and views of `$schema` as rows of `name`, in lower case, `isView` and `comment`. */
export const listNames = `SELECT lower(name) AS name, "isView", comment FROM (
  SELECT view_name AS name, true AS "isView", comment, database_name, schema_name FROM duckdb_views()
  UNION ALL SELECT table_name, false, comment, database_name, schema_name FROM duckdb_tables()
) WHERE database_name = ${literal(catalog)} AND lower(schema_name) = lower($schema)`;

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

/** Describes a table or a view in the database's catalogue. */
export function describe(
  schema: Schema,
  what: "TABLE" | "VIEW",
  { name, description }: Pick<Table, "name" | "description">,
): string {
  return `COMMENT ON ${what} ${schema.quoted(name)} IS ${literal(description)}`;
}

/** Describes a table or a view, and its columns, in the database's catalogue. */
export function commentOn(
  schema: Schema,
  what: "TABLE" | "VIEW",
  { name, description, columns }: Pick<Table, "name" | "description" | "columns">,
): string[] {
  const quoted = schema.quoted(name);
  return [
    describe(schema, what, { name, description }),
    ...columns.map((column) =>
      `COMMENT ON COLUMN ${quoted}.${identifier(column.name)} IS ${literal(column.description)}`
    ),
  ];
}

/** Casts a text to the type of `decimal` columns; DuckDB does that over a hundred times faster to DECIMAL(18,9). */
export function decimalOf(text: string, cast: "CAST" | "TRY_CAST"): string {
  return `coalesce(TRY_CAST(${text} AS DECIMAL(18,9)), ${cast}(${text} AS ${types.decimal}))`;
}

/** Table of stages in files that the version before has written. */
const oldStagesTable = "_sync_stages";

/** Removes what is kept of stages of an older layout. */
export function dropOldStages(schema: Schema): string {
  return `DROP TABLE IF EXISTS ${schema.quoted(oldStagesTable)}`;
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

/** Finds run `$run_id` when it ended with `$status`. */
export function findRun(schema: Schema, runs: Table): string {
  return `SELECT run_id FROM ${
    schema.quoted(runs.name)
  } WHERE run_id = $run_id AND status = $status`;
}

/** Finds a sync of `$resource` that succeeded. */
export function findSuccess(schema: Schema, resources: Table): string {
  return `SELECT run_id FROM ${schema.quoted(resources.name)}
WHERE resource = $resource AND status = 'succeeded' LIMIT 1`;
}

/** Lists the hashes of the rejects of `$resource`. */
export function listRejects(schema: Schema, rejects: Table): string {
  return `SELECT hash FROM ${schema.quoted(rejects.name)} WHERE resource = $resource`;
}

function parameter({ name, type }: TableColumn): string {
  return `$${name}::${types[type]}`;
}

function columnDefinition({ name, type, nullable }: TableColumn): string {
  return `${identifier(name)} ${types[type]}${nullable ? "" : " NOT NULL"}`;
}

/** Lists all rows of a table, in any order. */
export function listRows(schema: Schema, table: Table): string {
  return `SELECT * FROM ${schema.quoted(table.name)}`;
}
