import { conformance } from "../../loader/conformance.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import type { Bench } from "./bench.ts";
import type { EmulatorKind } from "./emulator.ts";

/** What an emulator has to be able to do for some of what a destination must. */
const needs: Readonly<Record<string, keyof EmulatorKind>> = {
  "writes the rows of a table that is new, and ends the stage": "countsDml",
  "applies all or nothing when what was written is refused": "countsDml",
  "tells what the runs before did": "countsDml",
  "keeps any key as it is": "takesAnyKey",
  ...Object.fromEntries(
    [
      "adds every version and every deletion to the history",
      "goes on reading a history after any of its rows",
      "begins a history with how the rows are",
      "begins the history of a table without rows",
      "adds to a history how the rows are that were written without it",
      "keeps history and table alike when what was written is refused",
      "gives a history the columns that its table gets",
      "keeps the keys of a history apart",
      "refuses a version that is older than one of the history",
    ].map((name) => [name, "takesScripts" as const]),
  ),
  "forgets the hashes of a table that gets a column": "addsColumns",
};

/** Registers the tests that BigQuery does what every destination must. */
export function testConformance({ kind, test }: Bench): void {
  for (const { name, check } of conformance) {
    const need = needs[name];
    if (need && !kind[need]) continue;
    test(`BigQuery ${name}`, { rows: 0 }, ({ address }) => check(() => openDestination(address)));
  }
}
