import { assertEquals } from "@std/assert";
import { models } from "../../models/mod.ts";
import { duckdb } from "../lab.ts";
import { answers } from "./answers.ts";
import { assertAnswers, syncWorkspace } from "./ask.ts";

Deno.test("every model has an answer that was worked out by hand", () => {
  assertEquals(Object.keys(answers).sort(), models.map(({ name }) => name).sort());
});

Deno.test("the models' answers are those worked out by hand (DuckDB)", async (t) => {
  await using place = duckdb();
  await syncWorkspace(place.address);
  await assertAnswers(place.address, (name, fn) => t.step(name, fn));
});
