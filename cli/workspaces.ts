/**
 * Decides which workspaces of a config file are meant.
 *
 * @module
 */

import { normalize } from "node:path";
import type { ConfiguredWorkspace } from "./config_file.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { fileOf } from "./options.ts";
import { configFile, type Settings } from "./settings.ts";

/** What says which workspaces are meant. */
export interface Wanted {
  /** The config file, where it was named. */
  readonly config: string | undefined;
  /** The workspace that was named. */
  readonly workspace: string | undefined;
  /** Whether all are meant where none was named. */
  readonly all: boolean;
}

/**
 * Returns the workspaces that are meant.
 *
 * @throws {UsageError} when the one that was named is not there, or none was, and there are several.
 */
export function workspacesMeant(
  workspaces: readonly ConfiguredWorkspace[],
  { config = configFile, workspace, all }: Wanted,
): readonly ConfiguredWorkspace[] {
  const names = workspaces.flatMap(({ name }) => name ?? []);
  if (workspace !== undefined) {
    const found = workspaces.find(({ name }) => name === workspace);
    if (found !== undefined) return [found];
    if (names.length === 0) {
      throw new UsageError(`Unknown workspace '${workspace}': ${config} names no workspaces`);
    }
    const guess = nearest(workspace, names);
    throw new UsageError(
      `Unknown workspace '${workspace}' of ${config}${
        guess ? `; did you mean '${guess}'?` : `: it has ${names.join(", ")}`
      }`,
    );
  }
  if (all || workspaces.length === 1) return workspaces;
  throw new UsageError(
    `It is not clear which workspace of ${config} is meant: name ${names.join(" or ")} with ` +
      "--workspace; sync takes --all, too",
  );
}

/**
 * Sees to it that no two workspaces would write into the same tables.
 *
 * @throws {UsageError} when two would.
 */
export function refuseSharedTables(
  workspaces: readonly Pick<Settings, "workspace" | "destination">[],
): void {
  const taken = new Map<string, string | undefined>();
  for (const { workspace, destination } of workspaces) {
    const tables = tablesAt(destination);
    if (taken.has(tables)) {
      throw new UsageError(
        `Cannot sync the workspaces '${
          taken.get(tables)
        }' and '${workspace}' into the same tables, ` +
          `${destination}: give each another file, dataset or schema`,
      );
    }
    taken.set(tables, workspace);
  }
}

/** The tables of an address, spelt in one way as far as that is seen without opening it. */
function tablesAt(address: string): string {
  const file = fileOf(address);
  if (file === undefined) return address;
  const schema = new URLSearchParams(address.split("?")[1]).get("schema") || "main";
  return `duckdb:${normalize(file)}?schema=${schema.toLowerCase()}`;
}
