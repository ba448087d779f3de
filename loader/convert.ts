/**
 * Converts JSON values to the text that a column of each type is staged as.
 *
 * @module
 */

import type { ColumnType } from "../client/resource.ts";

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

/** Converts one value; calls `onIssue` with the reason when it does not fit. */
type Convert = (value: unknown, onIssue: (reason: string) => void) => string | undefined;

/**
 * Converts values that are not null to JSON text, by type of column. A value that does not fit is an
 * issue, and the result is `undefined`: the column stays NULL.
 */
export const converters: Readonly<Record<ColumnType, Convert>> = {
  string: (value, onIssue) => {
    if (typeof value === "string") return JSON.stringify(value);
    onIssue("Not a string");
  },
  integer: (value, onIssue) => {
    if (Number.isSafeInteger(value)) return String(value);
    onIssue("Not an integer");
  },
  decimal: (value, onIssue) => {
    if (typeof value === "number") return decimal(value, onIssue);
    onIssue("Not a number");
  },
  boolean: (value, onIssue) => {
    if (typeof value === "boolean") return String(value);
    onIssue("Not a boolean");
  },
  date: (value, onIssue) => {
    if (typeof value === "string" && isDate(value)) return `"${value}"`;
    onIssue("Not a date (YYYY-MM-DD)");
  },
  timestamp: (value, onIssue) => {
    const text = typeof value === "string" ? timestamp(value) : undefined;
    if (text !== undefined) return `"${text}"`;
    onIssue("Not a timestamp (ISO 8601 with a zone)");
  },
  json: (value) => JSON.stringify(canonicalJson(value)),
};

function decimal(value: number, onIssue: (reason: string) => void): string | undefined {
  let digits = String(value);
  const point = digits.indexOf(".");
  if (digits.includes("e") || (point >= 0 && digits.length - point - 1 > decimals)) {
    // toFixed() switches to an exponent from 1e21 on; BigInt writes every digit.
    digits = Math.abs(value) < 1e21
      ? value.toFixed(decimals).replace(/\.?0+$/, "")
      : BigInt(value).toString();
    if (digits === "-0") digits = "0";
    if (Number(digits) !== value) onIssue(`Rounded to ${decimals} decimals`);
  }
  if (digits.length > integerDigits && digits.replace(/^-|\..*$/g, "").length > integerDigits) {
    onIssue(`More than ${integerDigits} digits before the point`);
    return undefined;
  }
  return `"${digits}"`;
}

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestampPattern =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/;

function isDate(value: string): boolean {
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
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as Record<string, unknown>;
  return `{${
    Object.keys(object).sort().map((name) =>
      `${JSON.stringify(name)}:${canonicalJson(object[name])}`
    )
      .join(",")
  }}`;
}
