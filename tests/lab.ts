/**
 * What most tests of a sync begin with: a sandbox, a place to sync it into, and a way to look there.
 *
 * @module
 */

import type { ClientOptions } from "../client/mod.ts";
import type { Resource } from "../client/resource.ts";
import { identityRoute as identity, resources } from "../generated/resources.ts";
import { schemas } from "../generated/schemas.ts";
import type { Destination } from "../loader/destination.ts";
import { Database } from "../loader/engines/duckdb/database.ts";
import { openDestination } from "../loader/destinations/mod.ts";
import type { History } from "../loader/run_log.ts";
import { type RunReport, sync, type SyncOptions } from "../loader/sync.ts";
import { createSandboxOf } from "../sandbox/sandbox_of.ts";
import type { Api, Listener, Sandbox, SandboxOptions } from "../sandbox/types.ts";

/** A DuckDB file in a folder of its own, which is removed with all that is in it. */
export interface DuckDbPlace extends AsyncDisposable {
  /** Path of the folder. */
  readonly folder: string;
  /** Path of the file, which the first sync or statement creates. */
  readonly file: string;
  /** Its address, as in `--to`. */
  readonly address: string;
  /** Runs a statement there. */
  query<Row = Record<string, unknown>>(sql: string): Promise<Row[]>;
  /** The last runs, and how fresh the tables are. */
  history(): Promise<History>;
}

/** Options for {@linkcode duckdb}. */
export interface DuckDbOptions {
  /** Name of the file. @default {"lab.duckdb"} */
  readonly name?: string;
  /** Name of the schema. @default {"main"} */
  readonly schema?: string;
}

/** Makes a place for a DuckDB file. */
export function duckdb({ name = "lab.duckdb", schema }: DuckDbOptions = {}): DuckDbPlace {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/${name}`;
  const address = `duckdb:${file}${schema ? `?schema=${encodeURIComponent(schema)}` : ""}`;
  return {
    folder,
    file,
    address,
    query: async (sql) => {
      const database = await Database.open(file, false);
      try {
        return await database.query(sql);
      } finally {
        await database.close();
      }
    },
    history: async () => {
      const destination = await openDestination(address, { readOnly: true });
      try {
        return await destination.history(5);
      } finally {
        await destination.close();
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Options for {@linkcode workspaceLab}, beside those of the sandbox. */
export interface LabOptions extends SandboxOptions {
  /** What the sandbox serves. @default {the API that the spec describes} */
  readonly serves?: Api;
  /** What is synced. @default {every resource} */
  readonly only?: readonly Resource[];
  /** Where the rows go; disposed with the lab. @default {duckdb()} */
  readonly to?: DuckDbPlace;
}

/** How a sync of a lab differs from the usual one. */
export interface LabSyncOptions extends Partial<Omit<SyncOptions, "client" | "destination">> {
  /** Another API than the lab's. */
  readonly from?: Pick<Listener, "url" | "token">;
  /** Another address than the lab's. */
  readonly to?: string;
  /** How the client differs from one without a rate and retries. */
  readonly client?: Partial<ClientOptions>;
  /** Makes the destination behave differently. */
  readonly change?: (destination: Destination) => Destination;
}

/** A sandbox, and a place that it is synced into. */
export interface Lab extends DuckDbPlace {
  /** The workspace. */
  readonly sandbox: Sandbox;
  /** The sandbox's API. */
  readonly api: Listener;
  /** Returns the ids of a table's records, in the order of the list. */
  ids(table: string): string[];
  /** Opens the place, syncs once, without retries, and closes it. */
  sync(options?: LabSyncOptions): Promise<RunReport>;
}

/**
 * Serves a sandbox and makes a place to sync it into.
 *
 * ```ts ignore
 * await using lab = workspaceLab({ rows: 30 });
 * assertEquals((await lab.sync()).run.inserted, 13 * 30);
 * assertEquals(await lab.query("SELECT count(*) AS n FROM clients"), [{ n: 30 }]);
 * ```
 */
export function workspaceLab(options: LabOptions): Lab {
  const { serves = { resources, schemas, identity }, to: place = duckdb(), ...rest } = options;
  const { only = Object.values(serves.resources), ...sandboxOptions } = rest;
  const sandbox = createSandboxOf(serves, sandboxOptions);
  const api = sandbox.listen();
  return {
    ...place,
    sandbox,
    api,
    ids: (table) => sandbox.records(table).map(({ id }) => String(id)),
    sync: async ({ from = api, to = place.address, client, change, ...options } = {}) => {
      const destination = await openDestination(to);
      try {
        return await sync({
          client: { baseUrl: from.url, token: from.token, rate: 0, retries: 0, ...client },
          destination: change ? change(destination) : destination,
          resources: only,
          ...options,
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
