/**
 * A clock that runs ahead: waits end at once and are remembered.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Clock } from "../client/clock.ts";

/** Options for {@linkcode FakeClock}. */
export interface FakeClockOptions {
  /**
   * Waits of at least so many milliseconds, such as timeouts, end with {@linkcode FakeClock.expire}
   * only. @default {30_000}
   */
  readonly hold?: number;
}

/** A wait that has not ended. */
interface Timer {
  readonly callback: () => void;
  readonly ms: number;
  readonly due: number;
}

/**
 * Each turn of the event loop ends the wait that is due first, and the clock then shows the time that
 * it was for. HTTP does not depend on it and takes real time.
 */
export class FakeClock implements Clock {
  /** The waits so far that are longer than nothing, in milliseconds, in the order in which they ended. */
  readonly waits: number[] = [];
  readonly #hold: number;
  readonly #timers = new Set<Timer>();
  readonly #held = new Set<Timer>();
  #now = 0;
  /** What the wall clock shows at the start. */
  #epoch = Date.parse("2026-01-01T00:00:00Z");

  constructor({ hold = 30_000 }: FakeClockOptions = {}) {
    this.#hold = hold;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.#epoch + this.#now;
  }

  /** Moves the time on, as though the machine had slept; no wait ends. */
  advance(ms: number): void {
    this.#now += ms;
  }

  /** Sets the wall clock forward or, with a negative number, back; no time passes. */
  set(ms: number): void {
    this.#epoch += ms;
  }

  /** Ends the waits that are held, as though nothing had happened for as long as they take. */
  expire(): void {
    const held = [...this.#held];
    this.#held.clear();
    for (const { callback } of held) callback();
  }

  delay(ms: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        cancel();
        reject(signal!.reason);
      };
      const cancel = this.schedule(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Calls back after a wait, unless the function that it returns is called before. */
  schedule(callback: () => void, ms: number): () => void {
    const timer = { callback, ms, due: this.#now + ms };
    const timers = ms >= this.#hold ? this.#held : this.#timers;
    timers.add(timer);
    if (timers === this.#timers) setImmediate(() => this.#endFirst());
    return () => timers.delete(timer);
  }

  #endFirst(): void {
    if (this.#timers.size === 0) return;
    const first = [...this.#timers].reduce((a, b) => b.due < a.due ? b : a);
    this.#timers.delete(first);
    if (first.ms > 0) this.waits.push(first.ms);
    this.#now = Math.max(this.#now, first.due);
    first.callback();
  }
}
