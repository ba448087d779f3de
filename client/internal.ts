/**
 * What the loader, the sandbox and the command line share with the SDK, for no one else: any release may change
 * it, since all four packages are released together.
 *
 * ```ts
 * import { isLoopback } from "@workspace-sync/sdk/internal";
 * import { assert } from "@std/assert";
 *
 * assert(isLoopback("127.0.0.1") && !isLoopback("example.com"));
 * ```
 *
 * @module
 */

export { checkedUrl, isLoopback } from "./base_url.ts";
export { type Clock, realClock } from "./clock.ts";
export {
  type ExactNumber,
  isExactNumber,
  isObject,
  type NumberParts,
  parseExact,
  partsOf,
} from "./exact_json.ts";
export { defaults } from "./options.ts";
export { printable } from "./printable.ts";
export { createRedact, type Redact } from "./redact.ts";
export { spanKind, traced } from "./tracing.ts";
