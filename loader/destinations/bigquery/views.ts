/**
 * Views of a dataset: their SQL, and how they are kept up to date without a query. A label says which definition a
 * view has; one list of the dataset's tables tells the labels of all.
 *
 * @module
 */

import type { Column, ColumnType } from "@workspace-sync/sdk";
import type { Table } from "../../table.ts";
import type { ItemsView, LiveView, View } from "../../views.ts";
import { dateText, definitionHash, knownMembers, taken, timestampText } from "../sql.ts";
import { describedFields, type TableResource } from "./resource.ts";
import { type Dataset, identifier, types } from "./sql.ts";
import type { Tables } from "./tables.ts";

const definitionLabel = "definition";

/** The views of one dataset. */
export class Views {
  readonly #tables: Tables;
  readonly #dataset: Dataset;
  #labels: Promise<Map<string, TableResource["labels"]>> | undefined;

  /** Begins without knowing what is there. */
  constructor(tables: Tables, dataset: Dataset) {
    this.#tables = tables;
    this.#dataset = dataset;
  }

  /** Has the tables listed again when that is needed. */
  forget(): void {
    this.#labels = undefined;
  }

  /**
   * Finds the views of a table that are not there, or were defined in another way.
   *
   * @throws {DestinationError} when somebody else's table or view has the name of one.
   */
  async outdated(table: Table): Promise<View[]> {
    const { views = [] } = table;
    if (views.length === 0) return [];
    const labels = await (this.#labels ??= this.#tables.labels());
    const outdated: View[] = [];
    for (const view of views) {
      if (labels.get(view.name)?.[definitionLabel] === this.#hash(view)) continue;
      // Before somebody is told to rename it, or it is replaced, it is looked at itself.
      const found = labels.has(view.name) ? await this.#tables.get(view.name) : undefined;
      const definition = found?.labels?.[definitionLabel];
      if (found !== undefined && !isOwn(found)) throw taken(table, view);
      if (definition !== this.#hash(view)) outdated.push(view);
    }
    return outdated;
  }

  /** Creates a view, or replaces its definition. */
  async make(view: View): Promise<void> {
    const query = { query: queryOf(this.#dataset, view), useLegacySql: false };
    const { name, description } = view;
    const isThere = (await this.#labels)?.has(name);
    if (isThere) await this.#tables.change(name, () => ({ description, view: query }));
    else await this.#tables.create(name, { description, view: query, labels: ownLabels });
    // BigQuery takes descriptions of columns only when the view is there; its label says that it has them.
    const labels = { ...ownLabels, [definitionLabel]: this.#hash(view) };
    await this.#tables.change(name, (resource) => ({
      ...describedFields(view, resource),
      labels: { ...resource.labels, ...labels },
    }));
    (await this.#labels)?.set(name, labels);
  }

  #hash(view: View): string {
    return definitionHash(view, queryOf(this.#dataset, view));
  }
}

const ownLabels: Readonly<Record<string, string>> = { app: "workspace-sync" };

/** Whether a view was made here; one that lacks the label of its definition was left half made. */
function isOwn({ type, labels }: TableResource): boolean {
  return type === "VIEW" && labels?.app === ownLabels.app;
}

/** The statement that does the same as {@linkcode Views.make}. */
export function createView(dataset: Dataset, view: View): string {
  const query = queryOf(dataset, view);
  const labels = { ...ownLabels, [definitionLabel]: definitionHash(view, query) };
  const columns = view.columns.map(({ name, description }) =>
    `${identifier(name)} OPTIONS (description = ${literal(description)})`
  );
  return `CREATE OR REPLACE VIEW ${dataset.quoted(view.name)} (\n  ${columns.join(",\n  ")}\n)
OPTIONS (description = ${literal(view.description)}, labels = [${
    Object.entries(labels).map((label) => `(${label.map(literal).join(", ")})`).join(", ")
  }]) AS\n${query}`;
}

function queryOf(dataset: Dataset, view: View): string {
  return view.kind === "live" ? selectLive(dataset, view) : selectItems(dataset, view);
}

function selectLive(dataset: Dataset, { from, columns }: LiveView): string {
  const names = columns.map(({ name }) => identifier(name));
  return `SELECT ${names.join(", ")}\nFROM ${dataset.quoted(from)} WHERE _deleted_at IS NULL`;
}

function selectItems(
  dataset: Dataset,
  { from, array, key, fields, hasExtra }: ItemsView,
): string {
  const columns = [
    ...key.map(({ name, of }) => `${identifier(of)} AS ${identifier(name)}`),
    "_offset + 1 AS position",
    ...fields.map((field) => `${valueOf(field)} AS ${identifier(field.name)}`),
    ...(hasExtra ? [`${unknownOf("_item", fields.map(({ path }) => path))} AS _extra`] : []),
  ];
  const column = identifier(array);
  return `SELECT
  ${columns.join(",\n  ")}
FROM ${dataset.quoted(from)},
  UNNEST(IF(JSON_TYPE(${column}) = 'array', JSON_QUERY_ARRAY(${column}), NULL)) AS _item WITH OFFSET AS _offset`;
}

/** The value at a path of `_item` in the column's type, or NULL where it does not fit. */
function valueOf({ path, type }: Column): string {
  const value = ["_item", ...path.map((name) => `[${literal(name)}]`)].join("");
  return `IF(JSON_TYPE(${value}) ${kinds[type]}, ${converted(type, value)}, NULL)`;
}

/** What JSON values may become a value of each column type. */
const kinds: Readonly<Record<ColumnType, string>> = {
  string: "= 'string'",
  integer: "= 'number'",
  decimal: "= 'number'",
  boolean: "= 'boolean'",
  date: "= 'string'",
  timestamp: "= 'string'",
  json: "!= 'null'",
};

/** Converts a JSON value as the loader converts the values of tables. */
function converted(type: ColumnType, value: string): string {
  const text = `JSON_VALUE(${value})`;
  switch (type) {
    case "string":
      return text;
    case "json":
      return value;
    case "date":
      return `IF(REGEXP_CONTAINS(${text}, r'^${dateText}$'), SAFE_CAST(${text} AS DATE), NULL)`;
    case "timestamp": {
      // BigQuery takes six decimals of a second, and zones with a colon.
      const cut = `REGEXP_REPLACE(UPPER(${text}), r'([.][0-9]{6})[0-9]+', r'\\1')`;
      const instant = `REGEXP_REPLACE(${cut}, r'([+-][0-9]{2}):?([0-9]{2})$', r'\\1:\\2')`;
      return `IF(REGEXP_CONTAINS(${text}, r'^${timestampText}$'), SAFE_CAST(${instant} AS TIMESTAMP), NULL)`;
    }
    default:
      return `SAFE_CAST(${text} AS ${types[type]})`;
  }
}

/** What of a JSON value is not at the paths; all of it when it is no object. */
function unknownOf(value: string, paths: readonly (readonly string[])[]): string {
  const { plain, nested } = knownMembers(paths);
  const names = [...plain, ...nested.map(([name]) => name)];
  const rest = names.reduce((rest, name) => `JSON_REMOVE(${rest}, ${pathTo(name)})`, value);
  // Of an object that is known in part, what is unknown comes back.
  const whole = nested.reduce((from, [name, inner]) => {
    const others = unknownOf(`${value}[${literal(name)}]`, inner);
    return `SELECT IF(others IS NULL, rest, JSON_SET(rest, ${pathTo(name)}, others)) AS rest
      FROM (SELECT rest, ${others} AS others FROM (${from}))`;
  }, `SELECT ${rest} AS rest`);
  return `CASE JSON_TYPE(${value}) WHEN 'null' THEN NULL WHEN 'object' THEN (
    SELECT IF(TO_JSON_STRING(rest) = '{}', NULL, rest) FROM (${whole})
  ) ELSE ${value} END`;
}

/** The path to a member; names with other characters than these are quoted in it. */
function pathTo(name: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  return literal(`$.${isPlain ? name : `"${name.replaceAll('"', '\\"')}"`}`);
}

/** Quotes a string: what JSON escapes, GoogleSQL does alike. */
function literal(text: string): string {
  return JSON.stringify(text);
}
