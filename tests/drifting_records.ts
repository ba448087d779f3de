/**
 * Records that differ from the spec, and the rows that they must become.
 *
 * @module
 */

import type { RecordSchema } from "../client/record_schema.ts";
import type { Column, Resource } from "../client/resource.ts";

/** A column whose path is its name, unless another is given. */
export const column = (name: string, type: Column["type"], path = [name]): Column => ({
  name,
  type,
  path,
  description: name,
});

/** A table with a column of every type. */
export const things: Resource = {
  name: "things",
  property: "things",
  path: "/things",
  description: "Things",
  singular: "thing",
  primaryKey: ["id"],
  writeDisposition: "merge",
  pagination: {
    style: "cursor",
    cursorParam: "startingAfter",
    cursorField: "id",
    limitParam: "limit",
    limit: 10,
    items: "results",
    hasMore: "hasMore",
  },
  filters: [],
  columns: [
    column("id", "string"),
    column("name", "string"),
    column("count", "integer"),
    column("amount", "decimal"),
    column("active", "boolean"),
    column("day", "date"),
    column("at", "timestamp"),
    column("tags", "json"),
    column("owner_name", "string", ["owner", "name"]),
  ],
};

/** What the sandbox knows of a thing. */
export const thingSchema: RecordSchema = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", format: "uuid" } },
};

/** The text of every value of a row but those that a merge fills in; NULLs left out. */
export type TextRow = Record<string, string>;

/** Parses JSON so that the sandbox sends every number with the digits that it has here. */
export function parseRaw(text: string): Record<string, unknown> {
  // deno-lint-ignore no-explicit-any
  const { parse, rawJSON } = JSON as any;
  return parse(
    text,
    (_: string, value: unknown, { source }: { source: string }) =>
      typeof value === "number" ? rawJSON(source) : value,
  );
}

const issue = (path: string, reason: string, value: string) =>
  `[{"path":"${path}","reason":"${reason}","value":${value}}]`;

const text1MB = 'ä\\"\\n'.repeat(200_000);
/** An array in 999 others. */
export const deep = `${"[".repeat(1_000)}1${"]".repeat(1_000)}`;
const noDate = "Not a date (YYYY-MM-DD)";
const noTimestamp = "Not a timestamp (ISO 8601 with a zone)";
const noInteger = "Not an integer of 64 bits";

