/**
 * Counts what a sync sends to BigQuery and reads back: a first one, one without a change, and one in which a
 * hundredth of the rows has changed. Times are not measured: they would be those of an emulator.
 *
 * @module
 */

import { tableLines } from "../cli/table.ts";
import { resources } from "../generated/resources.ts";
import { openDestination } from "../loader/destinations/mod.ts";
import { sync } from "../loader/sync.ts";
import { createSandbox } from "../sandbox/mod.ts";
import { localBigQuery, startEmulator } from "../tests/bigquery/emulator.ts";
import { flagLines, readFlags, shared, whole } from "./flags.ts";
import { count } from "./report.ts";

const flags = {
  rows: whole(100_000, "Rows of the resource; no other one is synced"),
  resource: shared.resource,
};
/** Each how-manieth row changes. */
const share = 100;

/** What was sent, and read back. */
interface Traffic {
  /** Load jobs, by the table that they load into. */
  readonly loads: string[];
  queries: number;
  bytesLoaded: number;
  bytesRead: number;
}

/** Counts the requests that are sent to a server until the function that it returns is called. */
function watch(url: string): () => Traffic {
  const traffic: Traffic = { loads: [], queries: 0, bytesLoaded: 0, bytesRead: 0 };
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const address = String(input instanceof Request ? input.url : input);
    const response = await fetch(input, init);
    if (!address.startsWith(url)) return response;
    const { method = "GET", body } = init ?? {};
    const isUpload = address.includes("/upload/");
    if (method === "POST" && isUpload) {
      const { load } = JSON.parse(String(body)).configuration;
      traffic.loads.push(load.destinationTable.tableId);
    } else if (method === "POST" && /\/(jobs|queries)\b/.test(address)) traffic.queries++;
    else if (body instanceof Blob) traffic.bytesLoaded += body.size;
    else if (/\/tables\/\w+\/data\?/.test(address)) {
      traffic.bytesRead += (await response.clone().arrayBuffer()).byteLength;
    }
    return response;
  };
  return () => {
    globalThis.fetch = fetch;
    return traffic;
  };
}

async function measure(rows: number, name: string): Promise<void> {
  await using emulator = await startEmulator(localBigQuery);
  if (emulator === undefined) throw new RangeError("There is no emulator of BigQuery");
  const sandbox = createSandbox({ rows: { [name]: rows } });
  await using api = sandbox.listen();
  const syncOnce = async () => {
    const traffic = watch(emulator.url);
    const destination = await openDestination(`bigquery://test/ws?endpoint=${emulator.url}`);
    try {
      const { run } = await sync({
        client: { baseUrl: api.url, token: api.token, rate: 0 },
        destination,
        resources: Object.values(resources).filter((each) => each.name === name),
      });
      if (run.status !== "succeeded") throw new Error(run.error ?? run.status);
      return { run, ...traffic() };
    } finally {
      await destination.close();
    }
  };
  const lines: string[][] = [];
  const keep = async (what: string) => {
    const { run, loads, queries, bytesLoaded, bytesRead } = await syncOnce();
    const ofLog = loads.filter((table) => table.startsWith("_sync_")).length;
    lines.push([
      what,
      count(run.inserted + run.updated),
      ...[loads.length - ofLog, ofLog, queries].map(count),
      ...[bytesLoaded, bytesRead].map((bytes) => (bytes / 1e6).toFixed(1)),
    ]);
  };
  await keep("first");
  await keep("unchanged");
  for (const [at, { id }] of sandbox.records(name).entries()) {
    if (at % share === 0) sandbox.update(name, String(id), { revised: true });
  }
  await keep("1 % changed");
  const heads = ["run", "rows written", "load jobs", "of the run log", "queries"];
  const columns = [...heads, "MB loaded", "MB read back"];
  console.log(`${count(rows)} rows in ${name}, on ${emulator.kind.name}\n`);
  const right = columns.slice(1).map((_, index) => index + 1);
  for (const line of tableLines(columns, lines, { right })) console.log(line);
}

try {
  if (Deno.args.includes("--help")) {
    console.log(["deno task bench:bigquery", "", ...flagLines(flags)].join("\n"));
  } else {
    const { rows, resource } = readFlags(Deno.args, flags);
    await measure(rows, resource);
  }
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exitCode = 2;
}
