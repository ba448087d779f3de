/**
 * Reads flags and writes the help about them.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { program } from "./program.ts";

/** A flag of a command. */
export interface Flag {
  /** Name without the dashes. */
  readonly name: string;
  /** Name of its value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** What it does; one line. */
  readonly help: string;
  /** Environment variable that is read when the flag is not given. */
  readonly env?: string;
  /** Value when neither is given. */
  readonly default?: string;
}

/** A command of the command line. */
export interface Command {
  /** What a user types, such as `sync`. */
  readonly name: string;
  /** What it does; one line. */
  readonly summary: string;
  /** What it does; a few lines. */
  readonly details: string;
  /** What it can be told, in the order of its help. */
  readonly flags: readonly Flag[];
  /** Loads what runs it: given the flags, it returns the exit code. */
  readonly load: () => Promise<(flags: Flags) => Promise<number>>;
}

/** The flags that were given, and the environment behind them. */
export interface Flags {
  /** The value of a flag, of its environment variable, its default, or `undefined`. */
  value(name: string): string | undefined;
  /** Where the value of a flag is from, to be named in an error: `--rate` or `WORKSPACE_RATE`. */
  source(name: string): string;
  /**
   * Whether a switch was given, or its environment variable is `1` or `true`.
   *
   * @throws {UsageError} when the variable is anything but these, `0` and `false`.
   */
  has(name: string): boolean;
  /** Reads an environment variable that has no flag. */
  readonly environment: Environment;
}

/** Reads an environment variable. */
export type Environment = (name: string) => string | undefined;

/**
 * Parses the arguments of a command.
 *
 * @throws {UsageError} when a flag is unknown, lacks its value or is given twice.
 */
export function parseFlags(
  command: Command,
  args: readonly string[],
  environment: Environment,
): Flags {
  const valued = command.flags.filter(({ value }) => value !== undefined);
  const parsed = parseArgs(withDashes(args, valued), {
    string: valued.map(({ name }) => name),
    collect: valued.map(({ name }) => name),
    boolean: command.flags.filter(({ value }) => value === undefined).map(({ name }) => name),
    unknown: (argument: string, name?: string) => {
      if (name === undefined) {
        throw new UsageError(
          `Unexpected argument '${argument}'; see ${program} ${command.name} --help`,
        );
      }
      const guess = nearest(name, command.flags.map((flag) => flag.name));
      throw new UsageError(
        `Unknown flag '--${name}'${guess ? `; did you mean '--${guess}'?` : ""} ` +
          `See ${program} ${command.name} --help`,
      );
    },
  });
  const given = new Map<string, string>();
  for (const { name, value } of valued) {
    const [first, ...others] = parsed[name] as string[];
    if (first === undefined) continue;
    if (others.length > 0) {
      throw new UsageError(`The flag '--${name}' is given more than once; give it once`);
    }
    if (first === "") {
      throw new UsageError(`The flag '--${name}' takes a value: --${name} ${value}`);
    }
    given.set(name, first);
  }
  const flagOf = (name: string) => command.flags.find((flag) => flag.name === name);
  const fromEnvironment = (name: string) => {
    const env = flagOf(name)?.env;
    return (env && environment(env)) || undefined;
  };
  return {
    value: (name) => given.get(name) ?? fromEnvironment(name) ?? flagOf(name)?.default,
    source: (name) =>
      given.has(name) || fromEnvironment(name) === undefined ? `--${name}` : flagOf(name)!.env!,
    has: (name) => parsed[name] === true || isOn(flagOf(name)?.env, fromEnvironment(name)),
    environment,
  };
}

/** Binds a lone dash to the flag before it, which would be taken for an argument of its own. */
function withDashes(args: readonly string[], valued: readonly Flag[]): string[] {
  const isValued = (arg: string | undefined) => valued.some(({ name }) => arg === `--${name}`);
  return args.flatMap((arg, index) => {
    if (isValued(arg) && args[index + 1] === "-") return [`${arg}=-`];
    return arg === "-" && isValued(args[index - 1]) ? [] : [arg];
  });
}

/** Whether an environment variable turns a switch on. */
function isOn(name: string | undefined, value = "0"): boolean {
  if (value === "1" || value === "true") return true;
  if (value === "0" || value === "false") return false;
  throw new UsageError(`Cannot use '${value}' as ${name}: expected 1 or 0`);
}

/** Writes the help of a command. */
export function helpOf(command: Command): string {
  const names = command.flags.map(({ name, value }) => `--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = command.flags.map(({ help, env, default: value }, index) =>
    `  ${names[index]!.padEnd(width)}  ${help}${value ? ` (default ${value})` : ""}${
      env ? ` [${env}]` : ""
    }`
  );
  return `${command.summary}\n\nUsage: ${program} ${command.name} [flags]\n\n${command.details}\n\nFlags:\n${
    lines.join("\n")
  }`;
}
