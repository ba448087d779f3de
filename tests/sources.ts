/**
 * Reads the TypeScript of this repository, for the tests of its rules.
 *
 * @module
 */

import ts from "typescript";

/** A file of TypeScript. */
export interface Source {
  /** Path from the root of the repository. */
  readonly path: string;
  /** Its syntax tree, with parents. */
  readonly tree: ts.SourceFile;
}

const root = new URL("../", import.meta.url);

/** Rooms that show or check the code, and that it does not know. */
export const outside: readonly string[] = ["bench", "examples", "release", "tests"];

/** The modules that are written by hand, those of {@linkcode outside} left out. */
export async function handWritten(): Promise<Source[]> {
  const rooms = (await roomsOf()).filter((room) => room !== "generated" && !outside.includes(room));
  const entries = await Promise.all(["mod.ts", "validate.ts"].map(sourceOf));
  return [...entries, ...(await Promise.all(rooms.map(modulesOf))).flat()];
}

/** The modules of a folder at the root. */
export async function modulesOf(room: string): Promise<Source[]> {
  return await Promise.all((await pathsOf(room)).map(sourceOf));
}

/** The module at a path from the root. */
export async function sourceOf(path: string): Promise<Source> {
  const text = await Deno.readTextFile(new URL(path, root));
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** The paths of all TypeScript below a folder, declarations of other people's code left out. */
export async function pathsOf(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) paths.push(...await pathsOf(`${folder}/${name}`));
    else if (/(?<!\.d)\.ts$/.test(name)) paths.push(`${folder}/${name}`);
  }
  return paths.sort();
}

/** The folders at the root that hold TypeScript, those of tools left out. */
export async function roomsOf(): Promise<string[]> {
  const rooms: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    if (!isDirectory || name.startsWith(".") || name === "node_modules") continue;
    if ((await pathsOf(name)).length > 0) rooms.push(name);
  }
  return rooms.sort();
}
