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

/**
 * Ends the sentence about a word that is not known: with what was probably meant, and where to look.
 *
 * @param where What shows the candidates, such as `deno task resources`.
 */
export function hint(word: string, candidates: readonly string[], where: string): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? `; see ${where}` : `; did you mean '${guess}'? See ${where}`;
}
