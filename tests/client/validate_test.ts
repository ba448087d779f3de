import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseExact } from "../../client/exact_json.ts";
import { driftOf } from "../../client/drift.ts";
import type { RecordSchema } from "../../client/record_schema.ts";
import { resources } from "../../generated/resources.ts";
import { schemas } from "../../generated/schemas.ts";
import { validate } from "../../validate.ts";
import { createSandbox } from "@workspace-sync/sandbox";

/** Kind, path and expectation of what differs. */
function found(value: unknown, schema: RecordSchema) {
  return driftOf([value], schema).map((
    { kind, path, expected },
  ) => [kind, path.join("."), expected]);
}

Deno.test("validate() finds nothing in what the sandbox makes from the spec", () => {
  const sandbox = createSandbox({ rows: 50 });
  for (const resource of Object.values(resources)) {
    assertEquals(validate(sandbox.records(resource.name), resource), []);
  }
});

const cases: [string, unknown, RecordSchema, unknown[]][] = [
  ["a type", 7, { type: "string" }, ["type", "", "string"]],
  ["null where the spec has none", null, { type: "string" }, ["type", "", "string"]],
  ["a list for an object", [], { type: "object" }, ["type", "", "object"]],
  ["half of an integer", 0.5, { type: ["integer", "null"] }, ["type", "", "integer or null"]],
  [
    "a missing field",
    {},
    { type: "object", required: ["a"], properties: { a: { type: "null" } } },
    [
      "missing",
      "a",
      "null",
    ],
  ],
  ["a field that is inherited only", {}, {
    type: "object",
    required: ["toString"],
    properties: { toString: { type: "string" } },
  }, ["missing", "toString", "string"]],
  ["an unknown field", { __proto__x: 1 }, { type: "object" }, [
    "unknown-field",
    "__proto__x",
    "no field",
  ]],
  ["a field in a list", [[1, "x"]], {
    type: "array",
    items: { type: "array", items: { type: "number" } },
  }, ["type", "0.1", "number"]],
  ["a date that does not exist", "2026-02-30", { type: "string", format: "date" }, [
    "format",
    "",
    "date",
  ]],
  ["an instant without a zone", "2026-02-03T04:05:06", { type: "string", format: "date-time" }, [
    "format",
    "",
    "date-time",
  ]],
  ["an id of another form", "17", { type: "string", format: "uuid" }, ["format", "", "uuid"]],
  ["a value that is not known", "paused", { type: "string", "x-values": ["on", "off"] }, [
    "unknown-value",
    "",
    "on, off",
  ]],
  ["a ratio above one", 1.5, { type: "number", minimum: 0, maximum: 1 }, [
    "range",
    "",
    "at most 1",
  ]],
  ["a number below zero", -1, { type: "number", minimum: 0 }, ["range", "", "at least 0"]],
  ["too few days", [1], { type: "array", minItems: 7, maxItems: 7 }, ["range", "", "7 items"]],
  ["too long a text", "abc", { type: "string", maxLength: 2 }, [
    "range",
    "",
    "at most 2 characters",
  ]],
  ["nothing that fits", 7, { anyOf: [{ type: "object" }, { type: "null" }] }, [
    "type",
    "",
    "object or null",
  ]],
  ["a field of what fits", { a: 7 }, {
    anyOf: [{ type: "null" }, { type: "object", properties: { a: { type: "string" } } }],
  }, ["type", "a", "string"]],
];
for (const [title, value, schema, want] of cases) {
  Deno.test(`validate() finds ${title}`, () => {
    assertEquals(found(value, schema), [want]);
  });
}

Deno.test("validate() takes what is well: emoji, long numbers, instants with a zone, optional fields", () => {
  const schema: RecordSchema = {
    type: "array",
    items: {
      anyOf: [
        { type: "number" },
        { type: "string", maxLength: 29, format: "date-time" },
        { type: "object", properties: { a: { type: "string" } } },
      ],
    },
  };
  const value = parseExact('[12345678901234567890, "2026-02-03T04:05:06.007+08:00", {}]');
  assertEquals(found(value, schema), []);
  assertEquals(found("🙂🙂", { type: "string", maxLength: 2 }), []);
  assertEquals(found(parseExact("12345678901234567890"), { type: "integer", maximum: 9 }), [
    ["range", "", "at most 9"],
  ]);
});

Deno.test("validate() says which record, where, and what is there", () => {
  const sandbox = createSandbox({ rows: 3 });
  const [first, second] = sandbox.records("projects");
  const drift = validate([first, { ...second, client: { id: 5, name: "A" } }], resources.projects);
  assertEquals(drift, [
    { record: 1, path: ["client", "id"], kind: "type", expected: "string", value: 5 },
  ]);
});

Deno.test("validate() throws for no record, whatever it is", () => {
  const hostile = [
    null,
    undefined,
    1,
    "",
    [],
    new Map(),
    Object.create(null),
    Symbol("s"),
    () => {},
  ];
  for (const resource of Object.values(resources)) {
    const drift = validate(hostile, resource);
    assert(hostile.every((_, index) => drift.some(({ record }) => record === index)));
  }
  const other = { ...resources.projects, name: "constructor" };
  assertThrows(() => validate([], other), RangeError, "the spec has no such resource");
});

Deno.test("every format of the spec but that of an email is one that validate() checks", () => {
  const formats = new Set<string>();
  const visit = ({ format, properties, items, anyOf = [] }: RecordSchema): void => {
    if (format !== undefined) formats.add(format);
    [...Object.values(properties ?? {}), ...(items ? [items] : []), ...anyOf].forEach(visit);
  };
  Object.values(schemas).forEach(visit);
  formats.delete("email");
  for (const format of formats) assertEquals(found("", { format }), [["format", "", format]]);
});
