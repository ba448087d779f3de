/**
 * Re-exports what protects secrets, for destinations, which import only types of the SDK.
 *
 * @module
 */

export { createRedact, isLoopback, type Redact } from "@workspace-sync/sdk/internal";
