/**
 * Reads the address of a BigQuery dataset.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import { isLoopback } from "../../secrets.ts";

/** What the address of a BigQuery dataset names. */
export interface Address {
  /** Google Cloud project that owns it. */
  readonly project: string;
  /** Name of it within the project. */
  readonly dataset: string;
  /** Where a dataset that is created is kept, such as `EU`. */
  readonly location: string | undefined;
  /** Base URL of an emulator; there is no authentication then. */
  readonly endpoint: string | undefined;
}

const form = "bigquery://PROJECT/DATASET?location=EU";

/**
 * Parses `bigquery://PROJECT/DATASET[?location=…][&endpoint=http://127.0.0.1:9050]`.
 *
 * @throws {DestinationError} when a part is missing or wrong, or the endpoint is not this machine.
 */
export function parseAddress(address: string): Address {
  const refuse = (why: string) =>
    new DestinationError(
      `Cannot open the destination '${address}': ${why}; expected ${form}`,
      "unusable",
    );
  const match = /^bigquery:\/\/([a-z][a-z0-9.:-]*[a-z0-9])\/(\w+)(?:\?(.*))?$/.exec(address);
  if (!match) throw refuse("project or dataset is missing or wrong");
  const settings = new URLSearchParams(match[3]);
  for (const name of settings.keys()) {
    if (name !== "location" && name !== "endpoint") throw refuse(`unknown setting '${name}'`);
  }
  const endpoint = settings.get("endpoint") ?? undefined;
  if (endpoint !== undefined) {
    const url = URL.parse(endpoint);
    if (url === null || !isLoopback(url.hostname)) {
      throw refuse("an endpoint is for emulators on this machine");
    }
  }
  return {
    project: match[1]!,
    dataset: match[2]!,
    location: settings.get("location") ?? undefined,
    endpoint: endpoint?.replace(/\/+$/, ""),
  };
}
