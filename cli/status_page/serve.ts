/**
 * Serves the status page on loopback, for any destination.
 *
 * @module
 */

import { openDestination } from "@workspace-sync/loader";
import { createRedact } from "@workspace-sync/sdk/internal";
import { exit, UsageError } from "../errors.ts";
import { maxAgeOf } from "../freshness.ts";
import { fileOf } from "../options.ts";
import { printsJson } from "../print.ts";
import type { Settings } from "../settings.ts";
import { listenForSignals } from "../signals.ts";
import { createStatusApp } from "./app.ts";
import { DestinationReader } from "./reader.ts";

/**
 * Serves until the process is told to stop.
 *
 * @throws {UsageError} when the port is in use.
 */
export async function servePage(
  settings: Settings<"destination" | "max_age" | "port" | "status_token" | "api_token" | "json">,
): Promise<number> {
  const { destination: url, port, status_token: { value: token }, api_token } = settings;
  const app = createStatusApp({
    pages: [{
      workspace: undefined,
      reader: new DestinationReader({
        open: () => openDestination(url, { readOnly: true }),
        file: fileOf(url),
      }),
      ...{ url, resources: [], maxAge: maxAgeOf(settings) },
    }],
    access: { token, isLoopback: true },
    redact: createRedact(() => [api_token.value ?? "", token ?? ""]),
  });
  const onListen = (address: Deno.NetAddr) => {
    const line = { type: "listening", ...address };
    console.log(
      printsJson(settings)
        ? JSON.stringify(line)
        : `Status page at http://127.0.0.1:${address.port}/`,
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
