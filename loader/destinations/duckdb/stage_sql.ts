/**
 * The SQL of stages, and of applying them to their tables.
 *
 * @module
 */

import type { Deletes } from "../../run_log.ts";
import { rowColumns, type Table, type TableColumn } from "../../table.ts";
import { identifier, literal } from "../../engines/duckdb/quote.ts";
import { decimalOf, type Schema, types } from "./sql.ts";

/**
 * Creates an empty stage. A line is a row, with `_row` as a JSON array; or a reject, whose key columns are
 * NULL, with the record in `_row`; or the checkpoint of a part. The text of a large one is in lines of its
 * own that follow, which have no `_hash`. Rows that are read once or twice stay uncompressed: compression
 * would take a tenth of the time of a sync.
 */
export function createStage(schema: Schema, table: Table): string {
  return `CREATE TABLE ${schema.quotedStage(table)} (_part VARCHAR NOT NULL, _seq BIGINT, ${
    table.primaryKey.map((key) => `${identifier(key)} VARCHAR`).join(", ")
  }, _hash VARCHAR USING COMPRESSION uncompressed, _bytes BIGINT,
  _row VARCHAR USING COMPRESSION uncompressed, _reason VARCHAR, _checkpoint VARCHAR)`;
}

/**
 * Longest text of a line, in bytes. A longer one has blocks of its own in DuckDB, which holds those of 2,048
 * lines at once whenever it writes its file.
 */
export const lineBytes = 4_096;

/** Removes a stage. */
export function dropStage(schema: Schema, table: Table): string {
  return `DROP TABLE IF EXISTS ${schema.quotedStage(table)}`;
}

/** Reads the checkpoints of a stage. */
export function selectCheckpoints(schema: Schema, table: Table): string {
  return `SELECT string_agg(_checkpoint, '' ORDER BY rowid) AS "text" FROM ${
    schema.quotedStage(table)
  } WHERE _checkpoint IS NOT NULL GROUP BY _part`;
}

/** Counts the rows, rejects and checkpoints of `$parts`, a JSON array. */
export function countLines(schema: Schema, table: Table): string {
  return `SELECT count(*) AS lines FROM ${schema.quotedStage(table)}
WHERE _bytes IS NOT NULL AND ${inParts}`;
}

/** Says that a line belongs to one of `$parts`, a JSON array. */
export const inParts = `_part IN (SELECT unnest(from_json($parts, '["VARCHAR"]')))`;

/** Leaves in the stage only the lines of `$parts`. */
export function dropOtherParts(schema: Schema, table: Table): string {
  return `DELETE FROM ${schema.quotedStage(table)} WHERE NOT ${inParts}`;
}

/** Keys that are joined at once: their hash table takes an eighth of DuckDB's memory. */
export const shareKeys = 100_000;

/** The rows T with the keys in the JSON arrays `$key0`, `$key1`, …, unless they are marked: what follows FROM or USING. */
export function goneRows(table: Table): string {
  const keys = table.primaryKey.map((key, index) =>
    `unnest(from_json($key${index}, '["VARCHAR"]')) AS ${identifier(key)}`
  ).join(", ");
  return `(SELECT ${keys}) AS S WHERE ${onKeys(table)} AND T._deleted_at IS NULL`;
}

/** Marks, or removes, the rows of {@linkcode goneRows}. */
export function removeRows(schema: Schema, table: Table, deletes: Deletes): string {
  const name = schema.quoted(table.name);
  const gone = goneRows(table);
  return deletes === "hard"
    ? `DELETE FROM ${name} AS T USING ${gone}`
    : `UPDATE ${name} AS T SET _deleted_at = $now::TIMESTAMP FROM ${gone}`;
}

/** Keeps in the stage only the last row of each primary key. */
export function dropDuplicates(schema: Schema, table: Table): string {
  const stage = schema.quotedStage(table);
  const rows = `${isRow(table)} AND ${stageInShare(table)}`;
  return `DELETE FROM ${stage} WHERE ${rows} AND _seq NOT IN (
  SELECT max(_seq) FROM ${stage} WHERE ${rows} GROUP BY ${keyNames(table).join(", ")}
)`;
}

