/**
 * Tables as the API writes them.
 *
 * @module
 */

import type { TableField, TableMetadata } from "@google-cloud/bigquery";
import { DestinationError } from "../../errors.ts";
import type { Table, TableColumn } from "../../table.ts";
import { types } from "./sql.ts";

/** A column of a table, as the API writes it. */
export type Field = { name: string; type: string } & TableField;

/** A table, as the API writes it. */
export type TableResource = Omit<TableMetadata, "schema"> & { schema?: { fields: Field[] } };

/** The field of a column. */
export function fieldOf({ name, type, nullable, description }: TableColumn): Field {
  return { name, type: types[type], mode: nullable ? "NULLABLE" : "REQUIRED", description };
}

/** Column that tables may be partitioned by: when a record was made, which does not change. */
const partitionColumn = "created_at";

/** The column that a table is partitioned by when that is asked for. */
export function partitionOf({ columns }: Table): string | undefined {
  return columns.find(({ name, type }) => name === partitionColumn && type === "timestamp")?.name;
}

/** A table, as it is created, partitioned by month of a column if one is named. */
export function resourceOf(table: Table, partition: string | undefined): TableResource {
  return {
    ...(partition && { timePartitioning: { type: "MONTH", field: partition } }),
    description: table.description,
    schema: { fields: table.columns.map(fieldOf) },
    clustering: { fields: [...table.primaryKey] },
    tableConstraints: { primaryKey: { columns: [...table.primaryKey] } },
    labels: { app: "workspace-sync" },
  };
}

/** Names under which the API returns types that were created under another name. */
const aliases: Readonly<Record<string, string>> = {
  INT64: "INTEGER",
  BOOL: "BOOLEAN",
  DECIMAL: "NUMERIC",
};

/**
 * Finds the columns that a table lacks.
 *
 * @throws {DestinationError} when one has another type.
 */
export function missingColumns(table: Table, resource: TableResource | undefined): TableColumn[] {
  const found = new Map(resource?.schema?.fields.map(({ name, type }) => [name, type]));
  return table.columns.filter(({ name, type }) => {
    const has = found.get(name);
    if (has === undefined) return true;
    if (has === types[type] || aliases[has] === types[type]) return false;
    throw new DestinationError(
      `Cannot sync ${table.name}: its column '${name}' is ${has} and must be ${types[type]}; ` +
        "copy the table to another name, remove it and sync again",
      "schema",
    );
  });
}

/** The change that gives a table the columns that it lacks, and describes it. */
export function withColumns(table: Table, resource: TableResource): TableResource {
  const added = missingColumns(table, resource).map((column) => ({
    ...fieldOf(column),
    mode: "NULLABLE",
  }));
  const { schema } = describedFields(table, resource);
  return {
    description: table.description,
    schema: { fields: [...schema?.fields ?? [], ...added] },
  };
}

/** The change that describes the columns of a table or a view; those of others stay as they are. */
export function describedFields(
  { columns }: Pick<Table, "columns">,
  { schema }: TableResource,
): Pick<TableResource, "schema"> {
  if (schema === undefined) return {};
  const descriptions = new Map(columns.map(({ name, description }) => [name, description]));
  const fields = schema.fields.map((field) => {
    const description = descriptions.get(field.name);
    return description === undefined ? field : { ...field, description };
  });
  return { schema: { fields } };
}

/** Whether a table has the descriptions of the table and of its columns, as far as it has these. */
export function isDescribed(table: Table, resource: TableResource | undefined): boolean {
  if (resource === undefined) return true;
  const fields = resource.schema?.fields ?? [];
  const descriptions = new Map(fields.map(({ name, description }) => [name, description ?? ""]));
  return (resource.description ?? "") === table.description &&
    table.columns.every(({ name, description }) =>
      (descriptions.get(name) ?? description) === description
    );
}
