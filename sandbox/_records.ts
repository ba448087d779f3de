/**
 * Turns record schemas into functions that make records. Every field is made on its own, from the seed, the
 * table and the index, so one record can quote another that has not been made yet.
 *
 * @module
 */

import type { RecordSchema } from "@workspace-sync/sdk/schemas";
import { hash, mix, Random } from "./_random.ts";
import { relationOf } from "./_relations.ts";
import { referenceOf, unwrap } from "./_schema.ts";
import { labelsOf, valueOf } from "./_values.ts";

/** The records that references can point to. */
export interface Targets {
  /** Picks a row of a table, other than `except`; `undefined` when there is none. */
  pick(table: string, random: Random, except?: number): number | undefined;
  /** Returns a field of a row, or `undefined` when its table has no such field. */
  field(table: string, row: number, name: string): unknown;
  /** Returns the id of a row. */
  id(table: string, row: number): string;
}

/** Makes the fields of the records of one table. */
export interface Records {
  /** Makes all fields of the record at an index. */
  make(index: number): Record<string, unknown>;
  /** Makes one field of it, or returns `undefined` when the table has no such field. */
  field(index: number, name: string): unknown;
}

interface Scope {
  /** 32 bits of the object that is made; they tell its fields from those of another object. */
  readonly salt: number;
  /** Index of the object among its siblings. */
  readonly index: number;
  /** The row that the object is in, as its table numbers them. */
  readonly row: number;
}

type Make = (scope: Scope) => unknown;
type Fields = ReadonlyMap<string, Make>;

interface Context {
  readonly table: string;
  readonly seed: number;
  readonly targets: Targets;
}

// Fields that tell records apart, and amounts that other fields are computed from, are never null.
const essential = /^(name|title|key|email|number|currency|date|amount|total|subtotal|issuedOn)$/;
const shareOfNulls = { value: 0.1, reference: 0.05, selfReference: 0.5 };

/** Compiles the schema of a table's records. */
export function compile(
  table: string,
  schemas: Readonly<Record<string, RecordSchema>>,
  seed: number,
  targets: Targets,
): Records {
  const fields = compileFields(schemas[table] ?? {}, { table, seed, targets });
  const salt = mix(hash(table), seed);
  const scope = (index: number): Scope => ({ salt: mix(salt, index), index, row: index });
  return {
    make: (index) => makeAll(fields, scope(index)),
    field: (index, name) => fields.get(name)?.(scope(index)),
  };
}

function makeAll(fields: Fields, scope: Scope): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, make] of fields) object[name] = make(scope);
  return object;
}

function compileFields(schema: RecordSchema, context: Context): Fields {
  const properties = Object.entries(unwrap(schema).schema.properties ?? {});
  const siblings = new Set(
    properties.filter(([, property]) => !isRetired(property)).map(([name]) => name),
  );
  const fields = new Map<string, Make>();
  for (const [name, property] of properties) {
    fields.set(
      name,
      isRetired(property) ? () => null : compileField(name, property, siblings, fields, context),
    );
  }
  return fields;
}

/** Whether a field has no value that a reader may rely on. */
function isRetired(property: RecordSchema): boolean {
  return property.deprecated === true && unwrap(property).nullable;
}

function compileField(
  name: string,
  property: RecordSchema,
  siblings: ReadonlySet<string>,
  fields: Fields,
  context: Context,
): Make {
  const { schema, nullable } = unwrap(property);
  const own = hash(name);
  const plain = compileValue(name, schema, siblings, context);
  const share = nullable && !essential.test(name) ? nullsOf(schema, context) : 0;
  const make: Make = (scope) => {
    const random = new Random(mix(scope.salt, own));
    return random.chance(share) ? null : plain(scope, random) ?? null;
  };
  const relation = relationOf(name, siblings);
  if (!relation) return make;
  return (scope) => {
    const from = relation.from.map((each) => fields.get(each)!(scope));
    const value = relation.value(new Random(mix(scope.salt, ~own)), ...from);
    return value === undefined || (value === null && !nullable) ? make(scope) : value;
  };
}

