/**
 * Makes a server's text safe for a terminal and a log.
 *
 * @module
 */

/** Returns text without control characters, which could steer a terminal, and without half characters. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
