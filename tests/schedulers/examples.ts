/**
 * Reads the examples of schedulers as their programs would.
 *
 * @module
 */

// @ts-types="../../codegen/std.d.ts"
import { parse } from "@std/yaml";

/** Where the examples are. */
export const folder: URL = new URL("../../examples/schedulers/", import.meta.url);

/** The text of an example, by its path in {@linkcode folder}. */
export function textOf(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, folder));
}

/** All examples, by their paths in {@linkcode folder}. */
export async function examples(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name: scheduler, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) continue;
    for await (const { name } of Deno.readDir(new URL(`${scheduler}/`, folder))) {
      found.set(`${scheduler}/${name}`, await textOf(`${scheduler}/${name}`));
    }
  }
  return found;
}

/** The documents of a file in YAML. */
// deno-lint-ignore no-explicit-any
export async function documentsOf(path: string): Promise<any[]> {
  return (await textOf(path)).split(/^---$/m).map(parse);
}

/** A stage of a Dockerfile: its name, and the words of its instructions that are lists in JSON. */
export interface Stage {
  readonly name: string;
  /** How its program is called. */
  readonly entrypoint: readonly string[];
  /** What asks for its health, if anything does. */
  readonly healthcheck: readonly string[];
}

/** The stages of the Dockerfile that start something. */
export async function stages(): Promise<Stage[]> {
  const text = (await textOf("docker/Dockerfile")).replaceAll("\\\n", " ");
  return text.split(/^FROM /m).slice(1).map((stage) => {
    const list = (pattern: RegExp): string[] => JSON.parse(pattern.exec(stage)?.[1] ?? "[]");
    return {
      name: /^\S+ AS (\S+)/.exec(stage)![1]!,
      entrypoint: list(/^ENTRYPOINT (.*)$/m),
      healthcheck: list(/^HEALTHCHECK .*CMD (.*)$/m),
    };
  }).filter(({ entrypoint }) => entrypoint.length > 0);
}

/** What the build of the image is given: files and folders at the root of the repository. */
export async function buildContext(): Promise<string[]> {
  const lines = (await textOf("docker/Dockerfile.dockerignore")).split("\n");
  return lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
}

/** The settings of the service of systemd, in their order. */
export async function serviceSettings(): Promise<[name: string, value: string][]> {
  return [...(await textOf("systemd/workspace-sync.service")).matchAll(/^(\w+)=(.*)$/gm)]
    .map(([, name, value]) => [name!, value!]);
}

/** The command lines of the crontab, in their order. */
export async function crontabCommands(): Promise<string[]> {
  return [...(await textOf("crontab/crontab")).matchAll(/^(?:[\d*\/,-]+ ){5}(.*)$/gm)]
    .map(([, command]) => command!);
}
