import { assertEquals, assertStringIncludes } from "@std/assert";
import { generate } from "../../codegen/generate.ts";
import { specWith } from "./tiny_spec.ts";

/** [title, { a property, whether it is required, its member of the interface }] */
const members: readonly [string, { given: string; required?: boolean; want: string }][] = [
  ["an optional field with its description", {
    given: "a: { type: integer, description: How many. }",
    want: "/** How many. */\n    a?: number;",
  }],
  ["a field that is always there", {
    given: "a: { type: integer, description: How many. }",
    required: true,
    want: "/** How many. */\n    a: number;",
  }],
  ["a field that is always there and may be null", {
    given: 'a: { type: [integer, "null"], description: How many. }',
    required: true,
    want: "/** How many. */\n    a: number | null;",
  }],
  ["a reference by the name of its interface", {
    given: 'a: { $ref: "#/components/schemas/Place", description: Where. }',
    want: "/** Where. */\n    a?: Place;",
  }],
  ["a reference or null", {
    given: 'a: { anyOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] }',
    want: "    a?: Place | null;",
  }],
  ["known values as an open union", {
    given: "a: { type: string, description: State., x-values: [on, off] }",
    want: '/** State. */\n    a?: "on" | "off" | (string & {});',
  }],
  ["known values or null", {
    given: 'a: { type: [string, "null"], x-values: [on, off] }',
    want: '    a?: "on" | "off" | (string & {}) | null;',
  }],
  ["a list of known values", {
    given: "a: { type: array, items: { type: string, x-values: [on, off] } }",
    want: '    a?: ("on" | "off" | (string & {}))[];',
  }],
  ["a value with quotes", {
    given: `a: { type: string, x-values: ['"on"'] }`,
    want: `    a?: "\\"on\\"" | (string & {});`,
  }],
  ["a day", { given: "a: { type: string, format: date }", want: "    a?: IsoDate;" }],
  ["an instant or null", {
    given: 'a: { type: [string, "null"], format: date-time }',
    want: "    a?: IsoDateTime | null;",
  }],
  ["a list of ids", {
    given: "a: { type: array, items: { type: string, format: uuid } }",
    want: "    a?: Uuid[];",
  }],
  ["an id of a closed set", {
    given: "a: { type: string, format: uuid, enum: [x, y] }",
    want: '    a?: "x" | "y";',
  }],
  ["fields that are called like parts of a schema", {
    given: "a: { type: object, properties: { properties: { type: string }, " +
      "additionalProperties: { type: string }, description: { type: string }, in: { type: string } } }",
    want: "a?: {\n        properties?: string;\n        additionalProperties?: string;\n" +
      "        description?: string;\n        in?: string;\n    };",
  }],
  ["a format without an alias", {
    given: "a: { type: string, format: email }",
    want: "    a?: string;",
  }],
  ["a format that is called like a member of all objects", {
    given: "a: { type: string, format: constructor }",
    want: "    a?: string;",
  }],
  ["a field that is called format", {
    given: "a: { type: object, properties: { format: { type: string, description: F. } } }",
    want: "a?: {\n        /** F. */\n        format?: string;\n    };",
  }],
  ["an object without declared members", {
    given: "a: { type: object, additionalProperties: true }",
    want: "    a?: {\n        [key: string]: unknown;\n    };",
  }],
  ["a description that cannot end its comment", {
    given: 'a: { type: string, description: "Glob **/x." }',
    want: "/** Glob **\\/x. */\n    a?: string;",
  }],
];

for (const [title, { given, required, want }] of members) {
  Deno.test(`types.ts has ${title}`, async () => {
    const { modules } = await generate(specWith([given], required ? ["a"] : []));
    assertStringIncludes(modules.get("types.ts")!, want);
  });
}

Deno.test("types.ts closes an object that the spec leaves open", async () => {
  const spec = specWith([]).replace(
    "description: A thing.",
    "description: A thing.\n      additionalProperties: true",
  );
  const types = (await generate(spec)).modules.get("types.ts")!;
  assertEquals(
    types.match(/export interface Thing \{[^}]*\}/)![0],
    "export interface Thing {\n    /** Its id. */\n    id: string;\n}",
  );
});

Deno.test("types.ts and paths.ts import the aliases that they use, and no others", async () => {
  const used = async (properties: string[]) => {
    const { modules } = await generate(specWith(properties));
    return ["types.ts", "paths.ts"].map((name) => {
      const [, names = ""] = /\{([^}]*)\} from "..\/client\/formats.ts"/.exec(modules.get(name)!) ??
        [];
      return names.match(/\w+/g) ?? [];
    });
  };
  assertEquals(await used([]), [[], []]);
  assertEquals(await used(["a: { type: string, format: uuid, description: IsoDate. }"]), [
    ["Uuid"],
    [],
  ]);
});

Deno.test("types.ts closes the values of a filter, and says how to ask for another", async () => {
  const filter =
    "{ name: state, in: query, description: State., schema: { type: string, x-values: [on, off] } }";
  const spec = specWith([]).replace("parameters:", `parameters:\n        - ${filter}`);
  const { modules } = await generate(spec);
  const closed = /\/\*\* (.*) \*\/\n *state\?: \(?"on" \| "off"\)?(?: \| undefined)?;/;
  for (const name of ["types.ts", "paths.ts"]) {
    assertEquals(
      closed.exec(modules.get(name)!)?.[1],
      'State. Another value takes an assertion: `"…" as never`.',
    );
  }
});
