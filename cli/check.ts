/**
 * The command `check`.
 *
 * @module
 */

import { destinationKind, type Finding, tableOf } from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import {
  type ClientOptions,
  createClient,
  PermissionError,
  type Resource,
  type Workspace,
} from "@workspace-sync/sdk";
import { exit, exitCodeOf, lineOf } from "./errors.ts";
import { openIfThere } from "./existing.ts";
import { apiOptions, chosenResources } from "./options.ts";
import { type Column, printLines } from "./print.ts";
import type { groups, Settings } from "./settings.ts";

const columns: readonly Column<Finding>[] = [
  ["", ({ ok }) => ok ? "ok" : "FAILED"],
  ["what", ({ name }) => name],
  ["found", ({ message }) => message],
];

/** Runs the command. */
export async function run(
  settings: Settings<
    | "workspace"
    | "destination"
    | "json"
    | (typeof groups.api)[number]
    | (typeof groups.resources)[number]
  >,
): Promise<number> {
  const address = settings.destination;
  const resources = chosenResources(settings);
  const { findings, codes } = await checkApi(apiOptions(settings), resources);
  const kind = await destinationKind(address);
  const found = [...await kind.check(address)];
  if (found.every(({ ok }) => ok)) found.push(...await checkTables(address, resources));
  if (found.some(({ ok }) => !ok)) codes.push(exit.usage);

  printLines("finding", [...findings, ...found], columns, settings);
  return Math.max(exit.ok, ...codes);
}

/** Finds the tables that a sync could not write, since there is something else where they or their views belong. */
async function checkTables(address: string, resources: readonly Resource[]): Promise<Finding[]> {
  const destination = await openIfThere(address);
  const findings: Finding[] = [];
  for (const resource of destination ? resources : []) {
    try {
      await destination!.plan(tableOf(resource));
    } catch (error) {
      if (!(error instanceof DestinationError)) throw error;
      findings.push(failed(`table ${resource.name}`, error));
    }
  }
  await destination?.close();
  return findings;
}

interface Checked {
  readonly findings: Finding[];
  /** Exit codes of what failed. */
  readonly codes: number[];
}

async function checkApi(options: ClientOptions, resources: readonly Resource[]): Promise<Checked> {
  const workspace = createClient(options);
  const findings: Finding[] = [];
  try {
    findings.push(await checkIdentity(workspace));
  } catch (error) {
    // What one answer says of the token or the host holds for every endpoint.
    return { findings: [failed("workspace", error)], codes: [exitCodeOf(error)] };
  }
  const codes: number[] = [];
  let refused = 0;
  for (const resource of resources) {
    try {
      findings.push(await checkResource(workspace, resource));
    } catch (error) {
      const isRefusal = error instanceof PermissionError;
      if (isRefusal) refused++;
      else codes.push(exitCodeOf(error));
      findings.push(isRefusal ? skipped(resource, error) : failed(resource.name, error));
      if (exitCodeOf(error) === exit.authentication) break;
    }
  }
  if (refused < resources.length) return { findings, codes };
  const message = "The API refuses every resource; check what the token may read";
  return {
    findings: [...findings, { name: "resources", ok: false, message }],
    codes: [exit.authentication],
  };
}

async function checkIdentity(workspace: Workspace): Promise<Finding> {
  const identity = await workspace.identity();
  const message = identity ? `${identity.name} (${identity.id})` : "the API does not say which one";
  return { name: "workspace", ok: true, message };
}

function failed(name: string, error: unknown): Finding {
  return { name, ok: false, message: lineOf(error) };
}

function skipped({ name }: Resource, error: Error): Finding {
  return { name, ok: true, message: `is skipped unless it was synced before: ${error.message}` };
}

async function checkResource(workspace: Workspace, resource: Resource): Promise<Finding> {
  const { name, path, pagination } = resource;
  await workspace.list(resource, { [pagination.limitParam]: 1 });
  return { name, ok: true, message: `GET ${path} answers` };
}
