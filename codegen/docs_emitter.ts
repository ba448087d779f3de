/**
 * Writes the page that describes every table.
 *
 * @module
 */

import type { Column, Resource } from "../client/resource.ts";
import { systemColumns } from "../loader/table.ts";

/** Writes `docs/schema.md`. */
export function emitDocs(resources: readonly Resource[]): string {
  return `# Tables

One table per resource. Columns of nested objects are named by their path; arrays and free-form objects are JSON columns.
Money, hours and ratios are decimals, never floats; timestamps are UTC. Values that the API lists as known are in the
description, and others are stored all the same.

Every table also has these columns:

${columnTable(systemColumns.map((column) => ({ ...column, path: [] })), [])}

${resources.map(section).join("\n\n")}
`;
}

function section({ name, path, description, primaryKey, columns }: Resource): string {
  return `## ${name}

${description} From \`GET ${path}\`; primary key \`${primaryKey.join("`, `")}\`.

${columnTable(columns, primaryKey)}`;
}

function columnTable(columns: readonly Column[], primaryKey: readonly string[]): string {
  const rows = columns.map(({ name, path, type, description, values, references }) => {
    const known = values
      ? ` Known values: ${values.map((value) => `\`${value}\``).join(", ")}.`
      : "";
    const refers = references ? ` Refers to \`${references}\`.` : "";
    return [
      `\`${name}\``,
      primaryKey.includes(name) ? `${type}, never NULL` : type,
      path.length > 0 ? `\`${path.join(".")}\`` : "",
      (description + known + refers).replaceAll("|", "\\|"),
    ];
  });
  return [["column", "type", "field", "what it holds"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
