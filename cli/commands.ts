/**
 * The commands and their flags. What runs a command is loaded only when it is asked for.
 *
 * @module
 */

import type { Command, Flag } from "./flags.ts";
import { program } from "./program.ts";
import {
  clientFlags,
  envFileFlag,
  jsonFlag,
  openFlags,
  resourceFlags,
  toFlag,
  verboseFlag,
} from "./settings.ts";

const helpFlag: Flag = { name: "help", help: "Show this help" };

/** The command that the others prepare or report on. */
export const syncCommand: Command = {
  name: "sync",
  summary: "Make the tables of a destination equal to what the API lists",
  details:
    "Reads every page of every resource, stages the rows and merges those that are new or changed.\n" +
    "Run it again after an interruption: it resumes where it stopped.\n" +
    "The token is read from WORKSPACE_API_TOKEN.",
  flags: [
    toFlag,
    ...resourceFlags,
    {
      name: "deletes",
      value: "MODE",
      help: "What happens to rows whose record is gone: soft (marked), hard (removed) or keep",
      env: "WORKSPACE_DELETES",
      default: "soft",
    },
    {
      name: "allow-mass-delete",
      help: "Let a sweep empty a table, or delete more than half of one with over 20 rows",
      env: "WORKSPACE_ALLOW_MASS_DELETE",
    },
    {
      name: "strict",
      help: "Fail a resource, and merge nothing of it, when a record differs from the spec",
      env: "WORKSPACE_STRICT",
    },
    {
      name: "quick",
      help: "Read the newest records only, up to a page without changes; delete nothing",
      env: "WORKSPACE_QUICK",
    },
    {
      name: "history",
      value: "A,B",
      help: "Keep every version of the rows of these resources, or of all, in tables of their own",
      env: "WORKSPACE_HISTORY",
    },
    {
      name: "changes",
      value: "FILE",
      help: "Write what has changed in the resources of --history to a file, or to stdout (-)",
    },
    { name: "fresh", help: "Start over instead of resuming an interrupted sync" },
    { name: "dry-run", help: "Show what would be done and with which SQL; change nothing" },
    ...openFlags,
    ...clientFlags,
    envFileFlag,
    jsonFlag,
    verboseFlag,
    helpFlag,
  ],
  load: async () => (await import("./sync.ts")).run,
};

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  syncCommand,
  {
    name: "check",
    summary: "Check token, endpoints and destination before a sync",
    details: "Asks for one record of each resource and opens the destination; changes nothing.",
    flags: [toFlag, ...resourceFlags, ...clientFlags, envFileFlag, jsonFlag, verboseFlag, helpFlag],
    load: async () => (await import("./check.ts")).run,
  },
  {
    name: "status",
    summary: "Show the last runs and how fresh each table is",
    details: "Reads what earlier runs recorded in the destination.\n" +
      "With --serve a page shows it, and --max-age says from which age a table is stale there.",
    flags: [
      toFlag,
      {
        name: "max-age",
        value: "TIME",
        help: "End with 1 unless every table was read to its end within this time, such as 2h",
      },
      { name: "serve", help: "Serve a page about it on 127.0.0.1" },
      { name: "port", value: "N", help: "Port of the page, 0 for any", default: "8000" },
      envFileFlag,
      jsonFlag,
      helpFlag,
    ],
    load: async () => (await import("./status.ts")).run,
  },
  {
    name: "resources",
    summary: "List the resources, their endpoints and their tables",
    details: "Needs neither token nor destination.",
    flags: [jsonFlag, helpFlag],
    load: async () => (await import("./resources.ts")).run,
  },
  {
    name: "schema",
    summary: "Write the SQL that creates the tables of a destination",
    details: "Needs no token and connects to nothing; --to says which kind of destination.",
    flags: [toFlag, ...resourceFlags, envFileFlag, helpFlag],
    load: async () => (await import("./schema.ts")).run,
  },
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
