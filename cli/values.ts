/**
 * The types of settings: how a value is written, read and described.
 *
 * @module
 */

import { isLoopback } from "@workspace-sync/sdk/internal";
import { UsageError } from "./errors.ts";
import { hint } from "./nearest.ts";
import { program } from "./program.ts";

/** What a JSON schema says of a value. */
export type Schema = Readonly<Record<string, unknown>> & {
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
};

/** How values of one kind are written, read and described. */
export interface ValueType<Value> {
  /** Name of a value in the help; a switch has none. */
  readonly placeholder?: string;
  /** What a value looks like, to be said in an error. */
  readonly expected: string;
  /** A value in the config file. */
  readonly schema: Schema;
  /** Text of the value that holds when none is given. */
  readonly default?: string;
  /** Whether a value is to be shown nowhere. */
  readonly isSecret?: true;
  /** Reads a value; `undefined` when it is none. May throw an error that says more. */
  readonly parse: (text: string, source: string) => Value | undefined;
}

/** A type whose values are never missing. */
export type TypeWithDefault<Value> = ValueType<Value> & { readonly default: string };

/**
 * Reads a value.
 *
 * @param source What the text is from, to be named in the error: `--rate`, or `WORKSPACE_RATE`.
 * @throws {UsageError} when it is none.
 */
export function valueFrom<Value>(type: ValueType<Value>, text: string, source: string): Value {
  const value = type.parse(text, source);
  if (value === undefined) throw wrongValue(text, source, type.expected);
  return value;
}

/** Says that a value cannot be used, and what would be. */
export function wrongValue(text: string, source: string, expected: string): UsageError {
  return new UsageError(`Cannot use '${text}' as ${source}: expected ${expected}`);
}

/** Any text. */
export function text(
  placeholder: string,
  expected: string,
  schema: Readonly<Record<string, unknown>> = {},
): ValueType<string> {
  return {
    ...{ placeholder, expected },
    schema: { ...schema, type: "string", minLength: 1 },
    parse: (text) => text || undefined,
  };
}

/** A switch: `1` or `true` turns it on, `0` or `false` off. */
export const toggle: TypeWithDefault<boolean> = {
  expected: "1 or 0",
  schema: { type: "boolean" },
  default: "0",
  parse: (text) => {
    if (text === "1" || text === "true") return true;
    return text === "0" || text === "false" ? false : undefined;
  },
};

/** One of a few words. */
export function choice<const Word extends string>(
  placeholder: string,
  words: readonly Word[],
): ValueType<Word> {
  return {
    placeholder,
    expected: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
    schema: { type: "string", enum: words },
    parse: (text) => words.find((word) => word === text),
  };
}

/** Some of a number of names, with commas between them. */
export function names(
  what: string,
  known: readonly string[],
  seeAlso: string,
): TypeWithDefault<readonly string[]> {
  return {
    placeholder: "A,B",
    expected: `a list of ${what}s, such as ${known[0]}`,
    schema: { type: "array", items: { enum: known }, uniqueItems: true },
    default: "",
    parse: (text, source) => {
      const given = text.split(",").map((name) => name.trim()).filter(Boolean);
      const unknown = given.find((name) => !known.includes(name));
      if (unknown === undefined) return given;
      const more = hint(unknown, known, `${program} ${seeAlso}`);
      throw new UsageError(`Unknown ${what} '${unknown}' in ${source}${more}`);
    },
  };
}

/** A number of at least 0. */
export const number: ValueType<number> = {
  placeholder: "N",
  expected: "a number of at least 0",
  schema: { type: "number", minimum: 0 },
  parse: (text) => /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined,
};

/** A whole number of at least 1. */
export const integer: ValueType<number> = {
  placeholder: "N",
  expected: "a whole number of at least 1",
  schema: { type: "integer", minimum: 1 },
  parse: (text) => {
    const number = Number(text);
    return /^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number) ? number : undefined;
  },
};

/** A port, or 0 for any. */
export const port: ValueType<number> = {
  placeholder: "PORT",
  expected: "a port, or 0 for any",
  schema: { type: "integer", minimum: 0, maximum: 65_535 },
  parse: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined,
};

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A length of time such as `90s`, `4m`, `2h` or `1d`; in milliseconds. */
export const duration: ValueType<number> = {
  placeholder: "TIME",
  expected: "a whole number with s, m, h or d, such as 4m",
  schema: { type: "string", pattern: "^0*[1-9]\\d{0,5}[smhd]$" },
  parse: (text) => {
    const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
    const duration = Number(number) * (units[unit!] ?? NaN);
    return duration > 0 ? duration : undefined;
  },
};

/** When a cron job runs; Deno checks the fields themselves. */
export const schedule: ValueType<string> = {
  placeholder: "CRON",
  expected: "five fields, such as 17 * * * *",
  schema: { type: "string", pattern: "^\\S+( +\\S+){4}$" },
  parse: (text) => /^\S+( +\S+){4}$/.test(text) ? text : undefined,
};

/** What is to be known to few, and the variable that it is in, where other users of a machine cannot see it. */
export interface Secret {
  /** Name of the variable. */
  readonly variable: string;
  /** What it holds; `undefined` when it is not set. */
  readonly value: string | undefined;
}

/** A URL to post to, on this machine or by https; whoever knows it can post there. */
export const webhook: ValueType<Secret> = {
  ...secret(),
  placeholder: "URL",
  parse: (value, variable) => {
    const url = URL.parse(value);
    const isSafe = url?.protocol === "https:" ||
      (url?.protocol === "http:" && isLoopback(url.hostname));
    if (isSafe && url?.username === "") return { variable, value };
    throw new UsageError(
      `Cannot use ${variable}: expected a URL that begins with https:// and holds no user`,
    );
  },
};

/** A key to sign with, as Standard Webhooks writes it. */
export const signingKey: ValueType<Secret> = {
  ...secret(),
  placeholder: "KEY",
  parse: (value, variable) => {
    const [, base64 = ""] =
      /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}=?=?)?)$/.exec(value) ?? [];
    if (base64.replaceAll("=", "").length >= 32) return { variable, value };
    throw new UsageError(
      `Cannot use ${variable}: expected whsec_ and 24 bytes or more in base64, as of openssl rand -base64 32`,
    );
  },
};

/** A secret of a number of characters or more. In the config file stands the name of its variable. */
export function secret(shortest = 1): ValueType<Secret> {
  return {
    placeholder: "TOKEN",
    expected: "the name of a variable that begins with WORKSPACE_",
    schema: { type: "string", pattern: "^WORKSPACE_[A-Z0-9_]+$" },
    isSecret: true,
    parse: (value, variable) => {
      if (value.length >= shortest) return { variable, value };
      throw new UsageError(`Cannot use ${variable}: it is shorter than ${shortest} characters`);
    },
  };
}
