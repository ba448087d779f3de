/**
 * Re-exports what protects secrets, for destinations, which import nothing from `client/`.
 *
 * @module
 */

export { isLoopback } from "../client/options.ts";
export { createRedact, type Redact } from "../client/redact.ts";
