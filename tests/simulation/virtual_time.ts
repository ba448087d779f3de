/**
 * A clock that nobody waits for.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../client/clock.ts";

const epoch = Date.parse("2026-01-01T00:00:00Z");
/** Waits from this length on are timeouts, which never come. In milliseconds. */
const timeout = 30_000;

/** Time that passes with what happens: each event takes a millisecond, and a wait is over at once. */
export class VirtualTime implements Clock {
  #ms = 0;

  now(): number {
    return this.#ms;
  }

  date(): number {
    return epoch + this.#ms;
  }

  /** Lets time pass; returns what the clock shows then. */
  pass(ms = 1): number {
    return this.#ms += ms;
  }

  /** Returns what the clock showed at an instant. */
  at(date: number): number {
    return date - epoch;
  }

  async delay(ms: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (ms >= timeout) return await new Promise(() => {});
    await nextTurn();
    signal?.throwIfAborted();
    this.#ms += ms;
  }
}

/**
 * Puts turns of the event loop in the place of the global timers until it is disposed: `retry()` of `@std/async`
 * takes no clock, and the order of a real timer and a turn differs from run to run.
 */
export class NoTimers {
  readonly #real = { setTimeout, clearTimeout };

  constructor() {
    globalThis.setTimeout = ((callback: () => void) => {
      nextTurn().then(callback);
      return 0;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = () => {};
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}
