/**
 * Makes the views of the models in a DuckDB file.
 *
 * @module
 */

import { Database } from "../../engines/duckdb/database.ts";
import { catalog, identifier, literal } from "../../engines/duckdb/quote.ts";
import { DestinationError } from "../../errors.ts";
import type { MadeView, ModelView } from "../../reader.ts";
import { parseAddress } from "./address.ts";
import { createSchema, Schema } from "./sql.ts";

/** Ends the comment of a view that is made here, so that it is told from one that is not. */
const mark = " (a model of workspace-sync)";

/** Makes views in the schema `models`, or in `agency_a_models` beside the schema `agency_a`. */
export async function makeDuckDbViews(
  address: string,
  views: readonly ModelView[],
): Promise<readonly MadeView[]> {
  const { file, schema } = parseAddress(address);
  const tables = new Schema(schema, catalog);
  // Without the catalog, whose name is another one where the file is opened by itself.
  const quoted = (source: string) => new Schema(schema).quoted(source);
  const own = new Schema(schema === "main" ? "models" : `${schema}_models`, catalog);
  // The file must be there: opening it for writing would create it.
  await (await Database.open(file, true, { schema })).close();
  const database = await Database.open(file, false);
  try {
    return await database.transaction(async () => {
      await database.query(createSchema(own));
      const there = await relations(database, tables);
      const taken = await relations(database, own);
      const foreign = views.find(({ name }) => taken.get(name)?.endsWith(mark) === false);
      if (foreign) {
        throw new DestinationError(
          `Cannot make the view ${own.name}.${foreign.name}: there is one of that name that is not ours; ` +
            "rename it",
          "unusable",
        );
      }
      const made: MadeView[] = [];
      for (const { name, sqlOf, description, columns, sources } of views) {
        const missing = sources.filter((source) => !there.has(source));
        made.push({ view: `${own.name}.${name}`, missing });
        if (missing.length > 0) continue;
        const view = own.quoted(name);
        await database.query(`CREATE OR REPLACE VIEW ${view} AS\n${sqlOf(quoted)}`);
        await database.query(`COMMENT ON VIEW ${view} IS ${literal(description + mark)}`);
        for (const column of columns) {
          await database.query(
            `COMMENT ON COLUMN ${view}.${identifier(column.name)} IS ${
              literal(column.description)
            }`,
          );
        }
      }
      return made;
    });
  } finally {
    await database.close();
  }
}

/** The tables and views of a schema, in lower case, with their comments. */
async function relations(database: Database, { name }: Schema): Promise<Map<string, string>> {
  const found = await database.query<{ name: string; comment: string }>(
    `SELECT lower(name) AS name, coalesce(comment, '') AS comment FROM (
  SELECT table_name AS name, comment, database_name, schema_name FROM duckdb_tables()
  UNION ALL SELECT view_name, comment, database_name, schema_name FROM duckdb_views()
) WHERE database_name = ${literal(catalog)} AND lower(schema_name) = lower($schema)`,
    { schema: name },
  );
  return new Map(found.map(({ name, comment }) => [name, comment]));
}
