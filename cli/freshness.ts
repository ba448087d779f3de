/**
 * Judges how fresh a table is.
 *
 * @module
 */

import type { Freshness } from "@workspace-sync/loader";

/** Says why a table is not as fresh as it should be; `undefined` when it is. */
export function staleness(
  { resource, status, swept_at }: Pick<Freshness, "resource" | "status" | "swept_at">,
  maxAge: number,
  now: Date,
): string | undefined {
  if (status === "skipped") return undefined; // The workspace lacks it.
  if (status === "failed") return `${resource} failed`;
  if (swept_at === null) return `${resource} was never read to its end`;
  return now.getTime() - swept_at.getTime() <= maxAge
    ? undefined
    : `${resource} was read to its end last at ${swept_at.toISOString()}`;
}
