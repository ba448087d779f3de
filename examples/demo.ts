/**
 * Starts the sandbox, syncs all its resources into ./demo.duckdb and answers three questions from
 * the tables.
 *
 * @module
 */

import { bold, setColorEnabled } from "@std/fmt/colors";
import { openDestination, sync } from "@workspace-sync/loader";
import { duckDb } from "@workspace-sync/loader/duckdb";
import { createSandbox } from "@workspace-sync/sandbox";
import { exitCodeOf, lineOf } from "../cli/errors.ts";
import { createProgress } from "../cli/progress.ts";
import { summaryLines } from "../cli/summary.ts";
import { resources } from "../generated/resources.ts";
import { chartsOf, lastDay } from "./answers.ts";
import { barLines } from "./bars.ts";

const file = "demo.duckdb";
const isTerminal = Deno.stdout.isTerminal();

try {
  await using sandbox = createSandbox().listen();
  const destination = await openDestination(`duckdb:${file}`);
  const progress = Deno.stderr.isTerminal() ? createProgress(Object.values(resources)) : undefined;
  const report = await sync({
    client: {
      ...{ baseUrl: sandbox.url, token: sandbox.token, rate: 0 },
      ...(progress && { onEvent: progress.event }),
    },
    destination,
    ...(progress && { onProgress: progress.update }),
  }).finally(() => progress?.stop());
  setColorEnabled(isTerminal && !Deno.noColor);
  for (const line of summaryLines(report, destination.url)) console.log(line);
  await destination.close();

  await using reader = await duckDb.read(`duckdb:${file}`);
  const width = isTerminal ? Math.min(Deno.consoleSize().columns, 100) : 80;
  console.log(`\nThree answers, as of ${lastDay}, the last day of the sandbox's records:`);
  for (const { model, question, caption, bars } of await chartsOf(reader)) {
    console.log(`\n${bold(question)}\n${caption} (${model})\n`);
    for (const line of barLines(bars, width)) console.log(line);
  }
  console.log(`\nAsk more: deno task models --list, deno task query MODEL --to duckdb:${file}`);
  console.log("Run the demo again: nothing will have changed.");
} catch (error) {
  console.error(`error: ${lineOf(error)}`);
  Deno.exit(exitCodeOf(error));
}
