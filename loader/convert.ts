/**
 * Converts JSON values to what a column of each type is staged as.
 *
 * @module
 */

import type { ColumnType } from "@workspace-sync/sdk";
import { type ExactNumber, isExactNumber, partsOf } from "@workspace-sync/sdk/internal";

/** A value that did not fit its column. */
export interface Issue {
  /** Where the value is in the record, joined by dots. */
  readonly path: string;
  /** Why it did not fit. */
  readonly reason: string;
  /** The value as the API sent it. */
  readonly value: unknown;
}

/** Integer digits and decimals of a `decimal` column: DECIMAL(38,9) and BigQuery's NUMERIC. */
const integerDigits = 29;
const decimals = 9;
/** What a `decimal` column cannot hold, in units of its last decimal. */
const limit = 10n ** BigInt(integerDigits + decimals);
/** Most digits that a double is ever written with: they tell any two doubles apart. */
const doubleDigits = 17;
/** Largest error, relative to the number, that a few operations on doubles leave. */
const doubleNoise = 4 * Number.EPSILON;

/** A value as it is staged. */
export type Value = string | number | boolean | null;

/** Converts a value that is not null, at a path of the record; what does not fit is added to `issues`. */
type Convert = (value: unknown, path: string, issues: Issue[]) => Value;

/**
 * Converts values that are not null, by type of column. A value that does not fit is added to `issues`, and
 * the column stays NULL.
 */
export const converters: Readonly<Record<ColumnType, Convert>> = {
  string: (value, path, issues) => {
    if (typeof value !== "string") return misfit("Not a string", value, path, issues);
    // UTF-8, which destinations keep text in, has no half of a pair; JSON can escape it.
    return value.isWellFormed() ? value : misfit(halfPair, value, path, issues);
  },
  integer: (value, path, issues) => {
    if (Number.isSafeInteger(value)) return value as number;
    return isExactNumber(value) && isInt64(value.rawJSON)
      ? String(BigInt(value.rawJSON))
      : misfit("Not an integer of 64 bits", value, path, issues);
  },
  decimal: (value, path, issues) =>
    typeof value === "number" || isExactNumber(value)
      ? decimal(value, path, issues)
      : misfit("Not a number", value, path, issues),
  boolean: (value, path, issues) =>
    typeof value === "boolean" ? value : misfit("Not a boolean", value, path, issues),
  date: (value, path, issues) =>
    typeof value === "string" && isDate(value)
      ? value
      : misfit("Not a date (YYYY-MM-DD)", value, path, issues),
  timestamp: (value, path, issues) => {
    const text = typeof value === "string" ? timestamp(value) : undefined;
    if (text === undefined) {
      return misfit("Not a timestamp (ISO 8601 with a zone)", value, path, issues);
    }
    if (beyondMicroseconds.test(value as string)) {
      misfit("Cut to microseconds", value, path, issues);
    }
    return text;
  },
  json: (value, path, issues) => {
    const text = canonicalJson(value);
    const storable = storableJson(text);
    if (storable !== text) misfit(halfPair, value, path, issues);
    return storable;
  },
};

/** Why a text that UTF-16 can hold and UTF-8 cannot is kept with a backslash in its place. */
export const halfPair = "Half a surrogate pair";

/**
 * Makes JSON text that destinations accept. They refuse the escape that `JSON.stringify()` writes for half
 * a surrogate pair; its six characters are stored as text instead.
 */
export function storableJson(text: string): string {
  if (!text.includes("\\ud")) return text;
  return text.replace(
    /\\(?:(ud[89a-f][0-9a-f]{2})|[^])/g,
    (escape, half) => half ? `\\\\${half}` : escape,
  );
}

function misfit(reason: string, value: unknown, path: string, issues: Issue[]): null {
  issues.push({ path, reason, value });
  return null;
}

function isInt64(digits: string): boolean {
  return /^-?\d{1,19}$/.test(digits) && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits);
}

