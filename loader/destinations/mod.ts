/**
 * Finds a destination by its address. Each kind of destination is loaded only when it is asked for.
 *
 * @module
 */

import type { Destination, Dialect, Finding } from "../destination.ts";
import { DestinationError } from "../errors.ts";
import type { MadeView, ModelView, Reader, ReaderOptions } from "../reader.ts";

/** Options for {@linkcode openDestination}. */
export interface OpenOptions {
  /** Open for reading only; an error when there is nothing to read. @default {false} */
  readOnly?: boolean;
  /** Create the dataset when there is none (BigQuery). @default {false} */
  createDataset?: boolean;
  /** Most bytes that a query may be billed for (BigQuery). @default {no limit} */
  maxBytesBilled?: number;
  /** Partition tables that are created by month of `created_at` (BigQuery). @default {false} */
  partition?: boolean;
  /**
   * Gets a token by which the platform says which program it runs, for an audience; it is exchanged as
   * `GOOGLE_WORKLOAD_IDENTITY_PROVIDER` says (BigQuery). @default {there is none}
   */
  idToken?: ((audience: string) => Promise<string>) | undefined;
}

/** What each kind of destination offers. */
export interface DestinationKind {
  /** What runs the SQL. */
  readonly engine: "bigquery" | "duckdb";
  /** Opens the destination at an address. */
  open(address: string, options?: OpenOptions): Promise<Destination>;
  /** Returns the SQL that the destination is sent. */
  dialect(address: string): Dialect;
  /** Finds out whether the destination can be written, and leaves it as it was. */
  check(address: string): Promise<readonly Finding[]>;
  /** Opens what is there for questions. */
  read(address: string, options?: ReaderOptions): Promise<Reader>;
  /**
   * Makes views, or replaces them, in a schema of their own beside that of the tables.
   *
   * @throws {DestinationError} when something that is no view of ours has the name of one; none is made then.
   */
  makeViews(
    address: string,
    views: readonly ModelView[],
    options?: OpenOptions,
  ): Promise<readonly MadeView[]>;
}

const kinds: Readonly<Record<string, () => Promise<DestinationKind>>> = {
  duckdb: async () => (await import("./duckdb/mod.ts")).duckDb,
  bigquery: async () => (await import("./bigquery/mod.ts")).bigQuery,
};

/**
 * Loads the kind of destination that an address such as `duckdb:workspace.duckdb` names.
 *
 * @throws {DestinationError} when there is no such kind.
 */
export function destinationKind(address: string): Promise<DestinationKind> {
  const scheme = address.slice(0, Math.max(0, address.indexOf(":")));
  const load = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (load === undefined) {
    throw new DestinationError(
      `Cannot open the destination '${address}': expected duckdb:FILE or bigquery://PROJECT/DATASET`,
      "unusable",
    );
  }
  return load();
}

/**
 * Opens the destination at an address such as `duckdb:workspace.duckdb?schema=agency_a`.
 *
 * @throws {DestinationError} when the address is of no known kind, or the destination cannot be opened.
 */
export async function openDestination(
  address: string,
  options: OpenOptions = {},
): Promise<Destination> {
  return (await destinationKind(address)).open(address, options);
}
