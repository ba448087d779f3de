import { assertEquals } from "@std/assert";
import { latencyColumns, reportLines } from "../../bench/report.ts";
import { median, summarise } from "../../bench/statistics.ts";

const given: readonly [number[], number][] = [
  [[7], 7],
  [[9, 1], 5],
  [[10, 9, 1], 9],
  [[4, 1, 100, 2], 3],
];
for (const [numbers, want] of given) {
  Deno.test(`median() of ${numbers} is ${want}`, () => {
    const before = [...numbers];
    assertEquals(median(numbers), want);
    assertEquals(numbers, before);
  });
}

const of = (seconds: number, cpu: number, memory: number) => (
  { rows: 2_000, written: 10, requests: 20, seconds, cpu, memory }
);

Deno.test("summarise() takes medians of each figure, and of the ratios within a round", () => {
  const rounds = {
    bare: [of(1, 2, 50), of(10, 20, 60), of(2, 4, 70)],
    first: [of(3, 8, 300), of(20, 100, 100), of(8, 4, 200)],
  };
  const [, first] = summarise(rounds, "bare");
  assertEquals(first, {
    name: "first",
    rows: 2_000,
    written: 10,
    requests: 20,
    seconds: 8,
    cpu: 8,
    memory: 200,
    perRow: 4_000,
    ratio: 3, // of 3, 2 and 4: 8 is four times the middle one of the base
    cpuRatio: 4, // of 4, 5 and 1
  });
});

Deno.test("reportLines() sets requests beside what a rate allows, where there is one", () => {
  const summaries = summarise({ first: [of(4, 1, 100)] }, "first");
  assertEquals(reportLines(summaries, latencyColumns(150, 0)), [
    "run     rows  written  seconds  requests  in turn s",
    "-----  -----  -------  -------  --------  ---------",
    "first  2,000       10     4.00        20       3.00",
  ]);
  assertEquals(reportLines(summaries, latencyColumns(150, 10)).map((line) => line.slice(51)), [
    "  at rate s  x rate",
    "  ---------  ------",
    "       2.00    2.00",
  ]);
});
