/**
 * Starts the sandbox, syncs all its resources into ./demo.duckdb and answers a question from
 * the tables.
 *
 * @module
 */

import { DuckDBInstance } from "@duckdb/node-api";
import { setColorEnabled } from "@std/fmt/colors";
import { openDestination, sync } from "@workspace-sync/loader";
import { createSandbox } from "@workspace-sync/sandbox";
import { createProgress } from "../cli/progress.ts";
import { summaryLines } from "../cli/summary.ts";
import { tableLines } from "../cli/table.ts";
import { resources } from "../generated/resources.ts";
import { exitCodeOf, lineOf } from "../cli/errors.ts";
import { answer, question } from "./unbilled_expenses.ts";

const file = "demo.duckdb";

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
  setColorEnabled(Deno.stdout.isTerminal() && !Deno.noColor);
  for (const line of summaryLines(report, destination.url)) console.log(line);
  await destination.close();

  console.log(`\n${question}${answer}\n`);
  for (const line of await ask(answer)) console.log(line);
  console.log(`\nAll tables are in ${file}. Run the demo again: nothing will have changed.`);
} catch (error) {
  console.error(`error: ${lineOf(error)}`);
  Deno.exit(exitCodeOf(error));
}

async function ask(sql: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(sql);
  const lines = tableLines(
    result.columnNames(),
    result.getRowsJson().map((row) => row.map(String)),
    { right: [2, 3, 4] },
  );
  connection.closeSync();
  instance.closeSync();
  return lines;
}
