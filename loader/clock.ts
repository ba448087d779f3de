/**
 * Re-exports the clock that destinations take as a parameter; they import only types of the SDK.
 *
 * @module
 */

export type { Clock } from "@workspace-sync/sdk";
export { realClock } from "@workspace-sync/sdk/internal";
