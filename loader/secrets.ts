/**
 * What keeps secrets where they belong, for destinations, which import nothing of `client/`.
 *
 * @module
 */

export { isLoopback } from "../client/options.ts";
export { createRedact, type Redact } from "../client/redact.ts";
