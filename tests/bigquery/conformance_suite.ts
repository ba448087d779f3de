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
