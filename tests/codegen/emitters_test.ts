import { assertEquals, assertStringIncludes } from "@std/assert";
import { generate } from "../../codegen/generate.ts";
import { specWith } from "./tiny_spec.ts";

/** [title, { a property, the file, a part of it }] */
const cases: readonly [string, { given: string; file: string; want: string }][] = [
  ["types.ts: a member with its description", {
    given: "a: { type: integer, description: How many. }",
    file: "types.ts",
    want: "/** How many. */\n    a?: number;",
  }],
  ["types.ts: a reference by the name of its interface", {
    given: 'a: { $ref: "#/components/schemas/Place", description: Where. }',
    file: "types.ts",
    want: "/** Where. */\n    a?: Place;",
  }],
  ["types.ts: an open set of values as a string with the values in the doc", {
    given: "a: { type: string, description: State., x-values: [on, off] }",
    file: "types.ts",
    want: "/** State. Known values: `on`, `off`. */\n    a?: string;",
  }],
  ["types.ts: a description that cannot end its comment", {
    given: 'a: { type: string, description: "Glob **/x." }',
    file: "types.ts",
    want: "/** Glob **\\/x. */\n    a?: string;",
  }],
  ["types.ts: the query, all optional", {
    given: "a: { type: string, description: A. }",
    file: "types.ts",
    want: "export interface ThingListQuery {\n    /** Cursor. */\n    after?: string | undefined;",
  }],
  ["paths.ts: the response by the name of its interface", {
    given: "a: { type: string, description: A. }",
    file: "paths.ts",
    want: '"application/json": ThingPage;',
  }],
  ["schemas.ts: references resolved and extensions kept", {
    given: 'a: { $ref: "#/components/schemas/Place", x-references: things }',
    file: "schemas.ts",
    want: '"x-references": "things"',
  }],
  ["client.ts: a method that takes route and paging as data", {
    given: "a: { type: string, description: A. }",
    file: "client.ts",
    want: 'this.#transport.list("/things", resources.things.pagination, query, options);',
  }],
  ["resources.ts: a column", {
    given: "a: { type: number, description: A. }",
    file: "resources.ts",
    want: '{"name":"a","path":["a"],"type":"decimal","nullable":true,"description":"A."}',
  }],
];

for (const [title, { given, file, want }] of cases) {
  Deno.test(`generate() writes ${title}`, async () => {
    const { modules } = await generate(specWith([given]));
    assertStringIncludes(modules.get(file)!, want);
  });
}

Deno.test("generate() keeps an open object open", async () => {
  const spec = specWith([]).replace(
    "description: A thing.",
    "description: A thing.\n      additionalProperties: true",
  );
  const types = (await generate(spec)).modules.get("types.ts")!;
  assertStringIncludes(types, "[key: string]: unknown;\n}");
});

Deno.test("generate() describes columns and system columns in the docs", async () => {
  const { docs } = await generate(specWith([
    'a: { type: string, description: "Left | right.", x-values: [l, r], x-references: things }',
  ]));
  assertStringIncludes(
    docs,
    "| `a` | string | `a` | Left \\| right. Known values: `l`, `r`. Refers to `things`. |",
  );
  assertStringIncludes(docs, "| `id` | string, never NULL | `id` | Its id. |");
  for (const name of ["_extra", "_issues", "_hash", "_synced_at", "_deleted_at"]) {
    assertStringIncludes(docs, `| \`${name}\` |`);
  }
});

Deno.test("generate() says in every file what it is written from", async () => {
  const { modules, docs } = await generate(specWith([]));
  const hash = modules.get("resources.ts")!.match(/specHash: string = "(\w{64})"/)![1]!;
  assertEquals(
    [...modules.values(), docs].filter((text) =>
      !text.split("\n")[0]!.includes(`Written by \`deno task generate\` from spec sha256:${hash}`)
    ),
    [],
  );
});
