/**
 * The settings: one table that flags, variables, the config file, the help and the documentation follow from.
 *
 * A setting has one name. As a flag it is written `--max-age`, as a variable `WORKSPACE_MAX_AGE`, in the config file
 * `max_age`.
 *
 * @module
 */

import { defaults } from "@workspace-sync/sdk/internal";
import { resources } from "@workspace-sync/sdk/resources";
import {
  choice,
  duration,
  integer,
  names,
  number,
  port,
  schedule,
  secret,
  signingKey,
  text,
  toggle,
  type ValueType,
  webhook,
} from "./values.ts";

/**
 * Where a setting can be given: as a flag, as what follows the command without a flag, as a variable, in the config file for a workspace or for all of them, or
 * there for all of them only.
 */
export type Place = "flag" | "argument" | "variable" | "workspace" | "all";

/** What a user can decide. */
export interface Setting<Value = unknown> {
  /** What its values look like. */
  readonly type: ValueType<Value>;
  /** Where it can be given. */
  readonly places: readonly Place[];
  /** What it does; one line. */
  readonly help: string;
  /** Text of its value when none is given. */
  readonly default?: string;
  /** Name of its flag without the dashes, where that is another one. */
  readonly flag?: string;
  /** Name of its variable, where that is another one. */
  readonly variable?: string;
}

/** What holds for a workspace. */
const anywhere = ["flag", "variable", "workspace"] as const;
/** What holds for one run. */
const perRun = ["flag", "variable"] as const;
/** What holds for the unattended sync. */
const unattended = ["variable", "workspace"] as const;

const resourceList = names("resource", Object.keys(resources), "resources");

/** Age from which a table is stale in `/healthz` and on the status page, unless another is set. */
export const usualMaxAge = "25h";

/** The config file that is read when no other is named. */
export const configFile = "workspace-sync.json";

/** The settings, by their names in the config file. */
export const settings = {
  destination: {
    type: text("ADDRESS", "an address such as duckdb:FILE"),
    places: anywhere,
    flag: "to",
    help: "duckdb:FILE[?schema=NAME] or bigquery://PROJECT/DATASET",
    default: "duckdb:workspace.duckdb",
  },
  only: { type: resourceList, places: anywhere, help: "Only these resources" },
  except: { type: resourceList, places: anywhere, help: "All resources but these" },
  deletes: {
    type: choice("MODE", ["soft", "hard", "keep"]),
    places: anywhere,
    help: "What happens to rows whose record is gone: soft (marked), hard (removed) or keep",
    default: "soft",
  },
  strict: {
    type: toggle,
    places: anywhere,
    help: "Fail a resource, and merge nothing of it, when a record differs from the spec",
  },
  create_dataset: {
    type: toggle,
    places: anywhere,
    help: "Create the BigQuery dataset when there is none",
  },
  partition: {
    type: toggle,
    places: anywhere,
    help: "Partition BigQuery tables that are created by month of created_at",
  },
  max_bytes_billed: {
    type: integer,
    places: anywhere,
    help: "Most bytes that a BigQuery query may be billed for",
  },
  api_url: {
    type: text("URL", "a URL such as https://api.example.com", { format: "uri" }),
    places: anywhere,
    help: "The API, such as https://api.example.com",
  },
  api_token: { type: secret(), places: unattended, help: "The token; asked for on a terminal" },
  rate: {
    type: number,
    places: anywhere,
    help: "Requests per second, 0 for no limit",
    default: String(defaults.rate),
  },
  concurrency: {
    type: integer,
    places: anywhere,
    help: "Requests at the same time",
    default: String(defaults.concurrency),
  },
  max_page_bytes: {
    type: integer,
    places: anywhere,
    help: "Largest page that is read, in bytes after decompression",
    default: String(defaults.maxPageBytes),
  },
  max_pages: {
    type: integer,
    places: anywhere,
    help: "Longest list that is read, in pages",
    default: String(defaults.maxPages),
  },
  quick: {
    type: toggle,
    places: perRun,
    help: "Read the newest records only, up to a page without changes; delete nothing",
  },
  allow_mass_delete: {
    type: toggle,
    places: perRun,
    help: "Let a sweep empty a table, or delete more than half of one with over 20 rows",
  },
  fresh: {
    type: toggle,
    places: ["flag"],
    help: "Start over instead of resuming an interrupted sync",
  },
  dry_run: {
    type: toggle,
    places: ["flag"],
    help: "Show what would be done and with which SQL; change nothing",
  },
  max_age: {
    type: duration,
    places: ["flag", ...unattended],
    help: `Age from which a table is stale, such as 2h; ${usualMaxAge} in /healthz and on the page`,
  },
  alert_url: {
    type: webhook,
    places: unattended,
    help: "Where alerts are posted to; without it there are none",
  },
  alert_secret: {
    type: signingKey,
    places: unattended,
    help: "Key that alerts are signed with: whsec_ and 24 bytes or more in base64",
  },
  alert_after: {
    type: integer,
    places: unattended,
    help: "Failures in a row that are an alert",
    default: "3",
  },
  cron: {
    type: schedule,
    places: unattended,
    help: "When to sync; five fields in UTC, days of the week by name",
    default: "17 * * * *",
  },
  cron_quick: {
    type: schedule,
    places: unattended,
    help: "When to sync quickly, in between: the newest records only, and no deletions",
  },
  slice: {
    type: duration,
    places: unattended,
    help: "Longest time that one tick reads; the next one goes on where it stopped",
    default: "4m",
  },
  cron_name: {
    type: text("NAME", "a name"),
    places: ["variable", "all"],
    help:
      "Name of the cron jobs; with the workspace and quick up to 64 letters, digits, spaces, _ and -",
    default: "workspace-sync",
  },
  port: {
    type: port,
    places: ["flag", "variable", "all"],
    help: "Port of the status page on 127.0.0.1, 0 for any; Deno Deploy chooses its own",
    default: "8000",
  },
  status_token: {
    type: secret(16),
    places: ["variable", "all"],
    help:
      "Token of the status page, 16 characters or more; without it there is none but on loopback",
  },
  question: {
    type: text("MODEL|SQL", "the name of a model, or SQL"),
    places: ["argument"],
    help: "Name of a model, or SQL",
  },
  csv: { type: toggle, places: ["flag"], help: "Write the rows as CSV" },
  parquet: {
    type: text("FILE", "a file"),
    places: ["flag"],
    help: "Write the rows into this Parquet file (DuckDB)",
  },
  wait: {
    type: duration,
    places: ["flag"],
    help: "Longest time to wait for a DuckDB file that another process has open",
    default: "1m",
  },
  list: { type: toggle, places: ["flag"], help: "List the models and what their columns hold" },
  serve: { type: toggle, places: ["flag"], help: "Serve a page about it on 127.0.0.1" },
  workspace: {
    type: text("NAME", "the name of a workspace in the config file"),
    places: perRun,
    variable: "WORKSPACE_NAME",
    help: "Workspace of the config file",
  },
  all: {
    type: toggle,
    places: ["flag"],
    help: "All workspaces of the config file, one after another",
  },
  config: {
    type: text("FILE", "a file"),
    places: perRun,
    help: `File of workspaces and their settings; ${configFile}, where there is one`,
  },
  env_file: {
    type: text("FILE", "a file"),
    places: ["flag"],
    help: "Read settings that are not in the environment from this file",
  },
  json: { type: toggle, places: ["flag"], help: "Write JSON lines even on a terminal" },
  verbose: {
    type: toggle,
    places: ["flag"],
    help: "Write what the client logs, such as repeated requests, to stderr",
  },
  help: { type: toggle, places: ["flag"], help: "Show this help" },
} as const satisfies Readonly<Record<string, Setting>>;

