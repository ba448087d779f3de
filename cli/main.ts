/**
 * The command line: `sync` and the commands around it.
 *
 * @module
 */

import { commands, sandbox } from "./commands.ts";
import config from "./deno.json" with { type: "json" };
import { exit, UsageError } from "./errors.ts";
import { helpOf, parseFlags } from "./flags.ts";
import { carryOut, failed, type Invocation } from "./invocation.ts";
import { nearest } from "./nearest.ts";
import { program } from "./program.ts";
import { readSettings } from "./read_settings.ts";
import { startEach } from "./start_each.ts";

/**
 * Runs the command that the arguments name, `sync` by default, and returns the exit code.
 *
 * @param start Carries it out; in this thread, unless another is given.
 */
export async function main(
  args: readonly string[],
  start: (invocation: Invocation) => Promise<number> = carryOut,
): Promise<number> {
  try {
    const asked = askedBy(args);
    return typeof asked === "string" ? print(asked) : await startEach(asked, start);
  } catch (error) {
    return failed(error);
  }
}

/**
 * Returns what arguments ask for: a text that is only to be printed, or a command, with its settings for each
 * workspace.
 *
 * @throws {UsageError} when something about them is wrong.
 */
export function askedBy([first, ...others]: readonly string[]): string | readonly Invocation[] {
  if (first === "--help") return help();
  if (first === "--version") return config.version;
  const [name, args] = first === undefined
    ? ["sync", []]
    : first.startsWith("-")
    ? ["sync", [first, ...others]]
    : [first, others];
  if (name === sandbox.name) return [{ command: name, settings: {}, args }];
  const command = commands.find((command) => command.name === name);
  if (command === undefined) {
    const guess = nearest(name, [...commands, sandbox].map(({ name }) => name));
    throw new UsageError(`Unknown command '${name}'${guess ? `; did you mean '${guess}'?` : ""}`);
  }
  if (args.includes("--help")) return helpOf(command);
  const given = parseFlags(command, args);
  return readSettings(command.settings, { given })
    .map((settings) => ({ command: name, settings, args: [] }));
}

function help(): string {
  const all = [...commands, sandbox];
  const width = Math.max(...all.map(({ name }) => name.length));
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `workspace-sync ${config.version}\n\nUsage: ${program} COMMAND [flags]\n\n${
    lines.join("\n")
  }\n\n${program} COMMAND --help shows the flags of a command.`;
}

function print(text: string): number {
  console.log(text);
  return exit.ok;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
