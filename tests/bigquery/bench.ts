/**
 * What the tests of the destination share: an emulator, a proxy in front of it, and syncs into both.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { parseAddress } from "../../loader/destinations/bigquery/address.ts";
import { Api, type ApiOptions } from "../../loader/engines/bigquery/api.ts";
import { noCredentials } from "../../loader/engines/bigquery/auth.ts";
import { Tables } from "../../loader/destinations/bigquery/tables.ts";
import { openDestination, type OpenOptions } from "../../loader/destinations/mod.ts";
import type { RunRecord } from "../../loader/run_log.ts";
import { sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/types.ts";
import { type ExpectedRow, ExpectedState } from "../expected_tables.ts";
import type { Emulator, EmulatorKind } from "./emulator.ts";
import { type Passing, type Proxy, startProxy } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";

/** An emulator to test on. */
export interface Bench {
  /** Which emulator it is. */
  readonly kind: EmulatorKind;
  /** The emulator; tests that are ignored do not use it. */
  readonly emulator: Emulator;
  /** Registers a test on an empty dataset `ws` behind a proxy, with a sandbox to sync from. */
  test(name: string, options: LabOptions, fn: (lab: Lab) => Promise<void>): void;
}

/** What a test syncs; beside that, options of its sandbox. */
export interface LabOptions extends SandboxOptions {
  /** Names of the resources. @default {all of them} */
  readonly only?: readonly string[];
}

/** Options of a sync, and of its destination. */
export type RunOptions = Partial<SyncOptions> & { open?: OpenOptions };

/** What a test works with. */
export interface Lab {
  /** Stands before the emulator. */
  readonly proxy: Proxy;
  /** Address of the dataset behind it. */
  readonly address: string;
  /** The dataset's tables behind the proxy, below the destination. */
  readonly tables: Tables;
  /** The API that is synced. */
  readonly sandbox: Sandbox;
  /** Where the sandbox is. */
  readonly api: { readonly url: string; readonly token: string };
  /** Syncs once, whatever comes of it. */
  sync(options?: RunOptions): Promise<RunRecord>;
  /** Syncs once, and makes sure that it succeeded. */
  synced(options?: RunOptions): Promise<RunRecord>;
  /** Reads the rows of a table, past the proxy. @default {of the first resource} */
  rows(table?: string): Promise<readonly ExpectedRow[]>;
  /**
   * Makes sure that after a sync the tables hold what the API lists, and no stage is left; `_synced_at` counts
   * when every sync was checked so.
   */
  assertEqual(run: Pick<RunRecord, "started_at">, options?: { times?: boolean }): Promise<void>;
}

/** Makes a bench from an emulator; without one its tests are ignored. */
export function benchOn(kind: EmulatorKind, started: Emulator | undefined): Bench {
  return {
    kind,
    emulator: started!,
    test(name, options, fn) {
      Deno.test({
        name: `${name} (${kind.name})`,
        ignore: started === undefined,
        sanitizeOps: false,
        sanitizeResources: false,
        fn: async () => {
          await using proxy = startProxy(started!);
          await emptyDataset(started!.url);
          const { only, ...sandboxOptions } = options;
          const sandbox = createSandbox(sandboxOptions);
          await using api = sandbox.listen();
          await fn(labOf(started!, proxy, sandbox, api, only));
        },
      });
    },
  };
}

function labOf(
  { url }: Emulator,
  proxy: Proxy,
  sandbox: Sandbox,
  api: Lab["api"],
  only: readonly string[] = Object.keys(resources),
): Lab {
  const address = `bigquery://test/ws?endpoint=${proxy.url}`;
  const state = new ExpectedState(api.url, api.token);
  const some = Object.values(resources).filter(({ name }) => only.includes(name));
  const sync = async (options: RunOptions = {}) =>
    (await run(address, api, { resources: some, ...options })).run;
  return {
    ...{ proxy, address, sandbox, api, sync },
    tables: tablesBehind(proxy),
    async synced(options) {
      const ended = await sync(options);
      assertEquals([ended.status, ended.error], ["succeeded", null]);
      return ended;
    },
    rows: async (table = only[0]!) => (await readTables(url, [table])).get(table)!,
    async assertEqual({ started_at }, { times = true } = {}) {
      await state.sync(started_at);
      const comparable = (rows: readonly ExpectedRow[]) =>
        rows.map(({ _synced_at, ...row }) => times ? { ...row, _synced_at } : row);
      const read = await readTables(url, only);
      for (const table of only) {
        assertEquals(comparable(read.get(table)!), comparable(state.rows(table)), table);
      }
      assertEquals(await stagesLeft(url), []);
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
  { open, ...options }: RunOptions = {},
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

/** Whether a request starts a query, of whatever kind. */
export function isQuery({ method, path }: Passing): boolean {
  return method === "POST" && /\/(jobs|queries)\b/.test(path) && !path.includes("/upload/");
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
