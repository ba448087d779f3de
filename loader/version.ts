/**
 * The version of this package, as recorded with every run.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };

/** Version of this package. */
export const version: string = config.version;
