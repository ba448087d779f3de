/**
 * What most tests of a sync begin with: a sandbox, a place to sync it into, and a way to look there.
 *
 * @module
 */

import type { Resource } from "../client/resource.ts";
import type { Destination } from "../loader/destination.ts";
import { Database } from "../loader/destinations/duckdb/database.ts";
import { openDestination } from "../loader/destinations/mod.ts";
import { type RunReport, sync, type SyncOptions } from "../loader/sync.ts";
import { createSandbox } from "../sandbox/mod.ts";
import type { Listener, Sandbox, SandboxOptions } from "../sandbox/types.ts";

/** Where rows go in a test. */
export interface Place extends AsyncDisposable {
  /** Its address, as in `--to`. */
  readonly address: string;
  /** Runs a statement there. */
  query<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
}

/** A DuckDB file in a folder of its own. */
export interface DuckDbPlace extends Place {
  /** Path of the file. */
  readonly file: string;
  /** Path of its folder. */
  readonly folder: string;
}

/** Options for {@linkcode duckdb}. */
export interface DuckDbOptions {
  /** Name of the file. @default {"lab.duckdb"} */
  readonly name?: string;
  /** Name of the schema. @default {"main"} */
  readonly schema?: string;
}

/** Makes a place for a DuckDB file, which is created by the first sync. */
export async function duckdb(
  { name = "lab.duckdb", schema = "main" }: DuckDbOptions = {},
): Promise<DuckDbPlace> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/${name}`;
  return {
    address: `duckdb:${file}?schema=${encodeURIComponent(schema)}`,
    file,
    folder,
    query: async (sql) => {
      const database = await Database.open(file, false);
      try {
        return await database.query(sql);
      } finally {
        await database.close();
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** How a sync of a lab differs from the usual one. */
export interface LabSyncOptions extends Partial<Omit<SyncOptions, "client" | "destination">> {
  /** Options of the client beside the sandbox's. */
  readonly client?: Partial<SyncOptions["client"]>;
  /** Another API than the lab's. */
  readonly from?: Pick<Listener, "url" | "token">;
  /** Another address than the lab's. */
  readonly to?: string;
  /** Makes the destination behave differently. */
  readonly change?: (destination: Destination) => Destination;
}

/** A sandbox, and a place that it is synced into. */
export interface Lab<To extends Place = DuckDbPlace> extends AsyncDisposable {
  /** The workspace. */
  readonly sandbox: Sandbox;
  /** The sandbox's API. */
  readonly api: Listener;
  /** Where the rows go. */
  readonly place: To;
  /** Opens the place, syncs once, without retries, and closes it. */
  sync(options?: LabSyncOptions): Promise<RunReport>;
  /** Runs a statement in the place. */
  query<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
}

/** Options for {@linkcode workspaceLab}, beside those of the sandbox. */
export interface LabOptions<To extends Place> extends SandboxOptions {
  /** Where the rows go; disposed with the lab. @default {duckdb()} */
  readonly to?: Promise<To>;
  /** What is synced. @default {every resource} */
  readonly only?: readonly Resource[];
}

/**
 * Serves a sandbox and makes a place to sync it into.
 *
 * ```ts ignore
 * await using lab = await workspaceLab({ rows: 30 });
 * assertEquals((await lab.sync()).run.inserted, 13 * 30);
 * ```
 */
export async function workspaceLab<To extends Place = DuckDbPlace>(
  { to, only, ...options }: LabOptions<To>,
): Promise<Lab<To>> {
  const place = await (to ?? duckdb() as Promise<unknown> as Promise<To>);
  const sandbox = createSandbox(options);
  const api = sandbox.listen();
  return {
    sandbox,
    api,
    place,
    query: (sql) => place.query(sql),
    sync: async ({ from = api, to = place.address, change, client, ...rest } = {}) => {
      const destination = await openDestination(to);
      try {
        return await sync({
          client: { baseUrl: from.url, token: from.token, rate: 0, retries: 0, ...client },
          destination: change ? change(destination) : destination,
          ...(only && { resources: only }),
          ...rest,
        });
      } finally {
        await destination.close();
      }
    },
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
