/**
 * Parses JSON without losing a digit.
 *
 * @module
 */

/** A number as it was sent, since JavaScript's numbers cannot hold it; `JSON.stringify()` writes it so. */
export interface ExactNumber {
  /** Its digits. */
  readonly rawJSON: string;
}

// TypeScript's types of JSON lack "JSON.parse source text access", and Node 20 and older browsers lack it.
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(
    text: string,
    reviver?: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON?(text: string): ExactNumber;
  isRawJSON?(value: unknown): value is ExactNumber;
};

/** A number of 16 characters: with fewer digits, none is lost. */
const longNumber = /[:,[\s]-?[\d.]{16}/;
/** A number with an exponent. */
const exponent = /\d[eE][-+]?\d+[,\]}\s]/;
/** Characters of the shortest number that may lose a digit. */
const shortest = 16;
/** Characters from which on a number cannot be the shortest form of a JavaScript number. */
const longest = 400;

/**
 * Parses JSON as `JSON.parse()` does, except that a number that would change its value becomes an
 * {@linkcode ExactNumber}. Text without such numbers costs one search more.
 *
 * Where the runtime cannot tell a number's digits, as Node 20, such a number is rounded to the nearest that
 * JavaScript has, as by `JSON.parse()`. Deno, Node 22 and Bun can.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const text = `[0.5,12345678901234567890,0.12345678901234567890]`;
 * assertEquals(JSON.stringify(parseExact(text)), text);
 * ```
 */
export function parseExact(text: string): unknown {
  if (rawJSON === undefined || !isSuspicious(text)) return JSON.parse(text);
  return parse(
    text,
    (_, value, { source }) =>
      typeof value === "number" && !isSame(value, source!) ? rawJSON(source!) : value,
  );
}

/** Whether a value is an {@linkcode ExactNumber}. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return isRawJSON?.(value) ?? false;
}

/** Whether a value of parsed JSON is an object, and neither a list nor a number that was kept as it was sent. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !isExactNumber(value);
}

/**
 * Whether there may be a number that does not fit. It misses none, so that what becomes of a number does not
 * depend on the others of its page.
 */
function isSuspicious(text: string): boolean {
  // A regular expression looks at every character, which takes as long as parsing.
  return hasLongRun(text) && longNumber.test(text) || exponent.test(text);
}

/** Whether there are 16 digits or points in a row, of which one has a number that 16 divides. */
function hasLongRun(text: string): boolean {
  for (let at = 0; at < text.length; at += shortest) {
    if (!isNumeric(text, at)) continue;
    let [from, to] = [at, at + 1];
    while (isNumeric(text, from - 1)) from--;
    while (isNumeric(text, to)) to++;
    if (to - from >= shortest) return true;
  }
  return false;
}

/** Whether a character is a digit, a point or the slash, which is between them. */
function isNumeric(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 46 && code <= 57;
}

function isSame(value: number, source: string): boolean {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  return Number.isFinite(value) && source.length < longest &&
    normal(String(value)) === normal(source);
}

/** Writes a number so that equal numbers have equal text. */
function normal(number: string): string {
  const { sign, digits, exponent } = partsOf(number);
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${exponent + digits.length - significant.length}`;
}

/** A decimal number: `sign digits * 10 ** exponent`. */
export interface NumberParts {
  /** A minus, or nothing. */
  readonly sign: string;
  /** Digits, without zeros in front; empty for zero. */
  readonly digits: string;
  /** Power of ten. */
  readonly exponent: number;
}

/** Splits a finite number, as JSON or JavaScript writes it, into its parts. */
export function partsOf(number: string): NumberParts {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)!;
  return {
    sign,
    digits: (whole + fraction).replace(/^0+/, ""),
    exponent: Number(exponent) - fraction.length,
  };
}
