/**
 * Reads the spec: the lists that it describes, with their extensions checked.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { parse } from "@std/yaml";
// @ts-types="./std.d.ts"
import { toCamelCase } from "@std/text/to-camel-case";
import type { Filter, Pagination } from "../client/resource.ts";
import { SpecError } from "./errors.ts";

/** A place in the spec: the keys that lead to it. */
export type Place = readonly string[];

/** Anything in the spec that is an object. */
export type Node = { readonly [key: string]: unknown };

/** A schema, resolved as far as a reader needs it. */
export interface Schema extends Node {
  /** `type`, one or several. */
  readonly type?: string | readonly string[];
  /** `format`. */
  readonly format?: string;
  /** `description`. */
  readonly description?: string;
  /** `properties`. */
  readonly properties?: { readonly [name: string]: Schema };
  /** `required`. */
  readonly required?: readonly string[];
  /** `items`. */
  readonly items?: Schema;
  /** `anyOf`. */
  readonly anyOf?: readonly Schema[];
  /** `oneOf`. */
  readonly oneOf?: readonly Schema[];
}

/** One list operation of the spec. */
export interface ListOperation {
  /** Where it is. */
  readonly place: Place;
  /** Its path. */
  readonly route: string;
  /** Property of the client that lists it. */
  readonly property: string;
  /** Its description. */
  readonly description: string;
  /** Its `x-resource`. */
  readonly resource: ResourceExtension;
  /** How it is paged. */
  readonly pagination: Pagination;
  /** Its query parameters that narrow the list. */
  readonly filters: readonly Filter[];
  /** Its query parameters, references resolved. */
  readonly parameters: readonly Node[];
  /** Name of the record's component schema. */
  readonly recordName: string;
  /** The record's schema. */
  readonly record: Schema;
}

/** The extension `x-resource`. */
export interface ResourceExtension {
  /** Name of the table. */
  readonly name: string;
  /** Fields that identify a record. */
  readonly primaryKey: readonly string[];
  /** How rows reach the table. */
  readonly writeDisposition: "merge";
}

/** A spec that was read and checked. */
export interface Spec {
  /** The whole document. */
  readonly document: Node;
  /** Name of the client class. */
  readonly clientName: string;
  /** Every list operation, in the order of the document. */
  readonly lists: readonly ListOperation[];
  /** Follows a `$ref`, if the node is one; siblings of the `$ref` win. */
  readonly resolve: (node: Node, place: Place) => Node;
}

/**
 * Reads a spec from its YAML or JSON text.
 *
 * @throws {SpecError} when an extension is unknown, missing or wrong.
 */
export function readSpec(text: string): Spec {
  const document = parsed(text);
  checkExtensions(document, []);
  const clientName = document["x-client-name"];
  if (typeof clientName !== "string") {
    throw new SpecError(["x-client-name"], "the name of the client class is missing");
  }
  const resolve = resolverOf(document);
  const lists = Object.entries(object(document.paths, ["paths"])).flatMap(([route, item]) => {
    const place = ["paths", route, "get"];
    const operation = (item as Node).get;
    if (operation === undefined) {
      throw new SpecError(["paths", route], "only lists (get) can be generated");
    }
    return [readList(document, resolve, route, object(operation, place), place)];
  });
  checkUnique(lists, ({ resource }) => resource.name, "table");
  checkUnique(lists, ({ property }) => property, "SDK property");
  return { document, clientName, lists, resolve };
}

/** Returns the value as an object, or says that it is none. */
export function object(value: unknown, place: Place): Node {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Node;
  throw new SpecError(place, "expected an object");
}

/** Returns the member of a nullable schema that is not null, and whether null is allowed. */
export function withoutNull(
  schema: Schema,
  place: Place,
  resolve: Spec["resolve"],
): { readonly schema: Schema; readonly nullable: boolean } {
  const resolved = resolve(schema, place) as Schema;
  const options = resolved.anyOf ?? resolved.oneOf;
  if (options !== undefined) {
    const others = options.filter(({ type }) => type !== "null");
    if (others.length !== 1) return { schema: {}, nullable: true };
    const { anyOf: _anyOf, oneOf: _oneOf, ...siblings } = resolved;
    const inner = withoutNull({ ...others[0], ...siblings }, place, resolve);
    return { schema: inner.schema, nullable: inner.nullable || others.length < options.length };
  }
  if (!Array.isArray(resolved.type)) return { schema: resolved, nullable: false };
  const types = resolved.type.filter((type) => type !== "null");
  return {
    schema: { ...resolved, type: types.length === 1 ? types[0] : types },
    nullable: types.length < resolved.type.length,
  };
}

function parsed(text: string): Node {
  try {
    return object(parse(text), []);
  } catch (error) {
    const line = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new SpecError(["(document)"], `it is not YAML: ${line}`);
  }
}

