/**
 * Reads what has changed, from the histories of a destination.
 *
 * @module
 */

import type { ColumnType, Resource } from "@workspace-sync/sdk";
import { resources as allResources } from "@workspace-sync/sdk/resources";
import type { Destination, StoredChange } from "./destination.ts";
import { type ChangeKind, versionColumns } from "./history.ts";
import { tableOf } from "./table.ts";

/**
 * A value of a column: decimals, and integers beyond JavaScript's, are strings, so that they keep their digits; dates
 * and instants are strings as in ISO 8601; JSON is parsed.
 */
export type ChangedValue = unknown;

/** Values of columns, by name. */
export type ChangedValues = Readonly<Record<string, ChangedValue>>;

/** Something that happened to a row. */
export interface Change {
  /** Name of the resource and of its table. */
  readonly resource: string;
  /** The primary key. */
  readonly key: ChangedValues;
  /** What happened. */
  readonly kind: ChangeKind;
  /** When the version was written, or the row deleted: when its run began. */
  readonly at: Date;
  /** The run that recorded it. */
  readonly run_id: string;
  /** The columns that have changed, with what they have become; all that are not NULL, unless it is an update. */
  readonly new?: ChangedValues;
  /** What the columns were that an update has changed, or all that were not NULL in a row that is gone. */
  readonly old?: ChangedValues;
}

/** Options for {@linkcode changes}. */
export interface ChangesOptions {
  /** Whose changes. @default {every resource of the registry} */
  readonly resources?: readonly Resource[] | undefined;
  /** Only those of this run. @default {of all runs} */
  readonly run?: string | undefined;
  /** Only those after this instant. @default {since the histories began} */
  readonly since?: Date | undefined;
  /** The last one that is known: those of the resources before its own, and its own up to it, are left out. */
  readonly after?: Pick<Change, "resource" | "at" | "key"> | undefined;
}

/**
 * Yields what the histories of a destination have, however much it is: resource after resource, and what happened
 * to a row in its order. A resource without a history has no changes. Nothing else may be asked of the destination until
 * the last one has come.
 *
 * @throws {DestinationError} when a history cannot be read.
 *
 * @example Usage
 * ```ts
 * import { openDestination, sync } from "@workspace-sync/loader";
 * import { resources } from "@workspace-sync/sdk/resources";
 * import { createSandbox } from "@workspace-sync/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = createSandbox({ rows: 3 }).listen();
 * const destination = await openDestination("duckdb::memory:");
 * const client = { baseUrl: sandbox.url, token: sandbox.token, rate: 0 };
 * const { run } = await sync({ client, destination, history: [resources.clients] });
 * const kinds = [];
 * for await (const { kind } of changes(destination, { run: run.run_id })) kinds.push(kind);
 * assertEquals(kinds, ["insert", "insert", "insert"]);
 * await destination.close();
 * ```
 */
export async function* changes(
  destination: Pick<Destination, "changes">,
  options: ChangesOptions = {},
): AsyncGenerator<Change, void, undefined> {
  const { resources = Object.values(allResources), run, since, after } = options;
  const first = resources.findIndex(({ name }) => name === after?.resource);
  for (const [index, resource] of resources.entries()) {
    if (index < first) continue;
    const table = tableOf(resource);
    const known = index === first && after && {
      at: after.at,
      key: table.primaryKey.map((name) => String(after.key[name])),
    };
    const columns = versionColumns(table).map(({ name, type }) => ({
      name,
      valueOf: readers[type],
      isKey: table.primaryKey.includes(name),
    }));
    const wanted = { run, since, after: known || undefined };
    for await (const found of destination.changes(table, wanted)) {
      for (const stored of found) yield changeOf(resource.name, columns, stored);
    }
  }
}

/** A column, and what reads its values. */
interface Reader {
  readonly name: string;
  readonly valueOf: (text: string) => ChangedValue;
  readonly isKey: boolean;
}

function changeOf(
  resource: string,
  columns: readonly Reader[],
  { kind, at, runId, values, before }: StoredChange,
): Change {
  const pick = (
    from: readonly (string | null)[],
    isPicked: (column: Reader, index: number) => boolean,
  ) =>
    Object.fromEntries(
      columns.flatMap((column, index) => {
        const text = from[index] ?? null;
        return isPicked(column, index)
          ? [[column.name, text === null ? null : column.valueOf(text)]]
          : [];
      }),
    );
  const isFilled = (from: readonly (string | null)[]) => ({ isKey }: Reader, index: number) =>
    !isKey && (from[index] ?? null) !== null;
  const differs = (_: Reader, index: number) =>
    (values[index] ?? null) !== (before?.[index] ?? null);
  const key = pick(values, ({ isKey }) => isKey);
  const change = { resource, key, kind, at, run_id: runId };
  if (kind === "delete") {
    return { ...change, ...(before && { old: pick(before, isFilled(before)) }) };
  }
  if (!before) return { ...change, new: pick(values, isFilled(values)) };
  return { ...change, new: pick(values, differs), old: pick(before, differs) };
}

/** What reads the texts of each type, as the engines write them. */
const readers: Readonly<Record<ColumnType, (text: string) => ChangedValue>> = {
  string: (text) => text,
  integer: (text) => Number.isSafeInteger(Number(text)) ? Number(text) : text,
  decimal: (text) => text.includes(".") ? text.replace(/\.?0+$/, "") : text,
  boolean: (text) => text === "true",
  date: (text) => text,
  // 2026-01-02 03:04:05.678, in BigQuery with +00 after it.
  timestamp: (text) => `${text.replace(" ", "T").replace(/\+00$/, "")}Z`,
  json: (text) => JSON.parse(text),
};
