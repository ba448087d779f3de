/**
 * Makes the tables of an API, so that what one record says about another is true.
 *
 * @module
 */

import { hash, mix } from "./_random.ts";
import { compile } from "./_records.ts";
import type { Targets } from "./_records.ts";
import { referencesOf } from "./_schema.ts";
import { Table } from "./_table.ts";
import type { Api, SandboxOptions } from "./types.ts";

const SMALLEST = 25;

/**
 * Makes all tables, by name.
 *
 * @throws {RangeError} when a size is of an unknown table, or a number is out of range.
 */
export function createWorld(api: Api, options: SandboxOptions): ReadonlyMap<string, Table> {
  const { seed = 1, ties = 1, revised = Infinity, rows } = options;
  const tables = new Map<string, Table>();
  let started = false;
  const targets: Targets = {
    pick(name, random, except) {
      const rows = tables.get(name)?.rows ?? [];
      if (rows.length === 0) return undefined;
      const at = random.integer(0, rows.length - 1);
      const row = rows[at] === except ? rows[(at + 1) % rows.length] : rows[at];
      return row === except ? undefined : row;
    },
    // Until the texts are rendered, every record equals what would be generated again.
    field: (name, row, field) =>
      started ? tables.get(name)!.record(row)[field] : tables.get(name)!.original(row, field),
    id: (name, row) => tables.get(name)!.id(row),
  };
  checkInteger("ties", ties, 1);
  if (revised !== Infinity) checkInteger("revised", revised, 1);
  checkInteger("seed", seed, Number.MIN_SAFE_INTEGER);
  const sizes = sizesOf(api, rows);
  for (const resource of Object.values(api.resources)) {
    tables.set(
      resource.name,
      new Table({
        resource,
        size: sizes.get(resource.name)!,
        ties,
        revised,
        salt: mix(hash(resource.name), seed),
        records: compile(resource.name, api.schemas, seed, targets),
      }),
    );
  }
  for (const table of tables.values()) table.render();
  started = true;
  return tables;
}

function sizesOf(
  { resources, schemas }: Api,
  rows: SandboxOptions["rows"],
): ReadonlyMap<string, number> {
  const names = Object.keys(resources);
  const given = typeof rows === "number" ? {} : rows ?? {};
  for (const name of Object.keys(given)) {
    if (!(name in resources)) {
      throw new RangeError(
        `Cannot size the table '${name}': there is none; known are ${names.join(", ")}`,
      );
    }
  }
  const sizes = names.map((name): [string, number] => [
    name,
    given[name] ?? (typeof rows === "number" ? rows : SMALLEST * 2 ** depthOf(name, schemas)),
  ]);
  for (const [name, size] of sizes) checkInteger(`rows of ${name}`, size, 0);
  return new Map(sizes);
}

/** Returns the length of the longest chain of references that leads from a table. */
function depthOf(table: string, schemas: Api["schemas"], path: readonly string[] = []): number {
  const seen = [...path, table];
  const next = [...referencesOf(schemas[table] ?? {})].filter((each) => !seen.includes(each));
  return Math.max(0, ...next.map((each) => 1 + depthOf(each, schemas, seen)));
}

function checkInteger(name: string, value: number, lowest: number): void {
  if (!Number.isSafeInteger(value) || value < lowest) {
    const limit = lowest >= 0 ? ` from ${lowest} upwards` : "";
    throw new RangeError(`Cannot use ${value} as ${name}: it must be a whole number${limit}`);
  }
}
