import { prove } from "./prove.ts";

Deno.test("whatever happens to runs and records, a sync ends in exactly what the API lists", async () => {
  await prove({ seconds: 60 });
});
