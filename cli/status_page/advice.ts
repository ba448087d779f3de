/**
 * Says what to do about a failure, where its message does not.
 *
 * @module
 */

import { program } from "../program.ts";

/** What a message looks like, and what to do then. */
const advice: readonly [RegExp, string][] = [
  [
    /\banswered 401\b/,
    `Make a new token, put it into WORKSPACE_API_TOKEN, and see what ${program} check says.`,
  ],
  [
    /\banswered 403\b/,
    "Give the token the right to read this list, or leave the table out with WORKSPACE_EXCEPT.",
  ],
  [
    /\banswered (408|425|5\d\d)\b|no connection to|no complete answer|not finished within/,
    "Nothing, if it happens once: the next run tries again, and goes on where this one stopped.",
  ],
];

/** Returns what to do about a failure; `undefined` where its message says it. */
export function adviceOn(message: string): string | undefined {
  return advice.find(([pattern]) => pattern.test(message))?.[1];
}
