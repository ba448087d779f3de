/**
 * The counts of a run and of its resources, declared once: their types, columns and sums follow.
 *
 * @module
 */

/** Every count, in the order of the columns, and what it means; one line each. */
export const countMeanings = {
  read: "Records read, those that an interrupted run had staged included",
  resumed: "Records that an interrupted run had staged already",
  inserted: "Rows written that were not there",
  updated: "Rows written over an older version",
  unchanged: "Rows left alone",
  deleted: "Rows marked or removed because their record is gone",
  duplicates: "Records that a later one with the same primary key replaced",
  rejected: "Records without a usable primary key",
  issues: "Rows with something in _issues",
  pages: "Pages read in this run",
  requests: "HTTP requests sent",
  retries: "Requests that were repeated",
  waited_ms: "Time spent waiting for the rate limit, in milliseconds",
  bytes: "Bytes of response bodies",
  bytes_billed: "Bytes that queries were billed for",
  slot_ms: "Time that queries computed, all slots added up, in milliseconds",
} as const;

/** One of the counts: a column of `_sync_runs` and of `_sync_resources`. */
export type CountName = keyof typeof countMeanings;

/** Counts of a run or of one of its resources; `countMeanings` says what each means. */
export type Counts = Readonly<Record<CountName, number>>;

/** What a destination charges for. */
export type Cost = Pick<Counts, "bytes_billed" | "slot_ms">;

const names = Object.keys(countMeanings) as CountName[];

/** Counts before anything has happened. */
export const noCounts: Counts = countsOf(() => 0);

/** Adds counts up, name by name; those that are left out are 0. */
export function sumCounts(all: readonly Partial<Counts>[]): Counts {
  return countsOf((name) => all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0));
}

/** What is charged where nothing is. */
export const noCost: Cost = { bytes_billed: 0, slot_ms: 0 };

function countsOf(count: (name: CountName) => number): Counts {
  return Object.fromEntries(names.map((name) => [name, count(name)])) as Counts;
}
