/**
 * Turns a resource of the registry into the table that a destination holds.
 *
 * @module
 */

import type { ColumnType, Resource } from "@workspace-sync/sdk";

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
}

/** Columns that every table has beside those of its resource. */
export const systemColumns: readonly TableColumn[] = [
  {
    name: "_extra",
    type: "json",
    nullable: true,
    description: "Fields that the spec does not know, at their path in the record",
  },
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

/** Returns the table of a resource: its columns and the system columns. */
export function tableOf(resource: Resource): Table {
  return {
    name: resource.name,
    description: resource.description,
    primaryKey: resource.primaryKey,
    columns: [...resource.columns, ...systemColumns].map(
      // A value that does not fit leaves its column NULL, also where the spec says that there is always one.
      ({ name, type, description }) => (
        { name, type, nullable: !resource.primaryKey.includes(name), description }
      ),
    ),
  };
}

/** Returns the columns of a table that a staged row carries: all but those the merge fills in. */
export function rowColumns(table: Table): TableColumn[] {
  return table.columns.filter(({ name }) => !mergeColumns.has(name));
}

const mergeColumns = new Set(["_hash", "_synced_at", "_deleted_at"]);
