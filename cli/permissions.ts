/**
 * What a command may do in its worker: what it needs with its settings, and nothing else.
 *
 * @module
 */

import { checkedUrl } from "@workspace-sync/sdk/internal";
import { sandbox } from "./commands.ts";
import type { Invocation } from "./invocation.ts";
import { fileOf } from "./options.ts";

/** Variables that are read besides the settings. */
const variables = {
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

/** Returns what a command may do with its settings. */
export function permissionsOf({ command, settings }: Invocation): Deno.PermissionOptionsObject {
  if (command === sandbox.name) return { net: ["127.0.0.1"] };
  const { destination, api_url, alert_url, serve } = settings;
  if (destination === undefined) return { env: [...variables.terminal] };
  if (destination.startsWith("bigquery:")) {
    return { env: [...variables.terminal, ...variables.bigquery], net: true, read: true };
  }
  const database = fileOf(destination);
  const tried = command === "check" && database ? [database] : [];
  // The page asks when the file, or the log beside it, was written last.
  const watched = serve && database ? [database, `${database}.wal`] : [];
  return {
    env: [...variables.terminal, ...variables.duckdb],
    net: serve ? ["127.0.0.1"] : [...apiHostOf(api_url), ...hostOf(alert_url?.value)],
    read: [...tried, ...watched],
    write: tried, // A check removes the file that it has created to see whether it can.
    ffi: [new URL("../../../", import.meta.resolve("@duckdb/node-api"))],
  };
}

/** The host of the API; none where the client will refuse the URL. */
function apiHostOf(url: string | undefined): string[] {
  try {
    return hostOf(url && checkedUrl(url));
  } catch {
    return [];
  }
}

/** The host of a URL, with its port. */
function hostOf(url: string | undefined): string[] {
  if (url === undefined) return [];
  const { protocol, hostname, port } = new URL(url);
  return [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`];
}
