/**
 * Reaches the fields that the API sends and the spec does not know. The types of the records leave them
 * out, so that a misspelt field is an error; the records hold them all the same.
 *
 * @module
 */

import { isObject } from "./exact_json.ts";
import type { Resource } from "./resource.ts";

/**
 * A record with whatever else the API sends: fields that the spec does not know are `unknown`, at any depth.
 *
 * @typeParam Value The record, such as `Project`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import type { Reference } from "@workspace-sync/sdk";
 *
 * const tag: Reference = JSON.parse('{"id":"1","name":"Key account","colour":"red"}');
 * const { colour } = tag as WithUnknown<Reference>;
 * assertEquals(colour, "red");
 * ```
 */
export type WithUnknown<Value> = Value extends string ? Value
  : Value extends readonly (infer Item)[] ? WithUnknown<Item>[]
  : Value extends object
    ? { [Field in keyof Value]: WithUnknown<Value[Field]> } & { readonly [field: string]: unknown }
  : Value;

/**
 * Returns the fields of a record that the spec does not know, those of the objects in it included, each
 * where it is in the record; lists are not searched. It is what the loader keeps in the column `_extra`.
 *
 * @returns An object without members when the spec knows all fields.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resources } from "@workspace-sync/sdk";
 *
 * const record = { id: "1", name: "Website", mood: "good", client: { id: "2", name: "Acme", vip: true } };
 * assertEquals(unknownFields(record, resources.projects), { mood: "good", client: { vip: true } });
 * ```
 */
export function unknownFields(record: object, resource: Resource): Record<string, unknown> {
  return unknownIn(record, knownFieldsOf(resource));
}

/** The known members of an object; those of a field that is no object, or may hold anything, are none. */
type KnownFields = Map<string, KnownFields>;

const knownFields = new WeakMap<Resource, KnownFields>();

function knownFieldsOf(resource: Resource): KnownFields {
  let root = knownFields.get(resource);
  if (root === undefined) {
    knownFields.set(resource, root = new Map());
    for (const { path } of resource.columns) {
      let members = root;
      for (const name of path) {
        if (!members.has(name)) members.set(name, new Map());
        members = members.get(name)!;
      }
    }
  }
  return root;
}

function unknownIn(object: object, known: KnownFields): Record<string, unknown> {
  const unknown = Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    const members = known.get(name);
    if (members === undefined) return [[name, value]];
    if (members.size === 0 || !isObject(value)) return [];
    const inner = unknownIn(value, members);
    return Object.keys(inner).length > 0 ? [[name, inner]] : [];
  });
  // Not by assignment, to which `__proto__` means something else.
  return Object.fromEntries(unknown);
}
