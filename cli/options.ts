/**
 * Turns settings into what the client and the loader take.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { promptSecret } from "@std/cli/prompt-secret";
import type { OpenOptions, SyncOptions } from "@workspace-sync/loader";
import type { ClientOptions, Resource } from "@workspace-sync/sdk";
import { resources } from "@workspace-sync/sdk/resources";
import { UsageError } from "./errors.ts";
import type { groups, Settings, SyncName } from "./settings.ts";

/** Options of a client. */
export type ApiOptions = Pick<
  ClientOptions,
  "baseUrl" | "token" | "rate" | "concurrency" | "maxPageBytes" | "maxPages"
>;

/**
 * Returns how to reach the API. On a terminal a missing token is asked for.
 *
 * @throws {UsageError} when there is no URL or no token.
 */
export function apiOptions(
  settings: Settings<(typeof groups.api)[number] | "workspace">,
): ApiOptions {
  if (settings.api_url === undefined) {
    throw new UsageError(
      "No API URL is set: set WORKSPACE_API_URL or --api-url, such as https://api.example.com",
    );
  }
  const { variable, value } = settings.api_token;
  return {
    baseUrl: settings.api_url,
    token: value ?? askForToken(variable, settings.workspace),
    rate: settings.rate,
    concurrency: settings.concurrency,
    maxPageBytes: settings.max_page_bytes,
    maxPages: settings.max_pages,
  };
}

function askForToken(variable: string, workspace: string | undefined): string {
  const token = Deno.stdin.isTerminal() && Deno.stderr.isTerminal()
    ? promptSecret(`API token${workspace ? ` of ${workspace}` : ""}: `, { clear: true })
    : null;
  if (token) return token;
  throw new UsageError(
    `No API token is set: put it into ${variable}, or into a file for --env-file`,
  );
}

/**
 * Returns the resources that `only` and `except` leave, in the order of the registry.
 *
 * @throws {UsageError} when nothing is left.
 */
export function chosenResources(
  { only, except }: Settings<(typeof groups.resources)[number]>,
): readonly Resource[] {
  const chosen = Object.values(resources).filter(({ name }) =>
    (only.length === 0 || only.includes(name)) && !except.includes(name)
  );
  if (chosen.length === 0) throw new UsageError("No resource is left after --only and --except");
  return chosen;
}

function openOptions(settings: Settings<(typeof groups.opening)[number]>): OpenOptions {
  return {
    createDataset: settings.create_dataset,
    partition: settings.partition,
    ...(settings.max_bytes_billed !== undefined && { maxBytesBilled: settings.max_bytes_billed }),
  };
}

/** What a sync is run with, and how its destination is opened. */
export interface SyncParts {
  /** Address of the destination. */
  readonly address: string;
  /** How to open it. */
  readonly open: OpenOptions;
  /** What to sync, and how. */
  readonly sync: Omit<SyncOptions, "destination" | "client"> & { readonly client: ApiOptions };
}

/**
 * Returns what a sync needs.
 *
 * @throws {UsageError} when something is missing.
 */
export function syncParts(settings: Settings<SyncName | "workspace">): SyncParts {
  return {
    address: settings.destination,
    open: openOptions(settings),
    sync: {
      client: apiOptions(settings),
      resources: chosenResources(settings),
      deletes: settings.deletes,
      history: keptResources(settings),
      quick: settings.quick,
      allowMassDelete: settings.allow_mass_delete,
      strict: settings.strict,
    },
  };
}

/** Returns the resources whose history is kept, of those that are synced. */
export function keptResources(
  settings: Settings<"history" | (typeof groups.resources)[number]>,
): readonly Resource[] {
  const { history } = settings;
  return chosenResources(settings).filter(({ name }) =>
    history === "all" || history.includes(name)
  );
}

/** The file of a destination, by its address; `undefined` when it is none. */
export function fileOf(address: string): string | undefined {
  return /^duckdb:([^?]+)/.exec(address)?.[1];
}
