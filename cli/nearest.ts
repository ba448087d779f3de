/**
 * Finds what somebody probably meant.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { closestString } from "@std/text/closest-string";
// @ts-types="./std.d.ts"
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Returns the candidate that a word is probably a slip of, or `undefined` when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closestString(word, [...candidates]);
  return levenshteinDistance(word, best) <= Math.max(2, word.length / 2) ? best : undefined;
}
