/**
 * Measures a first sync, an unchanged one and one of rows that all changed beside a bare loop that only
 * fetches and parses the same pages: each in its own process, several times per run.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { resources } from "../generated/resources.ts";
import { tableLines } from "../cli/table.ts";
import type { Measurement } from "./worker.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    others: { type: "string", default: "500" },
    resource: { type: "string", default: widest() },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(
    "Usage: deno task bench [--rows 100000] [--others 500] [--resource NAME] [--rounds 3]\n\n" +
      "Syncs --rows records of one resource, by default the one with the most columns, and --others of\n" +
      "each other one from the sandbox into a new DuckDB file, then without a change, then with a new\n" +
      "field in each of the --rows records.",
  );
  Deno.exit(0);
}

function widest(): string {
  return Object.values(resources).reduce((a, b) => a.columns.length >= b.columns.length ? a : b)
    .name;
}

const folder = await Deno.makeTempDir();
const sandboxes = [serve(), serve(`--fault=${values.resource}:extra/allx*`)] as const;

try {
  const [same, changed] = await Promise.all(sandboxes.map(({ stdout }) => announced(stdout)));
  const measured: Record<"bare" | "first" | "unchanged" | "changed", Measurement[]> = {
    bare: [],
    first: [],
    unchanged: [],
    changed: [],
  };
  await worker("bare", same!); // The sandbox makes its pages when they are first requested.
  for (let round = 0; round < Number(values.rounds); round++) {
    const file = `${folder}/${round}.duckdb`;
    measured.bare.push(await worker("bare", same!));
    measured.first.push(await worker("sync", same!, file));
    measured.unchanged.push(await worker("sync", same!, file));
    measured.changed.push(await worker("sync", changed!, file));
    await Deno.remove(file);
  }
  report(measured);
} finally {
  for (const sandbox of sandboxes) {
    sandbox.kill();
    await sandbox.status;
  }
  await Deno.remove(folder, { recursive: true });
}

/** Starts a sandbox in its own process. */
function serve(...flags: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "cli/main.ts",
      "sandbox",
      "--port=0",
      `--rows=${values.others},${values.resource}=${values.rows}`,
      ...flags,
    ],
    stdout: "piped",
  }).spawn();
}

/** Where a sandbox is, and its token. */
interface Api {
  readonly url: string;
  readonly token: string;
}

/** Waits for the line in which the sandbox prints its URL and token. */
async function announced(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Api> {
  let text = "";
  for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [, url, token] = /(http:\S+) .*token (\S+)/.exec(text) ?? [];
    if (url && token) return { url, token };
  }
  throw new Error(`The sandbox did not start: ${text}`);
}

async function worker(mode: string, { url, token }: Api, ...args: string[]): Promise<Measurement> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      "--allow-write",
      "--allow-ffi",
      "--allow-sys",
      "bench/worker.ts",
      mode,
      url,
      token,
      ...args,
    ],
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`The benchmark's '${mode}' failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function report(measured: Record<string, Measurement[]>): void {
  const median = (name: string, of: keyof Measurement) =>
    measured[name]!.map((one) => one[of]).sort((a, b) => a - b)[
      Math.floor(measured[name]!.length / 2)
    ]!;
  const bareSeconds = median("bare", "seconds");
  const rows = Object.keys(measured).map((name) => [
    name,
    Math.round(median(name, "rows")).toLocaleString("en"),
    Math.round(median(name, "written")).toLocaleString("en"),
    median(name, "seconds").toFixed(2),
    Math.round(median(name, "rows") / median(name, "seconds")).toLocaleString("en"),
    median(name, "cpu").toFixed(2),
    median(name, "memory").toFixed(0),
    (median(name, "seconds") / bareSeconds).toFixed(2),
  ]);
  const head = ["run", "rows", "written", "seconds", "rows/s", "CPU s", "peak MB", "x bare"];
  console.log(
    `${values.rows} rows in ${values.resource}, ${values.others} in each other resource; ` +
      `medians of ${values.rounds} rounds; ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}\n`,
  );
  for (const line of tableLines(head, rows, { right: [1, 2, 3, 4, 5, 6, 7] })) console.log(line);
}