/** Keeps in the stage only the rows that are new or changed. */
export function dropUnchanged(schema: Schema, table: Table): string {
  return `DELETE FROM ${schema.quotedStage(table)} AS S USING ${schema.quoted(table.name)} AS T
WHERE ${onKeys(table)} AND ${tableInShare(table)} AND ${stageInShare(table, "S.")}
  AND left(T._hash, 32) = S._hash AND T._deleted_at IS NULL`;
}

/** Finds the last row of a table; rows that are written later come after it. */
export function lastRow(schema: Schema, table: Table): string {
  return `SELECT coalesce(max(rowid), -1) AS last FROM ${schema.quoted(table.name)}`;
}

/**
 * Finds the same within a transaction that has written rows: the numbers of these are larger than JavaScript's, and
 * come as text.
 */
export function lastRowText(schema: Schema, table: Table): string {
  return `SELECT coalesce(max(rowid), -1)::VARCHAR AS last FROM ${schema.quoted(table.name)}`;
}

/** Lines of a stage whose text is parsed at once. */
export interface Batch {
  /** The line before the first one. */
  readonly after: number;
  /** The last line. */
  readonly last: number;
  /** Whether there are large rows, which have to be put together. */
  readonly hasLarge: boolean;
}

/**
 * Text, in bytes, that 2,048 rows may have to be parsed like any others. DuckDB parses so many at a time and
 * holds their text several times over: too much for its memory when rows have 16 KB.
 */
export const usualBytes = 8 * 1024 * 1024;
/** Text of larger rows that is parsed at once, in bytes. */
const batchBytes = 4 * 1024 * 1024;

/** Splits the lines of a stage into {@linkcode Batch}es. */
export function listBatches(schema: Schema, table: Table): string {
  return `SELECT lag(last, 1, -1) OVER (ORDER BY last) AS after, last, "hasLarge" FROM (
  SELECT max(rowid) AS last, bool_or(_hash IS NULL) AS "hasLarge" FROM (
    SELECT rowid, _hash,
      sum(_bytes) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) // ${batchBytes} AS batch
    FROM ${schema.quotedStage(table)} WHERE _reason IS NULL AND _checkpoint IS NULL
  ) GROUP BY batch
) ORDER BY last`;
}

/**
 * Measures what DuckDB has to hold at once to write the rows of a stage: the text of 2,048 rows that follow
 * one another, and several times that of a single one.
 */
export function measureRows(schema: Schema, table: Table): string {
  return `SELECT coalesce(max(bytes), 0)::BIGINT AS bytes, coalesce(max(largest), 0) AS largest FROM (
  SELECT sum(_bytes) AS bytes, max(_bytes) AS largest FROM (
    SELECT _bytes, row_number() OVER () // 2048 AS "vector"
    FROM ${schema.quotedStage(table)} WHERE ${isRow(table)}
  ) GROUP BY "vector"
)`;
}

/**
 * Measures the texts of over 4 KB that 2,048 rows of the table have on the disk. DuckDB's function cannot be
 * given a name with a quote.
 */
export function measureTable(schema: Schema, table: Table): string {
  if (`${schema.name}${table.name}`.includes('"')) return "SELECT 0 AS bytes";
  return `SELECT coalesce(max(bytes), 0)::BIGINT AS bytes FROM (
  SELECT sum(blocks * 262144 * 2048 // greatest("rows", 2048)) AS bytes FROM (
    SELECT row_group_id, sum(len(additional_block_ids)) AS blocks, sum(count) AS "rows"
    FROM pragma_storage_info(${
    literal(schema.quoted(table.name))
  }) GROUP BY row_group_id, column_path
  ) GROUP BY row_group_id
)`;
}

/** Parses the rows of a stage, or those of a batch, and writes them, as of `$now`. */
export function insertStaged(schema: Schema, table: Table, batch?: Batch): string {
  const columns = rowColumns(table);
  const names = [...columns.map(({ name }) => identifier(name)), "_hash", "_synced_at"];
  const values = [...columns.map(fromRow), "_hash", "$now::TIMESTAMP"];
  const range = batch ? `rowid > ${batch.after} AND rowid <= ${batch.last} AND ` : "";
  const lines = `${schema.quotedStage(table)} WHERE ${range}`;
  const whole = `(SELECT max(_hash) AS _hash, string_agg(_row, '' ORDER BY rowid) AS _row
  FROM ${lines}_reason IS NULL GROUP BY _part, _seq HAVING max(_hash) IS NOT NULL)`;
  // Every fourth row has a fourth of the text of a batch.
  const parsed =
    (batch?.hasLarge
      ? [whole]
      : [0, 1, 2, 3].map((share) => `${lines}${isRow(table)} AND _seq % 4 = ${share}`)).map((
        rows,
      ) => `SELECT _hash, from_json(_row, '["VARCHAR"]') AS _row FROM ${rows}`);
  return `INSERT INTO ${schema.quoted(table.name)} (
  ${names.join(", ")}
) SELECT
  ${values.join(",\n  ")}
FROM (
  ${parsed.join("\n  UNION ALL ")}
)`;
}

