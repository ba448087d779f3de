/**
 * Reads the envelope around the records of a page.
 *
 * @module
 */

import type { Envelope } from "./walk.ts";
import type { Pagination } from "./resource.ts";

/**
 * Returns the records of a parsed body, or says what is wrong with it. A body that does not say
 * whether more follows is wrong: taking it for the last page could lose records without a word.
 */
export function envelopeOf(
  body: unknown,
  { items, hasMore }: Pagination,
): Envelope<Record<string, unknown>> | string {
  if (typeof body !== "object" || body === null) return "it is not an object";
  const { [items]: results, [hasMore]: more } = body as Record<string, unknown>;
  if (!Array.isArray(results)) return `it has no list '${items}'`;
  if (typeof more !== "boolean") return `it has no '${hasMore}' that is true or false`;
  return { results, hasMore: more };
}
