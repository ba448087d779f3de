/**
 * Finds out what is in a schema of a DuckDB database, and what its tables lack.
 *
 * @module
 */

import type { TablePlan } from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import type { Table, TableColumn } from "../../table.ts";
import type { View } from "../../views.ts";
import type { Database } from "../../engines/duckdb/database.ts";
import { taken } from "../sql.ts";
import type { Schema } from "./sql.ts";
import * as sql from "./sql.ts";
import { commentOf, isOwnComment } from "./views.ts";

/** A column that is there. */
export interface FoundColumn {
  /** Its name, in the case that it was created with. */
  readonly column: string;
  /** Its type, such as `DECIMAL(38,9)`. */
  readonly type: string;
  /** What it is described as. */
  readonly comment: string | null;
}

/** A table or a view that is there. */
export interface FoundName {
  /** Its name in lower case. */
  readonly name: string;
  /** Otherwise it is a table. */
  readonly isView: boolean;
  /** What it is described as. */
  readonly comment: string | null;
}

/** Returns the columns of a table or a view, by their names in lower case; none when there is no such table. */
export async function columnsOf(
  database: Database,
  schema: Schema,
  table: string,
): Promise<Map<string, FoundColumn>> {
  const place = { schema: schema.name, table };
  const rows = await database.query<FoundColumn>(sql.listColumns, place);
  return new Map(rows.map((row) => [row.column.toLowerCase(), row]));
}

/** Whether there is a table; found sooner than its columns. */
export async function existsIn(
  database: Database,
  schema: Schema,
  table: string,
): Promise<boolean> {
  const place = { schema: schema.name, table };
  return (await database.query(sql.findTable, place)).length > 0;
}

/** Returns the tables and views of a schema, by their names in lower case. */
export async function namesIn(
  database: Database,
  schema: Schema,
): Promise<Map<string, FoundName>> {
  const rows = await database.query<FoundName>(sql.listNames, { schema: schema.name });
  return new Map(rows.map((row) => [row.name, row]));
}

/**
 * Finds out what a table lacks.
 *
 * @throws {DestinationError} when a column has another type, or lacks and is part of the key, or something
 * else has the name of a view.
 */
export async function needsOf(
  database: Database,
  schema: Schema,
  table: Table,
): Promise<Omit<TablePlan, "rows" | "isSynced">> {
  const names = await namesIn(database, schema);
  const views = outdatedViews(table, names);
  const found = await columnsOf(database, schema, table.name);
  const foundOf = ({ name }: TableColumn) => found.get(name.toLowerCase());
  const refuse = ({ name }: TableColumn, problem: string): never => {
    throw new DestinationError(
      `Cannot sync ${table.name}: its column '${name}' ${problem}, or rename the table and sync again`,
      "schema",
    );
  };
  const missing = table.columns.filter((column) => foundOf(column) === undefined);
  if (found.size === 0) return { exists: false, missing, views, isDescribed: true };
  const key = missing.find(({ name }) => table.primaryKey.includes(name));
  if (key) refuse(key, "is gone, and it is the primary key; restore it");
  for (const column of table.columns) {
    const [is, must] = [foundOf(column)?.type, sql.types[column.type]];
    if (is && is !== must) refuse(column, `is ${is} and must be ${must}; change its type`);
  }
  const isDescribed = (names.get(table.name.toLowerCase())?.comment ?? "") === table.description &&
    table.columns.every((column) => (foundOf(column)?.comment ?? "") === column.description);
  return { exists: true, missing, views, isDescribed };
}

/** The views of a table that are not there, or were defined in another way. */
function outdatedViews(table: Table, names: Map<string, FoundName>): View[] {
  return (table.views ?? []).filter((view) => {
    const found = names.get(view.name);
    if (found && !(found.isView && isOwnComment(found.comment))) throw taken(table, view);
    return found?.comment !== commentOf(view);
  });
}
