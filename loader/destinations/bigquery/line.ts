/**
 * Writes the lines that are loaded into a staging table.
 *
 * @module
 */

import type { Value } from "../../convert.ts";
import { type Reject, type Row, valuesOf } from "../../shape.ts";
import { rowColumns, type Table } from "../../table.ts";
import { parseableJson } from "./json.ts";
import type { Field } from "./resource.ts";
import { types } from "./sql.ts";

/** Fields of a staging table: those of a row, JSON as text, and what the loader needs to know. */
export function stageFields(table: Table): Field[] {
  const own = ["_part", "_seq", "_hash", "_reason", "_record", "_checkpoint"];
  return [
    ...own.map((name) => ({ name, type: name === "_seq" ? types.integer : types.string })),
    ...rowColumns(table).map(({ name, type }) => ({
      name,
      type: type === "json" ? types.string : types[type],
    })),
  ];
}

/** Returns what writes the rows of a table as lines of a part. */
export function rowWriter(table: Table): (row: Row, part: string) => string {
  const columns = rowColumns(table).map(({ name, type }) => ({
    label: `,${JSON.stringify(name)}:`,
    valueOf: type === "json"
      ? (value: Value) => parseableJson(value as string)
      : (value: Value) => value,
  }));
  return (row, part) => {
    const { seq, hash } = row;
    const values = valuesOf(row);
    let line = `{"_part":"${part}","_seq":${seq},"_hash":"${hash}"`;
    columns.forEach(({ label, valueOf }, index) => {
      const value = values[index]!;
      if (value !== null) line += label + JSON.stringify(valueOf(value));
    });
    return `${line}}`;
  };
}

/** Writes a record without a row as a line of a part. */
export function rejectLine({ seq, hash, reason, text }: Reject, part: string): string {
  return JSON.stringify({
    _part: part,
    _seq: seq,
    _hash: hash,
    _reason: reason,
    _record: parseableJson(text),
  });
}

/** Writes the line that ends a part. */
export function checkpointLine(checkpoint: string, part: string): string {
  return JSON.stringify({ _part: part, _checkpoint: checkpoint });
}

/** Writes the keys of rows that are gone, given column by column, as lines of a part. */
export function tombstoneLines(
  { primaryKey }: Table,
  keys: readonly (readonly string[])[],
  part: string,
): string[] {
  return keys[0]!.map((_, row) => {
    const key = primaryKey.map((name, column) => [name, keys[column]![row]]);
    return JSON.stringify({ _part: part, _seq: 0, ...Object.fromEntries(key) });
  });
}
