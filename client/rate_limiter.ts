/**
 * Keeps all requests of a client within a rate and a number at the same time.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { delay } from "@std/async/delay";

/** Options for {@linkcode RateLimiter}. */
export interface RateLimiterOptions {
  /** Requests per second; 0 for no limit. */
  rate: number;
  /** Requests at the same time. */
  concurrency: number;
}

/** Requests that may start at once after a pause. */
const burst = 5;
/** Slowest rate that refusals lead to, in requests per second. */
const slowest = 0.5;
/** Share of the full rate that is won back with each success. */
const recovery = 0.02;

/**
 * A token bucket with a limit on concurrency, shared by all endpoints. A refusal (429) halves the rate
 * and can pause everything; successes bring the rate back.
 */
export class RateLimiter {
  readonly #fullRate: number;
  readonly #concurrency: number;
  #rate: number;
  #tokens = burst;
  #refilledAt: number = Date.now();
  #pausedUntil = 0;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Makes a limiter that lets the first requests start at once. */
  constructor({ rate, concurrency }: RateLimiterOptions) {
    this.#fullRate = rate;
    this.#rate = rate;
    this.#concurrency = concurrency;
  }

  /** The current rate, in requests per second; 0 for no limit. */
  get rate(): number {
    return this.#rate;
  }

  /**
   * Waits for a turn. Call the result once when the request is over.
   *
   * @throws the signal's reason when it is aborted first.
   */
  async acquire(
    signal: AbortSignal | undefined,
    onWait: (ms: number) => void,
  ): Promise<() => void> {
    signal?.throwIfAborted();
    await this.#place(signal);
    try {
      for (let ms = this.#wait(); ms > 0; ms = this.#wait()) {
        onWait(ms);
        await delay(ms, signal && { signal });
      }
    } catch (error) {
      this.#leave();
      throw error;
    }
    this.#tokens--;
    return () => this.#leave();
  }

  /** Lets no request start for a while. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
  }

  /** Slows down after a refusal. */
  refused(): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 1);
    if (this.#fullRate > 0) {
      this.#rate = Math.max(this.#rate / 2, Math.min(slowest, this.#fullRate));
    }
  }

  /** Speeds up again after a success. */
  succeeded(): void {
    this.#rate = Math.min(this.#rate + this.#fullRate * recovery, this.#fullRate);
  }

  /** Milliseconds until the next request may start; 0 when it may start now. */
  #wait(): number {
    this.#refill();
    const pause = this.#pausedUntil - Date.now();
    if (pause > 0) return pause;
    return this.#fullRate === 0 || this.#tokens >= 1
      ? 0
      : Math.ceil((1 - this.#tokens) / this.#rate * 1000);
  }

  #refill(): void {
    const now = Date.now();
    if (this.#fullRate > 0) {
      const earned = (now - this.#refilledAt) / 1000 * this.#rate;
      this.#tokens = Math.min(this.#tokens + Math.max(earned, 0), burst);
    }
    this.#refilledAt = now;
  }

  async #place(signal: AbortSignal | undefined): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal!.reason);
      };
      this.#waiting.push(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /** Hands the place to the next in line, or gives it back. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
