/**
 * Compares records with the schema that the spec gives them.
 *
 * @module
 */

import { isExactNumber } from "./exact_json.ts";
import type { RecordSchema } from "./record_schema.ts";

/** In what way a value is not what the spec says. */
export type DriftKind =
  | "missing"
  | "type"
  | "format"
  | "range"
  | "unknown-field"
  | "unknown-value";

/** One place where a record is not what the spec says. */
export interface Drift {
  /** Number of the record among those that were given, from 0. */
  readonly record: number;
  /** Where in the record: names of fields and numbers of items, outermost first; empty for the whole record. */
  readonly path: readonly (string | number)[];
  /** In what way it differs. `unknown-value` is none of the values that are known; that set is open. */
  readonly kind: DriftKind;
  /** What the spec says, for people: `string or null`, `date`, `at most 1`. */
  readonly expected: string;
  /** What is there; `undefined` when it is missing. */
  readonly value: unknown;
}

/** Finds where records differ from a schema, in the order of the records and of the schema's fields. */
export function driftOf(records: Iterable<unknown>, schema: RecordSchema): Drift[] {
  const found: Drift[] = [];
  let record = 0;
  for (const value of records) {
    for (const drift of driftIn(value, schema, [])) found.push({ record, ...drift });
    record++;
  }
  return found;
}

type Place = Drift["path"];
type Found = Omit<Drift, "record">;

function* driftIn(value: unknown, schema: RecordSchema, path: Place): Generator<Found> {
  const { anyOf } = schema;
  if (anyOf !== undefined) {
    const fitting = anyOf.find((each) => hasType(value, each));
    if (fitting) yield* driftIn(value, fitting, path);
    else yield { path, kind: "type", expected: anyOf.map(typeOf).join(" or "), value };
  } else if (!hasType(value, schema)) {
    yield { path, kind: "type", expected: typeOf(schema), value };
  } else if (Array.isArray(value)) {
    yield* driftInItems(value, schema, path);
  } else if (isExactNumber(value) || typeof value === "number") {
    yield* outOf(Number(isExactNumber(value) ? value.rawJSON : value), value, schema, path);
  } else if (typeof value === "string") {
    yield* driftInText(value, schema, path);
  } else if (typeof value === "object" && value !== null) {
    yield* driftInFields(value as Record<string, unknown>, schema, path);
  }
}

function* driftInFields(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [] }: RecordSchema,
  path: Place,
): Generator<Found> {
  for (const [name, schema] of Object.entries(properties)) {
    const at = [...path, name];
    if (Object.hasOwn(value, name)) yield* driftIn(value[name], schema, at);
    else if (required.includes(name)) {
      yield { path: at, kind: "missing", expected: typeOf(schema), value: undefined };
    }
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) continue;
    yield {
      path: [...path, name],
      kind: "unknown-field",
      expected: "no field",
      value: value[name],
    };
  }
}

function* driftInItems(
  items: readonly unknown[],
  { items: schema, minItems = 0, maxItems = Infinity }: RecordSchema,
  path: Place,
): Generator<Found> {
  if (items.length < minItems || items.length > maxItems) {
    const expected = minItems === maxItems
      ? `${minItems} items`
      : items.length < minItems
      ? `at least ${minItems} items`
      : `at most ${maxItems} items`;
    yield { path, kind: "range", expected, value: items };
  }
  if (schema === undefined) return;
  for (const [index, item] of items.entries()) yield* driftIn(item, schema, [...path, index]);
}

function* outOf(
  number: number,
  value: unknown,
  { minimum = -Infinity, maximum = Infinity }: RecordSchema,
  path: Place,
): Generator<Found> {
  if (number < minimum) yield { path, kind: "range", expected: `at least ${minimum}`, value };
  if (number > maximum) yield { path, kind: "range", expected: `at most ${maximum}`, value };
}

/** How texts of the formats that matter are written; others are not checked. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isOnCalendar(text),
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    isOnCalendar(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
  uuid: (text) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text),
};

/** Whether a day exists: JavaScript takes February 30 for the first days of March. */
function isOnCalendar(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function* driftInText(
  value: string,
  { format = "", maxLength = Infinity, "x-values": values }: RecordSchema,
  path: Place,
): Generator<Found> {
  if (Object.hasOwn(formats, format) && !formats[format]!(value)) {
    yield { path, kind: "format", expected: format, value };
  }
  // JSON Schema counts characters, not halves of them.
  if (value.length > maxLength && [...value].length > maxLength) {
    yield { path, kind: "range", expected: `at most ${maxLength} characters`, value };
  }
  if (values && !values.includes(value)) {
    yield { path, kind: "unknown-value", expected: values.join(", "), value };
  }
}

/** Whether a value has one of a schema's types; a schema without one takes anything. */
function hasType(value: unknown, { type, anyOf }: RecordSchema): boolean {
  if (anyOf !== undefined) return anyOf.some((each) => hasType(value, each));
  return type === undefined || [type].flat().some((each) => isOfType(value, each));
}

function isOfType(value: unknown, type: string): boolean {
  if (value === null) return type === "null";
  if (Array.isArray(value)) return type === "array";
  if (isExactNumber(value)) {
    return type === "number" || type === "integer" && /^-?\d+$/.test(value.rawJSON);
  }
  if (typeof value === "number") {
    return type === "number" || type === "integer" && Number.isInteger(value);
  }
  const own: string = typeof value;
  return own === type;
}

function typeOf({ type, anyOf }: RecordSchema): string {
  if (anyOf !== undefined) return anyOf.map(typeOf).join(" or ");
  return type === undefined ? "anything" : [type].flat().join(" or ");
}
