import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import type { RecordSchema } from "../../client/record_schema.ts";
import { generate } from "../../codegen/generate.ts";
import { specWith } from "./tiny_spec.ts";

const place: RecordSchema = {
  type: "object",
  description: "A place.",
  required: ["id"],
  properties: {
    id: { type: "string", description: "Its id." },
    zip: { type: "string", description: "Its code." },
  },
};

/** The schema of a thing, and the text of the module that it comes from. */
async function thingWith(...properties: string[]) {
  const text = (await generate(specWith(properties))).modules.get("schemas.ts")!;
  // Its only import is of types.
  const { schemas } = await import(`data:application/typescript,${encodeURIComponent(text)}`);
  return { thing: schemas.things as RecordSchema, text };
}

Deno.test("schemas.ts declares a schema once that several fields refer to", async () => {
  const { thing: { properties }, text } = await thingWith(
    'home: { $ref: "#/components/schemas/Place" }',
    'work: { anyOf: [{ $ref: "#/components/schemas/Place" }, { type: "null" }] }',
    'past: { type: array, items: { $ref: "#/components/schemas/Place" } }',
  );
  const { home, work, past } = properties!;
  assertEquals(home, place);
  assertStrictEquals(work!.anyOf![0], home);
  assertStrictEquals(past!.items, home);
  assertEquals(text.match(/Its code\./g)!.length, 1);
});

Deno.test("schemas.ts resolves a reference with what stands beside it", async () => {
  const { thing: { properties } } = await thingWith(
    'home: { $ref: "#/components/schemas/Place" }',
    'work: { $ref: "#/components/schemas/Place", description: Office., x-references: things }',
  );
  const { home, work } = properties!;
  assertEquals(work, { ...place, description: "Office.", "x-references": "things" });
  assertNotStrictEquals(work, home);
});

Deno.test("schemas.ts resolves a reference to a part of a schema", async () => {
  const { thing: { properties } } = await thingWith(
    'zip: { $ref: "#/components/schemas/Place/properties/zip" }',
  );
  assertEquals(properties!.zip, place.properties!.zip);
});

Deno.test("schemas.ts keeps fields that are called like parts of JavaScript", async () => {
  const names = ["__proto__", "constructor", "toString"];
  const { thing: { properties } } = await thingWith(
    ...names.map((name) => `${name}: { type: object }`),
  );
  assertEquals(Object.keys(properties!), ["id", ...names]);
});

Deno.test("schemas.ts declares no schema that no record has", async () => {
  const { text } = await thingWith();
  assertEquals(text.match(/^const \w+/gm), ["const Thing"]);
});
