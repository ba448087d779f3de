/**
 * Where records come from, so that the records of two workspaces are never mixed.
 *
 * @module
 */

import { DestinationError } from "./errors.ts";

/** Where the records of a run come from. */
export interface Origin {
  /** URL of the API. */
  readonly source: string;
  /** Identifies the workspace; `null` when the API does not say which one it is. */
  readonly workspace_id: string | null;
  /** What people call the workspace. */
  readonly workspace_name: string | null;
}

/** Returns what tells origins apart: the workspace or, where the API does not name it, the URL. */
export function originKey({ source, workspace_id }: Origin): string {
  return workspace_id === null ? source : `workspace ${workspace_id}`;
}

/**
 * Refuses to write the records of one workspace over those of another.
 *
 * @param held The last run that knew its workspace, or else the last run; `undefined` for none.
 * @throws {DestinationError} when the run's origin is another one.
 */
export function checkOrigin(held: Origin | undefined, run: Origin, url: string): void {
  if (held === undefined) return;
  // All workspaces of an API share its URL, so it says little once the workspace is known.
  const isSame = held.workspace_id === null
    ? held.source === run.source
    : held.workspace_id === run.workspace_id;
  if (!isSame) throw occupied(describe(held), run, url);
}

/** The error that says that a destination holds something else; `held` says what. */
export function occupied(held: string, run: Origin, url: string): DestinationError {
  return new DestinationError(
    `Cannot sync ${describe(run)} into ${url}: it holds ${held}; ` +
      "name another file or dataset with --to, or another schema with duckdb:FILE?schema=NAME",
    "occupied",
  );
}

function describe({ source, workspace_id, workspace_name }: Origin): string {
  if (workspace_id === null) return `a workspace that ${source} does not name`;
  return workspace_name === workspace_id
    ? `the workspace ${workspace_id}`
    : `the workspace '${workspace_name}' (${workspace_id})`;
}
