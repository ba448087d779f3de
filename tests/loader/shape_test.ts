import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parseExact } from "../../client/exact_json.ts";
import type { Column, Resource } from "../../client/resource.ts";
import { RecordError } from "../../loader/errors.ts";
import { createShaper, isReject, listOf, type Reject, type Row } from "../../loader/shape.ts";
import { rowColumns, tableOf } from "../../loader/table.ts";

const column = (name: string, type: Column["type"], path = [name]): Column => ({
  name,
  type,
  path,
  description: name,
});

const resource: Resource = {
  name: "things",
  property: "things",
  path: "/things",
  description: "Things",
  singular: "pet",
  primaryKey: ["id"],
  writeDisposition: "merge",
  pagination: {
    style: "cursor",
    cursorParam: "startingAfter",
    cursorField: "id",
    limitParam: "limit",
    limit: 100,
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
    column("client_id", "string", ["client", "id"]),
    column("client_owner_name", "string", ["client", "owner", "name"]),
  ],
};

const shape = createShaper(resource);

/** The values of a row by the names of their columns; those that are NULL are left out. */
function named(row: Row, of = resource): Record<string, unknown> {
  const values: readonly unknown[] = JSON.parse(listOf(row));
  const names = rowColumns(tableOf(of)).map(({ name }) => name);
  return Object.fromEntries(
    names.map((name, index) => [name, values[index]]).filter(([, value]) => value !== null),
  );
}

function row(record: Record<string, unknown>): Record<string, unknown> & { issues: unknown } {
  const shaped = shape({ id: "1", ...record }, 0) as Row;
  const { _issues, ...values } = named(shaped);
  assertEquals(shaped.hasIssues, _issues !== undefined);
  return { ...values, issues: _issues === undefined ? undefined : JSON.parse(String(_issues)) };
}

Deno.test("createShaper() flattens objects, keeps the column order and leaves NULLs out", () => {
  const shaped = shape({
    client: { owner: { name: "Ada" }, id: "c" },
    tags: ["b", "a"],
    name: null,
    id: "1",
  }, 7) as Row;
  assertEquals(Object.entries(named(shaped)), [
    ["id", "1"],
    ["tags", `["b","a"]`],
    ["client_id", "c"],
    ["client_owner_name", "Ada"],
  ]);
  assertEquals(shaped.seq, 7);
  assertEquals(shaped.key, ["1"]);
});

const fitting: readonly [string, Column["name"], unknown, unknown][] = [
  ["a string", "name", "x", "x"],
  ["an empty string", "name", "", ""],
  ["a string with quotes and a NUL", "name", `"\u0000'`, `"\u0000'`],
  ["an integer", "count", 9007199254740991, 9007199254740991],
  ["a whole decimal", "amount", 18075, "18075"],
  ["a decimal", "amount", 0.655, "0.655"],
  ["a negative decimal", "amount", -120.5, "-120.5"],
  ["a small decimal written with an exponent", "amount", 1e-7, "0.0000001"],
  ["a huge whole number", "amount", 1e21, "1000000000000000000000"],
  ["minus zero", "amount", -0, "0"],
  ["false", "active", false, false],
  ["a leap day", "day", "2024-02-29", "2024-02-29"],
  ["a timestamp", "at", "2021-07-24T17:40:03.633Z", "2021-07-24T17:40:03.633Z"],
  [
    "a timestamp with an offset",
    "at",
    "2021-07-24T19:40:03.633123+02:00",
    "2021-07-24T17:40:03.633123Z",
  ],
  [
    "zeros beyond microseconds",
    "at",
    "2021-07-24T17:40:03.123456000Z",
    "2021-07-24T17:40:03.123456Z",
  ],
  ["the 29th of February of 2000", "day", "2000-02-29", "2000-02-29"],
  ["an object in a JSON column", "tags", { b: 1, a: [null] }, `{"a":[null],"b":1}`],
];

for (const [title, name, given, want] of fitting) {
  Deno.test(`createShaper() stores ${title}`, () => {
    const { issues, ...values } = row({ [name]: given });
    assertEquals(values[name], want);
    assertEquals(issues, undefined);
  });
}

