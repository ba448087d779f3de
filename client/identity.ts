/**
 * Reads the answer to the question whose token it is.
 *
 * @module
 */

import { printable } from "./printable.ts";
import type { Redact } from "./redact.ts";
import type { Identity, IdentityRoute } from "./resource.ts";

/** Most characters of a name that are kept. */
const longest = 200;

/** Returns the identity in a parsed body, or says what is wrong with it. */
export function identityOf(
  body: unknown,
  route: IdentityRoute,
  redact: Redact,
): Identity | string {
  if (typeof body !== "object" || body === null) return "it is not an object";
  const { [route.id]: id, [route.name]: name } = body as Record<string, unknown>;
  if (typeof id !== "string" || id === "") return `it has no '${route.id}'`;
  // Both are shown and stored, so neither may hold the token. The id decides; a name is for people.
  const shown = (text: string) => printable(redact(text)).slice(0, longest);
  return { id: shown(id), name: shown(typeof name === "string" && name !== "" ? name : id) };
}
