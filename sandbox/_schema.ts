/**
 * Reads record schemas.
 *
 * @module
 */

import type { RecordSchema } from "@workspace-sync/sdk/schemas";

/** A schema without null, and whether it allows null. */
export interface Unwrapped {
  readonly schema: RecordSchema;
  readonly nullable: boolean;
}

/** Separates null from a schema, whether it is one of its types or one of its alternatives. */
export function unwrap(schema: RecordSchema): Unwrapped {
  const { anyOf, ...rest } = schema;
  if (anyOf) {
    const branch = anyOf.find(({ type }) => type !== "null") ?? {};
    const inner = unwrap({ ...branch, ...rest });
    return { ...inner, nullable: inner.nullable || anyOf.some(({ type }) => type === "null") };
  }
  if (Array.isArray(schema.type)) {
    const type = schema.type.find((each) => each !== "null") ?? "null";
    return { schema: { ...schema, type }, nullable: schema.type.includes("null") };
  }
  return { schema, nullable: schema.type === "null" };
}

/** Returns the schema of the value at a path of a record, if the record has one. */
export function schemaAt(schema: RecordSchema, path: readonly string[]): RecordSchema | undefined {
  let inner: RecordSchema | undefined = unwrap(schema).schema;
  for (const name of path) {
    const property: RecordSchema | undefined = inner?.properties?.[name];
    inner = property && unwrap(property).schema;
  }
  return inner;
}

/** Returns the table that a value of a schema refers to, as itself or by its `id`. */
export function referenceOf(schema: RecordSchema): string | undefined {
  return schema["x-references"] ?? schema.properties?.id?.["x-references"];
}

/** Returns the tables that a schema refers to, at any depth. */
export function referencesOf(schema: RecordSchema): Set<string> {
  const { schema: inner } = unwrap(schema);
  const parts = [...Object.values(inner.properties ?? {}), ...(inner.items ? [inner.items] : [])];
  const found = new Set(parts.flatMap((part) => [...referencesOf(part)]));
  const own = referenceOf(inner);
  return own === undefined ? found : found.add(own);
}
