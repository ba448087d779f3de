/**
 * Every test is run by `deno task test`, and every slow one is left out of `deno task test:fast`.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { pathsOf } from "./sources.ts";

const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
const words = (task: string): string[] => tasks[task].command.split(" ");
const paths = await pathsOf("tests");

Deno.test("deno task test names no files and leaves none out, so that Deno finds every test", () => {
  const options = words("test").slice(2);
  assertEquals(options.filter((word) => !word.startsWith("-") || /ignore|filter/.test(word)), []);
});

Deno.test("what deno task test:fast leaves out is there", () => {
  const ignored = words("test:fast").find((word) => word.startsWith("--ignore="))!;
  const patterns = ignored.slice("--ignore=".length).split(",");
  assertEquals(patterns, ["tests/cli", "tests/security_test.ts", "**/*_slow_test.ts"]);
  assert(paths.some((path) => path.startsWith("tests/cli/")));
  assert(paths.includes("tests/security_test.ts"));
  assert(paths.some((path) => path.endsWith("_slow_test.ts")));
});

Deno.test("every file that defines tests has a name that Deno looks for, or is used by one that has", async () => {
  const texts = new Map(
    await Promise.all(
      paths.map(async (path) =>
        [path, await Deno.readTextFile(new URL(`../${path}`, import.meta.url))] as const
      ),
    ),
  );
  const isTest = (path: string) => path.endsWith("_test.ts");
  const imports = (path: string, other: string) =>
    [...texts.get(path)!.matchAll(/from "(\.[^"]+)"/g)].some(([, specifier]) =>
      new URL(specifier!, `file:///${path}`).pathname === `/${other}`
    );
  const used = new Set(paths.filter(isTest));
  for (const user of used) { // It grows while it is walked.
    for (const path of paths) if (imports(user, path)) used.add(path);
  }
  const lost = paths.filter((path) =>
    !used.has(path) && /^\s*Deno\.test\(/m.test(texts.get(path)!)
  );
  assertEquals(lost, []);
});
