/**
 * The command `check`.
 *
 * @module
 */

import { PermissionError } from "../client/mod.ts";
import type { Resource } from "../client/resource.ts";
import { createClient, type Workspace } from "../generated/client.ts";
import type { Finding } from "../loader/destination.ts";
import { destinationKind } from "../loader/destinations/mod.ts";
import { exit, exitCodeOf, lineOf } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { printRows } from "./print.ts";
import { clientSettings, destinationSetting, resourceSettings } from "./settings.ts";

/** Runs the command. */
export async function run(flags: Flags): Promise<number> {
  const address = destinationSetting(flags);
  const resources = resourceSettings(flags);
  const workspace = createClient(clientSettings(flags));

  const codes: number[] = [];
  const findings: Finding[] = [];
  for (const resource of resources) {
    try {
      findings.push(await checkResource(workspace, resource));
    } catch (error) {
      findings.push({ name: resource.name, ok: false, message: lineOf(error) });
      codes.push(exitCodeOf(error));
      // A refused token or an unreachable host is the same for every endpoint.
      if (exitCodeOf(error) === exit.authentication) break;
    }
  }
  const kind = await destinationKind(address);
  const found = await kind.check(address);
  if (found.some(({ ok }) => !ok)) codes.push(exit.usage);

  printRows(
    ["", "what", "found"],
    [...findings, ...found].map(({ name, ok, message }) => ({
      "": ok ? "ok" : "FAILED",
      what: name,
      found: message,
    })),
    flags,
  );
  return Math.max(exit.ok, ...codes);
}

async function checkResource(workspace: Workspace, resource: Resource): Promise<Finding> {
  const { name, path, pagination } = resource;
  try {
    await workspace.list(resource, { [pagination.limitParam]: 1 });
    return { name, ok: true, message: `GET ${path} answers` };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    return { name, ok: true, message: `will be skipped: ${error.message}` };
  }
}