/** What drifted, the members as they are sent, and the row that they must become. */
export const drift: readonly [string, string, TextRow][] = [
  ["a new field", `"new":{"b":1,"a":[null,"x"]}`, { _extra: `{"new":{"a":[null,"x"],"b":1}}` }],
  ["a new field that is null", `"new":null`, { _extra: `{"new":null}` }],
  ["a new field in an object", `"owner":{"name":"Ada","age":36.50}`, {
    owner_name: "Ada",
    _extra: `{"owner":{"age":36.5}}`,
  }],
  ["fields that vanished", "", {}],
  [
    "nothing but null",
    `"name":null,"count":null,"active":null,"at":null,"tags":null,"owner":null`,
    {},
  ],
  ["a number for a string", `"name":5`, { _issues: issue("name", "Not a string", "5") }],
  ["an object for a string", `"name":{"b":2,"a":1}`, {
    _issues: issue("name", "Not a string", `{"a":1,"b":2}`),
  }],
  ["a string for an object", `"owner":"Ada"`, {
    _issues: issue("owner", "Not an object", `"Ada"`),
  }],
  ["a number for an object", `"owner":12345678901234567890`, {
    _issues: issue("owner", "Not an object", "12345678901234567890"),
  }],
  ["a list for an object", `"owner":[]`, { _issues: issue("owner", "Not an object", "[]") }],
  ["a string for a boolean", `"active":"yes"`, {
    _issues: issue("active", "Not a boolean", `"yes"`),
  }],
  ["an integer as a string", `"count":"5"`, { _issues: issue("count", noInteger, `"5"`) }],
  ["a decimal as a string", `"amount":"1.50"`, {
    _issues: issue("amount", "Not a number", `"1.50"`),
  }],
  ["the first unsafe integer", `"count":9007199254740993`, { count: "9007199254740993" }],
  ["the largest integer", `"count":9223372036854775807`, { count: "9223372036854775807" }],
  ["the least integer", `"count":-9223372036854775808`, { count: "-9223372036854775808" }],
  ["an integer over 64 bits", `"count":9223372036854775808`, {
    _issues: issue("count", noInteger, "9223372036854775808"),
  }],
  ["an integer of 100 digits", `"count":${"1234567890".repeat(10)}`, {
    _issues: issue("count", noInteger, "1234567890".repeat(10)),
  }],
  ["a decimal of 38 digits", `"amount":-12345678901234567890123456789.123456789`, {
    amount: "-12345678901234567890123456789.123456789",
  }],
  ["a decimal of 20 digits", `"amount":12345678901.234567891`, {
    amount: "12345678901.234567891",
  }],
  ["a decimal with a tenth place", `"amount":0.12345678905000001`, {
    amount: "0.123456789",
    _issues: issue("amount", "Rounded to 9 decimals", "0.12345678905000001"),
  }],
  ["a decimal that is rounded up", `"amount":-99999999999.9999999995`, {
    amount: "-100000000000.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "-99999999999.9999999995"),
  }],
  ["a decimal over 38 digits", `"amount":123456789012345678901234567890.5`, {
    _issues: issue(
      "amount",
      "More than 29 digits before the point",
      "123456789012345678901234567890.5",
    ),
  }],
  ["a number beyond all numbers", `"amount":1e400`, {
    _issues: issue("amount", "More than 29 digits before the point", "1e400"),
  }],
  ["a number below all numbers", `"amount":1e-400`, {
    amount: "0.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "1e-400"),
  }],
  ["an exponent that would fill the memory", `"amount":1E+999999999`, {
    _issues: issue("amount", "More than 29 digits before the point", "1E+999999999"),
  }],
  ["a number that would fill the memory behind its point", `"amount":-5e-999999999`, {
    amount: "0.000000000",
    _issues: issue("amount", "Rounded to 9 decimals", "-5e-999999999"),
  }],
  ["zero, however it is written", `"amount":-0.00e999999999`, { amount: "0.000000000" }],
  ["half of the last decimal", `"amount":0.0000000005`, {
    amount: "0.000000001",
    _issues: issue("amount", "Rounded to 9 decimals", "5e-10"),
  }],
  ["a decimal that is too long when it is rounded", `"amount":${"9".repeat(29)}.9999999995`, {
    _issues: issue(
      "amount",
      "More than 29 digits before the point",
      `${"9".repeat(29)}.9999999995`,
    ),
  }],
  ["huge numbers in JSON", `"tags":[{"b":0.1234567890123456789,"a":-98765432109876543210}]`, {
    tags: `[{"a":-98765432109876543210,"b":0.1234567890123456789}]`,
  }],
  ["huge numbers in new fields", `"new":[1e400,12345678901234567890]`, {
    _extra: `{"new":[1e400,12345678901234567890]}`,
  }],
  ["the year 0", `"day":"0000-01-01"`, { _issues: issue("day", noDate, `"0000-01-01"`) }],
  ["the year 10000", `"day":"+010000-01-01"`, { _issues: issue("day", noDate, `"+010000-01-01"`) }],
  ["the 30th of February", `"day":"2024-02-30"`, { _issues: issue("day", noDate, `"2024-02-30"`) }],
  ["the last day", `"day":"9999-12-31"`, { day: "9999-12-31" }],
  ["an instant that is the year 10000 in UTC", `"at":"9999-12-31T23:59:59-01:00"`, {
    _issues: issue("at", noTimestamp, `"9999-12-31T23:59:59-01:00"`),
  }],
  ["a leap second", `"at":"2016-12-31T23:59:60Z"`, {
    _issues: issue("at", noTimestamp, `"2016-12-31T23:59:60Z"`),
  }],
  ["an instant as a number", `"at":1700000000000`, {
    _issues: issue("at", noTimestamp, "1700000000000"),
  }],
  ["a NUL", `"name":"a\\u0000b","tags":["\\u0000"],"new\\u0000":"\\u0000"`, {
    name: "a\0b",
    tags: `["\\u0000"]`,
    _extra: `{"new\\u0000":"\\u0000"}`,
  }],
  ["half a surrogate pair", `"name":"a\\ud83d","tags":["\\ude00","\\\\ude00"],"n\\ud83d":"😀"`, {
    tags: `["\\\\ude00","\\\\ude00"]`,
    _extra: `{"n\\\\ud83d":"😀"}`,
    _issues: `[{"path":"name","reason":"Half a surrogate pair","value":"a\\\\ud83d"},` +
      `{"path":"tags","reason":"Half a surrogate pair","value":["\\\\ude00","\\\\ude00"]},` +
      `{"path":"_extra","reason":"Half a surrogate pair","value":null}]`,
  }],
  ["a megabyte", `"name":"${text1MB}","new":"${text1MB}"`, {
    name: JSON.parse(`"${text1MB}"`),
    _extra: `{"new":"${text1MB}"}`,
  }],
  ["1,000 levels", `"tags":${deep},"new":${deep},"name":${deep}`, {
    tags: deep,
    _extra: `{"new":${deep}}`,
    _issues: issue("name", "Not a string", deep),
  }],
  ["names of JavaScript's own", `"__proto__":{"name":"x"},"constructor":"y","toString":1`, {
    _extra: `{"__proto__":{"name":"x"},"constructor":"y","toString":1}`,
  }],
  [
    "names of JavaScript's own in an object",
    `"owner":{"__proto__":{"name":"x"},"hasOwnProperty":1}`,
    {
      _extra: `{"owner":{"__proto__":{"name":"x"},"hasOwnProperty":1}}`,
    },
  ],
  ["names of JavaScript's own in JSON", `"tags":{"constructor":1,"__proto__":{"b":1,"a":2}}`, {
    tags: `{"__proto__":{"a":2,"b":1},"constructor":1}`,
  }],
];

/** A table with an array of {@linkcode things}, and one of plain values. */
export const boxes: Resource = {
  ...things,
  ...{ name: "boxes", property: "boxes", path: "/boxes", description: "Boxes", singular: "box" },
  columns: [
    column("id", "string"),
    { ...column("things", "json"), items: things.columns },
    { ...column("days", "json"), items: [column("value", "date", [])] },
    {
      ...column("grid", "json"),
      items: [{ ...column("value", "json", []), items: [column("value", "integer", [])] }],
    },
  ],
};

/** What the view of the elements of an array shows of a thing: what does not fit is NULL, and said nowhere. */
export function itemOf({ _issues, ...row }: TextRow): TextRow {
  const [, value] = /"reason":"Not an object","value":(.*)}]$/.exec(_issues ?? "") ?? [];
  return value === undefined ? row : { ...row, _extra: `{"owner":${value}}` };
}
