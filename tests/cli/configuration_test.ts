import { assert, assertEquals } from "@std/assert";
import { type SettingName, settings, variableOf } from "../../cli/settings.ts";
import { cronLines, syncLines } from "./configuration.ts";

const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
const names = Object.keys(settings) as SettingName[];

/** The rows of a table in Markdown, however wide its columns are. */
const rowsOf = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith("|") && !/^\|[\s|:-]+$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

Deno.test("every setting that is not for one run alone has a variable", () => {
  assertEquals(names.filter((name) => variableOf(name) === undefined), [
    ...[
      "fresh",
      "dry_run",
      "question",
      "csv",
      "parquet",
      "wait",
      "list",
      "serve",
      "all",
      "env_file",
      "json",
      "verbose",
      "help",
    ],
  ]);
});

Deno.test("docs/configuration.md has every setting that has a variable, as the table describes it", () => {
  const found = rowsOf(page.split("\n")).map((row) => row.join());
  const wanted = [...rowsOf(syncLines()), ...rowsOf(cronLines())];
  assertEquals(wanted.filter((row) => !found.includes(row.join())), []);
  const documented = [...page.matchAll(/^\| `(WORKSPACE_\w+)`/gm)].map(([, name]) => name!);
  const known = names.map(variableOf).filter((name) => name !== undefined);
  assertEquals(documented.toSorted(), known.toSorted());
  assert(documented.length > 15);
});
