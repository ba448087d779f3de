/**
 * Reads a few columns of many rows.
 *
 * @module
 */

import type { Database } from "./database.ts";
import type { Parameter } from "./instance.ts";

/** Rows that one statement reads; the texts of all of them are in memory at once. */
const atOnce = 16_384;

/**
 * Yields the values of some expressions in some rows of a table, column by column, about 2,048 rows at a
 * time. DuckDB's results take a native call for each string, and a text for each batch a tenth of the time.
 * Transactions wait until all is read, so none may be waited for meanwhile.
 */
export async function* readColumns(
  database: Database,
  table: string,
  expressions: readonly string[],
  where = "true",
  parameters: Record<string, Parameter> = {},
): AsyncGenerator<unknown[][]> {
  using _ = await database.hold();
  const [row] = await database.query<{ rows: number }>(
    `SELECT coalesce(max(rowid) + 1, 0) AS "rows" FROM ${table}`,
  );
  const statement = textsOfColumns(table, expressions, where);
  for (let from = 0; from < row!.rows; from += atOnce) {
    const range = { ...parameters, from, to: from + atOnce };
    for (const texts of await database.query<Record<string, string>>(statement, range)) {
      yield Object.values(texts).map((text) => JSON.parse(text));
    }
  }
}

/**
 * Reads expressions of the rows of a table from row `$from` on, before row `$to`: for every 2,048 rows a
 * JSON array of each expression.
 */
function textsOfColumns(
  table: string,
  expressions: readonly string[],
  where: string,
): string {
  const texts = expressions.map((expression, index) =>
    `'[' || string_agg(coalesce(to_json(${expression})::VARCHAR, 'null'), ',') || ']' AS t${index}`
  );
  return `SELECT ${texts.join(", ")} FROM ${table}
WHERE rowid >= $from::BIGINT AND rowid < $to::BIGINT AND ${where} GROUP BY rowid // 2048`;
}
