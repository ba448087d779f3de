/**
 * Converts JSON values to the text that a column of each type is staged as.
 *
 * @module
 */

import type { Column, ColumnType } from "../client/resource.ts";

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

/** Converts a value that is not null; what does not fit is added to `issues`. */
type Convert = (value: unknown, column: Column, issues: Issue[]) => string;

/** What a column without a value is staged as. */
export const none = "null";

/**
 * Converts values that are not null to JSON text, by type of column. A value that does not fit is
 * added to `issues`, and the column stays NULL.
 */
export const converters: Readonly<Record<ColumnType, Convert>> = {
  string: (value, column, issues) =>
    typeof value === "string"
      ? JSON.stringify(value)
      : misfit("Not a string", value, column, issues),
  integer: (value, column, issues) =>
    Number.isSafeInteger(value) ? String(value) : misfit("Not an integer", value, column, issues),
  decimal: (value, column, issues) =>
    typeof value === "number"
      ? decimal(value, column, issues)
      : misfit("Not a number", value, column, issues),
  boolean: (value, column, issues) =>
    typeof value === "boolean" ? String(value) : misfit("Not a boolean", value, column, issues),
  date: (value, column, issues) =>
    typeof value === "string" && isDate(value)
      ? `"${value}"`
      : misfit("Not a date (YYYY-MM-DD)", value, column, issues),
  timestamp: (value, column, issues) => {
    const text = typeof value === "string" ? timestamp(value) : undefined;
    return text === undefined
      ? misfit("Not a timestamp (ISO 8601 with a zone)", value, column, issues)
      : `"${text}"`;
  },
  json: (value) => JSON.stringify(canonicalJson(value)),
};

function misfit(reason: string, value: unknown, { path }: Column, issues: Issue[]): string {
  issues.push({ path: path.join("."), reason, value });
  return none;
}

function decimal(value: number, column: Column, issues: Issue[]): string {
  let digits = String(value);
  const point = digits.indexOf(".");
  if (digits.includes("e") || (point >= 0 && digits.length - point - 1 > decimals)) {
    // toFixed() switches to an exponent from 1e21 on; BigInt writes every digit.
    digits = Math.abs(value) < 1e21
      ? value.toFixed(decimals).replace(/\.?0+$/, "")
      : BigInt(value).toString();
    if (digits === "-0") digits = "0";
    if (Number(digits) !== value) misfit(`Rounded to ${decimals} decimals`, value, column, issues);
  }
  if (digits.length > integerDigits && digits.replace(/^-|\..*$/g, "").length > integerDigits) {
    return misfit(`More than ${integerDigits} digits before the point`, value, column, issues);
  }
  return `"${digits}"`;
}

/** Most dates and instants: no day over 28, UTC, no more than microseconds. The rest is looked at closely. */
const plainDate = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;
const plainTimestamp =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;
const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestampPattern =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/;

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

/** Returns the instant as `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, or `undefined` when it is none. */
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
