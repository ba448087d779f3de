/**
 * Flattens the schema of a record into the columns of its table.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { toSnakeCase } from "@std/text/to-snake-case";
import type { Column, ColumnType } from "../client/resource.ts";
import { SpecError } from "./errors.ts";
import type { Place } from "./node.ts";
import { type ListOperation, type Schema, type Spec, withoutNull } from "./spec.ts";
import { oneLine } from "./text.ts";

/**
 * Returns the columns of a list's table, in the order of the spec. Objects with declared members are
 * flattened; arrays and free-form objects are JSON columns.
 *
 * @throws {SpecError} when two columns get the same name.
 */
export function columnsOf(spec: Spec, list: ListOperation): Column[] {
  const place = ["components", "schemas", list.recordName];
  return distinct(flatten(spec, list.record, place, { path: [] }), place);
}

function distinct(columns: Column[], place: Place): Column[] {
  const seen = new Map<string, Column>();
  for (const column of columns) {
    const other = seen.get(column.name);
    if (other) {
      throw new SpecError(
        [...place, ...column.path],
        `its column '${column.name}' is also the column of ${other.path.join(".")}`,
      );
    }
    seen.set(column.name, column);
  }
  return columns;
}

/**
 * Returns the names of the columns that identify a row.
 *
 * @throws {SpecError} when the primary key is not a scalar of the record.
 */
export function primaryKeyOf(columns: readonly Column[], list: ListOperation): string[] {
  return list.resource.primaryKey.map((field) => {
    const column = columns.find(({ path }) => path.join(".") === field);
    if (column && (column.type === "string" || column.type === "integer")) return column.name;
    throw new SpecError(
      [...list.place, "x-resource", "primaryKey"],
      `'${field}' is not a string or integer of ${list.recordName}`,
    );
  });
}

/** What a property inherits from the objects around it. */
interface Surroundings {
  readonly path: readonly string[];
  readonly references?: string;
  readonly description?: string;
}

function flatten(spec: Spec, record: Schema, place: Place, around: Surroundings): Column[] {
  return Object.entries(record.properties ?? {}).flatMap(([name, property]) => {
    const at = [...place, "properties", name];
    const schema = withoutNull(property, at, spec.resolve);
    const here: Surroundings = {
      path: [...around.path, name],
      ...referenceOf(spec, schema, name, around),
      description: oneLine(`${around.description ?? ""} ${schema.description ?? ""}`),
    };
    return schema.type === "object" && schema.properties
      ? flatten(spec, schema, at, here)
      : [columnOf(spec, schema, at, here)];
  });
}

/** The resource that a property refers to: its own `x-references`, or its object's if it is the key. */
function referenceOf(
  spec: Spec,
  schema: Schema,
  name: string,
  around: Surroundings,
): { references?: string } {
  const own = schema["x-references"];
  if (own !== undefined) return { references: String(own) };
  const target = spec.lists.find(({ resource }) => resource.name === around.references);
  return target?.resource.primaryKey.includes(name) ? { references: target.resource.name } : {};
}

function columnOf(
  spec: Spec,
  schema: Schema,
  place: Place,
  { path, references, description = "" }: Surroundings,
): Column {
  const values = schema["x-values"] as readonly string[] | undefined;
  return {
    name: path.map((name) => toSnakeCase(name)).join("_"),
    path,
    type: typeOf(schema),
    description,
    ...(values && { values }),
    ...(references !== undefined && { references }),
    ...(schema.type === "array" && { items: itemsOf(spec, schema, place, description) }),
  };
}

/** The columns of an array's elements; those of plain values are described as the array is, if not better. */
function itemsOf(
  spec: Spec,
  { items = {} }: Schema,
  place: Place,
  arrayDescription: string,
): Column[] {
  const at = [...place, "items"];
  const schema = withoutNull(items, at, spec.resolve);
  const around: Surroundings = { path: [], ...referenceOf(spec, schema, "", { path: [] }) };
  if (schema.type === "object" && schema.properties) {
    return distinct(flatten(spec, schema, at, around), at);
  }
  const description = oneLine(schema.description ?? arrayDescription);
  return [{ ...columnOf(spec, schema, at, { ...around, description }), name: "value" }];
}

function typeOf({ type, format }: Schema): ColumnType {
  if (type === "string") {
    return format === "date" ? "date" : format === "date-time" ? "timestamp" : "string";
  }
  if (type === "number") return "decimal";
  return type === "integer" || type === "boolean" ? type : "json";
}
