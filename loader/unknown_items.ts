/**
 * Finds fields that the spec does not know in the elements of a record's arrays. They stay in the array's column,
 * and the view of its elements shows them.
 *
 * @module
 */

import type { Column, Resource } from "@workspace-sync/sdk";
import { isObject } from "@workspace-sync/sdk/internal";

/** The members of an object that the spec knows. */
type Known = Map<string, Member>;

/** What the spec says of a member. */
interface Member {
  /** Its own members, when it is an object. */
  readonly members?: Known;
  /** The members of its elements, when it is an array of objects. */
  readonly items?: Known;
}

/**
 * Returns the function that finds the place of the first such field of a record, such as `lines[0].mood`;
 * `undefined` when there is none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resources } from "@workspace-sync/sdk/resources";
 * const find = unknownItems(resources.invoices);
 * assertEquals(find({ id: "1", lines: [{ item: "Work" }], mood: "good" }), undefined);
 * assertEquals(find({ id: "1", lines: [{ item: "Work" }, { mood: "good" }] }), "lines[1].mood");
 * ```
 */
export function unknownItems(
  resource: Resource,
): (record: Record<string, unknown>) => string | undefined {
  const arrays = resource.columns.flatMap(({ path, items }) =>
    items ? [{ path, known: knownOf(items) }] : []
  );
  return (record) => {
    for (const { path, known } of arrays) {
      let value: unknown = record;
      for (const name of path) value = isObject(value) ? value[name] : undefined;
      const place = inArray(value, known);
      if (place !== undefined) return path.join(".") + place;
    }
  };
}

function knownOf(columns: readonly Column[], depth = 0): Known {
  const known: Known = new Map();
  for (const [name, below] of Map.groupBy(columns, ({ path }) => path[depth])) {
    if (name === undefined) continue; // The element itself, of an array of plain values.
    const leaf = below.find(({ path }) => path.length === depth + 1);
    known.set(
      name,
      leaf
        ? leaf.items ? { items: knownOf(leaf.items) } : {}
        : { members: knownOf(below, depth + 1) },
    );
  }
  return known;
}

function inArray(value: unknown, known: Known): string | undefined {
  if (known.size === 0 || !Array.isArray(value)) return undefined;
  for (const [index, element] of value.entries()) {
    const place = isObject(element) ? inObject(element, known) : undefined;
    if (place !== undefined) return `[${index}]${place}`;
  }
}

function inObject(object: Record<string, unknown>, known: Known): string | undefined {
  for (const name in object) {
    const member = known.get(name);
    if (member === undefined) return `.${name}`;
    const value = object[name];
    const { members, items } = member;
    const place = members && isObject(value)
      ? inObject(value, members)
      : items && inArray(value, items);
    if (place !== undefined) return `.${name}${place}`;
  }
}
