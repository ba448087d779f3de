/**
 * What a sweep stores with each part of its changes, so that a later run can continue it.
 *
 * @module
 */

import type { Range } from "@workspace-sync/sdk";
import type { Met } from "./diff.ts";

/** How far a sweep has come. */
export interface Checkpoint {
  /** How far each range of the list was read. */
  readonly ranges: readonly Range[];
  /** Pages read so far. */
  readonly pages: number;
  /** Records read so far, rejects included. */
  readonly records: number;
  /** Records among them that were read once more where two ranges meet. */
  readonly repeated: number;
  /** Whether all pages have been read. */
  readonly complete: boolean;
}

/** Checkpoint of a sweep that has not begun, of a list that is read in one range or more. */
export function startOf(ranges: readonly Range[]): Checkpoint {
  return { ranges, pages: 0, records: 0, repeated: 0, complete: false };
}

/** What a sweep must fit to be continued. */
export interface Fit {
  /** Key of where the records come from (`originKey`). */
  readonly origin: string;
  /** Hash of the spec that the rows are shaped by. */
  readonly specHash: string;
}

/** A checkpoint as it is stored with a part. */
export interface StoredCheckpoint extends Checkpoint, Fit {
  /** Layout of what is stored. */
  readonly format: typeof format;
  /** Name of the part. */
  readonly part: string;
  /** Name of the part before it; `null` in the first one. */
  readonly after: string | null;
  /** When the sweep began, in milliseconds since 1970. */
  readonly began: number;
  /** Whether the sweep is quick; it is never continued, since where it ends it has not read the list. */
  readonly quick: boolean;
  /** Records whose key the sweep had met before. */
  readonly duplicates: number;
  /** Records without a usable key. */
  readonly rejected: number;
  /** Rows of this part and of those before it. */
  readonly stagedRows: number;
  /** Rejects of this part and of those before it. */
  readonly stagedRejects: number;
  /** The keys that this part has met. */
  readonly met: Met;
}

/** The layout that is written; a stage of another one is read again. */
export const format = 3;

/**
 * Finds the parts of one sweep. Each names the one before it, so that a part of a run that is gone, which may
 * arrive after the run that took over has gone on without it, does not count.
 *
 * @param notBefore A sweep that began before this instant is too old.
 * @returns The parts in their order; none when no sweep fits.
 */
export function sweepOf(
  checkpoints: readonly string[],
  { origin, specHash }: Fit,
  notBefore: Date,
): StoredCheckpoint[] {
  const fitting = checkpoints.map((text): StoredCheckpoint => JSON.parse(text)).filter((one) =>
    one.format === format && one.origin === origin && one.specHash === specHash && !one.quick &&
    one.began >= notBefore.getTime()
  );
  // Each part has come further than the one before it.
  const chained = new Map<string, StoredCheckpoint>();
  let tip: StoredCheckpoint | undefined;
  for (const one of fitting.sort((one, other) => one.pages - other.pages)) {
    if (one.after !== null && !chained.has(one.after)) continue;
    chained.set(one.part, one);
    tip = one;
  }
  const parts: StoredCheckpoint[] = [];
  for (let one = tip; one; one = one.after === null ? undefined : chained.get(one.after)) {
    parts.push(one);
  }
  return parts.reverse();
}
