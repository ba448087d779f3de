/**
 * The error that codegen throws.
 *
 * @module
 */

/** Something in the spec that nothing can be generated from. */
export class SpecError extends Error {
  override readonly name: string = "SpecError";

  /** Makes an error from the place in the spec, such as `paths./pets.get`, and what is wrong there. */
  constructor(place: readonly string[], problem: string) {
    super(`Cannot generate from the spec at ${place.join(".")}: ${problem}`);
  }
}
