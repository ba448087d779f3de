/**
 * DuckDB's errors in words that say what to do.
 *
 * @module
 */

import { DestinationError, type DestinationErrorReason } from "../../errors.ts";

/** What DuckDB says, why that is, and what to do. */
const explanations: readonly [
  RegExp,
  DestinationErrorReason,
  (match: RegExpExecArray) => string,
][] = [
  [
    /Conflicting lock is held in (?:.*\/)?([^/]*) \(PID (\d+)\)/,
    "locked",
    ([, program, pid]) =>
      `it is open in another process (${program}, PID ${pid}); wait for it to finish, or end it`,
  ],
  [
    // What does not fit into the memory is put aside on the disk.
    /No space left on device|Out of disk|disk is full|failed to offload data block/i,
    "full",
    () => "the disk is full; make room and run again; staged rows are kept",
  ],
  [
    /^Out of Memory/,
    "failed",
    () =>
      "this takes more memory than DuckDB is given, as large records or very many changes may; staged " +
      "rows are kept; sync into BigQuery, or leave the resource out with --except",
  ],
  [
    /duckdb_temp_/,
    "failed",
    () =>
      "what DuckDB has written to the folder beside it, whose name ends in .tmp, was changed; run again",
  ],
  [
    /Could not read enough bytes|Corrupt database file/,
    "unusable",
    () => "the file was cut short or damaged; restore it, or name another",
  ],
  [
    /not a valid DuckDB database/,
    "unusable",
    () => "the file exists and is not a DuckDB database; name another",
  ],
  [
    /No catalog \+ schema named/,
    "absent",
    () => "it has no such schema; run a sync first, or name another",
  ],
  [/database does not exist/, "absent", () => "there is no such file; run a sync first"],
  [/Is a directory/, "unusable", () => "it is a directory; name a file"],
  [
    /No such file or directory/,
    "unusable",
    () => "its folder does not exist; create it, or name another",
  ],
  [
    /Permission denied|Read-only file system|Operation not permitted/i,
    "unusable",
    () => "it cannot be written; check its permissions, or name another",
  ],
];

/** Explains an error that a statement in a file ended with. */
export function explain(error: unknown, file: string): DestinationError {
  if (error instanceof DestinationError) return error;
  const message = messageOf(error);
  for (const [pattern, reason, words] of explanations) {
    const match = pattern.exec(message);
    if (match) {
      return new DestinationError(`Cannot use ${file}: ${words(match)}`, reason, { cause: error });
    }
  }
  const line = message.split("\n")[0]!;
  return new DestinationError(`Cannot run a statement in ${file}: ${line}`, "failed", {
    cause: error,
  });
}

/** Returns what an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Explains an error that a query of somebody else's ended with, in one line that says where. */
export function explainQuery(error: unknown, sql: string): DestinationError {
  const [text = "", excerpt] = messageOf(error).split(/\n+(?=LINE \d+: )/);
  const words = text.replace(/^(Failed to extract statements: )?[A-Z][\w ]* Error: /, "")
    // What the package says of a text without a statement.
    .replace("Error in native callback", "there is no statement")
    .trim().split(/\s*\n\s*/).join("; ");
  const place = excerpt === undefined ? "" : ` at ${placeOf(excerpt, sql)}`;
  return new DestinationError(`Cannot run the query${place}: ${words}`, "query", { cause: error });
}

/** Where the caret below an excerpt is in the query: DuckDB cuts a long line at both ends. */
function placeOf(excerpt: string, sql: string): string {
  const [, label = "", line = "", shown = "", spaces = ""] =
    /^(LINE (\d+): )(.*)\n( *)\^/.exec(excerpt) ?? [];
  const [, before = "", kept = ""] = /^(\.\.\.)?(.*?)(\.\.\.)?$/.exec(shown) ?? [];
  const cut = sql.split("\n")[Number(line) - 1]?.indexOf(kept) ?? 0;
  const column = spaces.length - label.length - before.length + Math.max(0, cut) + 1;
  return `line ${line}, column ${column}`;
}
