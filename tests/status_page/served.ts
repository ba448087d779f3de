/**
 * Serves the status page about a place, as the command `status` and the cron entry do.
 *
 * @module
 */

import { createRedact } from "../../client/internal.ts";
import { createStatusApp, type Pages, type StatusAppOptions } from "../../cli/status_page/app.ts";
import { fileOf } from "../../cli/options.ts";
import { DestinationReader } from "../../cli/status_page/reader.ts";
import { openDestination } from "../../loader/destinations/mod.ts";

/** A page that is served. */
export interface Served extends AsyncDisposable {
  /** Its address, without a slash at its end. */
  readonly origin: string;
  /** What it reads with. */
  readonly reader: DestinationReader;
}

/** How a page differs from the usual one. */
export type ServedOptions =
  & Partial<Omit<StatusAppOptions, "pages">>
  & Partial<Omit<Pages, "reader" | "url">>;

/** Serves the page about the destination at an address. */
export function servedPage(
  address: string,
  { workspace, resources = [], maxAge = 25 * 3_600_000, running, ...options }: ServedOptions = {},
): Served {
  const reader = new DestinationReader({
    open: () => openDestination(address, { readOnly: true }),
    file: fileOf(address),
  });
  const app = createStatusApp({
    pages: [{
      ...{ workspace, reader, url: address.replace(/:.*\//, ":"), resources, maxAge },
      ...(running && { running }),
    }],
    access: { token: undefined, isLoopback: true },
    redact: createRedact(() => []),
    ...options,
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.fetch);
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    reader,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
