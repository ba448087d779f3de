/**
 * Writes the page that describes every table and its views.
 *
 * @module
 */

import type { Column, Resource } from "../client/resource.ts";
import { systemColumns, tableOf } from "../loader/table.ts";
import type { ItemsView } from "../loader/views.ts";

/** Writes `docs/schema.md`. */
export function emitDocs(resources: readonly Resource[]): string {
  return `# Tables

One table per resource. Columns of nested objects are named by their path; arrays and free-form objects are JSON columns.
Money, hours and ratios are decimals, never floats; timestamps are UTC. Values that the API lists as known are in the
description, and others are stored all the same.

Every table also has these columns:

${columnTable(systemColumns.map((column) => ({ ...column, path: [] })), [])}

## Views

Each table has views beside it, which a sync makes with the table and replaces when the spec gives them another
definition. They hold no data of their own, and are never dropped.

- \`TABLE_live\`: the rows that are not deleted, with the columns of the table and \`_extra\`, which the record came with; the
  other columns above, which say how it was synced, are left out.
- \`TABLE_COLUMN\` for each array: a row per element, of rows that are not deleted, with the key of the record, \`position\`,
  which counts from 1, and typed columns. A value that does not fit its column is NULL, as in a table; the array in the
  table's column has it. \`_extra\` has the fields of an element that the spec does not know, or all of an element that is no
  object. An array in the elements of another has a view likewise.

An array that is NULL has no rows, and neither has a value that is no array. Numbers in arrays are those of the engine's
JSON: with more digits than a double holds, their fraction is rounded.

## How the tables refer to each other

${diagram(resources)}

${resources.map(section).join("\n\n")}
`;
}

function section(resource: Resource): string {
  const { name, path, description, primaryKey, columns } = resource;
  const [live, ...views] = tableOf(resource).views!;
  return [
    `## ${name}`,
    `${description} From \`GET ${path}\`; primary key \`${primaryKey.join("`, `")}\`; view \`${
      live!.name
    }\`.`,
    columnTable(columns, primaryKey),
    ...views.flatMap((view) => view.kind === "items" ? [viewSection(view)] : []),
  ].join("\n\n");
}

function viewSection({ name, description, columns, from, array, fields }: ItemsView): string {
  const fieldOf = new Map(fields.map((field) => [field.name, field]));
  return `### ${name}

${description} View of \`${array}\` in \`${from}\`.

${
    columnTable(
      columns.map((column) => fieldOf.get(column.name) ?? { ...column, path: [] }),
      columns.filter(({ nullable }) => !nullable).map((column) => column.name),
    )
  }`;
}

/** Draws who refers to whom: the tables, and the views of arrays that refer to a table. */
function diagram(resources: readonly Resource[]): string {
  const lines = resources.flatMap((resource) => {
    const views = (tableOf(resource).views ?? []).filter((view) => view.kind === "items")
      .filter(({ fields }) => fields.some(({ references }) => references));
    return [
      ...references(resource.name, resource.columns),
      ...views.flatMap(({ name, key, fields }) => [
        `  ${name} }o--|| ${resource.name} : ${key.map((column) => column.name).join("_and_")}`,
        ...references(name, fields),
      ]),
    ];
  });
  return ["```mermaid", "erDiagram", ...lines, "```"].join("\n");
}

function references(from: string, columns: readonly Column[]): string[] {
  return columns.flatMap(({ name, references }) =>
    references ? [`  ${from} }o--o| ${references} : ${name}`] : []
  );
}

function columnTable(columns: readonly Column[], never: readonly string[]): string {
  const rows = columns.map(({ name, path, type, description, values, references }) => {
    const known = values
      ? ` Known values: ${values.map((value) => `\`${value}\``).join(", ")}.`
      : "";
    const refers = references ? ` Refers to \`${references}\`.` : "";
    return [
      `\`${name}\``,
      never.includes(name) ? `${type}, never NULL` : type,
      path.length > 0 ? `\`${path.join(".")}\`` : "",
      (description + known + refers).replaceAll("|", "\\|"),
    ];
  });
  return [["column", "type", "field", "what it holds"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
