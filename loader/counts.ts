/**
 * The counts of a run and of its resources.
 *
 * @module
 */

import type { Cost, Counts } from "./destination.ts";

/** Counts before anything has happened. */
export const noCounts: Counts = {
  read: 0,
  resumed: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  duplicates: 0,
  rejected: 0,
  issues: 0,
  pages: 0,
  requests: 0,
  retries: 0,
  waited_ms: 0,
  bytes: 0,
  bytes_billed: 0,
  slot_ms: 0,
};

/** Adds costs up. */
export function sumCosts(all: readonly Cost[]): Cost {
  return {
    bytes_billed: all.reduce((sum, { bytes_billed }) => sum + bytes_billed, 0),
    slot_ms: all.reduce((sum, { slot_ms }) => sum + slot_ms, 0),
  };
}

/** Adds counts up, member by member. */
export function sumCounts(all: readonly Counts[]): Counts {
  const names = Object.keys(noCounts) as (keyof Counts)[];
  return Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as unknown as Counts;
}
