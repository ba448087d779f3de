import { assertEquals } from "@std/assert";
import { resources } from "../generated/resources.ts";
import { handWritten } from "./sources.ts";

Deno.test("no hand-written code names an endpoint, a table or a list of the SDK", async () => {
  const all = Object.values(resources);
  const names = all.flatMap(({ name, path, property }) => [name, path, property]).join("|");
  const inQuotes = `["'\`](${names})["'\`]`;
  const asProperty = `(resources|workspace)\\.(${names})\\b`;
  const pattern = new RegExp(`${inQuotes}|${asProperty}`);
  const found: string[] = [];
  for (const { path, tree } of await handWritten()) {
    const code = tree.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    code.split("\n").forEach((line) => {
      if (pattern.test(line)) found.push(`${path}: ${line.trim()}`);
    });
  }
  assertEquals(found, []);
});
