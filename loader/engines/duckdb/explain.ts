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
    /Could not read enough bytes|Corrupt database file/,
    "unusable",
    () => "the file was cut short or damaged; restore it, or name another",
  ],
  [
    /not a valid DuckDB database/,
    "unusable",
    () => "the file exists and is not a DuckDB database; name another",
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
