/**
 * Shapes the records of a resource into rows of its table.
 *
 * @module
 */

import { createHash, hash as digest } from "node:crypto";
import type { Column, Resource } from "../client/resource.ts";
import { rowColumns, tableOf } from "./table.ts";
import { canonicalJson, converters, halfPair, type Issue, none, storableJson } from "./convert.ts";
import { hashLength } from "./diff.ts";
import { RecordError } from "./errors.ts";
import { isExactNumber } from "../client/exact_json.ts";

/** A record that has a usable primary key, ready to be staged. */
export interface Row {
  /** Position of the record in the sweep, from 0. */
  readonly seq: number;
  /** Values of the primary key's columns. */
  readonly key: readonly string[];
  /** The first 128 bits of the SHA-256 of {@linkcode listOf} the row, in hex: equal hash, equal row. */
  readonly hash: string;
  /**
   * The values as JSON text, in the table's column order, `_extra` and `_issues` last. Decimals are strings
   * of digits, dates and timestamps ISO 8601 strings (UTC), JSON columns strings of JSON text.
   */
  readonly values: readonly string[];
  /** Length of {@linkcode listOf} the row. */
  readonly size: number;
  /** What {@linkcode listOf} returns, unless it is large: joining it twice would take as long as hashing. */
  readonly list: string | undefined;
  /** Whether the row has anything in `_issues`. */
  readonly hasIssues: boolean;
  /** Whether the row has anything in `_extra`. */
  readonly hasExtra: boolean;
}

/** A record that cannot become a row, because its primary key is not usable. */
export interface Reject {
  /** Position of the record in the sweep, from 0. */
  readonly seq: number;
  /** Why the record has no row. */
  readonly reason: string;
  /** The record as JSON text. */
  readonly text: string;
  /** The first 128 bits of the SHA-256 of {@linkcode Reject.text}, in hex. */
  readonly hash: string;
}

/**
 * Shapes one record.
 *
 * @throws {RecordError} when it is nested so deeply that the stack overflows, measured at over 2,000 levels.
 */
export type Shaper = (record: unknown, seq: number) => Row | Reject;

/** Length from which the list of a row is large. */
const largeList = 16_384;

/** Returns the values of a row as one JSON array, which is what is hashed. */
export function listOf({ values, list }: Pick<Row, "values"> & Partial<Pick<Row, "list">>): string {
  return list ?? `[${values.join(",")}]`;
}

/** Says whether a shaped record is a reject. */
export function isReject(shaped: Row | Reject): shaped is Reject {
  return "reason" in shaped;
}

/**
 * Returns the function that shapes records of a resource. Nothing of a record is dropped: fields that
 * the spec does not know go to `_extra`, values that do not fit their column to `_issues`, and a
 * record without a usable primary key becomes a {@linkcode Reject}.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const shape = createShaper({
 *   name: "pets", property: "pets", path: "/pets", description: "Pets", primaryKey: ["id"],
 *   writeDisposition: "merge", filters: [],
 *   pagination: { style: "cursor", cursorParam: "after", cursorField: "id", limitParam: "limit",
 *     limit: 100, items: "results", hasMore: "hasMore" },
 *   columns: [
 *     { name: "id", path: ["id"], type: "string", nullable: false, description: "Id" },
 *     { name: "owner_name", path: ["owner", "name"], type: "string", nullable: true, description: "Owner" },
 *   ],
 * });
 * const row = shape({ id: "1", owner: { name: "Ada", age: 36 } }, 0);
 * assertEquals(listOf(row as Row), `["1","Ada","{\\"owner\\":{\\"age\\":36}}",null]`);
 * ```
 */
