/**
 * What the tests of the destination share: an emulator, a proxy in front of it, and syncs into both.
 *
 * @module
 */

import { parseAddress } from "../../loader/destinations/bigquery/address.ts";
import { Api, type ApiOptions } from "../../loader/destinations/bigquery/api.ts";
import { noCredentials } from "../../loader/destinations/bigquery/auth.ts";
import { Tables } from "../../loader/destinations/bigquery/tables.ts";
import { openDestination, type OpenOptions } from "../../loader/destinations/mod.ts";
import { sync, type SyncOptions } from "../../loader/sync.ts";
import type { Emulator, EmulatorKind } from "./emulator.ts";
import { type Passing, type Proxy, startProxy } from "./proxy.ts";

/** An emulator to test on. */
export interface Bench {
  /** Which emulator it is. */
  readonly kind: EmulatorKind;
  /** The emulator; tests that are ignored do not use it. */
  readonly emulator: Emulator;
  /** Registers a test on an empty dataset `ws` behind a proxy. */
  test(name: string, fn: (proxy: Proxy, address: string) => Promise<void>): void;
}

/** Makes a bench from an emulator; without one its tests are ignored. */
export function benchOn(kind: EmulatorKind, started: Emulator | undefined): Bench {
  return {
    kind,
    emulator: started!,
    test(name, fn) {
      Deno.test({
        name: `${name} (${kind.name})`,
        ignore: started === undefined,
        sanitizeOps: false,
        sanitizeResources: false,
        fn: async () => {
          await using proxy = startProxy(started!);
          await emptyDataset(started!.url);
          await fn(proxy, `bigquery://test/ws?endpoint=${proxy.url}`);
        },
      });
    },
  };
}

/** Reaches the tables behind a proxy below the destination. */
export function tablesBehind(proxy: Proxy, options?: ApiOptions): Tables {
  const address = parseAddress(`bigquery://test/ws?endpoint=${proxy.url}`);
  return new Tables(new Api(address, noCredentials, options), address, undefined);
}

/** Syncs once, and closes the destination as every caller of the loader does. */
export async function run(
  address: string,
  api: { url: string; token: string },
  { open, ...options }: Partial<SyncOptions> & { open?: OpenOptions } = {},
) {
  const destination = await openDestination(address, open);
  try {
    return await sync({
      client: { baseUrl: api.url, token: api.token, rate: 0 },
      destination,
      ...options,
    });
  } finally {
    await destination.close();
  }
}

/** Whether a request announces a load. */
export function isLoad({ path, method }: Passing): boolean {
  return method === "POST" && path.includes("/upload/");
}

/** Whether a request sends a part of a load. */
export function isPut({ method }: Passing): boolean {
  return method === "PUT";
}

/** Whether a request changes a table's metadata. */
export function isPatch({ method }: Passing): boolean {
  return method === "PATCH";
}

/** Whether a request makes a table or a view. */
export function isTable({ method, path }: Passing): boolean {
  return method === "POST" && /\/tables\b/.test(path);
}

/** Whether a request removes a staging table or its view. */
export function isDrop({ method, path }: Passing): boolean {
  return method === "DELETE" && path.includes("_stage_");
}

/** Whether a request reads the table that has the lease. */
export function isLook({ method, path }: Passing): boolean {
  return method === "GET" && /\/tables\/_sync_runs/.test(path);
}

/** Whether a request starts a merge. */
export function isJob({ method, path, body }: Passing): boolean {
  return method === "POST" && /\/jobs\b/.test(path) && body.includes("MERGE");
}

/** Removes all tables of the dataset `ws`. */
async function emptyDataset(url: string): Promise<void> {
  const base = `${url}/bigquery/v2/projects/test/datasets/ws/tables`;
  for (const name of await tableNames(url)) {
    await (await fetch(`${base}/${name}`, { method: "DELETE" })).text();
  }
}

/** Names of the staging tables and views that are left in the dataset `ws`. */
export async function stagesLeft(url: string): Promise<string[]> {
  return (await tableNames(url)).filter((name) => name.startsWith("_stage_"));
}

async function tableNames(url: string): Promise<string[]> {
  const base = `${url}/bigquery/v2/projects/test/datasets/ws/tables`;
  const { tables = [] } = await (await fetch(`${base}?maxResults=1000`)).json();
  return tables.map(({ tableReference }: { tableReference: { tableId: string } }) =>
    tableReference.tableId
  );
}
