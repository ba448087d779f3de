/**
 * Reads what the packages of this repository say about themselves.
 *
 * @module
 */

import { run } from "./run.ts";

/** A package, as its `deno.json` describes it. */
export interface Package {
  /** Folder from the root, with a slash at its end; empty for the package at the root. */
  readonly folder: string;
  /** Name, such as `@workspace-sync/loader`. */
  readonly name: string;
  /** Version. */
  readonly version: string;
  /** Name of its licence. */
  readonly license: string;
  /** Name of the export, such as `./errors` -> module in the folder. */
  readonly exports: Readonly<Record<string, string>>;
}

const root = new URL("../", import.meta.url);

async function packageIn(folder: string): Promise<Package & { workspace?: string[] }> {
  const { exports, ...rest } = JSON.parse(
    await Deno.readTextFile(new URL(`${folder}deno.json`, root)),
  );
  return { ...rest, folder, exports: typeof exports === "string" ? { ".": exports } : exports };
}

/** All packages, that at the root first; none needs one that comes after it. */
export async function packages(): Promise<Package[]> {
  const first = await packageIn("");
  const folders = first.workspace!.map((folder) => `${folder.replace("./", "")}/`);
  return [first, ...await Promise.all(folders.map(packageIn))];
}

/** The files that `deno publish` would upload from a folder, by their paths in it. */
export async function filesOf(folder: string): Promise<string[]> {
  const from = new URL(folder, root);
  const { said } = await run(
    ["deno", "publish", "--dry-run", "--allow-dirty", "--no-check"],
    from,
  );
  return [...said.matchAll(/^ {3}(file:\S+) \(/gm)].map(([, url]) => url!.slice(from.href.length));
}
