/**
 * The command line: `sync` and the commands around it.
 *
 * @module
 */

import { commands, sandbox } from "./commands.ts";
import config from "./deno.json" with { type: "json" };
import { exit, exitCodeOf, lineOf, UsageError } from "./errors.ts";
import { helpOf } from "./flags.ts";
import { nearest } from "./nearest.ts";
import { program } from "./program.ts";
import { readFlags } from "./settings.ts";

/** Runs the command that the arguments name, `sync` by default, and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    console.error(`error: ${lineOf(error)}`);
    return exitCodeOf(error);
  }
}

/** Returns the name of the command, if the arguments have one, and its own arguments. */
export function namedIn(
  args: readonly string[],
): { name: string | undefined; rest: readonly string[] } {
  const [name, ...rest] = args;
  if (name === "--help" || name === "--version") return { name: undefined, rest: args };
  return name === undefined || name.startsWith("-") ? { name: "sync", rest: args } : { name, rest };
}

async function dispatch(args: readonly string[]): Promise<number> {
  const { name, rest } = namedIn(args);
  if (name === undefined) return rest[0] === "--help" ? help() : print(config.version);
  if (name === sandbox.name) return (await sandbox.load())(rest);
  const command = commands.find((command) => command.name === name);
  if (command === undefined) {
    const guess = nearest(name, [...commands, sandbox].map(({ name }) => name));
    throw new UsageError(`Unknown command '${name}'${guess ? `; did you mean '${guess}'?` : ""}`);
  }
  if (rest.includes("--help")) return print(helpOf(command));

  const flags = readFlags(command, rest);
  if (flags.has("verbose")) await logToStderr();
  const run = await command.load();
  return run(flags);
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

function help(): number {
  const all = [...commands, sandbox];
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return print(
    `workspace-sync ${config.version}\n\nUsage: ${program} COMMAND [flags]\n\n${
      lines.join("\n")
    }\n\n` +
      `${program} COMMAND --help shows the flags of a command.`,
  );
}

function print(text: string): number {
  console.log(text);
  return exit.ok;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
