/**
 * Serves the status page on loopback, for any destination.
 *
 * @module
 */

import { openDestination } from "@workspace-sync/loader";
import { createRedact } from "@workspace-sync/sdk/internal";
import { exit, UsageError } from "../errors.ts";
import type { Flags } from "../flags.ts";
import { maxAgeSetting } from "../freshness.ts";
import { printsJson } from "../print.ts";
import { destinationSetting, fileOf, tokenVariable } from "../settings.ts";
import { listenForSignals } from "../signals.ts";
import { durationFrom, portFrom } from "../values.ts";
import { createStatusApp } from "./app.ts";
import { DestinationReader } from "./reader.ts";
import { statusTokenOf } from "./token.ts";

/**
 * Serves until the process is told to stop.
 *
 * @throws {UsageError} when a setting is wrong, or the port is in use.
 */
export async function servePage(flags: Flags): Promise<number> {
  const url = destinationSetting(flags);
  const port = portFrom(flags.value("port")!, flags.source("port"));
  const token = statusTokenOf(flags.environment);
  const app = createStatusApp({
    reader: new DestinationReader({
      open: () => openDestination(url, { readOnly: true }),
      file: fileOf(url),
    }),
    ...{ url, resources: [], maxAge: maxAgeOf(flags) },
    access: { token, isLoopback: true },
    redact: createRedact(() => [flags.environment(tokenVariable) ?? "", token ?? ""]),
  });
  const onListen = (address: Deno.NetAddr) => {
    const line = { type: "listening", ...address };
    console.log(
      printsJson(flags) ? JSON.stringify(line) : `Status page at http://127.0.0.1:${address.port}/`,
    );
  };
  const { signal, stop } = listenForSignals();
  try {
    await Deno.serve({ port, hostname: "127.0.0.1", onListen, signal }, app.fetch).finished;
    return exit.ok;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(`Cannot listen on port ${port}: it is in use; choose another with --port`);
  } finally {
    stop();
  }
}

/** Age from which a table is stale: as the flag, the variable or its default says. */
function maxAgeOf(flags: Flags): number {
  const flag = flags.value("max-age");
  if (flag !== undefined) return durationFrom(flag, flags.source("max-age"));
  const { env, default: fallback } = maxAgeSetting;
  return durationFrom(flags.environment(env) ?? fallback, env);
}
