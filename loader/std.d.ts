// Types of what this room uses of the standard library: `deno-std`, a third party's build of it for npm, has none.

export function retry<Result>(
  work: () => Promise<Result>,
  options?: {
    maxAttempts?: number;
    minTimeout?: number;
    maxTimeout?: number;
    multiplier?: number;
    jitter?: number;
    isRetriable?: (error: unknown) => boolean;
  },
): Promise<Result>;

export class RetryError extends Error {}
