/**
 * Runs the proof for as long as asked.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Figures, prove } from "./prove.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    path: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(
    "Usage: deno task soak [--minutes 10] [--seed N [--path P]]\n\n" +
      "Syncs random workspaces through random faults, edits and kills and compares the tables with what\n" +
      "the API lists. A failure ends in the command that repeats it: --path takes one case of a seed.\n" +
      "Kills fall on the real clock, so that a repeat can need more than one try.",
  );
  Deno.exit(0);
}

const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`Cannot soak for '${values.minutes}' minutes: expected a number over 0`);
  Deno.exit(2);
}

const began = performance.now();
let said = began;

function say({ cases, runs, faults, edits, kill, abort, error, resumed }: Figures): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${seconds} s: ${cases} cases, ${runs} runs; survived ${faults} faults, ${edits} edits, ` +
      `${kill} kills, ${abort} aborts, ${error} errors of the destination; ${resumed} runs resumed a stage`,
  );
}

try {
  say(
    await prove({
      seconds: minutes * 60,
      seed: values.seed === undefined ? undefined : Number(values.seed),
      path: values.path,
      onProgress: (figures) => {
        if (performance.now() - said < 30_000) return;
        said = performance.now();
        say(figures);
      },
    }),
  );
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
