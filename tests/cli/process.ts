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

/** The tasks of the project. */
const { tasks } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));

/** The permissions of a task, so that a test fails where the task would. */
export function permissionsOf(task: string): string[] {
  return tasks[task].command.split(" ").filter((word: string) => /^(-A|--allow-)/.test(word));
}

/** Starts a command with its task's permissions, or others, and nothing but the given environment. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
  permissions: readonly string[] = permissionsOf(args[0]! in tasks ? args[0]! : "sync"),
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, `${root}cli/main.ts`, ...args],
    clearEnv: true,
    env: {
      NO_COLOR: "1",
      ...Object.fromEntries(
        ["PATH", "HOME", "DENO_DIR"].map((name) => [name, Deno.env.get(name) ?? ""])
          .filter(([, value]) => value),
      ),
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  permissions?: readonly string[],
): Promise<Outcome> {
  const { code, stdout, stderr } = await start(args, env, permissions).output();
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
