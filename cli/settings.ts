/**
 * Reads the settings: flag, then environment, then the file given by `--env-file`.
 *
 * @module
 */

import { parseEnv } from "node:util";
// @ts-types="./std.d.ts"
import { promptSecret } from "@std/cli/prompt-secret";
import type { Deletes, OpenOptions, SyncOptions } from "@workspace-sync/loader";
import type { ClientOptions, Resource } from "@workspace-sync/sdk";
import { defaults } from "@workspace-sync/sdk/internal";
import { resources } from "@workspace-sync/sdk/resources";
import { UsageError } from "./errors.ts";
import { type Command, type Environment, type Flag, type Flags, parseFlags } from "./flags.ts";
import { nearest } from "./nearest.ts";
import { wrongValue } from "./values.ts";
import { program } from "./program.ts";

/** Flags that say where the API is and how fast it may be asked. */
export const clientFlags: readonly Flag[] = [
  {
    name: "api-url",
    value: "URL",
    help: "The API, such as https://api.example.com",
    env: "WORKSPACE_API_URL",
  },
  {
    name: "rate",
    value: "N",
    help: "Requests per second, 0 for no limit",
    env: "WORKSPACE_RATE",
    default: String(defaults.rate),
  },
  {
    name: "concurrency",
    value: "N",
    help: "Requests at the same time",
    env: "WORKSPACE_CONCURRENCY",
    default: String(defaults.concurrency),
  },
  {
    name: "max-page-bytes",
    value: "N",
    help: "Largest page that is read, in bytes after decompression",
    env: "WORKSPACE_MAX_PAGE_BYTES",
    default: String(defaults.maxPageBytes),
  },
  {
    name: "max-pages",
    value: "N",
    help: "Longest list that is read, in pages",
    env: "WORKSPACE_MAX_PAGES",
    default: String(defaults.maxPages),
  },
];

/** Flags that choose resources. */
export const resourceFlags: readonly Flag[] = [
  { name: "only", value: "A,B", help: "Only these resources", env: "WORKSPACE_ONLY" },
  { name: "except", value: "A,B", help: "All resources but these", env: "WORKSPACE_EXCEPT" },
];

/** Flag that names the destination. */
export const toFlag: Flag = {
  name: "to",
  value: "ADDRESS",
  help: "duckdb:FILE[?schema=NAME] or bigquery://PROJECT/DATASET",
  env: "WORKSPACE_DESTINATION",
  default: "duckdb:workspace.duckdb",
};

/** Flag for results as JSON lines. */
export const jsonFlag: Flag = {
  name: "json",
  help: "Write JSON lines even on a terminal",
};

/** Flag for the client's log. */
export const verboseFlag: Flag = {
  name: "verbose",
  help: "Write what the client logs, such as repeated requests, to stderr",
};

/** Flag for a file of settings. */
export const envFileFlag: Flag = {
  name: "env-file",
  value: "FILE",
  help: "Read settings that are not in the environment from this file",
};

/** Variable that holds the token; there is no flag for it, since flags are visible to other users. */
export const tokenVariable = "WORKSPACE_API_TOKEN";

/**
 * Reads the arguments of a command, with the environment and the file of `--env-file` behind them.
 *
 * @throws {UsageError} when a flag is wrong or the file cannot be read.
 */
export function readFlags(command: Command, args: readonly string[]): Flags {
  const file = parseFlags(command, args, () => undefined).value("env-file");
  return parseFlags(command, args, environmentWith(file));
}

/** Returns what reads the environment, with the file's variables behind it. */
function environmentWith(file: string | undefined): Environment {
  let variables: Record<string, string | undefined> = {};
  if (file !== undefined) {
    try {
      variables = parseEnv(Deno.readTextFileSync(file));
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound
        ? "there is no such file"
        : "it is not readable";
      throw new UsageError(`Cannot read the settings in '${file}': ${why}`);
    }
  }
  return (name) => Deno.env.get(name) || variables[name] || undefined;
}

/**
 * Returns how to reach the API. On a terminal a missing token is asked for.
 *
 * @throws {UsageError} when there is no URL or no token, or a number is none.
 */
export function clientSettings(
  flags: Flags,
): Pick<
  ClientOptions,
  "baseUrl" | "token" | "rate" | "concurrency" | "maxPageBytes" | "maxPages"
> {
  const baseUrl = flags.value("api-url");
  if (baseUrl === undefined) {
    throw new UsageError(
      "No API URL is set: set WORKSPACE_API_URL or --api-url, such as https://api.example.com",
    );
  }
  return {
    baseUrl,
    token: flags.environment(tokenVariable) ?? askForToken(),
    rate: numberOf(flags, "rate"),
    concurrency: wholeNumberOf(flags, "concurrency"),
    maxPageBytes: wholeNumberOf(flags, "max-page-bytes"),
    maxPages: wholeNumberOf(flags, "max-pages"),
  };
}

