import { assertEquals } from "@std/assert";
import { emitModels } from "../../codegen/models_emitter.ts";

Deno.test("the module of the models holds their files as they are, whatever is in them", async () => {
  const files = new Map([
    ["b", "SELECT 'a\\nb', `c` FROM ${d} -- $ \\\n"],
    ["a", "line\n\n  line\n"],
  ]);
  const module = await import(
    `data:application/typescript,${encodeURIComponent(emitModels(files))}`
  );
  assertEquals(module.files, Object.fromEntries(files));
});
