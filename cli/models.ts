/**
 * The command `models`.
 *
 * @module
 */

import { destinationKind } from "@workspace-sync/loader";
import { type Model, models, sourcesOf, sqlOf } from "@workspace-sync/models";
import { exit } from "./errors.ts";
import { printLines, printsJson } from "./print.ts";
import { program } from "./program.ts";
import type { Settings } from "./settings.ts";

/** Runs the command. */
export async function run(
  settings: Settings<"destination" | "list" | "create_dataset" | "json">,
): Promise<number> {
  if (settings.list) return list(settings);
  const kind = await destinationKind(settings.destination);
  const views = models.map((model) => ({
    name: model.name,
    description: model.question,
    columns: model.columns,
    sources: sourcesOf(model),
    sqlOf: (quoted: (source: string) => string) => sqlOf(model, { engine: kind.engine, quoted }),
  }));
  const made = await kind.makeViews(settings.destination, views, {
    createDataset: settings.create_dataset,
  });
  printLines("view", made, [
    ["view", ({ view }) => view],
    ["status", ({ missing }) => missing.length === 0 ? "made" : `lacks ${missing.join(", ")}`],
  ], settings);
  if (made.every(({ missing }) => missing.length === 0)) return exit.ok;
  console.error(
    `error: Some views lack what they read; ${program} sync makes it, unless the API refuses it`,
  );
  return exit.failed;
}

function list(settings: Settings<"json">): number {
  if (printsJson(settings)) {
    for (const { name: model, question, grain, note, columns } of models) {
      console.log(JSON.stringify({ type: "model", model, question, grain, note, columns }));
    }
    return exit.ok;
  }
  for (const model of models) for (const line of linesOf(model)) console.log(line);
  console.log(`${program} query ${models[0]!.name} asks one of them.`);
  return exit.ok;
}

function linesOf({ name, question, note, grain, columns }: Model): string[] {
  const width = Math.max(...columns.map(({ name }) => name.length));
  return [
    name,
    `  ${question}`,
    `  ${note}`,
    `  A row for each ${grain.join(", ")}:`,
    ...columns.map(({ name, description }) => `    ${name.padEnd(width)}  ${description}`),
    "",
  ];
}
