/**
 * One measured process of the benchmark: `bare URL TOKEN` or `sync URL TOKEN FILE`.
 *
 * @module
 */

import process from "node:process";
import { resources } from "../generated/resources.ts";
import { openDestination } from "../loader/destinations/mod.ts";
import { sync } from "../loader/sync.ts";

/** What a process measured. */
export interface Measurement {
  /** Records read. */
  readonly rows: number;
  /** Rows written. */
  readonly written: number;
  /** Wall time, in seconds. */
  readonly seconds: number;
  /** User and system time of the process, in seconds. */
  readonly cpu: number;
  /** Peak resident memory, in MB. */
  readonly memory: number;
}

/** Fetches and parses the same pages, and does nothing else. */
async function bare(url: string, token: string): Promise<{ rows: number; written: number }> {
  let rows = 0;
  const headers = { authorization: `Bearer ${token}` };
  for (const { path, pagination } of Object.values(resources)) {
    const { cursorParam, cursorField, limitParam, limit, items, hasMore } = pagination;
    const query = new URLSearchParams({ [limitParam]: String(limit) });
    for (let more = true; more;) {
      const response = await fetch(`${url}${path}?${query}`, { headers });
      const page = JSON.parse(await response.text());
      rows += page[items].length;
      more = page[hasMore];
      if (more) query.set(cursorParam, page[items].at(-1)[cursorField]);
    }
  }
  return { rows, written: 0 };
}

async function syncInto(
  url: string,
  token: string,
  file: string,
): Promise<{ rows: number; written: number }> {
  const destination = await openDestination(`duckdb:${file}`);
  const { run } = await sync({ client: { baseUrl: url, token, rate: 0 }, destination });
  await destination.close();
  if (run.status !== "succeeded") throw new Error(run.error ?? run.status);
  return { rows: run.read, written: run.inserted + run.updated + run.deleted };
}

const [mode, url, token, file] = Deno.args as [string, string, string, string];
const began = performance.now();
const result = mode === "bare" ? await bare(url, token) : await syncInto(url, token, file);
const seconds = (performance.now() - began) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const measurement: Measurement = {
  ...result,
  seconds,
  cpu: (userCPUTime + systemCPUTime) / 1e6,
  memory: maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
