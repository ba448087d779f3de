/**
 * The workflows are what GitHub takes, use what is pinned, and one Deno.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { run } from "../release/run.ts";
import { actionlint } from "./schedulers/linters.ts";

const root = new URL("../", import.meta.url);
const workflows = await Array.fromAsync(
  Deno.readDir(new URL(".github/workflows", root)),
  async ({ name }) => [name, await Deno.readTextFile(new URL(`.github/workflows/${name}`, root))],
);

const go = await run(["go", "version"], root).catch((error: Error) => {
  if (Deno.env.get("CI")) throw error;
  Deno.test.ignore(`NOT linted are the workflows: ${error.message}`, () => {});
});

if (go) {
  Deno.test("actionlint finds nothing wrong with the workflows", async () => {
    const { printed, said } = await run(["go", "run", actionlint, "-no-color"], root);
    assertEquals(printed, "", said);
  });
}

Deno.test("every action is pinned to a commit, and every Deno to the version of the gate", async () => {
  const gate = await Deno.readTextFile(new URL(".ci/run", root));
  const [, deno] = /deno@(\S+)/.exec(gate)!;
  for (const [name, text] of workflows) {
    const uses = [...text!.matchAll(/uses: (.*)/g)];
    assert(uses.length > 0, name);
    for (const [, action] of uses) assertMatch(action!, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/, name);
    const versions = [...text!.matchAll(/deno-version: (.*)/g)].map(([, version]) => version);
    assertEquals(new Set(versions), new Set([deno]), name);
  }
});
