/**
 * Runs the command line as a process of its own.
 *
 * @module
 */

import { assert } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import type { Sandbox } from "../../sandbox/types.ts";

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
  stdin: "null" | "piped",
): Deno.ChildProcess {
  return new Deno.Command(program!, {
    args: [...args],
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
  return spawn(command(args, flags), env, "null");
}

/** Starts a command on a terminal of its own; what is written to stdin is typed there. */
export function startOnTerminal(
  args: readonly string[],
  env: Record<string, string>,
): Deno.ChildProcess {
  const line = command(args).map((word) => `'${word}'`).join(" ");
  return spawn(["script", "-qec", line, "/dev/null"], { ...env, TERM: "xterm" }, "piped");
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

/** Kills a sync so long after its first request; returns whether it had ended before. */
export async function endOrKill(
  process: Deno.ChildProcess,
  sandbox: Sandbox,
  after: number,
): Promise<boolean> {
  const before = sandbox.requests.length;
  let ended = false;
  const output = process.output().finally(() => ended = true);
  while (!ended && sandbox.requests.length === before) await delay(5);
  await Promise.race([delay(after), output]);
  if (!ended) process.kill("SIGKILL");
  const { success, signal, stderr } = await output;
  assert(success || signal === "SIGKILL", new TextDecoder().decode(stderr));
  return success;
}