/**
 * Gives the rows that were written after row `$last` the values that their old versions have in `others`,
 * columns that the spec lacks.
 */
export function keepOthers(schema: Schema, table: Table, others: readonly string[]): string {
  const names = others.map(identifier);
  const columns = [...keyNames(table), ...names].join(", ");
  return `UPDATE ${schema.quoted(table.name)} AS T
SET ${names.map((name) => `${name} = O.${name}`).join(", ")}
FROM (SELECT ${columns} FROM ${schema.quoted(table.name)} AS T
  WHERE rowid <= $last::BIGINT AND ${tableInShare(table)}) AS O
WHERE T.rowid > $last::BIGINT AND ${tableInShare(table)}
  AND ${keyNames(table).map((key) => `T.${key} = O.${key}`).join(" AND ")}`;
}

/** Removes the rows up to row `$last` that later ones were written for. */
export function deleteReplaced(schema: Schema, table: Table): string {
  return `DELETE FROM ${schema.quoted(table.name)} AS T USING ${schema.quotedStage(table)} AS S
WHERE T.rowid <= $last::BIGINT AND ${onKeys(table)}
  AND ${tableInShare(table)} AND ${stageInShare(table, "S.")}`;
}

/** Keeps the stage's rejects that are not kept yet. */
export function keepRejects(schema: Schema, table: Table, rejects: Table): string {
  const kept = schema.quoted(rejects.name);
  return `INSERT INTO ${kept} (resource, hash, run_id, rejected_at, reason, record)
SELECT $resource, _hash, $run_id, $now::TIMESTAMP, any_value(_reason), any_value(_row)::JSON
FROM (
  SELECT max(_hash) AS _hash, max(_reason) AS _reason, string_agg(_row, '' ORDER BY rowid) AS _row
  FROM ${schema.quotedStage(table)} WHERE _reason IS NOT NULL GROUP BY _part, _seq
) AS S
WHERE NOT EXISTS (
  SELECT 1 FROM ${kept} AS R WHERE R.resource = $resource AND left(R.hash, 32) = S._hash
) GROUP BY _hash`;
}

/** Says that keys are in share number `$share`, from 0, of `$shares`. */
function inShare(keys: readonly string[]): string {
  return `hash(${keys.join(", ")}) % $shares::UBIGINT = $share::UBIGINT`;
}

/** Says that a row of the stage is in the share. */
function stageInShare(table: Table, alias = ""): string {
  return inShare(table.primaryKey.map((key) => stagedKey(table, key, alias)));
}

/** Says that a row of the table is in the share. */
export function tableInShare(table: Table, alias = "T."): string {
  return inShare(keyNames(table).map((key) => `${alias}${key}`));
}

function onKeys(table: Table): string {
  return table.primaryKey.map((key) => `T.${identifier(key)} = ${stagedKey(table, key, "S.")}`)
    .join(" AND ");
}

/** A key column of the stage in the table's type. */
function stagedKey(table: Table, key: string, alias: string): string {
  const { type } = table.columns.find(({ name }) => name === key)!;
  return `${alias}${identifier(key)}::${types[type]}`;
}

/** Says that a line of the stage is a row. */
function isRow(table: Table): string {
  return `${keyNames(table)[0]} IS NOT NULL`;
}

function keyNames(table: Table): string[] {
  return table.primaryKey.map(identifier);
}

function fromRow({ type }: TableColumn, index: number): string {
  const value = `_row[${index + 1}]`;
  if (type === "string") return value;
  return type === "decimal" ? decimalOf(value, "CAST") : `${value}::${types[type]}`;
}
