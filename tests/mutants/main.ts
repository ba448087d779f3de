/**
 * Applies the mutants of `list.ts` one at a time to a copy of this checkout, and runs the tests that
 * should notice. Ends with 1 when a mutant survives.
 *
 * @module
 */

import { type Mutant, mutants } from "./list.ts";

/** The tests of each room; the longest path that a file's begins with counts. */
const watchers: Readonly<Record<string, readonly string[]>> = {
  "client/": ["tests/client"],
  "client/redact.ts": ["tests/client", "tests/security_test.ts"],
  "loader/": ["tests/loader", "--ignore=tests/loader/memory_slow_test.ts"],
  "loader/destinations/bigquery/": ["tests/bigquery"],
  "loader/engines/bigquery/": ["tests/bigquery"],
};

/** Time after which a run of tests counts as failed, in milliseconds: a mutant may never end. */
const patience = 10 * 60_000;

const root = new URL("../../", import.meta.url).pathname;

interface Case extends Mutant {
  readonly file: string;
  readonly tests: readonly string[];
}

/** The mutants whose file, harm or tests have the wanted text, with their tests. */
function casesOf(wanted: string): Case[] {
  return Object.entries(mutants).flatMap(([file, list]) => {
    const room = Object.keys(watchers).filter((each) => file.startsWith(each))
      .sort((one, other) => other.length - one.length)[0]!;
    return list.map((mutant) => ({ ...mutant, file, tests: mutant.seenBy ?? watchers[room]! }));
  }).filter(({ file, harm, tests }) => `${file} ${harm} ${tests.join(" ")}`.includes(wanted));
}

/** Copies what git knows or would add; the emulators that tests have installed are shared. */
async function copyCheckout(to: string): Promise<void> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: root,
  }).output();
  for (const path of new TextDecoder().decode(stdout).split("\0").filter((each) => each)) {
    await Deno.mkdir(`${to}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${root}/${path}`, `${to}/${path}`);
  }
  await Deno.mkdir(`${root}/.cache`, { recursive: true });
  await Deno.symlink(`${root}/.cache`, `${to}/.cache`);
}

/** Runs tests until one fails; says whether all passed. */
async function pass(folder: string, args: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--no-check", "--allow-all", "--parallel", "--fail-fast", ...args],
    cwd: folder,
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(patience),
  }).output();
  return success;
}

async function survives(folder: string, { file, find, replace, tests }: Case): Promise<boolean> {
  const path = `${folder}/${file}`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(find, () => replace));
  try {
    return await pass(folder, tests);
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

async function main(wanted: string): Promise<number> {
  const cases = casesOf(wanted);
  const folder = await Deno.makeTempDir({ prefix: "mutants_" });
  try {
    await copyCheckout(folder);
    for (const tests of new Set(cases.map(({ tests }) => tests.join(" ")))) {
      if (await pass(folder, tests.split(" "))) continue;
      console.error(`error: Cannot try mutants: ${tests} fails without any; mend that first`);
      return 1;
    }
    const survivors: Case[] = [];
    for (const each of cases) {
      const began = performance.now();
      const alive = await survives(folder, each);
      if (alive) survivors.push(each);
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(`${alive ? "SURVIVED" : "killed  "}  ${each.file}: ${each.harm} (${seconds} s)`);
    }
    console.log(`${cases.length - survivors.length} of ${cases.length} mutants killed`);
    return survivors.length === 0 ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args.join(" ")));
