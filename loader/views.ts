/**
 * Derives from a resource the views that stand beside its table: the rows that are not deleted, and the
 * elements of each array, a row each.
 *
 * @module
 */

import type { Column, Resource } from "@workspace-sync/sdk";
import type { TableColumn } from "./table.ts";

/** What is asked anew of a table, or of another view, whenever it is read. */
export type View = LiveView | ItemsView;

/** What each kind of view has. */
export interface AnyView {
  /** Unquoted, in snake case. */
  readonly name: string;
  /** What the view shows; one line. */
  readonly description: string;
  /** The table or view that it reads. */
  readonly from: string;
  /** What is shown of a row, from the left to the right. */
  readonly columns: readonly TableColumn[];
}

/** The rows of a table that are not marked as deleted. */
export interface LiveView extends AnyView {
  /** Tells it from other views. */
  readonly kind: "live";
}

/** The elements of an array, in their order; an array that is NULL, or none, has no elements. */
export interface ItemsView extends AnyView {
  /** Tells it from other views. */
  readonly kind: "items";
  /** The column of `from` that holds the arrays. */
  readonly array: string;
  /** The first columns: the key of the row that holds the array, each with its name in `from`. */
  readonly key: readonly (TableColumn & { readonly of: string })[];
  /** The columns between `position` and `_extra`, each with its path in an element. */
  readonly fields: readonly Column[];
  /** Whether the elements are objects, so that there is a column `_extra`. */
  readonly hasExtra: boolean;
}

/** Column with the place of an element in its array. */
const position: TableColumn = {
  name: "position",
  type: "integer",
  nullable: false,
  description: "Place of the element in the array, from 1",
};

const extra: TableColumn = {
  name: "_extra",
  type: "json",
  nullable: true,
  description:
    "Fields that the spec does not know, at their path in the element; all of an element that is no object",
};

/**
 * Returns the views of a resource, each after the one that it reads.
 *
 * - `projects_live`: what the records of the rows that are not deleted hold, `_extra` included; not how and
 *   when they were synced.
 * - `invoices_lines`, for the column `lines`: an element a row, with the primary key of its record (`invoice_id`),
 *   `position` and typed columns. A value that does not fit leaves its column NULL, as in a table.
 * - `members_periods_hours`, for the array `hours` in the elements of `periods`: likewise, with
 *   `periods_position` beside the primary key.
 *
 * @param columns Columns of the table that come from a record.
 */
export function viewsOf(resource: Resource, columns: readonly TableColumn[]): View[] {
  const { name, description, singular, primaryKey } = resource;
  const live: LiveView = {
    ...{ kind: "live", name: `${name}_live`, from: name, columns },
    description: `${description} Rows that are not deleted.`,
  };
  const key = columns.filter((column) => primaryKey.includes(column.name))
    .map((column) => ({ ...column, of: column.name, name: `${singular}_${column.name}` }));
  return [
    live,
    ...resource.columns.flatMap((column) => itemsViews(column, key, live.name, name)),
  ];
}

/** The view of an array's elements, and those of the arrays in them. */
function itemsViews(
  { name: array, description, items }: Column,
  key: ItemsView["key"],
  from: string,
  prefix: string,
): ItemsView[] {
  if (items === undefined) return [];
  const name = `${prefix}_${array}`;
  const hasExtra = items.every(({ path }) => path.length > 0);
  const columns = [
    ...key.map(({ of: _, ...column }) => column),
    position,
    ...items.map(({ name, type, description }) => ({ name, type, nullable: true, description })),
    ...(hasExtra ? [extra] : []),
  ];
  const view: ItemsView = {
    ...{ kind: "items", name, from, columns, array, key, fields: items, hasExtra },
    description: `${description} One row per element.`,
  };
  const keyHere = [
    ...key.map((column) => ({ ...column, of: column.name })),
    { ...position, of: position.name, name: `${array}_${position.name}` },
  ];
  return [view, ...items.flatMap((item) => itemsViews(item, keyHere, name, name))];
}
