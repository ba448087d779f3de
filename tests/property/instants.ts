/**
 * Remembers what the tables of a DuckDB file were at each instant, and compares that with what their histories say.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { Database } from "../../loader/engines/duckdb/database.ts";

/** Rows that were not deleted, by table and id, as JSON text. */
type State = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The states of some tables. */
export class Instants {
  readonly #tables: readonly string[];
  readonly #states: { readonly at: Date; readonly state: State }[] = [];

  /** Names the tables. */
  constructor(tables: readonly string[]) {
    this.#tables = tables;
  }

  /** Remembers what a file holds after a run that began at an instant. */
  async remember(file: string, at: Date): Promise<void> {
    const state = await readEach(
      file,
      this.#tables,
      (table) =>
        `SELECT * EXCLUDE (_hash, _synced_at, _deleted_at) FROM "${table}" WHERE _deleted_at IS NULL`,
    );
    this.#states.push({ at, state });
  }

  /** The versions that were valid at each of the instants are the rows that were there. */
  async assertHistory(file: string): Promise<void> {
    for (const { at, state } of this.#states) {
      const instant = `TIMESTAMP '${at.toISOString().slice(0, -1)}'`;
      const versions = await readEach(
        file,
        this.#tables,
        (table) =>
          `SELECT * EXCLUDE (_change, _run_id, valid_from, valid_to) FROM "${table}_versions"
WHERE valid_from <= ${instant} AND (valid_to > ${instant} OR valid_to IS NULL)`,
      );
      assertEquals(versions, state, `the versions of ${at.toISOString()}`);
    }
  }
}

/** Reads what a query finds in each table, or in what belongs to it, that is there. */
async function readEach(
  file: string,
  tables: readonly string[],
  queryOf: (table: string) => string,
): Promise<State> {
  // A run that dies early leaves no file.
  const isThere = await Deno.stat(file).then(() => true, () => false);
  if (!isThere) return new Map(tables.map((table) => [table, new Map()]));
  const database = await Database.open(file, true);
  try {
    const found = await database.query<{ name: string }>(
      'SELECT table_name AS "name" FROM duckdb_tables()',
    );
    const there = new Set(found.map(({ name }) => name));
    const state = new Map<string, ReadonlyMap<string, string>>();
    for (const table of tables) {
      const rows = there.has(table)
        ? await database.query<{ id: string; text: string }>(
          `SELECT id, to_json(R)::VARCHAR AS "text" FROM (${queryOf(table)}) AS R`,
        )
        : [];
      state.set(table, new Map(rows.map(({ id, text }) => [id, text] as const).sort()));
      assertEquals(state.get(table)!.size, rows.length, `${table} has a row twice`);
    }
    return state;
  } finally {
    await database.close();
  }
}