function nullsOf(schema: RecordSchema, { table }: Context): number {
  const reference = referenceOf(schema);
  if (reference === undefined) return shareOfNulls.value;
  return reference === table ? shareOfNulls.selfReference : shareOfNulls.reference;
}

type Plain = (scope: Scope, random: Random) => unknown;

function compileValue(
  name: string,
  schema: RecordSchema,
  siblings: ReadonlySet<string>,
  context: Context,
): Plain {
  const reference = referenceOf(schema);
  if (schema.type === "array") return compileArray(name, schema, context);
  if (schema.properties) {
    return reference === undefined
      ? compileObject(name, schema, context)
      : compileReference(reference, schema, context);
  }
  if (schema.type === "object") return () => ({});
  const value = valueOf(name, schema, siblings);
  if (reference === undefined) return (scope, random) => value(random, scope.index);
  return (scope, random) => {
    const row = pick(reference, scope, random, context);
    return row === undefined ? value(random, scope.index) : context.targets.id(reference, row);
  };
}

function compileReference(table: string, schema: RecordSchema, context: Context): Plain {
  const properties = Object.entries(schema.properties ?? {});
  const fields = compileFields(schema, context);
  const { targets } = context;
  return (scope, random) => {
    const row = pick(table, scope, random, context);
    const inner = { ...scope, salt: random.bits() };
    // When the table is empty, a reference that may not be null has to be made up.
    if (row === undefined) return makeAll(fields, inner);
    const object: Record<string, unknown> = {};
    for (const [name, property] of properties) {
      const { schema, nullable } = unwrap(property);
      const value = name === "id" ? targets.id(table, row) : targets.field(table, row, name);
      object[name] = value === undefined || (value === null && !nullable)
        ? fields.get(name)?.(inner)
        : narrow(value, schema);
    }
    return object;
  };
}

function pick(
  table: string,
  scope: Scope,
  random: Random,
  context: Context,
): number | undefined {
  return context.targets.pick(table, random, table === context.table ? scope.row : undefined);
}

/** Drops the members that the schema of an object does not name. */
function narrow(value: unknown, schema: RecordSchema): unknown {
  if (!schema.properties || typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(schema.properties).map((name) => [name, object[name]]));
}

function compileObject(name: string, schema: RecordSchema, context: Context): Plain {
  const fields = compileFields(schema, context);
  const label = ["name", "title"].find((each) => fields.has(each));
  if (!fields.has("id") || label === undefined) {
    return (scope, random) => makeAll(fields, { ...scope, salt: random.bits() });
  }
  // A named object without a table: records share a few of these, each the same wherever it appears.
  const labels = labelsOf(name).slice(0, 12);
  const salt = mix(hash(name), context.seed);
  return (scope, random) => {
    const index = random.integer(0, labels.length - 1);
    return {
      ...makeAll(fields, { ...scope, salt: mix(salt, index), index }),
      [label]: labels[index],
    };
  };
}

function compileArray(name: string, schema: RecordSchema, context: Context): Plain {
  const items = unwrap(schema.items ?? {}).schema;
  if (items.type === undefined || (items.type === "object" && !items.properties)) return () => [];
  const item = compileValue(name, items, new Set(), context);
  const low = schema.minItems ?? 0;
  const high = schema.maxItems ?? low + 3;
  return (scope, random) => {
    const made = Array.from({ length: random.integer(low, high) }, (_, index) => {
      const salt = random.bits();
      return item({ ...scope, salt, index }, new Random(salt));
    });
    return made.filter((each, index) => !made.slice(0, index).some((other) => same(each, other)));
  };
}

/** Whether two items of an array stand for the same thing. */
function same(a: unknown, b: unknown): boolean {
  return typeof a === "string" ? a === b : idOf(a) !== undefined && idOf(a) === idOf(b);
}

function idOf(value: unknown): unknown {
  return (value as Record<string, unknown> | null)?.id;
}