const unfitting: readonly [string, Column["name"], unknown, string][] = [
  ["a number in a string column", "name", 5, "Not a string"],
  ["a fraction in an integer column", "count", 1.5, "Not an integer of 64 bits"],
  ["an unsafe integer", "count", 2 ** 53, "Not an integer of 64 bits"],
  ["a number sent as a string", "amount", "12.50", "Not a number"],
  ["a number with 31 digits", "amount", 1e30, "More than 29 digits before the point"],
  ["a string in a boolean column", "active", "true", "Not a boolean"],
  ["the 29th of February of a common year", "day", "2023-02-29", "Not a date (YYYY-MM-DD)"],
  ["the 29th of February of 1900", "day", "1900-02-29", "Not a date (YYYY-MM-DD)"],
  ["a year over 9999", "day", "10000-01-01", "Not a date (YYYY-MM-DD)"],
  [
    "a timestamp without a zone",
    "at",
    "2021-07-24T17:40:03",
    "Not a timestamp (ISO 8601 with a zone)",
  ],
  ["hour 24", "at", "2021-07-24T24:00:00Z", "Not a timestamp (ISO 8601 with a zone)"],
];

for (const [title, name, value, reason] of unfitting) {
  Deno.test(`createShaper() moves ${title} to _issues`, () => {
    const { issues, ...values } = row({ [name]: value });
    assertEquals(values[name], undefined);
    assertEquals(issues, [{ path: name, reason, value }]);
  });
}

const noisy: readonly [string, string][] = [
  ["0.30000000000000004", "0.3"],
  ["-0.30000000000000004", "-0.3"],
  ["0.7999999999999999", "0.8"],
  ["1.3310000000000004", "1.331"],
  ["0.10000000000000001", "0.1"],
  ["0.10000000000000001000", "0.1"],
  ["3.0000000000000004e-1", "0.3"],
  ["1.0000000000000002e-9", "0.000000001"],
  ["123456.78000000001", "123456.78"],
  ["-9999999.9999999981", "-9999999.999999998"],
  ["1234567.1234567891", "1234567.123456789"],
];

for (const [given, want] of noisy) {
  Deno.test(`createShaper() takes the last digits of ${given} for a double's noise`, () => {
    const { issues, amount } = row(parseExact(`{"amount":${given}}`) as Record<string, unknown>);
    assertEquals([amount, issues], [want, undefined]);
  });
}

const longer: readonly [string, string][] = [
  ["0.1234567891", "0.123456789"],
  ["-0.1234567895", "-0.12345679"],
  ["0.0000000001", "0"],
  ["-0.0000000001", "0"],
  ["5.551115123125783e-17", "0"],
  ["0.00000000100000001", "0.000000001"],
  ["123456.1234567894", "123456.123456789"],
  ["1000.0000000001588", "1000"],
  ["0.300000000000000044", "0.3"],
  ["0.1000000000000000055511151231257827", "0.1"],
  ["12345678901234567890.0000000001", "12345678901234567890"],
];

for (const [given, want] of longer) {
  Deno.test(`createShaper() rounds ${given} to nine decimals and keeps it in _issues`, () => {
    const record = parseExact(`{"amount":${given}}`) as Record<string, unknown>;
    const shaped = shape({ id: "1", ...record }, 0) as Row;
    const { amount, _issues } = named(shaped);
    assertEquals([amount, shaped.hasIssues], [want, true]);
    assertEquals(
      _issues,
      `[{"path":"amount","reason":"Rounded to 9 decimals","value":${
        JSON.stringify(record.amount)
      }}]`,
    );
  });
}

const cutInstants: readonly [string, string][] = [
  ["2021-07-24T17:40:03.123456789Z", "2021-07-24T17:40:03.123456Z"],
  ["2021-07-24T19:40:03.9999999+02:00", "2021-07-24T17:40:03.999999Z"],
  ["2021-07-24T17:40:03.0000000000001Z", "2021-07-24T17:40:03.000000Z"],
];

