/**
 * Names what is generated, and refuses names that would clash.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { toCamelCase } from "@std/text/to-camel-case";
// @ts-types="./std.d.ts"
import { toPascalCase } from "@std/text/to-pascal-case";
import { SpecError } from "./errors.ts";
import type { Place } from "./node.ts";
import type { ListOperation } from "./spec.ts";

/** Name of the client's property that lists a route. */
export function propertyName(route: string): string {
  return toCamelCase(route.split("/").at(-1)!);
}

/** Name of the class behind a property of the client. */
export function className(property: string): string {
  return `${toPascalCase(property)}Resource`;
}

/** Name of the constant that says how the list behind a property is paged. */
export function paginationName(property: string): string {
  return `${property}Pagination`;
}

/** Name of the interface of a list's query. */
export function queryName(recordName: string): string {
  return `${recordName}ListQuery`;
}

/** Members that every generated client has. */
const clientMembers = ["baseUrl", "constructor", "identity", "list", "withOptions"];

/** Types that the generated modules import or declare. */
const usedTypes = [
  "CallOptions",
  "ClientOptions",
  "Identity",
  "IdentityRoute",
  "IsoDate",
  "IsoDateTime",
  "List",
  "Query",
  "RecordSchema",
  "RequestOptions",
  "Resource",
  "Resources",
  "Transport",
  "Uuid",
];

/** Global types that have no value, and so are not in `globalThis`. */
const globalTypes = [
  "AsyncIterable",
  "Awaited",
  "Exclude",
  "Extract",
  "Iterable",
  "NonNullable",
  "Omit",
  "Partial",
  "Pick",
  "PromiseLike",
  "Readonly",
  "ReadonlyArray",
  "Record",
  "Required",
  "ReturnType",
];

/**
 * Checks every name that the spec gives to something generated.
 *
 * @throws {SpecError} when a name is not an identifier, is taken, or hides a global.
 */
export function checkNames(
  clientName: string,
  lists: readonly ListOperation[],
  schemaNames: readonly string[],
): void {
  checkTypeName(clientName, ["x-client-name"], usedTypes);
  for (const { property, route, place } of lists) checkProperty(property, route, place);
  checkUnique(lists, ({ resource }) => resource.name, "table");
  checkUnique(lists, ({ property }) => property, "SDK property");
  checkUnique(lists, ({ recordName }) => recordName, "record");
  const taken = [
    ...usedTypes,
    clientName,
    ...lists.map(({ property }) => className(property)),
    ...lists.map(({ recordName }) => queryName(recordName)),
  ];
  for (const name of schemaNames) checkTypeName(name, ["components", "schemas", name], taken);
}

function checkTypeName(name: string, place: Place, taken: readonly string[]): void {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    throw new SpecError(place, `'${name}' cannot name a type; write it in PascalCase`);
  }
  if (name in globalThis || globalTypes.includes(name)) {
    throw new SpecError(place, `'${name}' is the name of a global; choose another`);
  }
  if (taken.includes(name)) {
    throw new SpecError(place, `'${name}' is the name of something generated; choose another`);
  }
}

function checkProperty(property: string, route: string, place: Place): void {
  if (route.includes("{")) throw new SpecError(place, "a list cannot have parameters in its path");
  if (!/^[a-z][A-Za-z0-9]*$/.test(property)) {
    throw new SpecError(place, `'${property}' cannot name a property of the client`);
  }
  if (clientMembers.includes(property)) {
    throw new SpecError(place, `the client already has a member '${property}'`);
  }
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
      throw new SpecError(list.place, `${other.route} already has the ${what} '${key(list)}'`);
    }
    seen.set(key(list), list);
  }
}
