/**
 * Reads the arguments of the benchmarks.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { resources } from "../generated/resources.ts";

/** A flag with one value. */
export interface Flag<Value> {
  /** What stands for the value in the help. */
  readonly value: string;
  /** What the flag sets. */
  readonly help: string;
  /** What is read when the flag is not given. */
  readonly default: string;
  /** Turns the text into the value. */
  readonly read: (text: string, name: string) => Value;
}

/** Flags by name. */
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What was read, by the name of the flag. */
export type Values<Of extends Flags> = {
  readonly [Name in keyof Of]: Of[Name] extends Flag<infer Value> ? Value : never;
};

/** Makes a flag that takes a whole number from `lowest` upwards. */
export function whole(fallback: number, help: string, value = "N", lowest = 1): Flag<number> {
  return { value, help, default: String(fallback), read: wholeFrom(lowest) };
}

/** Makes a flag that takes whole numbers with commas between them. */
export function wholes(fallback: readonly number[], help: string): Flag<readonly number[]> {
  const read = (text: string, name: string) =>
    text.split(",").map((each) => wholeFrom(1)(each, name));
  return { value: "N,N", help, default: fallback.join(), read };
}

function wholeFrom(lowest: number): (text: string, name: string) => number {
  return (text, name) => {
    if (/^\d+$/.test(text) && Number(text) >= lowest) return Number(text);
    throw new RangeError(
      `Cannot use '${text}' as --${name}: it must be a whole number from ${lowest} upwards`,
    );
  };
}

/** The resource with the most columns. */
export const widest: string =
  Object.values(resources).reduce((a, b) => a.columns.length >= b.columns.length ? a : b).name;

/** Flags that every benchmark takes. */
export const shared: { readonly resource: Flag<string>; readonly rounds: Flag<number> } = {
  resource: {
    value: "NAME",
    help: "The resource with that many rows",
    default: widest,
    read: (text, name) => {
      if (Object.hasOwn(resources, text)) return text;
      throw new RangeError(
        `Cannot use '${text}' as --${name}: known are ${Object.keys(resources).join(", ")}`,
      );
    },
  },
  rounds: whole(3, "Rounds; the medians of them are printed"),
};

/**
 * Reads flags, each of which takes one value.
 *
 * @throws {RangeError} when an argument is unknown, or a value cannot be used.
 */
export function readFlags<Of extends Flags>(args: readonly string[], flags: Of): Values<Of> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { default: fallback }]) =>
      [name, { type: "string", default: fallback }] as const
    ),
  );
  let given: Record<string, unknown>;
  try {
    given = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RangeError((error as Error).message, { cause: error });
  }
  return Object.fromEntries(
    Object.entries(flags).map(([name, { read }]) => [name, read(String(given[name]), name)]),
  ) as Values<Of>;
}

/** Describes flags, a line for each. */
export function flagLines(flags: Flags): string[] {
  const names = Object.entries(flags).map(([name, { value }]) => `--${name} ${value}`);
  const width = Math.max(...names.map(({ length }) => length));
  return Object.values(flags).map(({ help, default: fallback }, at) =>
    `  ${names[at]!.padEnd(width)}  ${help} (default ${fallback})`
  );
}
