/**
 * The commands and their settings. What runs a command is loaded only when it is asked for.
 *
 * @module
 */

import type { Command } from "./flags.ts";
import { program } from "./program.ts";
import { groups, type SettingName, syncNames } from "./settings.ts";

/** Lets the command's own names of settings be the type of what runs it. */
function define<Name extends SettingName>(command: Command<Name>): Command {
  return command;
}

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  define({
    name: "sync",
    summary: "Make the tables of a destination equal to what the API lists",
    details:
      "Reads every page of every resource, stages the rows and merges those that are new or changed.\n" +
      "Run it again after an interruption: it resumes where it stopped.\n" +
      "The token is read from WORKSPACE_API_TOKEN.",
    settings: [
      ...syncNames,
      "max_age",
      "fresh",
      "dry_run",
      "all",
      ...groups.sources,
      "json",
      "verbose",
      "help",
    ],
    load: async () => (await import("./sync.ts")).run,
  }),
  define({
    name: "check",
    summary: "Check token, endpoints and destination before a sync",
    details: "Asks for one record of each resource and opens the destination; changes nothing.",
    settings: [
      "destination",
      ...groups.resources,
      ...groups.api,
      ...groups.sources,
      "json",
      "verbose",
      "help",
    ],
    load: async () => (await import("./check.ts")).run,
  }),
  define({
    name: "status",
    summary: "Show the last runs and how fresh each table is",
    details:
      "Reads what earlier runs recorded in the destination. With a greatest age it ends with 1 unless\n" +
      "every table was read to its end within this time. With --serve a page shows it.",
    settings: [
      "destination",
      "max_age",
      "serve",
      "port",
      "status_token",
      "api_token",
      ...groups.sources,
      "json",
      "help",
    ],
    load: async () => (await import("./status.ts")).run,
  }),
  define({
    name: "query",
    summary: "Ask the tables a question: a model by its name, or SQL",
    details:
      "Reads only, whatever the SQL says. Writes a table on a terminal, JSON lines elsewhere. A DuckDB file\n" +
      `that a sync has open is waited for. The models are listed by ${program} models --list.`,
    settings: [
      "question",
      "destination",
      "json",
      "csv",
      "parquet",
      "wait",
      "max_bytes_billed",
      ...groups.sources,
      "help",
    ],
    load: async () => (await import("./query.ts")).run,
  }),
  define({
    name: "models",
    summary: "Make a view for each question that the tables answer",
    details:
      "Makes the views in the schema models of a DuckDB file, or in the dataset crm_models beside\n" +
      "crm in BigQuery, and replaces those that are there. Sync first.",
    settings: ["destination", "list", "create_dataset", ...groups.sources, "json", "help"],
    load: async () => (await import("./models.ts")).run,
  }),
  define({
    name: "resources",
    summary: "List the resources, their endpoints and their tables",
    details: "Needs neither token nor destination.",
    settings: ["json", "help"],
    load: async () => (await import("./resources.ts")).run,
  }),
  define({
    name: "schema",
    summary: "Write the SQL that creates the tables of a destination",
    details: "Needs no token and connects to nothing; --to says which kind of destination.",
    settings: ["destination", ...groups.resources, ...groups.sources, "help"],
    load: async () => (await import("./schema.ts")).run,
  }),
];

/** A command that reads its arguments itself. */
export interface DelegatedCommand {
  /** What a user types, such as `demo`. */
  readonly name: string;
  /** What it does; one line. */
  readonly summary: string;
  /** Loads what runs it: given the arguments, it returns the exit code. */
  readonly load: () => Promise<(args: readonly string[]) => Promise<number>>;
}

/** The sandbox, which is a separate tool. */
export const sandbox: DelegatedCommand = {
  name: "sandbox",
  summary: "Serve the same API from memory",
  load: async () => {
    const { sandboxCommand } = await import("@workspace-sync/sandbox");
    return (args) => sandboxCommand(args, { program: `${program} sandbox` });
  },
};
