/**
 * The command `query`.
 *
 * @module
 */

import {
  type Answer,
  type AnswerColumn,
  type AnswerRow,
  destinationKind,
} from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import { type Model, modelNamed, models, sourcesOf, sqlOf } from "@workspace-sync/models";
import { answerLines } from "./answer_lines.ts";
import { exit, lineOf, UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { printsJson } from "./print.ts";
import { program } from "./program.ts";
import type { Settings } from "./settings.ts";
import { whenFree } from "./when_free.ts";

/** Rows that a terminal shows; whoever wants more wants a file. */
const shownRows = 1_000;

/** Runs the command. */
export async function run(
  settings: Settings<
    "question" | "destination" | "json" | "csv" | "parquet" | "wait" | "max_bytes_billed"
  >,
): Promise<number> {
  const { question, destination, parquet, max_bytes_billed: maxBytesBilled } = settings;
  if (!question?.trim()) {
    throw new UsageError(
      `What is to be asked? Give the name of a model, or SQL; ${program} models --list shows the models`,
    );
  }
  const formats = [settings.json, settings.csv, parquet !== undefined];
  if (formats.filter((each) => each).length > 1) {
    throw new UsageError("The flags '--json', '--csv' and '--parquet' exclude one another");
  }
  if (parquet !== undefined && !parquet.endsWith(".parquet")) {
    // DuckDB would write over any file.
    throw new UsageError(
      `Cannot write '${parquet}': the name of a Parquet file ends with .parquet`,
    );
  }
  const kind = await destinationKind(destination);
  const model = modelIn(question);
  await using reader = await whenFree(
    () =>
      kind.read(destination, {
        ...(maxBytesBilled !== undefined && { maxBytesBilled }),
        ...(parquet !== undefined && { parquet }),
      }),
    settings.wait,
  );
  const sql = model ? sqlOf(model, reader) : question;
  try {
    if (parquet === undefined) await answer(await reader.query(sql), settings);
    else console.error(`${count(await reader.writeParquet(sql), "row")} in ${parquet}`);
  } catch (error) {
    // Whoever reads the rows, such as head, has enough of them.
    if (error instanceof Deno.errors.BrokenPipe) return exit.ok;
    if (!model || !(error instanceof DestinationError) || error.reason !== "query") throw error;
    throw new DestinationError(
      `Cannot ask ${model.name}, which reads ${
        sourcesOf(model).join(", ")
      }: ${program} sync makes them ` +
        `(${lineOf(error)})`,
      "query",
      { cause: error },
    );
  }
  return exit.ok;
}

/** The model that a question names, when it is one word. */
function modelIn(question: string): Model | undefined {
  const name = question.trim();
  if (!/^\w+$/.test(name)) return undefined;
  const model = modelNamed(name);
  if (model !== undefined) return model;
  const guess = nearest(name, models.map(({ name }) => name));
  throw new UsageError(
    `Unknown model '${name}'${guess ? `; did you mean '${guess}'?` : "."} ` +
      `See ${program} models --list, or write SQL`,
  );
}

async function answer(answer: Answer, settings: Settings<"csv" | "json">): Promise<void> {
  if (settings.csv) await write(answer, csvOf);
  else if (printsJson(settings)) await write(answer, jsonOf);
  else await show(answer);
}

/** Writes a line for each row as it comes. */
async function write(
  { columns, rows }: Answer,
  format: (columns: readonly AnswerColumn[]) => { head: string; line: (row: AnswerRow) => string },
): Promise<void> {
  const output = Deno.stdout.writable.getWriter();
  const encoder = new TextEncoder();
  const { head, line } = format(columns);
  await output.write(encoder.encode(head));
  for await (const some of rows) await output.write(encoder.encode(some.map(line).join("")));
}

/** Writes rows as RFC 4180 says; NULL is empty, and an empty text is in quotes. */
function csvOf(columns: readonly AnswerColumn[]) {
  const cell = (text: string | null) =>
    text === null
      ? ""
      : text === "" || /[",\r\n]/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const line = (row: AnswerRow) => `${row.map(cell).join(",")}\r\n`;
  return { head: line(columns.map(({ name }) => name)), line };
}

/** Writes rows as JSON objects, a line each; numbers keep their digits. */
function jsonOf(columns: readonly AnswerColumn[]) {
  const isNumber = (text: string) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
  const value = (text: string | null, { kind }: AnswerColumn) => {
    if (text === null) return "null";
    const isBare = kind === "boolean" || kind === "json" || kind === "number" && isNumber(text);
    return isBare ? text : JSON.stringify(text);
  };
  const names = columns.map(({ name }) => JSON.stringify(name));
  const line = (row: AnswerRow) =>
    `{${row.map((text, index) => `${names[index]}:${value(text, columns[index]!)}`).join(",")}}\n`;
  return { head: "", line };
}

/** Shows the first rows on the terminal, and how many there are. */
async function show({ columns, rows, bytesBilled }: Answer): Promise<void> {
  const shown: AnswerRow[] = [];
  for await (const some of rows) {
    shown.push(...some);
    if (shown.length > shownRows) break;
  }
  const { columns: width } = Deno.consoleSize();
  for (const line of answerLines(columns, shown.slice(0, shownRows), width)) console.log(line);
  const cost = bytesBilled === undefined ? "" : `, ${Math.ceil(bytesBilled / 1e6)} MB billed`;
  console.log(
    shown.length > shownRows
      ? `\nThe first ${count(shownRows, "row")}${cost}; --csv and --json write all of them.`
      : `\n${count(shown.length, "row")}${cost}`,
  );
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
