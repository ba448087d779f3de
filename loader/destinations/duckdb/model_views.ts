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
import { namesIn } from "./tables.ts";

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
      const there = await namesIn(database, tables);
      const taken = await namesIn(database, own);
      const foreign = views.find(({ name }) => {
        const found = taken.get(name);
        return found !== undefined && !found.comment?.endsWith(mark);
      });
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
