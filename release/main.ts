/**
 * Makes a release: one version for all packages, its place in the changelog, a commit and a tag. Pushing the tag
 * publishes it.
 *
 * @module
 */

import { packages } from "./packages.ts";
import { run } from "./run.ts";

const increments = ["patch", "minor", "major"];

/** Options for {@linkcode release}. */
export interface ReleaseOptions {
  /** `patch`, `minor` or `major`; without one, the version that the packages have is released. */
  readonly increment?: string | undefined;
  /** The day of the release, such as `2026-11-28`. */
  readonly day: string;
}

/**
 * Commits and tags a release in a repository.
 *
 * @returns The version.
 * @throws {Error} when the increment is unknown, the tree has changes, or nothing is in the changelog.
 */
export async function release(
  root: string,
  { increment, day }: ReleaseOptions,
): Promise<string> {
  if (increment !== undefined && !increments.includes(increment)) {
    throw new Error(`Cannot release '${increment}': expected ${increments.join(", ")} or nothing`);
  }
  const { printed: changes } = await run(["git", "status", "--porcelain"], root);
  if (changes !== "") throw new Error(`Cannot release: the tree has changes\n${changes}`);
  const file = `${root}/CHANGELOG.md`;
  const changelog = await Deno.readTextFile(file);
  const [, heading, news] = /^(## Unreleased\n)([^]*?)(?=^## |(?![^]))/m.exec(changelog) ?? [];
  if (!news?.trim()) throw new Error("Cannot release: CHANGELOG.md has nothing under Unreleased");

  if (increment !== undefined) await run(["deno", "bump-version", increment], root);
  const { version } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  await replace(`${root}/client/version.ts`, /"\d[^"]*"/, `"${version}"`);
  await replace(file, heading!, `${heading}\n## ${version} (${day})\n`);

  await run(["git", "commit", "--all", "--message", `Release ${version}`], root);
  await run(["git", "tag", "--annotate", `v${version}`, "--message", version], root);
  return version;
}

async function replace(file: string, old: string | RegExp, text: string): Promise<void> {
  await Deno.writeTextFile(file, (await Deno.readTextFile(file)).replace(old, () => text));
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url).pathname;
  const day = new Date().toISOString().slice(0, 10);
  try {
    const version = await release(root, { increment: Deno.args[0], day });
    const names = (await packages()).map(({ name }) => name).join(", ");
    console.log(`${version} is committed and tagged; to publish ${names}: git push --follow-tags`);
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exit(1);
  }
}
