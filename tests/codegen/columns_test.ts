import type { Column } from "../../client/resource.ts";
import { assertEquals } from "@std/assert";
import { resourcesOf } from "../../codegen/emitters.ts";
import { readSpec } from "../../codegen/spec.ts";
import { specWith } from "./tiny_spec.ts";

/** [title, { a property, its columns as "name type" }] */
const cases: readonly [string, { given: string; want: readonly string[] }][] = [
  ["a string", { given: "a: { type: string }", want: ["a string"] }],
  ["a string or null", { given: 'a: { type: [string, "null"] }', want: ["a string"] }],
  ["a date", { given: "a: { type: string, format: date }", want: ["a date"] }],
  ["a date and time", { given: "a: { type: string, format: date-time }", want: ["a timestamp"] }],
  ["an integer", { given: "a: { type: integer }", want: ["a integer"] }],
  ["a number", { given: "a: { type: number }", want: ["a decimal"] }],
  ["a boolean", { given: "a: { type: boolean }", want: ["a boolean"] }],
  ["a list of values", {
    given: "a: { type: array, items: { type: string, format: date } }",
    want: ["a json [value date]"],
  }],
  ["a list of anything, or null", {
    given: 'a: { type: [array, "null"] }',
    want: ["a json [value json]"],
  }],
  ["a list of objects", {
    given:
      'a: { type: array, items: { $ref: "#/components/schemas/Place", x-references: things } }',
    want: ["a json [id string -> things, zip string]"],
  }],
  ["a list of objects with objects and lists in them", {
    given: "a: { type: array, items: { type: object, properties: { b: { type: object, " +
      "properties: { cD: { type: array, items: { type: integer } } } } } } }",
    want: ["a json [b_c_d json [value integer]]"],
  }],
  ["an object without members", { given: "a: { type: object }", want: ["a json"] }],
  ["two types", { given: "a: { type: [string, integer] }", want: ["a json"] }],
  ["two alternatives", {
    given: "a: { anyOf: [{ type: string }, { type: integer }] }",
    want: ["a json"],
  }],
  ["one alternative or null", {
    given: 'a: { oneOf: [{ type: integer }, { type: "null" }] }',
    want: ["a integer"],
  }],
  ["a name in camelCase", { given: "aLongName: { type: string }", want: ["a_long_name string"] }],
  ["an object, flattened", {
    given: 'a: { $ref: "#/components/schemas/Place" }',
    want: ["a_id string", "a_zip string"],
  }],
  ["an object or null, flattened", {
    given: 'a: { anyOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] }',
    want: ["a_id string", "a_zip string"],
  }],
  ["objects two deep", {
    given: "a: { type: object, properties: { b: { type: object, required: [c], " +
      "properties: { c: { type: number } } } } }",
    want: ["a_b_c decimal"],
  }],
  ["an object that refers to a resource by its id", {
    given: 'a: { $ref: "#/components/schemas/Place", x-references: things }',
    want: ["a_id string -> things", "a_zip string"],
  }],
  ["a scalar that refers to a resource", {
    given: "a: { type: string, x-references: things }",
    want: ["a string -> things"],
  }],
  ["known values", {
    given: "a: { type: string, x-values: [x, y] }",
    want: ["a string of x,y"],
  }],
];

for (const [title, { given, want }] of cases) {
  Deno.test(`columnsOf() makes columns of ${title}`, () => {
    const spec = readSpec(specWith([given]));
    const [{ columns }] = resourcesOf(spec) as [ReturnType<typeof resourcesOf>[number]];
    assertEquals(
      columns.map(textOf),
      ["id string", ...want],
    );
  });
}

function textOf({ name, type, references, values, items }: Column): string {
  return `${name} ${type}${references ? ` -> ${references}` : ""}${values ? ` of ${values}` : ""}` +
    (items ? ` [${items.map(textOf).join(", ")}]` : "");
}

Deno.test("columnsOf() joins the descriptions along the path, and keeps that of a union", () => {
  const spec = readSpec(specWith([
    'home: { $ref: "#/components/schemas/Place", description: "Where it\\n is." }',
    "odd: { anyOf: [{ type: string }, { type: integer }], description: Either. }",
  ]));
  assertEquals(resourcesOf(spec)[0]!.columns.map(({ description }) => description), [
    "Its id.",
    "Where it is. Its id.",
    "Where it is. Its code.",
    "Either.",
  ]);
});
