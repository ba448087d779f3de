/**
 * A second, independent way from the API to the tables: reads the spec and walks the API with nothing
 * but `fetch`, and works out in plain TypeScript what every row and column must be.
 *
 * @module
 */

import { parse } from "@std/yaml";

/** A column as the spec asks for it. */
interface ExpectedColumn {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: "string" | "integer" | "number" | "boolean" | "date" | "date-time" | "json";
}

/** A table as the spec asks for it. */
interface ExpectedTable {
  readonly name: string;
  readonly path: string;
  readonly columns: readonly ExpectedColumn[];
}

/** Column name -> text of the value; JSON columns hold the parsed value. */
export type ExpectedRow = Record<string, unknown>;

// deno-lint-ignore no-explicit-any
type Schema = any;

const spec: Schema = parse(
  await Deno.readTextFile(new URL("../spec/openapi.yaml", import.meta.url)),
);

/** Every table of the spec. */
export const expectedTables: readonly ExpectedTable[] = Object.entries<Schema>(spec.paths).map(
  ([path, { get }]) => {
    const envelope = resolve(get.responses["200"].content["application/json"].schema);
    const record = resolve(envelope.properties.results.items);
    return { name: get["x-resource"].name, path, columns: columnsOf(record, []) };
  },
);

function resolve(schema: Schema): Schema {
  if (schema.$ref) {
    return resolve(
      schema.$ref.slice(2).split("/").reduce((node: Schema, key: string) => node[key], spec),
    );
  }
  const options = (schema.anyOf ?? schema.oneOf ?? []).filter((one: Schema) => one.type !== "null");
  return options.length === 1 ? resolve(options[0]) : schema;
}

function columnsOf(schema: Schema, path: readonly string[]): ExpectedColumn[] {
  return Object.entries<Schema>(schema.properties).flatMap(([key, property]) => {
    const member = resolve(property);
    const here = [...path, key];
    const type = [member.type].flat().find((one: string) => one !== "null");
    if (type === "object" && member.properties) return columnsOf(member, here);
    const name = here.join("_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (type === "array" || type === "object") return [{ name, path: here, type: "json" }];
    const dated = member.format === "date" || member.format === "date-time";
    return [{ name, path: here, type: dated ? member.format : type }];
  });
}

/** Walks a list of the API and returns its records. */
export async function walk(url: string, token: string, path: string): Promise<Schema[]> {
  const records: Schema[] = [];
  for (let cursor = "";;) {
    const query = `limit=100${cursor && `&startingAfter=${cursor}`}`;
    const response = await fetch(`${url}${path}?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = await response.json();
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${JSON.stringify(page)}`);
    records.push(...page.results);
    if (!page.hasMore) return records;
    cursor = page.results.at(-1).id;
  }
}

/** Works out the row of a record, without the columns that a merge fills in. */
export function expectedRow(table: ExpectedTable, record: Schema): ExpectedRow {
  const rest = structuredClone(record);
  const row: ExpectedRow = {};
  for (const { name, path, type } of table.columns) {
    let value = record;
    let holder = rest;
    for (const key of path.slice(0, -1)) {
      value = value?.[key];
      holder = holder?.[key];
    }
    value = value?.[path.at(-1)!] ?? null;
    if (holder) delete holder[path.at(-1)!];
    row[name] = value === null || type === "json" ? value : textOf(value, type);
  }
  row._extra = withoutEmpty(rest) ?? null;
  row._issues = null;
  return row;
}

function textOf(value: Schema, type: ExpectedColumn["type"]): string {
  if (type === "number") return value.toFixed(9);
  if (type !== "date-time") return String(value);
  return new Date(value).toISOString().replace("T", " ").replace("Z", "");
}

/** Drops the objects and nulls that only held known fields. */
function withoutEmpty(value: Schema): Schema {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return value === null ? undefined : value;
  }
  const entries = Object.entries(value).map(([key, one]) => [key, withoutEmpty(one)] as const)
    .filter(([, one]) => one !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** What the tables must hold after each sync. */
export class ExpectedState {
  readonly #url: string;
  readonly #token: string;
  readonly #tables = new Map<string, Map<string, ExpectedRow>>();

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Takes over what the API lists now, as a sync that began at `now` must have. */
  async sync(now: Date): Promise<void> {
    const instant = textOf(now, "date-time");
    for (const table of expectedTables) {
      const before = this.#tables.get(table.name) ?? new Map<string, ExpectedRow>();
      const after = new Map<string, ExpectedRow>(
        [...before].map(([id, row]) => [id, { ...row, _deleted_at: row._deleted_at ?? instant }]),
      );
      for (const record of await walk(this.#url, this.#token, table.path)) {
        const row = { ...expectedRow(table, record), _deleted_at: null };
        const { _synced_at, ...old } = before.get(record.id) ?? {};
        const same = JSON.stringify(old) === JSON.stringify(row);
        after.set(record.id, { ...row, _synced_at: same ? _synced_at : instant });
      }
      this.#tables.set(table.name, after);
    }
  }

  /** The rows of a table, sorted by id. */
  rows(table: string): ExpectedRow[] {
    return [...this.#tables.get(table)!.values()].sort((a, b) =>
      String(a.id) < String(b.id) ? -1 : 1
    );
  }
}
