import { assert, assertEquals } from "@std/assert";
import { generate } from "../../codegen/generate.ts";
import { specWith } from "./tiny_spec.ts";

Deno.test("generate() leaves the parameter that reads backwards out of a query, and names it in the registry", async () => {
  const spec = specWith(["a: { type: string, description: A. }"])
    .replace("hasMore: more }", "hasMore: more, reverseParam: before }")
    .replace(
      "parameters:",
      "parameters:\n        - { name: before, in: query, description: Back., schema: { type: string } }",
    );
  const { modules } = await generate(spec);
  const [, query] = /interface ThingListQuery \{\n([^}]*)\}/.exec(modules.get("types.ts")!)!;
  assertEquals(query!.match(/\w+\?: .*/g), [
    "after?: string | undefined;",
    "size?: number | undefined;",
  ]);
  const registry = [...modules.values()].filter((text) => text.includes('"reverseParam":"before"'));
  assert(registry.length > 0);
});
