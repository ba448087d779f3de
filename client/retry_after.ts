/**
 * Reads how long a server asks clients to wait.
 *
 * @module
 */

/** Options for {@linkcode retryAfterMs}. */
export interface RetryAfterOptions {
  /** Longest wait that is obeyed, in milliseconds. @default {60_000} */
  max?: number;
  /** Now, in milliseconds since 1970. @default {Date.now()} */
  now?: number;
}

/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3: delta-seconds or an HTTP date).
 *
 * @returns Milliseconds to wait from now, or `undefined` when the header is absent or unreadable.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(retryAfterMs(new Headers({ "retry-after": "2" })), 2000);
 * ```
 */
export function retryAfterMs(
  headers: Headers,
  { max = 60_000, now = Date.now() }: RetryAfterOptions = {},
): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), max);
}
