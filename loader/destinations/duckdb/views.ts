/**
 * The SQL of views. Tables have no schema in it: DuckDB then looks beside the view, wherever its file is attached
 * and whatever the schema is called.
 *
 * @module
 */

import type { Column, ColumnType } from "@workspace-sync/sdk";
import { identifier, literal } from "../../engines/duckdb/quote.ts";
import type { ItemsView, LiveView, View } from "../../views.ts";
import { dateText, definitionHash, knownMembers, timestampText } from "../sql.ts";
import { commentOn, decimalOf, type Schema, types } from "./sql.ts";

/** Creates a view, or replaces it, and describes it. */
export function createView(schema: Schema, view: View): string[] {
  return [
    `CREATE OR REPLACE VIEW ${schema.quoted(view.name)} AS\n${select(view)}`,
    ...commentOn(schema, "VIEW", { ...view, description: commentOf(view) }),
  ];
}

/** The comment of a view: what it shows, and a hash by which this definition is told from any other. */
export function commentOf(view: View): string {
  return `${view.description} (workspace-sync ${definitionHash(view, select(view))})`;
}

/** Says whether a comment is that of a view that was made here, by any version. */
export function isOwnComment(comment: string | null): boolean {
  return comment !== null && /\(workspace-sync [0-9a-f]{32}\)$/.test(comment);
}

function select(view: View): string {
  return view.kind === "live" ? selectLive(view) : selectItems(view);
}

function selectLive({ from, columns }: LiveView): string {
  const names = columns.map(({ name }) => identifier(name));
  return `SELECT ${names.join(", ")}\nFROM ${identifier(from)} WHERE _deleted_at IS NULL`;
}

function selectItems({ from, array, key, fields, hasExtra }: ItemsView): string {
  const columns = [
    ...key.map(({ name }) => identifier(name)),
    "position",
    ...fields.map((field) => `${valueOf(field)} AS ${identifier(field.name)}`),
    ...(hasExtra ? [`${unknownOf("_item", fields.map(({ path }) => path))} AS _extra`] : []),
  ];
  const keys = key.map(({ name, of }) => `${identifier(of)} AS ${identifier(name)}, `).join("");
  // A JSON value that is no array is NULL here, and has no elements.
  return `SELECT
  ${columns.join(",\n  ")}
FROM (
  SELECT ${keys}unnest(_items) AS _item, generate_subscripts(_items, 1) AS position
  FROM (SELECT *, from_json(${identifier(array)}, '["JSON"]') AS _items FROM ${identifier(from)})
)`;
}

/** The value at a path of `_item` in the column's type, or NULL where it does not fit. */
function valueOf({ path, type }: Column): string {
  const pointer = literal(path.map((name) => `/${escaped(name)}`).join(""));
  const is = `json_type(_item, ${pointer})`;
  return `CASE WHEN ${is} ${kinds[type]} THEN ${
    converted(type, `(_item ->> ${pointer})`, pointer)
  } END`;
}

/** What JSON values may become a value of each column type. */
const kinds: Readonly<Record<ColumnType, string>> = {
  string: "= 'VARCHAR'",
  integer: "IN ('BIGINT', 'UBIGINT')",
  decimal: "IN ('BIGINT', 'UBIGINT', 'DOUBLE')",
  boolean: "= 'BOOLEAN'",
  date: "= 'VARCHAR'",
  timestamp: "= 'VARCHAR'",
  json: "<> 'NULL'",
};

/** Converts a text as the loader converts the values of tables. */
function converted(type: ColumnType, text: string, pointer: string): string {
  switch (type) {
    case "string":
      return text;
    case "json":
      return `_item -> ${pointer}`;
    case "decimal":
      return decimalOf(text, "TRY_CAST");
    case "date":
      return `CASE WHEN regexp_full_match(${text}, '${dateText}') AND ${text} >= '0001' ` +
        `THEN TRY_CAST(${text} AS DATE) END`;
    case "timestamp": {
      const instant = `timezone('UTC', TRY_CAST(upper(${text}) AS TIMESTAMPTZ))`;
      const [first, last] = ["0001-01-01", "9999-12-31 23:59:59.999999"];
      return `CASE WHEN regexp_full_match(${text}, '${timestampText}') ` +
        `AND ${instant} BETWEEN TIMESTAMP '${first}' AND TIMESTAMP '${last}' THEN ${instant} END`;
    }
    default:
      return `TRY_CAST(${text} AS ${types[type]})`;
  }
}

/** What of a JSON value is not at the paths; all of it when it is no object. */
function unknownOf(value: string, paths: readonly (readonly string[])[], depth = 0): string {
  const { plain, nested } = knownMembers(paths);
  const member = `_${depth}`;
  const isUnknown = plain.length === 0
    ? "true"
    : `${member}.key NOT IN (${plain.map(literal).join(", ")})`;
  const rests = nested.map(([name, inner]) =>
    `WHEN ${literal(name)} THEN ${unknownOf(`${member}.value`, inner, depth + 1)} `
  );
  const rest = rests.length === 0
    ? `${member}.value`
    : `CASE ${member}.key ${rests.join("")}ELSE ${member}.value END`;
  return `CASE json_type(${value}) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN (
    SELECT json_group_object(name, rest) FROM (
      SELECT ${member}.key AS name, ${rest} AS rest
      FROM json_each(${value}) AS ${member} WHERE ${isUnknown}
    ) WHERE rest IS NOT NULL
  ) ELSE ${value} END`;
}

/** Escapes a name for a JSON pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
