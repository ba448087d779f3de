/**
 * Checks the names of what the loader puts beside the tables: histories, and the views that it derives from the
 * resources.
 *
 * @module
 */

import type { Resource } from "../client/resource.ts";
import { historyOf, versionsName } from "../loader/history.ts";
import { tableOf } from "../loader/table.ts";
import { SpecError } from "./errors.ts";
import type { Place } from "./node.ts";
import type { ListOperation } from "./spec.ts";

/**
 * Refuses names that would clash.
 *
 * @throws {SpecError} when a view, a history or its view would be called like a table or another of them, or a view
 * would have two columns of one name.
 */
export function checkViews(lists: readonly ListOperation[], resources: readonly Resource[]): void {
  const taken = new Map(resources.map(({ name }) => [name, `the table of ${name}`]));
  const take = (place: Place, name: string, what: string, of: string) => {
    const other = taken.get(name);
    if (other) throw new SpecError(place, `its ${what} '${name}' would have the name of ${other}`);
    taken.set(name, of);
  };
  for (const [index, resource] of resources.entries()) {
    const { place } = lists[index]!;
    const table = tableOf(resource);
    take(place, historyOf(table).name, "history", `the history of ${resource.name}`);
    take(place, versionsName(table), "view", `the versions of ${resource.name}`);
    for (const { name, columns } of table.views!) {
      take(place, name, "view", `a view of ${resource.name}`);
      const names = columns.map((column) => column.name);
      const twice = names.find((each, at) => names.indexOf(each) < at);
      if (twice) throw new SpecError(place, `its view '${name}' would have two columns '${twice}'`);
    }
  }
}
