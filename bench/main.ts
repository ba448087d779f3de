/**
 * Measures syncs of the sandbox into new DuckDB files, each run in its own process, several times in turns.
 *
 * @module
 */

import { flagLines, type Flags, readFlags, shared, type Values, whole, wholes } from "./flags.ts";
import { plot, type Point } from "./plot.ts";
import { profile, serve, work, workFolder } from "./processes.ts";
import { type Times, timesOf } from "./profile.ts";
import { costColumns, count, heading, latencyColumns, reportLines, timeLines } from "./report.ts";
import { type Rounds, summarise } from "./statistics.ts";
import type { Measurement } from "./worker.ts";

const costFlags = {
  rows: whole(100_000, "Rows of one resource"),
  others: whole(500, "Rows of each other resource", "N", 0),
  ...shared,
};
const latencyFlags = {
  latency: whole(150, "Milliseconds until each answer", "MS"),
  rows: whole(20_000, "Rows of the resource; no other one is synced"),
  rate: whole(0, "Requests per second that the sync may send; 0 for no limit", "N", 0),
  ...shared,
};
const profileFlags = { rows: costFlags.rows, others: costFlags.others, resource: shared.resource };
const scaleFlags = {
  sizes: wholes([1_000, 10_000, 100_000, 1_000_000], "Rows of the resource"),
  ...shared,
};

const picture = new URL("../docs/scale.svg", import.meta.url);

function help(): string {
  const usages: readonly [string, string, Flags][] = [
    [
      "",
      "A bare loop that only fetches and parses, then a sync into a new file, and into copies of that file\n" +
      "one in which nothing changed, one in which a hundredth has and one in which all has.",
      costFlags,
    ],
    [" --profile", "Where the time of a bare loop and of two syncs goes.", profileFlags],
    [" --latency MS", "A first and an unchanged sync of an API that takes its time.", latencyFlags],
    [
      " --scale",
      "The same runs as without it, of more and more rows, into docs/scale.svg.",
      scaleFlags,
    ],
  ];
  return usages.map(([flag, what, flags]) =>
    [`deno task bench${flag}`, what, "", ...flagLines(flags)].join("\n")
  ).join("\n\n");
}

/** Measures a bare loop and every kind of sync against sandboxes that are started with some flags. */
async function measureAll(
  rows: string,
  rounds: number,
  ...only: readonly string[]
): Promise<Rounds> {
  await using folder = await workFolder();
  await using same = await serve(`--rows=${rows}`);
  await using few = await serve(`--rows=${rows}`, "--revised=100");
  await using all = await serve(`--rows=${rows}`, "--revised=1");
  const [first, again] = ["first", "again"].map((name) => `${folder.path}/${name}.duckdb`);
  const measured: Record<string, Measurement[]> = {};
  const keep = (run: string, measurement: Measurement) => (measured[run] ??= []).push(measurement);
  // A sandbox is slower until it has answered for a while.
  for (const { url, token } of [same, few, all]) await work("bare", url, token, ...only);
  for (let round = 0; round < rounds; round++) {
    keep("bare", await work("bare", same.url, same.token, ...only));
    keep("first", await work("sync", same.url, same.token, first!, ...only));
    for (
      const [run, { url, token }] of [
        ["unchanged", same],
        ["1 % changed", few],
        ["all changed", all],
      ] as const
    ) {
      await Deno.copyFile(first!, again!);
      keep(run, await work("sync", url, token, again!, ...only));
    }
    await Deno.remove(first!);
  }
  return measured;
}

function contentOf({ rows, others, resource }: Values<typeof profileFlags>): string {
  return `${count(rows)} rows in ${resource}, ${count(others)} in each other resource`;
}

async function cost({ rounds, ...content }: Values<typeof costFlags>): Promise<void> {
  const { rows, others, resource } = content;
  const measured = await measureAll(`${others},${resource}=${rows}`, rounds);
  console.log(`${heading(contentOf(content), rounds)}\n`);
  for (const line of reportLines(summarise(measured, "bare"), costColumns)) console.log(line);
}

async function profiles(
  { rows, others, resource }: Values<typeof profileFlags>,
): Promise<void> {
  await using folder = await workFolder();
  await using api = await serve(`--rows=${others},${resource}=${rows}`);
  const { url, token } = api;
  const file = `${folder.path}/sync.duckdb`;
  await work("bare", url, token);
  const times: Record<string, Times> = {};
  times.bare = timesOf(await profile(folder.path, "bare", url, token));
  times.first = timesOf(await profile(folder.path, "sync", url, token, file));
  times.unchanged = timesOf(await profile(folder.path, "sync", url, token, file));
  console.log(`${heading(contentOf({ rows, others, resource }), 1)}\n`);
  for (const line of timeLines(times)) console.log(line);
}

async function latency(
  { latency, rows, rate, resource, rounds }: Values<typeof latencyFlags>,
): Promise<void> {
  await using folder = await workFolder();
  await using api = await serve(`--rows=0,${resource}=${rows}`, `--latency=${latency}`);
  const file = `${folder.path}/sync.duckdb`;
  const sync = () => work("sync", api.url, api.token, file, `--only=${resource}`, `--rate=${rate}`);
  const measured: Record<"first" | "unchanged", Measurement[]> = { first: [], unchanged: [] };
  for (let round = 0; round < rounds; round++) {
    measured.first.push(await sync());
    measured.unchanged.push(await sync());
    await Deno.remove(file);
  }
  const limit = rate === 0 ? "no limit of the rate" : `${rate} requests a second`;
  const what = `${count(rows)} rows in ${resource}, ${latency} ms until each answer, ${limit}`;
  console.log(`${heading(what, rounds)}\n`);
  const columns = latencyColumns(latency, rate);
  for (const line of reportLines(summarise(measured, "first"), columns)) console.log(line);
}

async function scale({ sizes, resource, rounds }: Values<typeof scaleFlags>): Promise<void> {
  const points: Point[] = [];
  for (const size of sizes) {
    const measured = await measureAll(`0,${resource}=${size}`, rounds, `--only=${resource}`);
    const summaries = summarise(measured, "bare");
    points.push(...summaries.map(({ name, ...figures }) => ({ run: name, ...figures })));
    for (const line of reportLines(summaries, costColumns)) console.log(line);
    console.log();
  }
  const what = heading(resource, rounds);
  await Deno.writeTextFile(picture, plot(points, what));
  console.log(`${what}, drawn in docs/scale.svg`);
}

const args = Deno.args.filter((each) => !["--scale", "--profile"].includes(each));
try {
  if (args.includes("--help")) console.log(help());
  else if (Deno.args.includes("--scale")) await scale(readFlags(args, scaleFlags));
  else if (Deno.args.includes("--profile")) await profiles(readFlags(args, profileFlags));
  else if (args.some((each) => /^--latency\b/.test(each))) {
    await latency(readFlags(args, latencyFlags));
  } else await cost(readFlags(args, costFlags));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exitCode = 2;
}
