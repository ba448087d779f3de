import { assert, assertEquals } from "@std/assert";
import { mutants } from "./list.ts";

Deno.test("every mutant changes exactly one place of its file", async () => {
  const wrong: string[] = [];
  for (const [file, list] of Object.entries(mutants)) {
    const text = await Deno.readTextFile(new URL(`../../${file}`, import.meta.url));
    for (const { find, replace } of list) {
      const times = text.split(find).length - 1;
      if (times !== 1 || find === replace) wrong.push(`${file} has ${times} of: ${find}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("every room of client and loader has mutants", () => {
  const files = Object.keys(mutants);
  for (const room of ["client/", "loader/", "loader/destinations/duckdb/"]) {
    assert(files.some((file) => file.startsWith(room)), room);
  }
});
