import { assertEquals } from "@std/assert";
import { simulate } from "./simulate.ts";

Deno.test("wherever runs die and however a list moves, simulated syncs end in what the API lists", async () => {
  await simulate({ seconds: 2 });
});

Deno.test("a seed of the simulation stands for the same cases every time", async () => {
  const figures = () => simulate({ seed: 1, cases: 50 });
  assertEquals(await figures(), await figures());
});
