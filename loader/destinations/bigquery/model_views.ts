/**
 * Makes the views of the models in a BigQuery dataset of their own.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import type { MadeView, ModelView } from "../../reader.ts";
import type { Dataset } from "./sql.ts";
import type { TableResource } from "./resource.ts";
import type { Tables } from "./tables.ts";

/** Label of a view that is made here, which tells it from one that is not. */
const label = { app: "workspace-sync" };

/**
 * Makes views in a dataset. A view is made in two steps, since BigQuery finds out the types of its columns.
 *
 * @param tables What the views read, and its names.
 * @param own The dataset that the views are made in, which exists, and its name.
 */
export async function makeViews(
  tables: Tables,
  names: Dataset,
  own: Tables,
  dataset: string,
  views: readonly ModelView[],
): Promise<readonly MadeView[]> {
  const there = new Set(await tables.names());
  const taken = new Set(await own.names());
  for (const { name } of views) {
    const found = taken.has(name) ? await own.get(name) : undefined;
    if (found === undefined || found.view && found.labels?.app === label.app) continue;
    throw new DestinationError(
      `Cannot make the view ${dataset}.${name}: there is one of that name that is not ours; rename it`,
      "unusable",
    );
  }
  const made: MadeView[] = [];
  for (const { name, sqlOf, description, columns, sources } of views) {
    const missing = sources.filter((source) => !there.has(source));
    made.push({ view: `${dataset}.${name}`, missing });
    if (missing.length > 0) continue;
    const view = {
      description,
      view: { query: sqlOf((source) => names.quoted(source)), useLegacySql: false },
    };
    if (taken.has(name)) await own.change(name, () => view);
    else await own.create(name, { ...view, labels: label });
    const descriptions = new Map(columns.map(({ name, description }) => [name, description]));
    await own.change(name, ({ schema }): TableResource => ({
      schema: {
        fields: schema!.fields.map((field) => ({
          ...field,
          description: descriptions.get(field.name)!,
        })),
      },
    }));
  }
  return made;
}