/** What a setting is called in the config file and in this program. */
export type SettingName = keyof typeof settings;

/** The value of a setting; `undefined` when none is given and it has no default. */
type ValueOf<Of> = Of extends { readonly type: ValueType<infer Value> }
  ? Of extends { readonly default: string } | { readonly type: { readonly default: string } }
    ? Value
  : Value extends { readonly variable: string } ? Value
  : Value | undefined
  : never;

/** The values of settings. */
export type Settings<Name extends SettingName = SettingName> = {
  readonly [Each in Name]: ValueOf<(typeof settings)[Each]>;
};

/** Looks a setting up, as what all of them have in common. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/** Returns the flag of a setting, without its dashes; `undefined` when it has none. */
export function flagOf(name: SettingName): string | undefined {
  const { places, flag } = settingOf(name);
  return places.includes("flag") ? flag ?? name.replaceAll("_", "-") : undefined;
}

/** Returns the one of some settings that follows the command without a flag, if there is one. */
export function argumentOf<Name extends SettingName>(names: readonly Name[]): Name | undefined {
  return names.find((name) => settingOf(name).places.includes("argument"));
}

/** Returns the variable of a setting; `undefined` when it has none. */
export function variableOf(name: SettingName): string | undefined {
  const { places, variable } = settingOf(name);
  return places.includes("variable") ? variable ?? `WORKSPACE_${name.toUpperCase()}` : undefined;
}

/** Returns the key of a setting in the config file; of a secret only the name of its variable stands there. */
export function keyOf(name: SettingName): string {
  return settingOf(name).type.isSecret ? `${name}_variable` : name;
}

/** Settings that belong together. */
export const groups = {
  /** Which resources. */
  resources: ["only", "except"],
  /** Where the API is, and how fast it may be asked. */
  api: ["api_url", "api_token", "rate", "concurrency", "max_page_bytes", "max_pages"],
  /** Costs and rights in a destination. */
  opening: ["create_dataset", "partition", "max_bytes_billed"],
  /** Who is told when something goes wrong. */
  alerts: ["alert_url", "alert_secret", "alert_after"],
  /** Where other settings are read from. */
  sources: ["workspace", "config", "env_file"],
} as const satisfies Readonly<Record<string, readonly SettingName[]>>;

/** What a sync does, wherever it is started. */
export const syncNames = [
  ...["destination", ...groups.resources, "deletes", "allow_mass_delete", "strict", "quick"],
  ...[...groups.opening, ...groups.api, ...groups.alerts],
] as const satisfies readonly SettingName[];

/** Name of a setting of every sync. */
export type SyncName = (typeof syncNames)[number];
