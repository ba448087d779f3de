import { assertEquals, assertStringIncludes } from "@std/assert";
import { generate } from "../../codegen/generate.ts";
import { specWith } from "./tiny_spec.ts";

/** [title, { a property, the file, a part of it }] */
const cases: readonly [string, { given: string; file: string; want: string }][] = [
  ["paths.ts: the response by the name of its interface", {
    given: "a: { type: string, description: A. }",
    file: "paths.ts",
    want: '"application/json": ThingPage;',
  }],
  ["client.ts: a method that takes route and paging as data", {
    given: "a: { type: string, description: A. }",
    file: "client.ts",
    want: 'this.#transport.list("/things", thingsPagination, query, options);',
  }],
  ["resources.ts: a column", {
    given: "a: { type: number, description: A. }",
    file: "resources.ts",
    want: '{"name":"a","path":["a"],"type":"decimal","description":"A."}',
  }],
];

for (const [title, { given, file, want }] of cases) {
  Deno.test(`generate() writes ${title}`, async () => {
    const { modules } = await generate(specWith([given]));
    assertStringIncludes(modules.get(file)!, want);
  });
}

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

Deno.test("generate() describes views in the docs, and draws who refers to whom", async () => {
  const { docs } = await generate(specWith([
    'home: { $ref: "#/components/schemas/Place", x-references: things }',
    "days: { type: array, description: Days., items: { type: string, format: date } }",
    'others: { type: array, items: { $ref: "#/components/schemas/Place", x-references: things } }',
  ]));
  const drawn = docs.split("```mermaid\n")[1]!.split("\n```")[0];
  assertEquals(drawn!.split("\n"), [
    "erDiagram",
    "  things }o--o| things : home_id",
    "  things_others }o--|| things : thing_id",
    "  things_others }o--o| things : id",
  ]);
  const [, days] = docs.split("### things_days\n\n");
  assertStringIncludes(days!, "Days. One row per element. View of `days` in `things_live`.");
  assertStringIncludes(
    days!,
    "| `thing_id` | string, never NULL |  | Its id. |\n| `position` | integer, never NULL |",
  );
  assertStringIncludes(days!, "| `value` | date |  | Days. |\n");
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
