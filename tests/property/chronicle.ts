/**
 * Makes edits in a sandbox, and remembers every version of every record.
 *
 * @module
 */

import type { Resource } from "../../client/resource.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import { type ExpectedRow, expectedRow, expectedTables } from "../expected_tables.ts";
import type { Event } from "./plan.ts";

type Records = ReturnType<Sandbox["records"]>;

/** What became of one record. */
export interface Life {
  /** The row of each version that the API ever listed, oldest first. */
  readonly versions: readonly ExpectedRow[];
  /** Whether it is listed. */
  readonly listed: boolean;
  /** Whether every sweep must have met it, always the same: there from the first to the last. */
  readonly steady: boolean;
}

/** The lives of all records of a few tables. */
export class Chronicle {
  readonly #sandbox: Sandbox;
  readonly #resources: readonly Resource[];
  readonly #versions = new Map<string, Map<string, ExpectedRow[]>>();
  readonly #first = new Map<string, ReadonlySet<string>>();
  /** Edits made so far. */
  edits = 0;

  /** Begins with the records that are there. */
  constructor(sandbox: Sandbox, resources: readonly Resource[]) {
    this.#sandbox = sandbox;
    this.#resources = resources;
    for (const { name } of resources) {
      const records = sandbox.records(name);
      this.#versions.set(name, new Map());
      this.#first.set(name, new Set(records.map(({ id }) => String(id))));
      this.#note(name, records);
    }
  }

  /** Makes an edit; does nothing when there is no record to edit. */
  edit(event: Exclude<Event, { readonly fault: unknown }>): void {
    const resource = this.#resources[event.table % this.#resources.length]!;
    const { name } = resource;
    const records = this.#sandbox.records(name);
    if ("insert" in event) {
      this.#note(name, this.#sandbox.insert(name, event.insert));
      this.edits += event.insert;
    } else if (records.length === 0) {
      return;
    } else if ("remove" in event) {
      const from = event.from % records.length;
      const gone = records.slice(from, from + event.remove);
      for (const { id } of gone) this.#sandbox.delete(name, String(id));
      this.edits += gone.length;
    } else {
      const record = records[event.update % records.length]!;
      // A record that gets another place in the list can be missed by every walk.
      const columns = resource.columns.filter(({ path }) =>
        path[0] !== resource.pagination.cursorField && path[0] !== "createdAt"
      );
      const { path, type } = columns[event.column % columns.length]!;
      const [top, ...rest] = path;
      const value = event.values?.[type] ?? null;
      const patch = { [top!]: put(record[top!], rest, value), fresh: event.update };
      this.#note(name, [this.#sandbox.update(name, String(record.id), patch)]);
      this.edits++;
    }
  }

  /** The lives of all records that a table ever listed, by id. */
  lives(table: string): Map<string, Life> {
    const listed = new Set(this.#sandbox.records(table).map(({ id }) => String(id)));
    return new Map(
      [...this.#versions.get(table)!].map(([id, versions]) => [id, {
        versions,
        listed: listed.has(id),
        steady: listed.has(id) && versions.length === 1 && this.#first.get(table)!.has(id),
      }]),
    );
  }

  #note(table: string, records: Records): void {
    const expected = expectedTables.find(({ name }) => name === table)!;
    const versions = this.#versions.get(table)!;
    for (const record of records) {
      const row = expectedRow(expected, JSON.parse(JSON.stringify(record)));
      versions.set(String(record.id), [...versions.get(String(record.id)) ?? [], row]);
    }
  }
}

/** Returns a value with another one at a place in it. */
function put(holder: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const members = (holder ?? {}) as Record<string, unknown>;
  return { ...members, [name]: put(members[name], rest, value) };
}
