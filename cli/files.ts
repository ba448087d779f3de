/**
 * Reads files of settings.
 *
 * @module
 */

import { UsageError } from "./errors.ts";

/**
 * Reads the text of a file of settings that was named.
 *
 * @throws {UsageError} when it cannot be read.
 */
export function readText(file: string): string {
  const text = readTextIfThere(file);
  if (text === undefined) throw unreadable(file, "there is no such file");
  return text;
}

/**
 * Reads the text of a file of settings; `undefined` when it is not there.
 *
 * @throws {UsageError} when it is there and cannot be read.
 */
export function readTextIfThere(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw unreadable(file, "it is not readable");
  }
}

function unreadable(file: string, why: string): UsageError {
  return new UsageError(`Cannot read the settings in '${file}': ${why}`);
}