export function createShaper(resource: Resource): Shaper {
  const root = tree(resource.columns);
  const columns = rowColumns(tableOf(resource));
  const keyIndexes = resource.primaryKey.map((name) =>
    resource.columns.findIndex((column) => column.name === name)
  );

  const shape: Shaper = (record, seq) => {
    if (!isObject(record)) return reject(record, seq, "The record is not an object");
    const values = new Array<string>(columns.length).fill(none);
    const issues: Issue[] = [];
    const extra = collect(record, root, [], values, issues);

    const key: string[] = [];
    for (const index of keyIndexes) {
      const value = values[index]!;
      if (value === none || value === '""') {
        const path = resource.columns[index]!.path.join(".");
        return reject(
          record,
          seq,
          `The primary key '${path}' is missing, empty or of another type`,
        );
      }
      key.push(value.startsWith('"') ? JSON.parse(value) : value);
    }

    if (extra) {
      const storable = storableJson(extra);
      if (storable !== extra) issues.push({ path: "_extra", reason: halfPair, value: null });
      values[columns.length - 2] = JSON.stringify(storable);
    }
    if (issues.length > 0) {
      values[columns.length - 1] = JSON.stringify(storableJson(canonicalJson(issues)));
    }
    const size = sizeOf(values);
    const list = size <= largeList ? listOf({ values }) : undefined;
    const [hasIssues, hasExtra] = [issues.length > 0, extra !== ""];
    const hash = hashOfList(values, list);
    return { seq, key, hash, values, size, list, hasIssues, hasExtra };
  };
  return (record, seq) => {
    try {
      return shape(record, seq);
    } catch (error) {
      // The stack has overflowed; to count the levels of every record would cost more than to fail here.
      throw error instanceof RangeError ? tooDeep(resource, record, seq) : error;
    }
  };
}

/** A place in the record: a column, or an object whose members are columns. */
interface Node {
  readonly column?: Column;
  readonly index: number;
  readonly members: Map<string, Node>;
}

function tree(columns: readonly Column[]): Node {
  const root: Node = { index: -1, members: new Map() };
  columns.forEach((column, index) => {
    let node = root;
    column.path.forEach((name, depth) => {
      const leaf = depth === column.path.length - 1;
      const next = node.members.get(name) ??
        (leaf ? { column, index, members: new Map() } : { index: -1, members: new Map() });
      node.members.set(name, next);
      node = next;
    });
  });
  return root;
}

/** Fills `values` and `issues` from an object; returns the unknown fields as JSON text, or "". */
function collect(
  object: Record<string, unknown>,
  node: Node,
  path: readonly string[],
  values: string[],
  issues: Issue[],
): string {
  let extra = "";
  for (const name in object) {
    const value = object[name];
    const member = node.members.get(name);
    let unknown = "";
    if (member === undefined) {
      unknown = canonicalJson(value);
    } else if (value === null) {
      if (member.column?.nullable === false) {
        issues.push({ path: [...path, name].join("."), reason: "Null", value });
      }
    } else if (member.column) {
      values[member.index] = converters[member.column.type](value, member.column, issues);
    } else if (isObject(value)) {
      unknown = collect(value, member, [...path, name], values, issues);
    } else {
      issues.push({ path: [...path, name].join("."), reason: "Not an object", value });
    }
    if (unknown) extra += `${extra ? "," : "{"}${JSON.stringify(name)}:${unknown}`;
  }
  return extra && `${extra}}`;
}

function tooDeep({ name, primaryKey }: Resource, record: unknown, seq: number): RecordError {
  const key = isObject(record) ? ` (${primaryKey.map((field) => record[field]).join(", ")})` : "";
  return new RecordError(
    `Cannot sync ${name}: record ${seq + 1} of the list${key} is nested too deeply; ` +
      "leave the resource out with --except",
  );
}

function reject(record: unknown, seq: number, reason: string): Reject {
  const text = storableJson(canonicalJson(record));
  return { seq, reason, text, hash: hashOf(text) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !isExactNumber(value);
}

/** Length of the list of values. */
function sizeOf(values: readonly string[]): number {
  let size = values.length + 1;
  for (const value of values) size += value.length;
  return size;
}

/** Hashes the list of values; a large one value by value, since its text would take as much memory again. */
function hashOfList(values: readonly string[], list: string | undefined): string {
  if (list !== undefined) return hashOf(list);
  const hash = createHash("sha256");
  for (const [index, value] of values.entries()) hash.update(index === 0 ? "[" : ",").update(value);
  return hash.update("]").digest("hex").slice(0, hashLength);
}

function hashOf(text: string): string {
  return digest("sha256", text, "hex").slice(0, hashLength);
}
