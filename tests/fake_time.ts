/**
 * A clock that runs ahead: waits end at once and are remembered.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Options for {@linkcode FakeTime}. */
export interface FakeTimeOptions {
  /**
   * Timers of at least so many milliseconds, such as timeouts, fire with {@linkcode FakeTime.expire}
   * only. @default {30_000}
   */
  readonly hold?: number;
}

/** A timer that has not fired. */
interface Timer {
  readonly callback: () => void;
  readonly ms: number;
  readonly due: number;
}

/**
 * Replaces `setTimeout`, `clearTimeout` and `Date.now` until it is disposed. Each turn of the event
 * loop fires the timer that is due first, and the clock then shows the time that it was set for. HTTP
 * does not depend on these timers and goes on for real.
 */
export class FakeTime {
  /** The waits so far that are longer than nothing, in milliseconds, in the order in which they ended. */
  readonly waits: number[] = [];
  readonly #held = new Map<number, () => void>();
  #now = Date.now();
  readonly #real = { setTimeout, clearTimeout, now: Date.now };

  constructor({ hold = 30_000 }: FakeTimeOptions = {}) {
    Date.now = () => this.#now;
    let lastId = 0;
    const timers = new Map<number, Timer>();
    const fireFirst = () => {
      const [id, first] = [...timers].reduce((a, b) => b[1].due < a[1].due ? b : a);
      timers.delete(id);
      if (first.ms > 0) this.waits.push(first.ms);
      this.#now = Math.max(this.#now, first.due);
      first.callback();
    };
    globalThis.setTimeout = ((callback: () => void, ms = 0) => {
      const id = ++lastId;
      if (ms >= hold) {
        this.#held.set(id, callback);
        return id;
      }
      timers.set(id, { callback, ms, due: this.#now + ms });
      setImmediate(() => timers.size > 0 && fireFirst());
      return id;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((id: number) => {
      if (!this.#held.delete(id)) timers.delete(id);
    }) as typeof clearTimeout;
  }

  /** The time that the clock shows, in milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** Moves the clock on, as though the machine had slept; no timer fires. */
  advance(ms: number): void {
    this.#now += ms;
  }

  /** Fires the timers that are held, as though nothing had happened for as long as they wait. */
  expire(): void {
    const callbacks = [...this.#held.values()];
    this.#held.clear();
    for (const callback of callbacks) callback();
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
    Date.now = this.#real.now;
  }
}
