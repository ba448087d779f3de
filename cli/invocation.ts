/**
 * Carries out what a command line asks for.
 *
 * @module
 */

import { commands, sandbox } from "./commands.ts";
import { errorLine, exitCodeOf, lineOf } from "./errors.ts";
import type { Settings } from "./settings.ts";

/** What a command line asks for, ready to be sent to another thread. */
export interface Invocation {
  /** Name of the command. */
  readonly command: string;
  /** What it was told, or has by default; nothing when it reads its arguments itself. */
  readonly settings: Partial<Settings>;
  /** Its arguments when it reads them itself, else none. */
  readonly args: readonly string[];
}

/** Runs a command, says in one line why it failed, and returns the exit code. */
export async function carryOut(invocation: Invocation): Promise<number> {
  try {
    return await run(invocation);
  } catch (error) {
    return failed(error, invocation.settings.workspace);
  }
}

/** Says in one line what went wrong, in which workspace of the config file, and returns the exit code. */
export function failed(error: unknown, workspace?: string): number {
  console.error(errorLine(lineOf(error), workspace));
  return exitCodeOf(error);
}

async function run({ command, settings, args }: Invocation): Promise<number> {
  if (command === sandbox.name) return (await sandbox.load())(args);
  if (settings.verbose) await logToStderr();
  const start = await commands.find(({ name }) => name === command)!.load();
  return await start(settings as Settings); // Those that the command has.
}

async function logToStderr(): Promise<void> {
  const { configure, getStreamSink } = await import("@logtape/logtape");
  await configure({
    sinks: { stderr: getStreamSink(Deno.stderr.writable) },
    loggers: [
      { category: "workspace-sync", lowestLevel: "debug", sinks: ["stderr"] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["stderr"] },
    ],
  });
}