function decimal(value: number | ExactNumber, path: string, issues: Issue[]): string | null {
  const source = typeof value === "number" ? String(value) : value.rawJSON;
  // Most numbers can stay as they are.
  const point = source.indexOf(".");
  if (
    source.length <= integerDigits && !/e/i.test(source) &&
    (point < 0 || source.length - point - 1 <= decimals)
  ) return source;

  const { sign, digits, exponent } = partsOf(source);
  if (digits === "") return "0";
  const tooLong = `More than ${integerDigits} digits before the point`;
  if (digits.length + exponent > integerDigits) return misfit(tooLong, value, path, issues);
  // All digits up to the last decimal that is kept, and those that are cut off.
  const shift = exponent + decimals;
  const kept = shift >= 0 ? digits.padEnd(digits.length + shift, "0") : digits.slice(0, shift);
  const cut = shift >= 0
    ? ""
    : digits.padStart(Math.min(-shift, digits.length + 1), "0").slice(shift);
  const rounded = BigInt(kept) + (cut >= "5" ? 1n : 0n);
  if (rounded >= limit) return misfit(tooLong, value, path, issues);
  const text = String(rounded).padStart(decimals + 1, "0");
  const fixed = `${text.slice(0, -decimals)}.${text.slice(-decimals)}`.replace(/\.?0+$/, "");
  if (/[1-9]/.test(cut) && !isNoise(digits, Math.abs(Number(source)), Number(fixed))) {
    misfit(`Rounded to ${decimals} decimals`, value, path, issues);
  }
  return `${fixed === "0" ? "" : sign}${fixed}`;
}

/**
 * Says whether rounding removed only the noise of a double, as in 0.30000000000000004: the number has at
 * most 17 significant digits, and rounding changes it by less than 4 × 2⁻⁵² of its size. A tenth decimal
 * that means something changes it by more, unless the double itself cannot hold it.
 */
function isNoise(digits: string, size: number, rounded: number): boolean {
  return digits.replace(/0+$/, "").length <= doubleDigits &&
    Math.abs(size - rounded) < doubleNoise * size;
}

/** Most dates and instants: no day over 28, UTC, no more than microseconds. The rest is checked in full. */
const plainDate = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;
const plainTimestamp =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;
const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestampPattern =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/;
/** Digits of a second that destinations cannot hold; zeros are no loss. */
const beyondMicroseconds = /\.\d{6}\d*[1-9]/;

function isDate(value: string): boolean {
  if (plainDate.test(value)) return true;
  const match = datePattern.exec(value);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // BigQuery and DuckDB have no year 0 in common.
  return year > 0 && month > 0 && month < 13 && day > 0 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Returns the instant as `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, cut to microseconds, or `undefined` when it is none. */
function timestamp(value: string): string | undefined {
  if (plainTimestamp.test(value)) return value;
  const match = timestampPattern.exec(value);
  if (!match || !isDate(match[1]!)) return undefined;
  const [, date, hour, minute, second, fraction = "", zone] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const micros = fraction.slice(0, 7);
  if (zone === "Z" || zone === "z") return `${date}T${hour}:${minute}:${second}${micros}Z`;
  const instant = new Date(`${date}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(instant.getTime())) return undefined;
  const utc = instant.toISOString().slice(0, 19);
  return isDate(utc.slice(0, 10)) ? `${utc}${micros}Z` : undefined;
}

/**
 * Writes a JSON value as text whose members are sorted by name, so that the same value has the same
 * text in whatever order the API sends its members.
 */
export function canonicalJson(value: unknown): string {
  // Most objects come sorted, and JSON.stringify() is several times faster than what follows.
  if (isSorted(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const object = value as Record<string, unknown>;
  return `{${
    Object.keys(object).sort().map((name) =>
      `${JSON.stringify(name)}:${canonicalJson(object[name])}`
    )
      .join(",")
  }}`;
}

function isSorted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last = "";
  for (const name in value) {
    if (name < last || !isSorted((value as Record<string, unknown>)[name])) return false;
    last = name;
  }
  return true;
}