function resolverOf(document: Node): Spec["resolve"] {
  const resolve = (node: Node, place: Place): Node => {
    const { $ref, ...siblings } = node;
    if ($ref === undefined) return node;
    const target = String($ref).startsWith("#/")
      ? String($ref).slice(2).split("/").map((key) =>
        key.replaceAll("~1", "/").replaceAll("~0", "~")
      ).reduce<unknown>((at, key) => (at as Node | undefined)?.[key], document)
      : undefined;
    if (target === undefined) throw new SpecError(place, `the reference ${$ref} leads nowhere`);
    return { ...resolve(target as Node, place), ...siblings };
  };
  return resolve;
}

const known = [
  "x-client-name",
  "x-pagination",
  "x-resource",
  "x-references",
  "x-filter",
  "x-values",
];
/** Maps whose keys are names of the API's own. */
const maps = ["properties", "headers", "schemas", "paths"];

function checkExtensions(node: unknown, place: Place): void {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith("x-") && !maps.includes(place.at(-1) ?? "") && !known.includes(key)) {
      throw new SpecError([...place, key], `unknown extension; known are ${known.join(", ")}`);
    }
    checkExtensions(value, [...place, key]);
  }
}

function readList(
  document: Node,
  resolve: Spec["resolve"],
  route: string,
  operation: Node,
  place: Place,
): ListOperation {
  const resource = readResource(operation, place);
  const pagination = readPagination(document, operation, place);
  const parameters = ((operation.parameters ?? []) as Node[])
    .map((parameter, index) => resolve(parameter, [...place, "parameters", String(index)]));
  for (const name of [pagination.cursorParam, pagination.limitParam]) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      throw new SpecError([...place, "parameters"], `the paging parameter '${name}' is missing`);
    }
  }
  return {
    place,
    route,
    property: toCamelCase(route.split("/").at(-1)!),
    description: String(operation.description ?? operation.summary ?? ""),
    resource,
    pagination,
    filters: parameters.flatMap((parameter) => readFilter(parameter, place)),
    parameters,
    ...readRecord(resolve, operation, pagination, place),
  };
}

function readResource(operation: Node, place: Place): ResourceExtension {
  const at = [...place, "x-resource"];
  const { name, primaryKey, writeDisposition } = object(operation["x-resource"], at);
  if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new SpecError([...at, "name"], `expected a name in snake_case, got ${show(name)}`);
  }
  if (!Array.isArray(primaryKey) || primaryKey.length === 0) {
    throw new SpecError([...at, "primaryKey"], "expected a list of fields");
  }
  if (writeDisposition !== "merge") {
    throw new SpecError(
      [...at, "writeDisposition"],
      `expected merge, got ${show(writeDisposition)}`,
    );
  }
  return { name, primaryKey, writeDisposition };
}

function readPagination(document: Node, operation: Node, place: Place): Pagination {
  const own = (operation["x-pagination"] ?? {}) as Node;
  const pagination = { ...document["x-pagination"] as Node | undefined, ...own };
  const at = operation["x-pagination"] ? [...place, "x-pagination"] : ["x-pagination"];
  if (pagination.style !== "cursor") {
    throw new SpecError([...at, "style"], `expected cursor, got ${show(pagination.style)}`);
  }
  for (const key of ["cursorParam", "cursorField", "limitParam", "items", "hasMore"]) {
    if (typeof pagination[key] !== "string") throw new SpecError([...at, key], "expected a name");
  }
  if (!Number.isInteger(pagination.limit)) {
    throw new SpecError([...at, "limit"], `expected a whole number, got ${show(pagination.limit)}`);
  }
  const { style, cursorParam, cursorField, limitParam, limit, items, hasMore } =
    pagination as unknown as Pagination;
  return { style, cursorParam, cursorField, limitParam, limit, items, hasMore };
}

function readFilter(parameter: Node, place: Place): Filter[] {
  if (parameter["x-filter"] === undefined) return [];
  const at = [...place, "parameters", String(parameter.name), "x-filter"];
  const { path, match } = object(parameter["x-filter"], at);
  if (match !== "equals" && match !== "contains") {
    throw new SpecError([...at, "match"], `expected equals or contains, got ${show(match)}`);
  }
  return [{ name: String(parameter.name), path: String(path).split("."), match }];
}

function readRecord(
  resolve: Spec["resolve"],
  operation: Node,
  { items }: Pagination,
  place: Place,
): Pick<ListOperation, "recordName" | "record"> {
  const at = [...place, "responses", "200", "content", "application/json", "schema"];
  let node: unknown = operation;
  for (const key of at.slice(place.length)) node = (node as Node | undefined)?.[key];
  const envelope = resolve(object(node, at), at) as Schema;
  const list = envelope.properties?.[items];
  const $ref = list?.items?.$ref;
  if (typeof $ref !== "string") {
    throw new SpecError(at, `its member '${items}' is not a list of a component schema`);
  }
  return { recordName: $ref.split("/").at(-1)!, record: resolve({ $ref }, at) as Schema };
}

function checkUnique(
  lists: readonly ListOperation[],
  key: (list: ListOperation) => string,
  what: string,
): void {
  const seen = new Map<string, ListOperation>();
  for (const list of lists) {
    const other = seen.get(key(list));
    if (other) {
      throw new SpecError(list.place, `${other.route} has the ${what} '${key(list)}' already`);
    }
    seen.set(key(list), list);
  }
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
