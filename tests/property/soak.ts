/**
 * Runs the proof or the simulation for as long as asked.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { simulateOnAllCores } from "../simulation/crowd.ts";
import type { Figures as Simulated } from "../simulation/simulate.ts";
import { type Figures, prove } from "./prove.ts";

const { values } = parseArgs({
  options: {
    simulate: { type: "boolean", default: false },
    minutes: { type: "string" },
    cases: { type: "string" },
    seed: { type: "string" },
    path: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(
    "Usage: deno task soak [--minutes 10] [--seed N [--path P]]\n" +
      "       deno task soak --simulate [--minutes 10 | --cases N] [--seed N [--path P]]\n\n" +
      "Syncs random workspaces through random faults, edits and kills and compares the tables with what\n" +
      "the API lists. A failure ends in the command that repeats it: --path takes one case of a seed.\n" +
      "Kills fall on the real clock, so that a repeat can need more than one try.\n\n" +
      "With --simulate nothing is real but the client and the loader: API, destination and clock are in\n" +
      "memory, hundreds of cases take a second, and the same seed stands for the same cases.",
  );
  Deno.exit(0);
}

const minutes = positive("minutes", values.cases === undefined ? "10" : "Infinity");
const cases = positive("cases", "Infinity");
const seconds = minutes * 60;
const seed = values.seed === undefined ? undefined : Number(values.seed);
const { path } = values;

const began = performance.now();
let said = began;

/** Prints figures, though no more often than every half minute. */
function sayAtTimes<Kind>(say: (figures: Kind) => void): (figures: Kind) => void {
  return (figures) => {
    if (performance.now() - said < 30_000) return;
    said = performance.now();
    say(figures);
  };
}

function say({ cases, runs, faults, edits, kill, abort, error, resumed }: Figures): void {
  console.log(
    `${time()}: ${cases} cases, ${runs} runs; survived ${faults} faults, ${edits} edits, ` +
      `${kill} kills, ${abort} aborts, ${error} errors of the destination; ${resumed} runs resumed a stage`,
  );
}

function saySimulated({ cases, runs, edits, kills, resumed, ranged, quick }: Simulated): void {
  console.log(
    `${time()}: ${cases} cases, ${runs} runs; survived ${edits} edits and ${kills} kills, aborts and ` +
      `errors of the destination; ${resumed} lists were resumed, ${ranged} read in ranges, ` +
      `${quick} by quick runs`,
  );
}

function time(): string {
  return `${Math.round((performance.now() - began) / 1000)} s`;
}

function positive(name: "minutes" | "cases", otherwise: string): number {
  const number = Number(values[name] ?? otherwise);
  if (number > 0) return number;
  console.error(`Cannot soak for '${values[name]}' ${name}: expected a number over 0`);
  Deno.exit(2);
}

try {
  if (values.simulate) {
    const onProgress = sayAtTimes(saySimulated);
    saySimulated(await simulateOnAllCores({ seconds, cases, seed, path, onProgress }));
  } else say(await prove({ seconds, seed, path, onProgress: sayAtTimes(say) }));
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
