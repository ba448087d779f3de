/**
 * Reads the config file: settings that hold for all workspaces, and those of each.
 *
 * ```json
 * {
 *   "api_url": "https://www.ruddr.io",
 *   "workspaces": {
 *     "acme": { "api_token_variable": "WORKSPACE_API_TOKEN_ACME", "destination": "duckdb:acme.duckdb" }
 *   }
 * }
 * ```
 *
 * @module
 */

import { UsageError } from "./errors.ts";
import { readText, readTextIfThere } from "./files.ts";
import { nearest } from "./nearest.ts";
import {
  configFile,
  flagOf,
  keyOf,
  type Place,
  type SettingName,
  settingOf,
  type Settings,
  settings,
} from "./settings.ts";
import { valueFrom, type ValueType, wrongValue } from "./values.ts";

/** A workspace, as a config file describes it; of a secret its settings have the name of the variable only. */
export interface ConfiguredWorkspace {
  /** What it is called; `undefined` when the file names no workspaces. */
  readonly name: string | undefined;
  /** What holds for it, the settings of all workspaces included. */
  readonly settings: Partial<Settings>;
}

/** Names of workspaces, which become part of the names of cron jobs and of paths. */
export const namePattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$";

/**
 * Reads the workspaces of a config file, in its order; one without a name when there is no file, or it names none.
 *
 * @param path The file. @default {workspace-sync.json, where there is one}
 * @throws {UsageError} when the file cannot be read, or something in it cannot be used.
 */
export function readConfigFile(path: string | undefined): readonly ConfiguredWorkspace[] {
  const file = path ?? configFile;
  const text = path === undefined ? readTextIfThere(file) : readText(file);
  if (text === undefined) return [{ name: undefined, settings: {} }];
  const { $schema: _, workspaces, ...rest } = objectOr(parsed(text, file), file);
  const shared = settingsIn(rest, ["workspace", "all"], `in ${file}`);
  if (workspaces === undefined) return [{ name: undefined, settings: shared }];
  const named = Object.entries(objectOr(workspaces, `'workspaces' in ${file}`));
  if (named.length === 0) throw new UsageError(`Cannot use ${file}: its 'workspaces' is empty`);
  return named.map(([name, value]) => {
    const where = `workspace '${name}' in ${file}`;
    if (!new RegExp(namePattern).test(name)) {
      throw new UsageError(
        `Cannot use the name of ${where}: expected up to 32 letters, digits, _ and -`,
      );
    }
    const own = settingsIn(objectOr(value, where), ["workspace"], `of ${where}`);
    return { name, settings: { ...shared, ...own } };
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The rest of the message quotes the file.
    const [place] = /line \d+ column \d+/.exec((error as Error).message) ?? [];
    throw new UsageError(`Cannot read ${file}: it is not JSON${place ? `; see ${place}` : ""}`);
  }
}

function objectOr(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new UsageError(`Cannot use ${where}: expected an object`);
}

const names = Object.keys(settings) as SettingName[];

/**
 * Reads the settings of one object of the file.
 *
 * @param where Where it is, to follow the name of a setting: `in workspace-sync.json`.
 */
function settingsIn(
  object: Record<string, unknown>,
  places: readonly Place[],
  where: string,
): Partial<Settings> {
  const isKnown = (name: SettingName) =>
    settingOf(name).places.some((place) => places.includes(place));
  const known = new Map(names.filter(isKnown).map((name) => [keyOf(name), name]));
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const name = known.get(key);
      if (name === undefined) throw refusalOf(key, [...known.keys()], where);
      return [name, valueIn(value, settingOf(name).type, `${key} ${where}`)];
    }),
  );
}

/** Reads a value of the file by the same rules as one that is given as text. */
function valueIn(value: unknown, type: ValueType<unknown>, source: string): unknown {
  if (type.isSecret) {
    // What stands there may be the secret, and is not shown.
    if (typeof value === "string" && new RegExp(String(type.schema.pattern)).test(value)) {
      return { variable: value, value: undefined };
    }
    throw new UsageError(`Cannot use ${source}: expected ${type.expected}`);
  }
  const text = textOf(value, type);
  if (text === undefined) {
    // An object may hold anything, and is not shown.
    const shown = typeof value === "object" && value !== null ? "{…}" : JSON.stringify(value);
    throw wrongValue(shown, source, type.expected);
  }
  return valueFrom(type, text, source);
}

/** Writes a value as it would be given as a flag; `undefined` when it is not of the type's kind. */
function textOf(value: unknown, { schema }: ValueType<unknown>): string | undefined {
  if (schema.type === "array") {
    const isList = Array.isArray(value) && value.every((each) => typeof each === "string");
    return isList ? value.join(",") : undefined;
  }
  const kind: string = typeof value;
  const expected = schema.type === "integer" ? "number" : schema.type;
  return kind === expected ? String(value) : undefined;
}

/** Says why a key has no place there, and what to do; never what it holds. */
function refusalOf(key: string, known: readonly string[], where: string): UsageError {
  const name = names.find((name) => keyOf(name) === key);
  if (name !== undefined) {
    const { places } = settingOf(name);
    const remedy = places.includes("all")
      ? "it holds for all workspaces; put it beside 'workspaces'"
      : `it is for one run; use --${flagOf(name)}`;
    return new UsageError(`Cannot use ${key} ${where}: ${remedy}`);
  }
  const secret = names.find((name) => name === key && settingOf(name).type.isSecret);
  if (secret !== undefined || /token|secret|password|credential/i.test(key)) {
    return new UsageError(
      `Cannot use ${key} ${where}: a secret does not belong in a file; put it into a variable, and ` +
        `name that in ${keyOf(secret ?? "api_token")}`,
    );
  }
  const guess = nearest(key, known);
  return new UsageError(
    `Unknown setting '${key}' ${where}${guess ? `; did you mean '${guess}'?` : ""}`,
  );
}
