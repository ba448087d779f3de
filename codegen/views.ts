/**
 * Checks the names of the views that the loader derives from the resources.
 *
 * @module
 */

import type { Resource } from "../client/resource.ts";
import { tableOf } from "../loader/table.ts";
import { SpecError } from "./errors.ts";
import type { ListOperation } from "./spec.ts";

/**
 * Refuses names that would clash.
 *
 * @throws {SpecError} when a view would be called like a table or another view, or have two columns of one name.
 */
export function checkViews(lists: readonly ListOperation[], resources: readonly Resource[]): void {
  const taken = new Map(resources.map(({ name }) => [name, `the table of ${name}`]));
  for (const [index, resource] of resources.entries()) {
    const { place } = lists[index]!;
    for (const { name, columns } of tableOf(resource).views!) {
      const other = taken.get(name);
      if (other) throw new SpecError(place, `its view '${name}' would have the name of ${other}`);
      taken.set(name, `a view of ${resource.name}`);
      const names = columns.map((column) => column.name);
      const twice = names.find((each, at) => names.indexOf(each) < at);
      if (twice) throw new SpecError(place, `its view '${name}' would have two columns '${twice}'`);
    }
  }
}
