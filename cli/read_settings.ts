/**
 * Reads the settings: a flag wins over a variable, a variable over the file given by `--env-file`, this over the
 * config file, and this over the default.
 *
 * @module
 */

import { parseEnv } from "node:util";
import { readConfigFile } from "./config_file.ts";
import { UsageError } from "./errors.ts";
import { readText } from "./files.ts";
import { type SettingName, settingOf, type Settings, variableOf } from "./settings.ts";
import { type Secret, valueFrom } from "./values.ts";
import { refuseSharedTables, workspacesMeant } from "./workspaces.ts";

/** Reads an environment variable. */
export type Environment = (name: string) => string | undefined;

/** The environment of this process; a variable that is empty is not set. */
export const processEnvironment: Environment = (name) => Deno.env.get(name) || undefined;

/** Options for {@linkcode readSettings}. */
export interface ReadOptions {
  /** What is given as flags. @default {{}} */
  readonly given?: Partial<Settings>;
  /** The variables. @default {processEnvironment} */
  readonly environment?: Environment;
  /** Whether all workspaces are meant where none is named. @default {as the flag `--all` says} */
  readonly all?: boolean;
}

/**
 * Reads settings for each workspace of the config file that is meant; its name is the setting `workspace`. They are
 * read once, without a name, when there is no config file, or it names no workspaces.
 *
 * @param names What to read. Without `config` among them there is no config file.
 * @throws {UsageError} when a value is wrong, or it is not clear which workspace is meant.
 */
export function readSettings<Name extends SettingName>(
  names: readonly Name[],
  { given = {}, environment = processEnvironment, all = given.all ?? false }: ReadOptions = {},
): readonly Settings<Name>[] {
  const behind = withFile(environment, given.env_file);
  const read = (names: readonly SettingName[], given: Partial<Settings>, file: Partial<Settings>) =>
    Object.fromEntries(
      names.map((name) => [name, given[name] ?? valueOf(name, behind, file)]),
    ) as Settings;
  if (!(names as readonly SettingName[]).includes("config")) return [read(names, given, {})];
  const { config, workspace } = read(["config", "workspace"], given, {});
  if (given.all && given.workspace !== undefined) {
    throw new UsageError("Cannot take both --all and --workspace: use one of them");
  }
  const meant = workspacesMeant(readConfigFile(config), {
    ...{ config, workspace: given.all ? undefined : workspace, all },
  });
  const found = meant.map(({ name, settings }): Settings => ({
    ...read(names, given, settings),
    workspace: name,
  }));
  refuseSharedTables(found);
  return found;
}

/** Returns what holds where no flag is given. */
function valueOf(name: SettingName, environment: Environment, file: Partial<Settings>): unknown {
  const { type, default: fallback = type.default } = settingOf(name);
  const inFile = file[name];
  const variable = type.isSecret && inFile ? (inFile as Secret).variable : variableOf(name);
  const text = variable && environment(variable);
  if (text !== undefined) return valueFrom(type, text, variable!);
  if (inFile !== undefined) return inFile;
  if (type.isSecret) return { variable, value: undefined };
  return fallback === undefined ? undefined : valueFrom(type, fallback, name);
}

/** Puts the variables of a file behind an environment. */
function withFile(environment: Environment, file: string | undefined): Environment {
  if (file === undefined) return environment;
  const variables: Record<string, string | undefined> = parseEnv(readText(file));
  return (name) => environment(name) || variables[name] || undefined;
}
