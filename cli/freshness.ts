/**
 * Judges how fresh a table is.
 *
 * @module
 */

import type { Freshness } from "@workspace-sync/loader";

/** The setting that says which age is too old. */
export const maxAgeSetting = {
  env: "WORKSPACE_MAX_AGE",
  value: "TIME",
  help: "Age from which a table counts as stale in /healthz and on the status page",
  default: "25h",
} as const;

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
