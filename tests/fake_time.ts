/**
 * Puts a {@linkcode FakeClock} in the place of the global timers, for code that takes no clock.
 *
 * @module
 */

import { FakeClock, type FakeClockOptions } from "./fake_clock.ts";

/** Replaces `setTimeout`, `clearTimeout` and `Date.now` until it is disposed. */
export class FakeTime {
  /** The clock behind the timers. */
  readonly clock: FakeClock;
  readonly #real = { setTimeout, clearTimeout, now: Date.now };

  constructor(options: FakeClockOptions = {}) {
    const clock = this.clock = new FakeClock(options);
    clock.set(Date.now() - clock.date());
    Date.now = () => clock.date();
    const cancels = new Map<number, () => void>();
    let lastId = 0;
    globalThis.setTimeout = ((callback: () => void, ms = 0) => {
      const id = ++lastId;
      const fire = () => {
        cancels.delete(id);
        callback();
      };
      cancels.set(id, clock.schedule(fire, ms));
      return id;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((id: number) => {
      cancels.get(id)?.();
      cancels.delete(id);
    }) as typeof clearTimeout;
  }

  /** The waits so far that are longer than nothing, in milliseconds, in the order in which they ended. */
  get waits(): readonly number[] {
    return this.clock.waits;
  }

  /** The time that the clock shows, in milliseconds since 1970. */
  get now(): number {
    return this.clock.date();
  }

  /** Moves the clock on, as though the machine had slept; no timer fires. */
  advance(ms: number): void {
    this.clock.advance(ms);
  }

  /** Fires the timers that are held, as though nothing had happened for as long as they wait. */
  expire(): void {
    this.clock.expire();
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
    Date.now = this.#real.now;
  }
}
