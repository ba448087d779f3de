/**
 * Starts what the benchmarks measure, and what they measure it against: each in a process of its own.
 *
 * @module
 */

import type { Measurement } from "./worker.ts";

/** A sandbox in another process. */
export interface Api extends AsyncDisposable {
  /** Where it is. */
  readonly url: string;
  /** The token that it takes. */
  readonly token: string;
}

const root = new URL("../", import.meta.url).pathname;

/** Starts a sandbox, given the flags of its command. */
export async function serve(...flags: readonly string[]): Promise<Api> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "-P=sandbox",
      "--no-prompt",
      "cli/main.ts",
      "sandbox",
      "--port=0",
      ...flags,
    ],
    cwd: root,
    stdout: "piped",
  }).spawn();
  const announcement = await announced(process.stdout);
  return { ...announcement, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}

/** Waits for the line in which the sandbox prints its URL and token. */
async function announced(
  stdout: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<{ url: string; token: string }> {
  let text = "";
  for await (const chunk of stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [, url, token] = /(http:\S+) .*token (\S+)\n/.exec(text) ?? [];
    if (url && token) return { url, token };
  }
  throw new Error(`The sandbox did not start: ${text}`);
}

/** A folder of its own for the files of a benchmark; on a disk, which `/tmp` may not be. */
export async function workFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const cache = `${root}.cache/bench`;
  await Deno.mkdir(cache, { recursive: true });
  const path = await Deno.makeTempDir({ dir: cache });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The V8 flags of the task `sync`, which only a sync is run with. */
const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
const engineFlags: string[] = tasks.sync.command.match(/--v8-flags=\S+/g);

/** Runs a worker with the given arguments, `bench/worker.ts` says which, and returns what it measured. */
export function work(...args: readonly string[]): Promise<Measurement> {
  return runWorker([], args);
}

/** Runs a worker, as {@linkcode work} does, and returns the profile that V8 made of it, as JSON text. */
export async function profile(folder: string, ...args: readonly string[]): Promise<string> {
  const name = `${crypto.randomUUID()}.cpuprofile`;
  await runWorker(["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}`], args);
  return await Deno.readTextFile(`${folder}/${name}`);
}

function runWorker(flags: readonly string[], args: readonly string[]): Promise<Measurement> {
  const allowed = ["net=127.0.0.1", "env", "read", "write", "ffi", "sys"];
  return measured(Deno.execPath(), [
    "run",
    "-q",
    "--no-prompt",
    ...allowed.map((each) => `--allow-${each}`),
    ...(args[0] === "sync" ? engineFlags : []),
    ...flags,
    "bench/worker.ts",
    ...args,
  ]);
}

/** Runs a program that prints a measurement, and returns that. */
export async function measured(program: string, args: readonly string[]): Promise<Measurement> {
  const { success, stdout } = await new Deno.Command(program, {
    args: [...args],
    cwd: root,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`'${args.join(" ")}' failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
