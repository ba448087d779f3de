/**
 * Finds out what tables of a DuckDB database lack, and gives it to them.
 *
 * @module
 */

import type { TablePlan } from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import type { Table, TableColumn } from "../../table.ts";
import type { Database } from "../../engines/duckdb/database.ts";
import type { Schema } from "./sql.ts";
import * as sql from "./sql.ts";

/** Columns of a table or a view, in lower case, and their types; empty when there is none. */
export async function columnsOf(
  database: Database,
  schema: Schema,
  table: string,
): Promise<Map<string, string>> {
  const rows = await database.query<{ column: string; type: string }>(
    sql.listColumns,
    { schema: schema.name, table },
  );
  return new Map(rows.map(({ column, type }) => [column.toLowerCase(), type]));
}

/**
 * Finds out what a table lacks.
 *
 * @throws {DestinationError} when a column has another type, or lacks and is part of the key.
 */
export async function needsOf(
  database: Database,
  schema: Schema,
  table: Table,
): Promise<Pick<TablePlan, "exists" | "missing">> {
  const found = await columnsOf(database, schema, table.name);
  const typeOf = ({ name }: TableColumn) => found.get(name.toLowerCase());
  const refuse = ({ name }: TableColumn, problem: string): never => {
    throw new DestinationError(
      `Cannot sync ${table.name}: its column '${name}' ${problem}, or rename the table and sync again`,
      "schema",
    );
  };
  const missing = table.columns.filter((column) => typeOf(column) === undefined);
  if (found.size === 0) return { exists: false, missing };
  const key = missing.find(({ name }) => table.primaryKey.includes(name));
  if (key) refuse(key, "is gone, and it is the primary key; restore it");
  for (const column of table.columns) {
    const [is, must] = [typeOf(column), sql.types[column.type]];
    if (is && is !== must) refuse(column, `is ${is} and must be ${must}; change its type`);
  }
  return { exists: true, missing };
}
