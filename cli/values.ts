/**
 * Reads lengths of time.
 *
 * @module
 */

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What is expected where a length of time cannot be read. */
export const durationForm = "a whole number with s, m, h or d, such as 4m";

/** Reads a length of time such as `90s`, `4m`, `2h` or `1d`, in milliseconds; `undefined` when it is none. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const duration = Number(number) * (units[unit!] ?? NaN);
  return duration > 0 ? duration : undefined;
}
