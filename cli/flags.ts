/**
 * Reads flags and writes the help about them.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";
import { hint } from "./nearest.ts";
import { program } from "./program.ts";
import {
  argumentOf,
  flagOf,
  type SettingName,
  settingOf,
  type Settings,
  variableOf,
} from "./settings.ts";
import { valueFrom } from "./values.ts";

/** A command of the command line. */
export interface Command<Name extends SettingName = SettingName> {
  /** What a user types, such as `sync`. */
  readonly name: string;
  /** What it does; one line. */
  readonly summary: string;
  /** What it does; a few lines. */
  readonly details: string;
  /** Its settings, in the order of its help. */
  readonly settings: readonly Name[];
  /** Loads what runs it: given its settings, it returns the exit code. */
  readonly load: () => Promise<(settings: Settings<Name>) => Promise<number>>;
}

/**
 * Reads the settings that are given as flags, or as what follows the command without one.
 *
 * @throws {UsageError} when a flag is unknown, is given twice, or lacks its value or has a wrong one.
 */
export function parseFlags(
  command: Pick<Command, "name" | "settings">,
  args: readonly string[],
): Partial<Settings> {
  const flags = new Map(
    command.settings.flatMap((name) => {
      const flag = flagOf(name);
      return flag === undefined ? [] : [[flag, settingOf(name).type] as const];
    }),
  );
  const namesOf = (takeValues: boolean) =>
    [...flags].filter(([, { placeholder }]) => (placeholder !== undefined) === takeValues)
      .map(([flag]) => flag);
  const named = argumentOf(command.settings);
  const positional: string[] = [];
  const parsed = parseArgs([...args], {
    string: namesOf(true),
    collect: namesOf(true),
    boolean: namesOf(false),
    unknown: (argument: string, name?: string) => {
      if (name === undefined) {
        positional.push(argument);
        if (named !== undefined && positional.length === 1) return false;
        throw new UsageError(
          `Unexpected argument '${argument}'; see ${program} ${command.name} --help`,
        );
      }
      const known = [...flags.keys()].map((flag) => `--${flag}`);
      const more = hint(`--${name}`, known, `${program} ${command.name} --help`);
      throw new UsageError(`Unknown flag '--${name}'${more}`);
    },
  });
  return Object.fromEntries(command.settings.flatMap((name) => {
    if (name === named) return positional.map((text) => [name, text]);
    const flag = flagOf(name);
    if (flag === undefined) return [];
    const { type } = settingOf(name);
    const value = parsed[flag];
    if (type.placeholder === undefined) return value === true ? [[name, true]] : [];
    const [first, ...others] = value as string[];
    if (first === undefined) return [];
    if (others.length > 0) {
      throw new UsageError(`The flag '--${flag}' is given more than once; give it once`);
    }
    if (first === "") {
      throw new UsageError(`The flag '--${flag}' takes a value: --${flag} ${type.placeholder}`);
    }
    return [[name, valueFrom(type, first, `--${flag}`)]];
  }));
}

/** Writes the help of a command. */
export function helpOf({ name, summary, details, settings }: Command): string {
  const rows = settings.flatMap((setting) => {
    const flag = flagOf(setting);
    if (flag === undefined) return [];
    const { type: { placeholder }, help, default: value } = settingOf(setting);
    const variable = variableOf(setting);
    return [
      [
        `--${flag}${placeholder ? ` ${placeholder}` : ""}`,
        `${help}${value ? ` (default ${value})` : ""}${variable ? ` [${variable}]` : ""}`,
      ] as const,
    ];
  });
  const width = Math.max(...rows.map(([flag]) => flag.length));
  const lines = rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`);
  const argument = argumentOf(settings);
  const usage = argument ? ` "${settingOf(argument).type.placeholder}"` : "";
  return `${summary}\n\nUsage: ${program} ${name}${usage} [flags]\n\n${details}\n\nFlags:\n${
    lines.join("\n")
  }`;
}
