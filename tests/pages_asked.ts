/**
 * Counts the pages that a sandbox was asked for.
 *
 * @module
 */

import type { Sandbox } from "../sandbox/types.ts";

/** How many pages a sandbox was asked for; the question whose token it is does not count. */
export function pagesAsked({ requests }: Sandbox): number {
  return requests.filter(({ table }) => table !== undefined).length;
}
