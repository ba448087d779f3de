/**
 * Reads the values of settings.
 *
 * @module
 */

import { UsageError } from "./errors.ts";

/** What stands for stdout where a file is named. */
export const stdout = "-";

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a length of time such as `90s`, `4m`, `2h` or `1d`, in milliseconds.
 *
 * @param source What the value is from, to be named in the error.
 * @throws {UsageError} when it is none.
 */
export function durationFrom(text: string, source: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const duration = Number(number) * (units[unit!] ?? NaN);
  if (duration > 0) return duration;
  throw wrongValue(text, source, "a whole number with s, m, h or d, such as 4m");
}

/**
 * Reads a port, or 0 for any.
 *
 * @param source What the value is from, to be named in the error.
 * @throws {UsageError} when it is none.
 */
export function portFrom(text: string, source: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw wrongValue(text, source, "a port, or 0 for any");
}

/** Says that a value cannot be used, and what would be. */
export function wrongValue(text: string, source: string, expected: string): UsageError {
  return new UsageError(`Cannot use '${text}' as ${source}: expected ${expected}`);
}
