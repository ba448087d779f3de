/**
 * Reads the spec: the lists that it describes, with their extensions checked.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { parse } from "@std/yaml";
import type { Filter, IdentityRoute, Pagination } from "../client/resource.ts";
import { SpecError } from "./errors.ts";
import {
  checkExtensions,
  readFilter,
  readIdentity,
  readPagination,
  readResource,
  type ResourceExtension,
} from "./extensions.ts";
import { checkNames, propertyName } from "./names.ts";
import { type Node, object, type Place } from "./node.ts";
import { oneLine } from "./text.ts";

/** A schema, resolved as far as a reader needs it. */
export interface Schema extends Node {
  /** `type`, one or several. */
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
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
  /** What it lists; one line. */
  readonly description: string;
  /** Its `x-resource`. */
  readonly resource: ResourceExtension;
  /** How it is paged. */
  readonly pagination: Pagination;
  /** Its query parameters that narrow the list. */
  readonly filters: readonly Filter[];
  /** Name of the record's component schema. */
  readonly recordName: string;
  /** The record's schema. */
  readonly record: Schema;
}

/** A spec that was read and checked. */
export interface Spec {
  /** The whole document. */
  readonly document: Node;
  /** Name of the client class. */
  readonly clientName: string;
  /** The component schemas, by name. */
  readonly schemas: Node;
  /** The route that says whose token it is. */
  readonly identity: IdentityRoute | undefined;
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
  if (!String(document.openapi).startsWith("3.")) {
    throw new SpecError(["openapi"], "expected version 3");
  }
  const clientName = document["x-client-name"];
  if (typeof clientName !== "string") {
    throw new SpecError(["x-client-name"], "the name of the client class is missing");
  }
  const resolve = resolverOf(document);
  const lists = Object.entries(object(document.paths, ["paths"])).map(([route, item]) => {
    const { get, ...others } = object(item, ["paths", route]);
    const method = ["put", "post", "delete", "options", "head", "patch", "trace"]
      .find((name) => name in others);
    if (get === undefined || method !== undefined) {
      throw new SpecError(["paths", route], "only lists (get) can be generated");
    }
    const place = ["paths", route, "get"];
    return readList(document, resolve, route, object(get, place), place);
  });
  if (lists.length === 0) throw new SpecError(["paths"], "no list is declared");
  const components = object(document.components, ["components"]);
  const schemas = object(components.schemas, ["components", "schemas"]);
  checkNames(clientName, lists, Object.keys(schemas));
  checkExtensions(document, lists.map(({ resource }) => resource.name));
  return { document, clientName, schemas, identity: readIdentity(document), lists, resolve };
}

/** Returns a schema resolved, and without null where that is one of its types or alternatives. */
export function withoutNull(schema: Schema, place: Place, resolve: Spec["resolve"]): Schema {
  const resolved = resolve(schema, place) as Schema;
  const options = resolved.anyOf ?? resolved.oneOf;
  if (options !== undefined) {
    const { anyOf: _anyOf, oneOf: _oneOf, ...siblings } = resolved;
    const [only, ...others] = options.filter(({ type }) => type !== "null");
    if (only !== undefined && others.length === 0) {
      return withoutNull({ ...only, ...siblings }, place, resolve);
    }
    const { type: _type, ...untyped } = siblings;
    return untyped;
  }
  if (!Array.isArray(resolved.type)) return resolved;
  const types = resolved.type.filter((type) => type !== "null");
  return { ...resolved, type: types.length === 1 ? types[0] : types };
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
  const { cursorParam, limitParam, reverseParam } = pagination;
  for (const name of [cursorParam, limitParam, ...(reverseParam ? [reverseParam] : [])]) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      throw new SpecError([...place, "parameters"], `the paging parameter '${name}' is missing`);
    }
  }
  const { recordName, record } = readRecord(resolve, operation, pagination, place);
  const hasField = (path: readonly string[]) =>
    path.reduce<Schema | undefined>(
      (schema, name) => schema && withoutNull(schema, place, resolve).properties?.[name],
      record,
    ) !== undefined;
  return {
    place,
    route,
    property: propertyName(route),
    description: oneLine(String(operation.description ?? operation.summary ?? "")),
    resource,
    pagination,
    filters: parameters.flatMap((parameter) => readFilter(parameter, place, hasField)),
    recordName,
    record,
  };
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
  const $ref = list?.type === "array" ? list.items?.$ref : undefined;
  const recordName = componentOf($ref);
  const record = recordName === undefined ? undefined : resolve({ $ref }, at) as Schema;
  if (recordName === undefined || record?.type !== "object") {
    throw new SpecError(at, `its member '${items}' is not a list of a component schema of objects`);
  }
  return { recordName, record };
}

/** Returns the name of the component schema that a reference leads to, if it leads to one. */
export function componentOf($ref: unknown): string | undefined {
  return /^#\/components\/schemas\/(\w+)$/.exec(String($ref))?.[1];
}
