// Types of what this room uses of the standard library: `deno-std`, a third party's build of it for npm, has none.

export function parseArgs(args: string[], options: {
  string: string[];
  collect: string[];
  boolean: string[];
  unknown: (argument: string, name?: string) => boolean;
}): Record<string, unknown>;

export function promptSecret(message: string, options?: { clear?: boolean }): string | null;

export function retry<Result>(
  work: () => Promise<Result>,
  options: {
    maxAttempts: number;
    minTimeout: number;
    maxTimeout: number;
    isRetriable: (error: unknown) => boolean;
    signal: AbortSignal;
  },
): Promise<Result>;

export function closestString(word: string, candidates: string[]): string;

export function levenshteinDistance(a: string, b: string): number;

export function bold(text: string): string;
export function green(text: string): string;
export function red(text: string): string;
export function yellow(text: string): string;
