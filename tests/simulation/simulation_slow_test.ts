import { simulate } from "./simulate.ts";

Deno.test("wherever runs die and however a list moves, a minute of simulated syncs ends in what the API lists", async () => {
  await simulate({ seconds: 60 });
});
