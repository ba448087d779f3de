// Types of what this room uses of the standard library: `deno-std`, a third party's build of it for npm, has none.

export interface RetryOptions {
  maxAttempts?: number;
  minTimeout?: number;
  maxTimeout?: number;
  multiplier?: number;
  jitter?: number;
  isRetriable?: (error: unknown) => boolean;
  signal?: AbortSignal;
}

export function retry<Result>(
  work: () => Promise<Result>,
  options?: RetryOptions,
): Promise<Result>;

export class RetryError extends Error {}

export function delay(ms: number, options?: { signal?: AbortSignal }): Promise<void>;

/** Rejects when a promise takes longer than `ms` milliseconds. */
export function deadline<T>(promise: Promise<T>, ms: number): Promise<T>;
