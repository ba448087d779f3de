/**
 * Stops a sync before it does harm: checks that look at counts alone.
 *
 * @module
 */

import type { StoredCheckpoint } from "./checkpoint.ts";
import type { Written } from "./destination.ts";
import type { Difference } from "./diff.ts";
import { DestinationError, MassDeleteError } from "./errors.ts";

/** Rows of a table up to which a sweep may delete any number, though not all. */
const smallTable = 20;

/**
 * Checks that a sweep has not shrunk suspiciously.
 *
 * @throws {MassDeleteError} when it would delete more than half of a table with over 20 rows, or all of it.
 */
export function checkDeletes(
  resource: string,
  { existing, inserted, updated, unchanged }: Difference,
  deleted: number,
): void {
  const empties = deleted > 0 && inserted + updated + unchanged === 0;
  const shrinks = existing > smallTable && deleted * 2 > existing;
  if (!empties && !shrinks) return;
  throw new MassDeleteError(
    `Cannot sync ${resource}: the API no longer lists ${
      empties ? `any of its ${existing} rows` : `${deleted} of its ${existing} rows, more than half`
    }; ` +
      "if that is right, run again with --allow-mass-delete; if not, check which workspace the token belongs to",
  );
}

/**
 * Checks that every record that was read is accounted for.
 *
 * @throws {DestinationError} when one is not.
 */
export function checkRead(
  resource: string,
  read: number,
  { inserted, updated, unchanged }: Difference,
  { duplicates, rejected }: { readonly duplicates: number; readonly rejected: number },
): void {
  const accounted = inserted + updated + unchanged + duplicates + rejected;
  if (accounted === read) return;
  throw new DestinationError(
    `Cannot sync ${resource}: ${read} records were read and ${accounted} are accounted for; ` +
      "nothing was written, run again",
    "failed",
  );
}

/**
 * Checks that a stage holds at least what was stored there: a load that ran twice is there twice, and does no
 * harm.
 *
 * @throws {DestinationError} when it holds less.
 */
export function checkStaged(
  resource: string,
  stored: number,
  { stagedRows, stagedRejects }: Pick<StoredCheckpoint, "stagedRows" | "stagedRejects">,
  parts: number,
): void {
  const expected = stagedRows + stagedRejects + parts;
  if (stored >= expected) return;
  throw new DestinationError(
    `Cannot sync ${resource}: ${expected} rows were staged and ${stored} are there; nothing was ` +
      "written, and the stage was discarded; run again",
    "failed",
  );
}

/**
 * Checks that an engine has written what the sweep has found.
 *
 * @throws {DestinationError} when it has not.
 */
export function checkWritten(resource: string, expected: Written, written: Written): void {
  const counts = ({ inserted, updated, deleted }: Written) =>
    `${inserted} inserted, ${updated} updated, ${deleted} deleted`;
  if (counts(written) === counts(expected)) return;
  throw new DestinationError(
    `Cannot account for the rows of ${resource}: expected ${
      counts(expected)
    }, the destination says ` +
      `${counts(written)}; make sure that nothing else writes to the table, and sync again`,
    "failed",
  );
}
