/**
 * The history of a table: a row for each version of its rows and for each deletion, and a view that says how long
 * each version was valid.
 *
 * @module
 */

import { DestinationError } from "./errors.ts";
import { rowColumns, type Table, type TableColumn } from "./table.ts";

/** What made a row of a history, and what that means; one line each. */
export const changeMeanings = {
  insert: "the row was not there",
  update: "the row had another content",
  restore: "the row was marked as deleted, and its record came back",
  delete: "the record is gone; only the key is filled in",
  snapshot: "how the row was when its history began, or went on after a gap",
} as const;

/** What made a row of a history. */
export type ChangeKind = keyof typeof changeMeanings;

/** Columns that a history has beside those of its table. */
const own: Readonly<Record<"_hash" | "_change" | "_synced_at" | "_run_id", TableColumn>> = {
  _hash: {
    name: "_hash",
    type: "string",
    nullable: true,
    description: "First 128 bits of the SHA-256 of the row, in hex",
  },
  _change: {
    name: "_change",
    type: "string",
    nullable: false,
    description: `What made this row: ${Object.keys(changeMeanings).join(", ")}`,
  },
  _synced_at: {
    name: "_synced_at",
    type: "timestamp",
    nullable: false,
    description: "When the version was written, or the row deleted: when its run began",
  },
  _run_id: {
    name: "_run_id",
    type: "string",
    nullable: false,
    description: "The run that wrote this row, in _sync_runs",
  },
};

/** Returns the columns of a version that its row had, those of the table's key first among them. */
export function versionColumns(table: Table): TableColumn[] {
  return rowColumns(table).map((column) =>
    table.primaryKey.includes(column.name) ? column : { ...column, nullable: true }
  );
}

/** Returns the history of a table, which is a table as well. */
export function historyOf(table: Table): Table {
  return {
    name: `${table.name}_history`,
    description: historyNote(table, false),
    primaryKey: [...table.primaryKey, own._synced_at.name],
    columns: [...versionColumns(table), ...Object.values(own)],
  };
}

/** Returns the name of the view of a table's versions. */
export function versionsName({ name }: Pick<Table, "name">): string {
  return `${name}_versions`;
}

/** What the view of a table's versions is described as. */
export function versionsNote({ name }: Pick<Table, "name">): string {
  return `Every version of the rows of ${name}, and from when until when it was valid`;
}

/**
 * What a history is described as. This is how a destination remembers whether it has every version: with any other
 * description, what is missing is added first.
 */
export function historyNote({ name }: Pick<Table, "name">, isComplete: boolean): string {
  return `Every version of the rows of ${name}, and every deletion` +
    (isComplete ? "" : "; those since the last sync with a history are missing");
}

/**
 * Checks that what has the name of a history is one.
 *
 * @param columns Names of its columns.
 * @throws {DestinationError} when it is something else.
 */
export function checkHistory(table: Table, columns: Pick<ReadonlySet<string>, "has">): void {
  if (Object.keys(own).every((name) => columns.has(name))) return;
  throw taken(table, historyOf(table).name);
}

/** Says that the name of a history, or of its view, belongs to something else. */
export function taken({ name }: Pick<Table, "name">, other: string): DestinationError {
  return new DestinationError(
    `Cannot keep the history of ${name}: there is something else named ${other}; ` +
      `rename that, or leave ${name} out of --history`,
    "schema",
  );
}

/**
 * Returns when a row is said to have been deleted of which it is only known that it was there when its history was
 * interrupted, and that it is not when that goes on: just before, so that it can come back now.
 */
export function goneAt(now: Date): Date {
  return new Date(now.getTime() - 1);
}

/**
 * Checks that a version which is written now is younger than all others.
 *
 * @throws {DestinationError} when the clock has gone back.
 */
export function checkClock({ name }: Pick<Table, "name">, last: Date | null, now: Date): void {
  if (last === null || last < now) return;
  throw new DestinationError(
    `Cannot keep the history of ${name}: it has a version of ${last.toISOString()}, and this run began at ` +
      `${now.toISOString()}; set the clock right and run again`,
    "failed",
  );
}
