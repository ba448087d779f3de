/**
 * Turns what several rounds measured into one line for each kind of run.
 *
 * @module
 */

import type { Measurement } from "./worker.ts";

/** What each round measured, by the name of the run; the same place is the same round. */
export type Rounds = Readonly<Record<string, readonly Measurement[]>>;

/** One kind of run, over all rounds. */
export interface Summary extends Required<Measurement> {
  /** Which run it is. */
  readonly name: string;
  /** Wall time for a record, in microseconds. */
  readonly perRow: number;
  /** Wall time in those of the base in the same round. */
  readonly ratio: number;
  /** CPU time in those of the base in the same round. */
  readonly cpuRatio: number;
}

/** The middle of some numbers, or halfway between the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/**
 * Summarises each run by the medians of its rounds. Ratios are taken within a round first, since what
 * else the machine does slows both of their sides.
 */
export function summarise(rounds: Rounds, base: string): Summary[] {
  return Object.entries(rounds).map(([name, measured]) => {
    const of = (value: (each: Measurement, round: number) => number) =>
      median(measured.map((each, round) => value(each, round)));
    return {
      name,
      rows: of(({ rows }) => rows),
      written: of(({ written }) => written),
      requests: of(({ requests = NaN }) => requests),
      seconds: of(({ seconds }) => seconds),
      cpu: of(({ cpu }) => cpu),
      memory: of(({ memory }) => memory),
      perRow: of(({ seconds, rows }) => seconds / rows * 1e6),
      ratio: of(({ seconds }, round) => seconds / rounds[base]![round]!.seconds),
      cpuRatio: of(({ cpu }, round) => cpu / rounds[base]![round]!.cpu),
    };
  });
}
