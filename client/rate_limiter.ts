/**
 * Limits how many requests of a client start in a second, and how many run at the same time.
 *
 * @module
 */

import { type Clock, realClock } from "./clock.ts";
import type { WaitReason } from "./events.ts";

/** Options for {@linkcode RateLimiter}. */
export interface RateLimiterOptions {
  /** Requests per second; 0 for no limit. */
  rate: number;
  /** Requests at the same time. */
  concurrency: number;
  /** Tells the time and waits. @default {realClock} */
  clock?: Clock;
}

/** The right to send one request. */
export interface Turn {
  /** Says that the server answered. */
  succeeded(): void;
  /** Says that the server refused the request for its rate (429). */
  refused(): void;
  /** Says that the request is over. */
  end(): void;
}

/** Requests that may start at once after idleness, as long as the server refuses none. */
const burst = 5;
/** Servers count requests by the second, in milliseconds. */
const second = 1_000;
/** What a refusal takes off the rate. */
const drop = 0.3;
/** Successes until the refused rate is reached again. */
const plateau = 100;
/** Slowest rate that refusals lead to, in requests per second. */
const slowest = 0.5;
/** Rate up to which one refusal is believed at once, in requests per second. */
const usual = 5;

/**
 * Spaces out requests, with a limit on concurrency, for all endpoints together.
 *
 * When the server refuses (429), everything pauses for a second, so that a limit per second has room
 * again, and then continues without bursts at 70 % of the rate that the server accepted. From there the
 * rate follows the curve of TCP CUBIC (RFC 9438 §4.2): quickly back towards the rate that was refused,
 * slowly past it, then faster, until it is the full rate. CUBIC counts time; this counts successes, so
 * that the share of refusals is the same for a slow server as for a fast one. As in TCP (RFC 9438 §4.6
 * and RFC 6582), all requests that were under way at a refusal count as one.
 */
export class RateLimiter {
  readonly #fullRate: number;
  readonly #concurrency: number;
  readonly #clock: Clock;
  /** Rate that the server accepted when it last refused; infinite before that. */
  #ceiling = Infinity;
  /** Successes since then. */
  #successes = 0;
  /** When the successes of the last second were, oldest first. */
  readonly #recent: number[] = [];
  /** When the next request may start. */
  #due = -Infinity;
  /** Why it may not start before. */
  #reason: WaitReason = "rate";
  #turns = 0;
  /** The last turn that was taken at a rate since lowered. */
  #lastTooFast = 0;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Makes a limiter that lets the first requests start at once. */
  constructor({ rate, concurrency, clock = realClock }: RateLimiterOptions) {
    this.#fullRate = rate || Infinity;
    this.#concurrency = concurrency;
    this.#clock = clock;
  }

  /** The current rate, in requests per second; infinite for no limit. */
  get rate(): number {
    if (this.#ceiling === Infinity) return this.#fullRate;
    const curve = 1 + drop * (this.#successes / plateau - 1) ** 3;
    return Math.min(Math.max(this.#ceiling * curve, slowest), this.#fullRate);
  }

  /**
   * Waits for a turn.
   *
   * @throws the signal's reason when it is aborted first.
   */
  async acquire(
    signal: AbortSignal | undefined,
    onWait: (ms: number, reason: WaitReason) => void,
  ): Promise<Turn> {
    signal?.throwIfAborted();
    await this.#enter(signal);
    try {
      for (let ms = this.#untilDue(); ms > 0; ms = this.#untilDue()) {
        onWait(ms, this.#reason);
        await this.#clock.delay(ms, signal && { signal });
      }
    } catch (error) {
      this.#leave();
      throw error;
    }
    return this.#start();
  }

  /** Lets no request start for a while, since the server asks for it. */
  pause(ms: number): void {
    const end = this.#clock.now() + ms;
    if (end <= this.#due) return;
    this.#due = end;
    this.#reason = "api";
  }

  /** Milliseconds until the next request may start; 0 when it may start now. */
  #untilDue(): number {
    return Math.max(Math.ceil(this.#due - this.#clock.now()), 0);
  }

  #start(): Turn {
    const spacing = second / this.rate;
    const credit = this.#ceiling === Infinity ? (burst - 1) * spacing : 0;
    this.#due = Math.max(this.#due, this.#clock.now() - credit) + spacing;
    this.#reason = "rate";
    const turn = ++this.#turns;
    return {
      succeeded: () => this.#succeeded(),
      refused: () => this.#refused(turn),
      end: () => this.#leave(),
    };
  }

  #succeeded(): void {
    this.#successes++;
    this.#recent.push(this.#clock.now());
    this.#forget();
  }

  #refused(turn: number): void {
    this.pause(second);
    if (turn <= this.#lastTooFast) return;
    this.#lastTooFast = this.#turns;
    this.#forget();
    const { rate } = this;
    // Few successes may also mean that the client asked for little.
    this.#ceiling = Math.min(rate, Math.max(this.#recent.length, Math.min(rate / 2, usual)));
    this.#successes = 0;
  }

  /** Forgets the successes that are older than a second. */
  #forget(): void {
    const since = this.#clock.now() - second;
    while (this.#recent[0]! <= since) this.#recent.shift();
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
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
