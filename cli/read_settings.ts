/**
 * Reads the settings: a flag wins over a variable, a variable over the file given by `--env-file`, and this over the
 * default.
 *
 * @module
 */

import { parseEnv } from "node:util";
import { UsageError } from "./errors.ts";
import { type SettingName, settingOf, type Settings, variableOf } from "./settings.ts";
import { valueFrom } from "./values.ts";

/** Reads an environment variable. */
export type Environment = (name: string) => string | undefined;

/** The environment of this process; a variable that is empty is not set. */
export const processEnvironment: Environment = (name) => Deno.env.get(name) || undefined;

/**
 * Reads settings from the environment, below what was given as flags.
 *
 * @throws {UsageError} when a value is wrong.
 */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  given: Partial<Settings> = {},
  environment: Environment = processEnvironment,
): Settings<Name> {
  const behind = withFile(environment, given.env_file);
  const values = names.map((name) => [name, given[name] ?? valueOf(name, behind)]);
  return Object.fromEntries(values);
}

function valueOf(name: SettingName, environment: Environment): unknown {
  const { type, default: fallback = type.default } = settingOf(name);
  const variable = variableOf(name);
  const text = variable && environment(variable);
  if (text !== undefined) return valueFrom(type, text, variable!);
  if (type.isSecret) return { variable, value: undefined };
  return fallback === undefined ? undefined : valueFrom(type, fallback, name);
}

/** Puts the variables of a file behind an environment. */
function withFile(environment: Environment, file: string | undefined): Environment {
  if (file === undefined) return environment;
  let variables: Record<string, string | undefined>;
  try {
    variables = parseEnv(Deno.readTextFileSync(file));
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : "it is not readable";
    throw new UsageError(`Cannot read the settings in '${file}': ${why}`);
  }
  return (name) => environment(name) || variables[name] || undefined;
}