function askForToken(): string {
  const token = Deno.stdin.isTerminal() && Deno.stderr.isTerminal()
    ? promptSecret("API token: ", { clear: true })
    : null;
  if (!token) {
    throw new UsageError(
      `No API token is set: put it into ${tokenVariable}, or into a file for --env-file`,
    );
  }
  return token;
}

/**
 * Returns the resources that `--only` and `--except` leave, in the order of the registry.
 *
 * @throws {UsageError} when a name is unknown or nothing is left.
 */
export function resourceSettings(flags: Flags): readonly Resource[] {
  const only = namesOf(flags, "only");
  const except = namesOf(flags, "except");
  const chosen = Object.values(resources).filter(({ name }) =>
    (only.length === 0 || only.includes(name)) && !except.includes(name)
  );
  if (chosen.length === 0) throw new UsageError("No resource is left after --only and --except");
  return chosen;
}

/** Flags about costs and rights in a destination. */
export const openFlags: readonly Flag[] = [
  {
    name: "create-dataset",
    help: "Create the BigQuery dataset when there is none",
    env: "WORKSPACE_CREATE_DATASET",
  },
  {
    name: "partition",
    help: "Partition BigQuery tables that are created by month of created_at",
    env: "WORKSPACE_PARTITION",
  },
  {
    name: "max-bytes-billed",
    value: "N",
    help: "Most bytes that a BigQuery query may be billed for",
    env: "WORKSPACE_MAX_BYTES_BILLED",
  },
];

function openSettings(flags: Flags): OpenOptions {
  return {
    createDataset: flags.has("create-dataset"),
    partition: flags.has("partition"),
    ...(flags.value("max-bytes-billed") !== undefined && {
      maxBytesBilled: wholeNumberOf(flags, "max-bytes-billed"),
    }),
  };
}

/** What a sync is run with, and how its destination is opened. */
export interface SyncSettings {
  /** Address of the destination. */
  readonly address: string;
  /** How to open it. */
  readonly open: OpenOptions;
  /** What to sync, and how. */
  readonly sync: Omit<SyncOptions, "destination">;
  /** Where the changes are written to, if anywhere: a file, or `-`. */
  readonly changes: string | undefined;
}

/**
 * Reads from flags and environment what a sync needs.
 *
 * @throws {UsageError} when one is missing or wrong.
 */
export function syncSettings(flags: Flags): SyncSettings {
  const history = historySetting(flags);
  const changes = flags.value("changes");
  if (changes !== undefined && history.length === 0) {
    throw new UsageError(
      `Cannot use ${
        flags.source("changes")
      } without a history, which is where changes are found: ` +
        "add --history all, or the names of some resources",
    );
  }
  return {
    changes,
    address: destinationSetting(flags),
    open: openSettings(flags),
    sync: {
      client: clientSettings(flags),
      resources: resourceSettings(flags),
      deletes: deletesSetting(flags),
      history,
      fresh: flags.has("fresh"),
      quick: flags.has("quick"),
      allowMassDelete: flags.has("allow-mass-delete"),
      strict: flags.has("strict"),
    },
  };
}

/**
 * Returns the resources whose history is kept, among those that are synced.
 *
 * @throws {UsageError} when a name is unknown.
 */
export function historySetting(flags: Flags): readonly Resource[] {
  const synced = resourceSettings(flags);
  if (flags.value("history") === "all") return synced;
  const names = namesOf(flags, "history");
  return synced.filter(({ name }) => names.includes(name));
}

/** The file of a destination, by its address; `undefined` when it is none. */
export function fileOf(address: string): string | undefined {
  return /^duckdb:([^?]+)/.exec(address)?.[1];
}

/** Returns the address of the destination. */
export function destinationSetting(flags: Flags): string {
  return flags.value("to")!;
}

/**
 * Returns what happens to rows whose record is gone.
 *
 * @throws {UsageError} when the mode is unknown.
 */
export function deletesSetting(flags: Flags): Deletes {
  const mode = flags.value("deletes");
  if (mode === "soft" || mode === "hard" || mode === "keep") return mode;
  throw new UsageError(
    `Cannot use '${mode}' as ${flags.source("deletes")}: expected soft, hard or keep`,
  );
}

function namesOf(flags: Flags, flag: string): string[] {
  const names = (flags.value(flag) ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  const known = Object.keys(resources);
  for (const name of names) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    throw new UsageError(
      `Unknown resource '${name}' in ${flags.source(flag)}${
        guess ? `; did you mean '${guess}'?` : ""
      } ` +
        `See ${program} resources`,
    );
  }
  return names;
}

function numberOf(flags: Flags, flag: string): number {
  const text = flags.value(flag)!;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw wrongValue(text, flags.source(flag), "a number of at least 0");
}

function wholeNumberOf(flags: Flags, flag: string): number {
  const text = flags.value(flag)!;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number)) return number;
  throw wrongValue(text, flags.source(flag), "a whole number of at least 1");
}
