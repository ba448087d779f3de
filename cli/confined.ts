/**
 * The entry of the task `sync`: the command line, in a worker that may do next to nothing when the
 * destination is a file. The task's own permissions can name neither the API's host, which flags and
 * environment decide, nor the folder of DuckDB's library, and BigQuery needs more.
 *
 * @module
 */

import { checkedUrl } from "@workspace-sync/sdk/internal";
import { commands } from "./commands.ts";
import { main } from "./main.ts";
import { destinationSetting, readFlags } from "./settings.ts";

/** What a sync needs; `undefined` when its destination is no file, or when it cannot start. */
function needs([name, ...args]: readonly string[]): Deno.PermissionOptionsObject | undefined {
  try {
    const flags = readFlags(commands.find((command) => command.name === name)!, args);
    if (!destinationSetting(flags).startsWith("duckdb:")) return undefined;
    const { protocol, hostname, port } = new URL(checkedUrl(flags.value("api-url")!));
    const settings = flags.value("env-file");
    return {
      net: [`${hostname}:${port || (protocol === "https:" ? 443 : 80)}`],
      env: ["WORKSPACE_*", "TERM", "TERM_PROGRAM", "TMUX", "DUCKDB_JE_MALLOC_CONF"],
      read: settings === undefined ? false : [settings],
      ffi: [new URL("../../../", import.meta.resolve("@duckdb/node-api"))],
    };
  } catch {
    return undefined; // The command itself says what is wrong.
  }
}

function confined(permissions: Deno.PermissionOptionsObject): Promise<number> {
  const worker = new Worker(import.meta.resolve("./worker.ts"), {
    type: "module",
    deno: { permissions },
  });
  return new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
}

const permissions = needs(Deno.args);
Deno.exit(await (permissions === undefined ? main(Deno.args) : confined(permissions)));
