/**
 * One measured process of a benchmark: `bare URL TOKEN` or `sync URL TOKEN FILE`; both take
 * `--only NAME` for one resource instead of all, and the second `--rate N`.
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import type { Resource } from "../client/resource.ts";
import { resources } from "../generated/resources.ts";
import { openDestination } from "../loader/destinations/mod.ts";
import { sync } from "../loader/sync.ts";

/** What a process measured, once its modules were loaded. */
export interface Measurement {
  /** Records read. */
  readonly rows: number;
  /** Rows written. */
  readonly written: number;
  /** Requests sent, where they were counted. */
  readonly requests?: number;
  /** Wall time, in seconds. */
  readonly seconds: number;
  /** User and system time of the process, in seconds. */
  readonly cpu: number;
  /** Peak resident memory, in MB. */
  readonly memory: number;
}

type Done = Required<Pick<Measurement, "rows" | "written" | "requests">>;

const { values, positionals } = parseArgs({
  options: { only: { type: "string" }, rate: { type: "string", default: "0" } },
  allowPositionals: true,
});
const [mode, url, token, file] = positionals as [string, string, string, string];
const asked = Object.values(resources).filter(({ name }) =>
  values.only === undefined || values.only === name
);

/** Fetches and parses the same pages, and does nothing else. */
async function bare(resources: readonly Resource[]): Promise<Done> {
  let rows = 0;
  let requests = 0;
  const headers = { authorization: `Bearer ${token}` };
  for (const { path, pagination } of resources) {
    const { cursorParam, cursorField, limitParam, limit, items, hasMore } = pagination;
    const query = new URLSearchParams({ [limitParam]: String(limit) });
    for (let more = true; more; requests++) {
      const response = await fetch(`${url}${path}?${query}`, { headers });
      const page = JSON.parse(await response.text());
      rows += page[items].length;
      more = page[hasMore];
      if (more) query.set(cursorParam, page[items].at(-1)[cursorField]);
    }
  }
  return { rows, written: 0, requests };
}

async function syncInto(file: string, resources: readonly Resource[]): Promise<Done> {
  const destination = await openDestination(`duckdb:${file}`);
  const client = { baseUrl: url, token, rate: Number(values.rate) };
  const { run } = await sync({ client, destination, resources });
  await destination.close();
  if (run.status !== "succeeded") throw new Error(run.error ?? run.status);
  const { read: rows, inserted, updated, deleted, requests } = run;
  return { rows, written: inserted + updated + deleted, requests };
}

/** User and system time so far, in seconds. */
function cpu(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

const began = performance.now();
const used = cpu();
const done = await (mode === "bare" ? bare(asked) : syncInto(file, asked));
const measurement: Measurement = {
  ...done,
  seconds: (performance.now() - began) / 1000,
  cpu: cpu() - used,
  memory: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(measurement));