for (const [given, want] of cutInstants) {
  Deno.test(`createShaper() cuts ${given} to microseconds and keeps it in _issues`, () => {
    const { issues, at } = row({ at: given });
    assertEquals(at, want);
    assertEquals(issues, [{ path: "at", reason: "Cut to microseconds", value: given }]);
  });
}

Deno.test("createShaper() names a record that is nested too deeply", () => {
  const tags = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  for (const record of [{ id: "a", tags }, { id: "a", client: { new: tags } }]) {
    assertThrows(
      () => shape(record, 6),
      RecordError,
      "Cannot sync things: record 7 of the list (a) is nested too deeply; ",
    );
  }
});

Deno.test("createShaper() shapes a record that is nested in 1,500 levels, sorted or not", () => {
  const list = "[".repeat(1_499) + "]".repeat(1_499);
  const object = `{"a":`.repeat(1_498) + `{"c":1,"b":2}` + "}".repeat(1_498);
  const shaped = shape(JSON.parse(`{"id":"a","tags":${list},"new":${object}}`), 0) as Row;
  const { tags, _extra } = named(shaped);
  assertEquals(tags, list);
  assertStringIncludes(String(_extra), `{"b":2,"c":1}`);
});

Deno.test("createShaper() reports a scalar where an object should be", () => {
  const { issues } = row({ client: "Acme" });
  assertEquals(issues, [{ path: "client", reason: "Not an object", value: "Acme" }]);
});

Deno.test("createShaper() keeps unknown fields in _extra, at their path", () => {
  const { _extra } = row({
    client: { id: "c", vip: true, owner: { age: 36 } },
    ["__proto__"]: { polluted: 1 },
    constructor: "x",
  });
  assertEquals(
    _extra,
    `{"client":{"owner":{"age":36},"vip":true},"__proto__":{"polluted":1},"constructor":"x"}`
      .replace(`"owner":{"age":36},"vip":true`, `"vip":true,"owner":{"age":36}`),
  );
});

Deno.test("createShaper() keeps unknown fields that JSON.parse() made of __proto__", () => {
  const shaped = shape(JSON.parse(`{"id":"1","__proto__":{"x":1}}`), 0) as Row;
  assertEquals(named(shaped)._extra, `{"__proto__":{"x":1}}`);
});

Deno.test("createShaper() gives the same hash whatever the order of members", () => {
  const one = shape(
    { id: "1", tags: [{ id: "a", name: "b" }], name: "x", extra: { p: 1, q: 2 } },
    0,
  );
  const two = shape(
    { extra: { q: 2, p: 1 }, name: "x", tags: [{ name: "b", id: "a" }], id: "1" },
    5,
  );
  assertEquals(one.hash, two.hash);
});

Deno.test("createShaper() gives another hash when any field changes, known or not", () => {
  const base = { id: "1", name: "x", tags: ["a", "b"], extra: 1 };
  const hashes = [base, { ...base, name: "y" }, { ...base, tags: ["b", "a"] }, {
    ...base,
    extra: 2,
  }]
    .map((record) => shape(record, 0).hash);
  assertEquals(new Set(hashes).size, 4);
});

const rejects: readonly [string, unknown][] = [
  ["no id", { name: "x" }],
  ["a null id", { id: null }],
  ["an empty id", { id: "" }],
  ["a numeric id", { id: 5 }],
  ["an id that is an object", { id: {} }],
  ["nothing but null", null],
  ["a string", "x"],
  ["an array", []],
];

for (const [title, record] of rejects) {
  Deno.test(`createShaper() rejects a record that has or is ${title}, and keeps it whole`, () => {
    const shaped = shape(record, 3) as Reject;
    assert(isReject(shaped));
    assertEquals(JSON.parse(shaped.text), record);
    assertEquals(shaped.seq, 3);
    assertNotEquals(shaped.reason, "");
  });
}

Deno.test("createShaper() hashes the list of the values into 128 bits", async () => {
  for (const name of ["é", "é".repeat(20_000)]) {
    const row = shape({ id: "1", name, count: 3, more: true }, 0) as Row;
    const list = listOf(row);
    assertEquals(list.length, row.size);
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(list));
    assertEquals(row.hash, new Uint8Array(bytes).toHex().slice(0, 32));
  }
});
