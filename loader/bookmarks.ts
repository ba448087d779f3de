/**
 * Chooses where a list that is swept again is cut into ranges.
 *
 * @module
 */

import type { Resource } from "@workspace-sync/sdk";
import type { KnownRows } from "./destination.ts";

/** Rows among which the bookmarks are chosen, about. */
const candidates = 4_096;
/** Fewest pages of a range: where two meet, up to a page is read twice. */
const fewestPages = 4;

/** What {@linkcode Bookmarks} needs. */
export interface BookmarksOptions {
  /** Live rows of the table. */
  readonly rows: number;
  /** Most ranges. */
  readonly ranges: number;
}

/**
 * Collects rows of a table, and cuts its list into ranges of about the same length. The order of a list that
 * says how it is ordered is told by a column; any other list stays whole.
 */
export class Bookmarks {
  /** The column that tells the order; `undefined` when the list stays whole. */
  readonly column: string | undefined;
  readonly #ranges: number;
  readonly #every: number;
  readonly #isDescending: boolean;
  readonly #found: { readonly key: string; readonly position: string }[] = [];
  #met = 0;

  /** Prepares for a table of so many rows. */
  constructor({ columns, primaryKey, pagination }: Resource, { rows, ranges }: BookmarksOptions) {
    const { cursorField, orderField, orderDirection, limit } = pagination;
    const columnOf = (field: string | undefined) =>
      columns.find(({ path }) => path.length === 1 && path[0] === field)?.name;
    this.#ranges = Math.min(ranges, Math.floor(rows / (fewestPages * limit)));
    this.#every = Math.max(1, Math.floor(rows / candidates));
    this.#isDescending = orderDirection === "descending";
    const isCursor = primaryKey.length === 1 && primaryKey[0] === columnOf(cursorField);
    this.column = this.#ranges > 1 && isCursor ? columnOf(orderField) : undefined;
  }

  /** Takes note of some rows. */
  add({ keys, deleted, positions }: KnownRows): void {
    if (positions === undefined) return;
    for (const [row, position] of positions.entries()) {
      if (deleted[row] || position === null || this.#met++ % this.#every > 0) continue;
      this.#found.push({ key: keys[0]![row]!, position });
    }
  }

  /** Returns the keys that the ranges start after, in the order of the list. */
  cut(): string[] {
    const { compare } = new Intl.Collator("en", { numeric: true });
    const sign = this.#isDescending ? -1 : 1;
    const found = this.#found.sort((one, other) => sign * compare(one.position, other.position));
    const cuts = Array.from(
      { length: Math.max(0, this.#ranges - 1) },
      (_, cut) => found[Math.floor((cut + 1) * found.length / this.#ranges)]?.key,
    );
    return [...new Set(cuts.filter((key) => key !== undefined))];
  }
}
