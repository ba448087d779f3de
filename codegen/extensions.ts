/**
 * Reads the extensions of the spec; ARCHITECTURE.md says what each means.
 *
 * @module
 */

import type { Filter, IdentityRoute, Pagination } from "../client/resource.ts";
import { SpecError } from "./errors.ts";
import { type Node, object, type Place } from "./node.ts";

/** The extension `x-resource`. */
export interface ResourceExtension {
  /** Name of the table. */
  readonly name: string;
  /** Fields that identify a record. */
  readonly primaryKey: readonly string[];
  /** How rows reach the table. */
  readonly writeDisposition: "merge";
}

const known = [
  "x-client-name",
  "x-pagination",
  "x-identity",
  "x-resource",
  "x-references",
  "x-filter",
  "x-values",
];
/** Maps whose keys are names from the API. */
const maps = ["properties", "headers", "schemas", "paths"];

/**
 * Checks the extensions of the document that no operation reads, and that no unknown one is used.
 *
 * @throws {SpecError} at the first one that is unknown or has an unknown value.
 */
export function checkExtensions(node: unknown, tables: readonly string[], place: Place = []): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const at = [...place, key];
    if (key.startsWith("x-") && !maps.includes(place.at(-1) ?? "")) {
      checkExtension(key, value, tables, at);
    }
    checkExtensions(value, tables, at);
  }
}

function checkExtension(key: string, value: unknown, tables: readonly string[], at: Place): void {
  if (!known.includes(key)) {
    throw new SpecError(at, `unknown extension; known are ${known.join(", ")}`);
  }
  if (key === "x-references" && !tables.includes(String(value))) {
    throw new SpecError(at, `there is no resource ${show(value)}`);
  }
  if (key === "x-values" && !isListOfText(value)) {
    throw new SpecError(at, `expected a list of strings, got ${show(value)}`);
  }
}

/** Reads the `x-resource` of an operation. */
export function readResource(operation: Node, place: Place): ResourceExtension {
  const at = [...place, "x-resource"];
  const { name, primaryKey, writeDisposition } = members(
    operation["x-resource"],
    ["name", "primaryKey", "writeDisposition"],
    at,
  );
  if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new SpecError([...at, "name"], `expected a name in snake_case, got ${show(name)}`);
  }
  if (!isListOfText(primaryKey) || primaryKey.length === 0) {
    throw new SpecError(
      [...at, "primaryKey"],
      `expected a list of fields, got ${show(primaryKey)}`,
    );
  }
  if (writeDisposition !== "merge") {
    throw new SpecError(
      [...at, "writeDisposition"],
      `expected merge, got ${show(writeDisposition)}`,
    );
  }
  return { name, primaryKey, writeDisposition };
}

const paginationNames = ["cursorParam", "cursorField", "limitParam", "items", "hasMore"] as const;

const directions = ["ascending", "descending"];

/** Reads the `x-pagination` of the document, with the members that an operation overrides. */
export function readPagination(document: Node, operation: Node, place: Place): Pagination {
  const allowed = [
    "style",
    "limit",
    "reverseParam",
    "orderField",
    "orderDirection",
    ...paginationNames,
  ];
  const shared = members(document["x-pagination"] ?? {}, allowed, ["x-pagination"]);
  const own = members(operation["x-pagination"] ?? {}, allowed, [...place, "x-pagination"]);
  const pagination = { ...shared, ...own };
  const at = (key: string) => [...(key in own ? place : []), "x-pagination", key];
  if (pagination.style !== "cursor") {
    throw new SpecError(at("style"), `expected cursor, got ${show(pagination.style)}`);
  }
  for (const key of paginationNames) {
    if (typeof pagination[key] !== "string") {
      throw new SpecError(at(key), `expected a name, got ${show(pagination[key])}`);
    }
  }
  if (!Number.isInteger(pagination.limit) || Number(pagination.limit) < 1) {
    throw new SpecError(
      at("limit"),
      `expected a whole number above 0, got ${show(pagination.limit)}`,
    );
  }
  const { reverseParam, orderField, orderDirection } = pagination;
  if (reverseParam !== undefined && typeof reverseParam !== "string") {
    throw new SpecError(at("reverseParam"), `expected a name, got ${show(reverseParam)}`);
  }
  if (orderField !== undefined && typeof orderField !== "string") {
    throw new SpecError(at("orderField"), `expected a name, got ${show(orderField)}`);
  }
  if (orderField !== undefined && !directions.some((direction) => direction === orderDirection)) {
    throw new SpecError(
      at("orderDirection"),
      `expected ${directions.join(" or ")}, got ${show(orderDirection)}`,
    );
  }
  const { style, cursorParam, cursorField, limitParam, limit, items, hasMore } =
    pagination as unknown as Pagination;
  return {
    style,
    cursorParam,
    cursorField,
    limitParam,
    limit,
    items,
    hasMore,
    ...(reverseParam !== undefined && { reverseParam }),
    ...(orderField !== undefined && { orderField, orderDirection }),
  } as Pagination;
}

/** Reads the `x-identity` of the document, if it has one. */
export function readIdentity(document: Node): IdentityRoute | undefined {
  if (document["x-identity"] === undefined) return undefined;
  const names = ["path", "id", "name"] as const;
  const identity = members(document["x-identity"], names, ["x-identity"]);
  for (const key of names) {
    if (typeof identity[key] !== "string") {
      throw new SpecError(["x-identity", key], `expected a string, got ${show(identity[key])}`);
    }
  }
  const { path, id, name } = identity as unknown as IdentityRoute;
  if (!path.startsWith("/")) {
    throw new SpecError(["x-identity", "path"], `expected a path such as /me, got ${show(path)}`);
  }
  return { path, id, name };
}

/** Reads the `x-filter` of a parameter, if it has one; `hasField` says what can be compared. */
export function readFilter(
  parameter: Node,
  place: Place,
  hasField: (path: readonly string[]) => boolean,
): Filter[] {
  if (parameter["x-filter"] === undefined) return [];
  const at = [...place, "parameters", String(parameter.name), "x-filter"];
  const { path, match } = members(parameter["x-filter"], ["path", "match"], at);
  if (match !== "equals" && match !== "contains") {
    throw new SpecError([...at, "match"], `expected equals or contains, got ${show(match)}`);
  }
  const keys = String(path).split(".");
  if (!hasField(keys)) {
    throw new SpecError([...at, "path"], `the record has no field ${show(path)}`);
  }
  return [{ name: String(parameter.name), path: keys, match }];
}

/** Returns an extension that is an object with no members but those allowed. */
function members(value: unknown, allowed: readonly string[], place: Place): Node {
  const node = object(value, place);
  for (const key of Object.keys(node)) {
    if (!allowed.includes(key)) {
      throw new SpecError([...place, key], `unknown member; known are ${allowed.join(", ")}`);
    }
  }
  return node;
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
