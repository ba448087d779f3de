/**
 * The command line, which runs each command in a worker that may do what the command needs with its settings, and
 * nothing else. The permissions that a user or a task gives can name neither the API's host, which flags and
 * environment decide, nor the folder of DuckDB's library. This thread, which has them all, loads the standard
 * library only.
 *
 * ```sh
 * workspace-sync sync --to duckdb:agency.duckdb
 * ```
 *
 * @module
 */

import { checkedUrl } from "@workspace-sync/sdk/internal";
import { commands, sandbox } from "./commands.ts";
import { stdout } from "./values.ts";
import { type Flags, parseFlags } from "./flags.ts";
import { namedIn } from "./main.ts";
import { destinationSetting, fileOf, readFlags } from "./settings.ts";

/** Variables that a command reads. */
const variables = {
  settings: ["WORKSPACE_*"],
  terminal: ["TERM", "TERM_PROGRAM", "TMUX"],
  duckdb: ["DUCKDB_JE_MALLOC_CONF"],
  bigquery: [
    "HOME",
    "GOOGLE_*",
    "BIGQUERY_*",
    "GCE_METADATA_HOST",
    "CLOUDSDK_CONFIG",
    "DEBUG",
    "FUNCTION_NAME",
    "READABLE_STREAM",
    "TEENY_REQUEST_*",
  ],
} as const;

/** Returns what the command that the arguments name may do; nothing, where it will only print or fail. */
export function permissionsOf(args: readonly string[]): Deno.PermissionOptionsObject {
  const { name, rest } = namedIn(args);
  if (name === sandbox.name) return { net: ["127.0.0.1"] };
  const command = commands.find((command) => command.name === name);
  if (command === undefined || rest.includes("--help")) return {};
  const settings = { env: [...variables.settings, ...variables.terminal] };
  if (command.name === "resources") return settings;
  const read: string[] = [];
  let flags: Flags;
  try {
    const file = parseFlags(command, rest, () => undefined).value("env-file");
    if (file !== undefined) read.push(file);
    flags = readFlags(command, rest);
  } catch {
    return { ...settings, read }; // The command itself says what is wrong.
  }
  const address = destinationSetting(flags);
  const changes = command.name === "sync" ? flags.value("changes") : undefined;
  const written = changes === undefined || changes === stdout ? [] : [changes];
  if (address.startsWith("bigquery:")) {
    const env = [...settings.env, ...variables.bigquery];
    return { env, net: true, read: true, write: written };
  }
  const database = fileOf(address);
  const tried = command.name === "check" && database ? [database] : [];
  const serves = command.name === "status" && flags.has("serve");
  // The page asks when the file, or the log beside it, was written last.
  const watched = serves && database ? [database, `${database}.wal`] : [];
  return {
    env: [...settings.env, ...variables.duckdb],
    net: serves ? ["127.0.0.1"] : hostOf(flags.value("api-url")),
    read: [...read, ...tried, ...watched, ...written],
    write: [...tried, ...written], // A check removes the file that it has created to see whether it can.
    ffi: [new URL("../../../", import.meta.resolve("@duckdb/node-api"))],
  };
}

/** The host of a URL, with its port; none where the client will refuse the URL. */
function hostOf(url: string | undefined): string[] {
  if (url === undefined) return [];
  try {
    const { protocol, hostname, port } = new URL(checkedUrl(url));
    return [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
  } catch {
    return [];
  }
}

/** Runs the command that the arguments name with its permissions, and returns its exit code. */
function confined(args: readonly string[]): Promise<number> {
  const thread = new Worker(import.meta.resolve("./worker.ts"), {
    type: "module",
    deno: { permissions: permissionsOf(args) },
  });
  return new Promise((resolve) => thread.onmessage = ({ data }) => resolve(data));
}

if (import.meta.main) Deno.exit(await confined(Deno.args));
