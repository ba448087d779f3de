/**
 * Tells the time and waits.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { delay } from "@std/async/delay";

/** Tells the time and waits; a parameter, so that a test or a simulation can bring its own. */
export interface Clock {
  /** Milliseconds of a monotonic clock: durations come from it. */
  now(): number;
  /** Milliseconds since 1970: only for instants that are shown, stored or compared with a server's. */
  date(): number;
  /** Waits; rejects with the signal's reason when that is aborted. */
  delay(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
}

/** The machine's clock. */
export const realClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  delay,
};
