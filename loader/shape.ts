/**
 * Shapes the records of a resource into rows of its table.
 *
 * @module
 */

import { createHash, hash as digest } from "node:crypto";
import type { Column, Resource } from "@workspace-sync/sdk";
import { isObject } from "@workspace-sync/sdk/internal";
import { rowColumns, tableOf } from "./table.ts";
import {
  canonicalJson,
  converters,
  halfPair,
  type Issue,
  storableJson,
  type Value,
} from "./convert.ts";
import { hashLength } from "./diff.ts";
import { RecordError } from "./errors.ts";
import { unknownItems } from "./unknown_items.ts";

/** A record that has a usable primary key, ready to be staged. */
export interface Row {
  /** Position of the record in the sweep, from 0. */
  readonly seq: number;
  /** Values of the primary key's columns. */
  readonly key: readonly string[];
  /** The first 128 bits of the SHA-256 of {@linkcode listOf} the row, in hex: equal hash, equal row. */
  readonly hash: string;
  /** What {@linkcode listOf} returns or, when that is large, what {@linkcode valuesOf} returns. */
  readonly content: string | readonly Value[];
  /** Length of {@linkcode listOf} the row. */
  readonly size: number;
  /** Whether the row has anything in `_issues`. */
  readonly hasIssues: boolean;
  /** Whether the row has anything in `_extra`. */
  readonly hasExtra: boolean;
  /** Where the first element of an array is that has a field which the spec does not know. */
  readonly unknownItem?: string;
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

/** Told of a difference from the spec: the path of a field, and what is odd about it. */
export type OnDrift = (path: string, reason: string) => void;

/** Length from which a list is large: the values take half the memory, and can be hashed one by one. */
const largeList = 16_384;

/** Returns the values of a row as one JSON array, which is what is hashed. */
export function listOf({ content }: Pick<Row, "content">): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}

/**
 * Returns the values of a row in the table's column order, `_extra` and `_issues` last. Decimals are strings of
 * digits, dates and timestamps ISO 8601 strings (UTC), JSON columns strings of JSON text.
 */
export function valuesOf({ content }: Pick<Row, "content">): readonly Value[] {
  return typeof content === "string" ? JSON.parse(content) : content;
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
 * @param onDrift Told where something differs from the spec and how, once or more often; never what it is.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const shape = createShaper({
 *   name: "pets", property: "pets", path: "/pets", description: "Pets", singular: "pet",
 *   primaryKey: ["id"],
 *   writeDisposition: "merge", filters: [],
 *   pagination: { style: "cursor", cursorParam: "after", cursorField: "id", limitParam: "limit",
 *     limit: 100, items: "results", hasMore: "hasMore" },
 *   columns: [
 *     { name: "id", path: ["id"], type: "string", description: "Id" },
 *     { name: "owner_name", path: ["owner", "name"], type: "string", description: "Owner" },
 *   ],
 * });
 * const row = shape({ id: "1", owner: { name: "Ada", age: 36 } }, 0);
 * assertEquals(listOf(row as Row), `["1","Ada","{\\"owner\\":{\\"age\\":36}}",null]`);
 * ```
 */
export function createShaper(resource: Resource, onDrift: OnDrift = () => {}): Shaper {
  const root = tree(resource.columns);
  const columns = rowColumns(tableOf(resource));
  const keyIndexes = resource.primaryKey.map((name) =>
    resource.columns.findIndex((column) => column.name === name)
  );

  const findUnknownItem = unknownItems(resource);
  const blank = columns.map((): Value => null);

  const shape: Shaper = (record, seq) => {
    if (!isObject(record)) {
      onDrift("", "Not an object");
      return reject(record, seq, "The record is not an object");
    }
    const values = blank.slice();
    const issues: Issue[] = [];
    const extra = collect(record, root, values, issues, onDrift);

    const key: string[] = [];
    for (const index of keyIndexes) {
      const value = values[index]!;
      if (value === null || value === "") {
        const path = resource.columns[index]!.path.join(".");
        onDrift(path, "Not a usable primary key");
        return reject(
          record,
          seq,
          `The primary key '${path}' is missing, empty or of another type`,
        );
      }
      key.push(String(value));
    }

    if (extra) {
      const storable = storableJson(extra);
      if (storable !== extra) issues.push({ path: "_extra", reason: halfPair, value: null });
      values[columns.length - 2] = storable;
    }
    for (const { path, reason } of issues) onDrift(path, reason);
    if (issues.length > 0) values[columns.length - 1] = storableJson(canonicalJson(issues));
    const unknownItem = findUnknownItem(record);
    const list = lengthOf(values) <= largeList ? JSON.stringify(values) : undefined;
    const [hasIssues, hasExtra] = [issues.length > 0, extra !== ""];
    const hashed = list ? { hash: hashOf(list), size: list.length } : hashOfList(values);
    return {
      ...{ seq, key, ...hashed, content: list ?? values, hasIssues, hasExtra },
      ...(unknownItem !== undefined && { unknownItem }),
    };
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
  /** Where it is in the record, joined by dots. */
  readonly path: string;
  readonly column?: Column;
  readonly index: number;
  readonly members: Map<string, Node>;
}

function tree(columns: readonly Column[]): Node {
  const root: Node = { path: "", index: -1, members: new Map() };
  columns.forEach((column, index) => {
    let node = root;
    column.path.forEach((name, depth) => {
      const path = column.path.slice(0, depth + 1).join(".");
      const leaf = depth === column.path.length - 1;
      const next = node.members.get(name) ??
        (leaf
          ? { path, column, index, members: new Map() }
          : { path, index: -1, members: new Map() });
      node.members.set(name, next);
      node = next;
    });
  });
  return root;
}

/** Fills `values` and `issues` from an object; returns the unknown fields as JSON text, or "". */
function collect(
  object: Record<string, unknown>,
  { path, members }: Node,
  values: Value[],
  issues: Issue[],
  onDrift: OnDrift,
): string {
  let extra = "";
  for (const name in object) {
    const value = object[name];
    const member = members.get(name);
    // The column stays NULL, also where the spec says that there is always a value.
    if (member !== undefined && value === null) continue;
    let unknown = "";
    if (member === undefined) {
      unknown = canonicalJson(value);
      onDrift(path ? `${path}.${name}` : name, "Not in the spec");
    } else if (member.column) {
      values[member.index] = converters[member.column.type](value, member.path, issues);
    } else if (isObject(value)) {
      unknown = collect(value, member, values, issues, onDrift);
    } else {
      issues.push({ path: member.path, reason: "Not an object", value });
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

/** Length of a list of values, without what JSON adds to its texts. */
function lengthOf(values: readonly Value[]): number {
  let length = values.length + 1;
  for (const value of values) length += typeof value === "string" ? value.length : 4;
  return length;
}

/** Hashes and measures a large list value by value, since its text would take as much memory again. */
function hashOfList(values: readonly Value[]): { hash: string; size: number } {
  const hash = createHash("sha256");
  let size = values.length + 1;
  for (const [index, value] of values.entries()) {
    const text = JSON.stringify(value);
    hash.update(index === 0 ? "[" : ",").update(text);
    size += text.length;
  }
  return { hash: hash.update("]").digest("hex").slice(0, hashLength), size };
}

function hashOf(text: string): string {
  return digest("sha256", text, "hex").slice(0, hashLength);
}
