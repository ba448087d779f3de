/**
 * The command line, which runs each command in a worker that may do what the command needs with its settings, and
 * nothing else. The permissions that a user or a task gives can name neither the API's host, which settings decide,
 * nor the folder of DuckDB's library. This thread, which has them all, reads the settings and loads the standard
 * library only.
 *
 * ```sh
 * workspace-sync sync --to duckdb:agency.duckdb
 * ```
 *
 * @module
 */

import { exit } from "./errors.ts";
import type { Invocation } from "./invocation.ts";
import { main } from "./main.ts";
import { permissionsOf } from "./permissions.ts";

/** Carries out a command in a worker that has its permissions, and returns its exit code. */
function carryOutConfined(invocation: Invocation): Promise<number> {
  const thread = new Worker(import.meta.resolve("./worker.ts"), {
    type: "module",
    deno: { permissions: permissionsOf(invocation) },
  });
  thread.postMessage(invocation);
  return new Promise((resolve) => {
    thread.onmessage = ({ data }) => {
      thread.terminate();
      resolve(data);
    };
    // Deno has said what is wrong. Another workspace has nothing to do with it.
    thread.onerror = (event) => {
      event.preventDefault();
      resolve(exit.failed);
    };
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args, carryOutConfined));
