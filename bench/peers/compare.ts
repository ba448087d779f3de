/**
 * Sees whether two DuckDB files hold the same records, one written by this project and one by dlt.
 *
 * @module
 */

import type { Resource } from "../../client/resource.ts";

/** The schema that dlt fills; beside it is one for what it stages. */
export const dataset = "api";

/** What a table holds. */
export interface Content {
  /** Rows. */
  readonly rows: number;
  /** Sum of the hashes of their keys. */
  readonly keys: string;
  /** Sums by the name of our column. */
  readonly sums: Readonly<Record<string, number>>;
}

/** How two tables compare. */
export interface Comparison {
  /** What is not the same, in words. */
  readonly differences: readonly string[];
  /** Columns that dlt has split by the type of the value. */
  readonly split: readonly string[];
}

/** The columns that can be summed. */
function numeric({ columns }: Resource) {
  return columns.filter(({ type }) => type === "integer" || type === "decimal");
}

/** The query for what our table of a resource holds; sums are rounded to doubles last. */
export function ourQuery(resource: Resource): string {
  return query(resource, quoted(resource.name), (name) => `sum(${quoted(name)})`);
}

/**
 * The query for what dlt's table of a resource holds. A column that got whole numbers first and others
 * later is two, `x` and `x__v_double`; one that got nothing but null is not there; objects are JSON.
 */
export function dltQuery(resource: Resource, columns: readonly string[]): string {
  const from = `${quoted(dataset)}.${quoted(resource.name)}`;
  return query(resource, from, (_, [first, ...rest]) => {
    const sums = partsOf(first!, columns).map((part) => {
      const json = rest.map((name) => `."${name}"`).join("");
      const value = rest.length === 0
        ? quoted(part)
        : `(json_extract_string(${quoted(part)}, '$${json}'))::DOUBLE`;
      return `coalesce(sum(${value}), 0)`;
    });
    return sums.length === 0 ? "0" : sums.join(" + ");
  });
}

function query(
  resource: Resource,
  from: string,
  sum: (name: string, path: readonly string[]) => string,
): string {
  const sums = numeric(resource).map(({ name, path }) =>
    `coalesce((${sum(name, path)})::DOUBLE, 0) AS ${quoted(name)}`
  );
  const key = resource.primaryKey.map((name) => `${quoted(name)}::VARCHAR`).join(", ");
  return `SELECT count(*)::DOUBLE AS "_rows", sum(hash(${key}))::VARCHAR AS "_keys"` +
    `${sums.map((each) => `, ${each}`).join("")} FROM ${from}`;
}

/** Makes the content of a table from the row that its query returned. */
export function contentOf(row: Readonly<Record<string, unknown>>): Content {
  const { _rows, _keys, ...sums } = row;
  return { rows: Number(_rows), keys: String(_keys), sums: sums as Content["sums"] };
}

/** Compares a table of ours with dlt's, whose columns are given. */
export function compare(
  resource: Resource,
  ours: Content,
  theirs: Content,
  columns: readonly string[],
): Comparison {
  const { name } = resource;
  const differences: string[] = [];
  if (ours.rows !== theirs.rows) {
    differences.push(`${name}: ${ours.rows} rows here, ${theirs.rows} there`);
  } else if (ours.keys !== theirs.keys) {
    differences.push(`${name}: not the same keys`);
  }
  for (const [column, sum] of Object.entries(ours.sums)) {
    const other = theirs.sums[column]!;
    // Their doubles are added in another order each time.
    if (Math.abs(sum - other) > 1e-9 * Math.max(Math.abs(sum), 1)) {
      differences.push(`${name}.${column}: a sum of ${sum} here, ${other} there`);
    }
  }
  const split = numeric(resource)
    .filter(({ path }) => path.length === 1 && partsOf(path[0]!, columns).length > 1)
    .map((column) => `${name}.${column.name}`);
  return { differences, split };
}

/** The columns of dlt that hold a member of a record. */
function partsOf(member: string, columns: readonly string[]): string[] {
  const name = member.replace(/(?<=[a-z\d])(?=[A-Z])/g, "_").toLowerCase();
  return columns.filter((each) => each === name || each.startsWith(`${name}__v_`));
}

function quoted(name: string): string {
  return `"${name}"`;
}
