/**
 * Judges how fresh a table is.
 *
 * @module
 */

import type { Freshness } from "@workspace-sync/loader";
import { type Settings, usualMaxAge } from "./settings.ts";
import { duration, valueFrom } from "./values.ts";

/** Returns the age from which a table is stale where something always judges, in milliseconds. */
export function maxAgeOf({ max_age }: Settings<"max_age">): number {
  return max_age ?? valueFrom(duration, usualMaxAge, "max_age");
}

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
