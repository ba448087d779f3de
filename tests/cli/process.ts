/**
 * Runs the command line as a process of its own.
 *
 * @module
 */

import { assert } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import type { Sandbox } from "../../sandbox/types.ts";
import { pagesAsked } from "../pages_asked.ts";
import { Screen } from "./screen.ts";

const root = new URL("../../", import.meta.url).pathname;

/** How a process ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tasks of the project, and the permission sets that they name. */
export const { tasks, permissions } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as {
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
  readonly permissions: Readonly<Record<string, Readonly<Record<string, boolean | string[]>>>>;
};

/** What a task gives to `deno`: `run`, flags, the module and its arguments. */
function wordsOf(task: string): string[] {
  const [, ...words] = tasks[task]!.command.split(" ");
  return words;
}

/** How a task runs any module: `run` and its flags, with the permissions that it names. */
export function flagsOf(task: string): string[] {
  const words = wordsOf(task);
  return words.slice(0, words.findIndex((word) => word.endsWith(".ts")));
}

/**
 * How a command is started: with the words of its task, or of `sync` when it is none, and more flags
 * for `deno`.
 */
function command(args: readonly string[], flags: readonly string[] = []): string[] {
  const [name, ...rest] = args;
  const task = name! in tasks ? name! : "sync";
  const [module, ...own] = wordsOf(task).slice(flagsOf(task).length);
  return [
    ...[Deno.execPath(), ...flagsOf(task), ...flags, `${root}${module}`],
    ...(task === name ? [...own, ...rest] : args),
  ];
}

/** Starts a program with nothing but the given environment. */
function spawn(
  [program, ...args]: readonly string[],
  env: Record<string, string>,
  { stdin = "null", cwd = root }: Pick<Deno.CommandOptions, "stdin" | "cwd"> = {},
): Deno.ChildProcess {
  return new Deno.Command(program!, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: {
      NO_COLOR: "1",
      ...Object.fromEntries(
        ["PATH", "HOME", "DENO_DIR"].map((name) => [name, Deno.env.get(name) ?? ""])
          .filter(([, value]) => value),
      ),
      ...env,
    },
    stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Starts a command with nothing but the given environment. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  flags?: readonly string[],
): Deno.ChildProcess {
  return spawn(command(args, flags), env);
}

/** Starts a module as a task would, by its path in the repository. */
export function startModule(
  task: string,
  module: string,
  env: Record<string, string>,
): Deno.ChildProcess {
  return spawn([Deno.execPath(), ...flagsOf(task), `${root}${module}`], env);
}

/** Starts a command on a terminal of its own; what is written to stdin is typed there. */
export function startOnTerminal(
  args: readonly string[],
  env: Record<string, string>,
): Deno.ChildProcess {
  return spawn(onTerminal(command(args)), { ...env, TERM: "xterm" }, { stdin: "piped" });
}

/** The words that run a command on a terminal of a size. */
function onTerminal(words: readonly string[], [columns, rows] = [80, 24]): string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  return ["script", "-qec", `stty cols ${columns} rows ${rows}; exec ${line}`, "/dev/null"];
}

/** How a process ended that had a terminal. */
export interface TerminalOutcome {
  readonly code: number;
  /** All that it wrote to the terminal, its control sequences included. */
  readonly output: string;
  /** What it left on the terminal. */
  readonly lines: string[];
}

/** Options for {@linkcode runOnTerminal}. */
export interface TerminalOptions {
  /** Folder to run in. @default {the repository's} */
  readonly cwd?: string;
  /** Columns and rows. @default {[80, 24]} */
  readonly size?: readonly [number, number];
  /** More flags for `deno run`; without them the command is run by `deno task`. */
  readonly flags?: readonly string[];
}

/** Runs `deno task` with the given words on a terminal, in colour. */
export async function runOnTerminal(
  args: readonly string[],
  env: Record<string, string> = {},
  { cwd = root, size = [80, 24], flags }: TerminalOptions = {},
): Promise<TerminalOutcome> {
  const words = flags ? command(args, flags) : [Deno.execPath(), "task", ...args];
  const process = spawn(
    onTerminal(words, [...size]),
    { ...env, TERM: "xterm", NO_COLOR: "" },
    { cwd },
  );
  let output = "";
  for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += chunk;
    if (output.includes("Allow?")) process.kill("SIGKILL"); // Nobody is there to answer.
  }
  await process.stderr.cancel();
  const { code } = await process.status;
  const screen = new Screen(...size);
  screen.write(output);
  return { code, output, lines: screen.lines };
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  flags?: readonly string[],
): Promise<Outcome> {
  const { code, stdout, stderr } = await start(args, env, flags).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Kills a sync so long after it asked for its first page; returns whether it had ended before. */
export async function endOrKill(
  process: Deno.ChildProcess,
  sandbox: Sandbox,
  after: number,
): Promise<boolean> {
  const before = pagesAsked(sandbox);
  let ended = false;
  const output = process.output().finally(() => ended = true);
  while (!ended && pagesAsked(sandbox) === before) await delay(5);
  await Promise.race([delay(after), output]);
  if (!ended) process.kill("SIGKILL");
  const { success, signal, stderr } = await output;
  assert(success || signal === "SIGKILL", new TextDecoder().decode(stderr));
  return success;
}
