/**
 * Re-exports the type of openapi-fetch's middleware, since callers may give some.
 *
 * @module
 */

export type { Middleware } from "openapi-fetch";
