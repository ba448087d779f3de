import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Column, Resource } from "../../client/resource.ts";
import { createShaper, isReject, type Reject, type Row } from "../../loader/shape.ts";

const column = (name: string, type: Column["type"], path = [name]): Column => ({
  name,
  type,
  path,
  nullable: name !== "id",
  description: name,
});

const resource: Resource = {
  name: "things",
  property: "things",
  path: "/things",
  description: "Things",
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

function row(record: Record<string, unknown>): Record<string, unknown> & { issues: unknown } {
  const shaped = shape({ id: "1", ...record }, 0) as Row;
  const { _issues, ...values } = JSON.parse(shaped.text);
  assertEquals(shaped.hasIssues, _issues !== undefined);
  return { ...values, issues: _issues === undefined ? undefined : JSON.parse(_issues) };
}

Deno.test("createShaper() flattens objects, keeps the column order and leaves NULLs out", () => {
  const shaped = shape({
    client: { owner: { name: "Ada" }, id: "c" },
    tags: ["b", "a"],
    name: null,
    id: "1",
  }, 7) as Row;
  assertEquals(
    shaped.text,
    `{"id":"1","tags":"[\\"b\\",\\"a\\"]","client_id":"c","client_owner_name":"Ada"}`,
  );
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
  ["nanoseconds", "at", "2021-07-24T17:40:03.123456789Z", "2021-07-24T17:40:03.123456Z"],
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

Deno.test("createShaper() rounds a tenth decimal and keeps the original in _issues", () => {
  const { issues, amount } = row({ amount: 0.1 + 0.2 });
  assertEquals(amount, "0.3");
  assertEquals(issues, [
    { path: "amount", reason: "Rounded to 9 decimals", value: 0.30000000000000004 },
  ]);
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
  assertEquals(JSON.parse(shaped.text)._extra, `{"__proto__":{"x":1}}`);
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
