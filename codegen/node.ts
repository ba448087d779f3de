/**
 * The parts of a spec that is parsed but not yet read.
 *
 * @module
 */

import { SpecError } from "./errors.ts";

/** A place in the spec: the keys that lead to it. */
export type Place = readonly string[];

/** Anything in the spec that is an object. */
export type Node = { readonly [key: string]: unknown };

/**
 * Returns the value as an object.
 *
 * @throws {SpecError} when it is not one.
 */
export function object(value: unknown, place: Place): Node {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Node;
  throw new SpecError(place, "expected an object");
}
