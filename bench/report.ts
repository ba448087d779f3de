/**
 * Writes what was measured as lines of text.
 *
 * @module
 */

import { tableLines } from "../cli/table.ts";
import type { Times } from "./profile.ts";
import type { Summary } from "./statistics.ts";

/** A column of numbers: its head, and what it says of a run. */
export type Column = readonly [head: string, cell: (summary: Summary) => string];

/** A whole number with commas. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** What was read and written, and how long it took. */
const did: readonly Column[] = [
  ["rows", ({ rows }) => count(rows)],
  ["written", ({ written }) => count(written)],
  ["seconds", ({ seconds }) => seconds.toFixed(2)],
];

/** What a run cost, also beside the bare loop. */
export const costColumns: readonly Column[] = [
  ...did,
  ["CPU s", ({ cpu }) => cpu.toFixed(2)],
  ["peak MB", ({ memory }) => memory.toFixed(0)],
  ["µs/row", ({ perRow }) => perRow.toFixed(1)],
  ["x bare", ({ ratio }) => ratio.toFixed(1)],
  ["CPU x bare", ({ cpuRatio }) => cpuRatio.toFixed(1)],
];

/**
 * What a run made of an API with a latency in milliseconds: how long its requests take one after another
 * and, where requests per second are given, how long they take at that rate and how many times that it took.
 */
export function latencyColumns(latency: number, rate: number): readonly Column[] {
  const columns: readonly Column[] = [
    ...did,
    ["requests", ({ requests }) => count(requests)],
    ["in turn s", ({ requests }) => (requests * latency / 1000).toFixed(2)],
  ];
  return rate === 0 ? columns : [
    ...columns,
    ["at rate s", ({ requests }) => (requests / rate).toFixed(2)],
    ["x rate", ({ requests, seconds }) => (seconds / (requests / rate)).toFixed(2)],
  ];
}

/** Sets runs in a table. */
export function reportLines(summaries: readonly Summary[], columns: readonly Column[]): string[] {
  return tableLines(
    ["run", ...columns.map(([head]) => head)],
    summaries.map((each) => [each.name, ...columns.map(([, cell]) => cell(each))]),
    { right: columns.map((_, index) => index + 1) },
  );
}

/** Sets in a table how many milliseconds runs, by name, have spent where. */
export function timeLines(runs: Readonly<Record<string, Times>>): string[] {
  const names = Object.keys(runs);
  const places = Object.keys(runs[names[0]!]!);
  return tableLines(
    ["milliseconds", ...names],
    places.map((place) => [place, ...names.map((name) => count(runs[name]![place]!))]),
    { right: names.map((_, index) => index + 1) },
  );
}

/** Says what the figures are of, where they were measured, and when. */
export function heading(what: string, rounds: number): string {
  const times = rounds === 1 ? "one round" : `medians of ${rounds} rounds`;
  const machine = `${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}`;
  return `${what}; ${times}; ${machine}, ${new Date().toISOString().slice(0, 10)}`;
}
