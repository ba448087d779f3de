/**
 * Measures dlt beside this project: the same sandbox, into DuckDB files, each run in its own process,
 * several times in turns. Ends with 1 when they do not hold the same records in the end.
 *
 * @module
 */

import { resources } from "../../generated/resources.ts";
import { schemas } from "../../generated/schemas.ts";
import { Database } from "../../loader/engines/duckdb/database.ts";
import { findPython, installVenv, runProgram } from "../../tests/venv.ts";
import { flagLines, readFlags, shared, type Values, whole } from "../flags.ts";
import { type Api, measured, serve, work, workFolder } from "../processes.ts";
import { costColumns, count, heading, reportLines } from "../report.ts";
import { summarise } from "../statistics.ts";
import type { Measurement } from "../worker.ts";
import { compare, contentOf, dataset, dltQuery, ourQuery } from "./compare.ts";

const flags = {
  rows: whole(100_000, "Rows of one resource"),
  others: whole(500, "Rows of each other resource", "N", 0),
  ...shared,
};

/** The scripts of this folder, and what they are called in the table. */
const peers = { "dlt rest_api": "rest_api.py", "dlt Arrow": "arrow.py" } as const;

/** The oldest Python 3 that dlt is measured with: older ones are slower. */
const pythonMinor = 13;

const here = new URL("./", import.meta.url);

/** Returns a Python that has dlt. */
async function install(): Promise<string> {
  const interpreter = await findPython(pythonMinor);
  if (!interpreter) throw new RangeError(`Cannot measure dlt: it needs Python 3.${pythonMinor}`);
  const cache = new URL("../../.cache/dlt/", import.meta.url).pathname;
  return await installVenv(cache, new URL("dlt.txt", here), { interpreter });
}

/** A DuckDB file that one peer loads into, with the file that tells it what to load. */
class Load {
  /** Path of the DuckDB file. */
  readonly file: string;
  readonly #folder: string;

  constructor(parent: string, name: string) {
    this.#folder = `${parent}/${name}`;
    this.file = `${this.#folder}/sync.duckdb`;
  }

  /** Begins with nothing: no file, and no state of an earlier pipeline. */
  async clear(): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
    await Deno.mkdir(this.#folder);
  }

  /** Writes the task for a script of dlt, and returns its path. */
  async task({ url, token }: Api): Promise<string> {
    const path = `${this.#folder}/task.json`;
    const lists = Object.values(resources).map(({ name, path, pagination }) => (
      { name, path, pagination, schema: schemas[name] }
    ));
    const state = `${this.#folder}/state`;
    const task = { url, token, file: this.file, dataset, state, resources: lists };
    await Deno.writeTextFile(path, JSON.stringify(task));
    return path;
  }
}

async function main({ rows, others, resource, rounds }: Values<typeof flags>): Promise<boolean> {
  const python = await install();
  await using folder = await workFolder();
  await using api = await serve(`--rows=${others},${resource}=${rows}`);
  const ours = new Load(folder.path, "ours");
  const theirs = Object.entries(peers).map(([name, script]) => ({
    name,
    script: new URL(script, here).pathname,
    load: new Load(folder.path, script),
  }));
  const found: Record<string, Measurement[]> = {};
  const keep = (run: string, one: Measurement) => (found[run] ??= []).push(one);
  await work("bare", api.url, api.token); // A sandbox is slower until it has answered for a while.
  for (let round = 0; round < rounds; round++) {
    keep("bare", await work("bare", api.url, api.token));
    await ours.clear();
    for (const run of ["first", "unchanged"]) {
      keep(run, await work("sync", api.url, api.token, ours.file));
    }
    for (const { name, script, load } of theirs) {
      await load.clear();
      const task = await load.task(api);
      for (const run of ["first", "unchanged"]) {
        keep(`${name}, ${run}`, await measured(python, [script, task]));
      }
    }
  }
  const what = `${count(rows)} rows in ${resource}, ${count(others)} in each other resource`;
  const version = (await runProgram(python, ["--version"])).trim();
  console.log(`${heading(what, rounds)}, ${version}\n`);
  for (const line of reportLines(summarise(found, "bare"), costColumns)) console.log(line);
  console.log();
  let same = true;
  for (const { name, load } of theirs) {
    const { differences, split } = await compareFiles(ours.file, load.file);
    same &&= differences.length === 0;
    console.log(`${name}: ${differences.length === 0 ? "the same rows" : "NOT the same rows"}`);
    for (const each of differences) console.log(`  ${each}`);
    if (split.length > 0) console.log(`  split by type, here added up: ${split.join(", ")}`);
  }
  return same;
}

type Row = Record<string, unknown>;

/** Compares all tables of a file of ours with those of one of dlt's. */
async function compareFiles(ours: string, theirs: string) {
  const [here, there] = [await Database.open(ours, true), await Database.open(theirs, true)];
  try {
    const all = [];
    for (const resource of Object.values(resources)) {
      const columns = (await there.query<{ column_name: string }>(
        `SELECT column_name FROM duckdb_columns() WHERE schema_name = '${dataset}' AND table_name = '${resource.name}'`,
      )).map(({ column_name }) => column_name);
      const [own] = await here.query<Row>(ourQuery(resource));
      const [other] = await there.query<Row>(dltQuery(resource, columns));
      all.push(compare(resource, contentOf(own!), contentOf(other!), columns));
    }
    return {
      differences: all.flatMap(({ differences }) => differences),
      split: all.flatMap(({ split }) => split),
    };
  } finally {
    await here.close();
    await there.close();
  }
}

try {
  if (Deno.args.includes("--help")) {
    console.log(["deno task bench:peers", "", ...flagLines(flags)].join("\n"));
  } else if (!await main(readFlags(Deno.args, flags))) Deno.exitCode = 1;
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exitCode = 2;
}
