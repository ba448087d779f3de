import { assert, assertEquals } from "@std/assert";
import { cronLines, settingLines, settings } from "./configuration.ts";

const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));

/** The rows of a table in Markdown, however wide its columns are. */
const rowsOf = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith("|") && !/^\|[\s|:-]+$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

Deno.test("every setting of a sync has a variable", () => {
  assertEquals(settings.filter(({ env }) => env === undefined), []);
});

Deno.test("docs/configuration.md has every setting, as the flags describe them", () => {
  const found = rowsOf(page.split("\n")).map((row) => row.join());
  const wanted = [...rowsOf(settingLines()), ...rowsOf(cronLines())];
  assertEquals(wanted.filter((row) => !found.includes(row.join())), []);
  const variables = [...page.matchAll(/^\| `(WORKSPACE_\w+)`/gm)].map(([, name]) => name!);
  const known = wanted.map(([, cell]) => cell!.replaceAll("`", ""));
  assertEquals(variables.filter((name) => !known.includes(name)), []);
  assert(variables.length > 15);
});
