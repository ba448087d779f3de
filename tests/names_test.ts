import { assertEquals } from "@std/assert";
import { resources } from "../generated/resources.ts";

/** The rooms of hand-written code. */
const rooms = ["bench", "cli", "client", "codegen", "loader", "sandbox"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) yield* sources(`${folder}/${entry.name}`);
    else if (entry.name.endsWith(".ts")) yield `${folder}/${entry.name}`;
  }
}

Deno.test("no hand-written code names an endpoint, a table or a list of the SDK", async () => {
  const all = Object.values(resources);
  const names = all.flatMap(({ name, path, property }) => [name, path, property]).join("|");
  const inQuotes = `["'\`](${names})["'\`]`;
  const asProperty = `(resources|workspace)\\.(${names})\\b`;
  const pattern = new RegExp(`${inQuotes}|${asProperty}`);
  const found: string[] = [];
  for (const room of rooms) {
    for await (const file of sources(new URL(`../${room}`, import.meta.url).pathname)) {
      const code = (await Deno.readTextFile(file)).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      code.split("\n").forEach((line) => {
        if (pattern.test(line)) found.push(`${file}: ${line.trim()}`);
      });
    }
  }
  assertEquals(found, []);
});
