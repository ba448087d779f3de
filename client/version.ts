/**
 * The version of this package, for the API's logs.
 *
 * @module
 */

/** The version in `deno.json`, which a release raises together with this. */
export const version = "0.1.0";
