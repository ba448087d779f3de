/**
 * Turns a resource of the registry into the table that a destination holds.
 *
 * @module
 */

import type { Column, ColumnType, Resource } from "@workspace-sync/sdk";
import { type View, viewsOf } from "./views.ts";

/** One column of a table, in terms that belong to no destination. */
export interface TableColumn {
  /** Unquoted, in snake case. */
  readonly name: string;
  /** Type; the destination maps it to its own. */
  readonly type: ColumnType;
  /** Whether the column may be NULL. */
  readonly nullable: boolean;
  /** What the column holds; one line. */
  readonly description: string;
}

/** A table of the destination. */
export interface Table {
  /** Unquoted, in snake case. */
  readonly name: string;
  /** What the table holds; one line. */
  readonly description: string;
  /** Columns that identify a row; empty for a table that is only appended to. */
  readonly primaryKey: readonly string[];
  /** All columns: first those of the resource, then the system columns. */
  readonly columns: readonly TableColumn[];
  /** What is shown of it beside it, each after those that it reads; absent for the loader's own tables. */
  readonly views?: readonly View[];
}

/** Holds what a record has beyond its columns. */
const extraColumn: TableColumn = {
  name: "_extra",
  type: "json",
  nullable: true,
  description: "Fields that the spec does not know, at their path in the record",
};

/** Columns that every table has beside those of its resource. */
export const systemColumns: readonly TableColumn[] = [
  extraColumn,
  {
    name: "_issues",
    type: "json",
    nullable: true,
    description: "Values that did not fit their column: path, reason and original value",
  },
  {
    name: "_hash",
    type: "string",
    nullable: true,
    description: "First 128 bits of the SHA-256 of the row, in hex; another hash is a changed row",
  },
  {
    name: "_synced_at",
    type: "timestamp",
    nullable: true,
    description: "When this version of the row was written",
  },
  {
    name: "_deleted_at",
    type: "timestamp",
    nullable: true,
    description: "When a complete sweep first missed the record; NULL while it exists",
  },
];

/** Returns the table of a resource, with its columns, the system columns and its views. */
export function tableOf(resource: Resource): Table {
  const { name, description, primaryKey } = resource;
  const columns = resource.columns.map((column) => tableColumn(column, primaryKey));
  return {
    ...{ name, description, primaryKey },
    columns: [...columns, ...systemColumns],
    views: viewsOf(resource, [...columns, extraColumn]),
  };
}

function tableColumn(
  { name, type, description }: Column,
  primaryKey: readonly string[],
): TableColumn {
  // A value that does not fit leaves its column NULL, also where the spec says that there is always one.
  return { name, type, nullable: !primaryKey.includes(name), description };
}

/** Returns the columns of a table that a staged row carries: all but those the merge fills in. */
export function rowColumns(table: Table): TableColumn[] {
  return table.columns.filter(({ name }) => !mergeColumns.has(name));
}

const mergeColumns = new Set(["_hash", "_synced_at", "_deleted_at"]);
