/**
 * Builds the SDK as a package for npm: plain ECMAScript modules with declarations, made by Deno's own tools.
 *
 * `deno bundle` writes the modules, so that the few functions of the standard library are in them, which npm has no
 * package of. `deno pack` writes the declarations and what npm reads of `deno.json`.
 *
 * @module
 */

import { packages } from "./packages.ts";
import { run } from "./run.ts";

const root = new URL("../", import.meta.url);

/** What the licence of the standard library asks for. */
const notice = `
This package contains parts of the Deno standard library, under the same license:
Copyright 2018-2026 the Deno authors.
`;

/** What stands in the `package.json` of the SDK. */
export interface Manifest {
  /** Name of the package. */
  readonly name: string;
  /** Version. */
  readonly version: string;
  /** Name -> range of the packages that npm installs with it. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Everything else. */
  readonly [member: string]: unknown;
}

/** Options for {@linkcode buildNpm}. */
export interface NpmOptions {
  /** The repository on GitHub, `OWNER/NAME`, which npm compares with the one that a release comes from. */
  readonly repository?: string | undefined;
}

/**
 * Writes the package into a folder, which is emptied first.
 *
 * @throws {Error} when a tool of Deno fails, or the modules import what the package does not name.
 */
export async function buildNpm(
  folder: string,
  { repository }: NpmOptions = {},
): Promise<Manifest> {
  const [sdk] = await packages();
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const packed = `${folder}/packed.tgz`;
  await run(["deno", "pack", "--allow-dirty", "--no-source-maps", `--output=${packed}`], root);
  await run(["tar", "--extract", "--strip-components=1", `--file=${packed}`], folder);
  await Deno.remove(packed);
  await removeModules(folder);
  await Deno.writeTextFile(`${folder}/LICENSE`, notice, { append: true });

  const { dependencies: all, ...rest } = JSON.parse(
    await Deno.readTextFile(`${folder}/package.json`),
  );
  const dependencies = Object.fromEntries(
    Object.entries<string>(all).filter(([name]) => name !== "deno-std"),
  );
  const entries = Object.values(sdk!.exports).map((path) => path.replace("./", ""));
  await run([
    ...["deno", "bundle", "--platform=browser", "--code-splitting", `--outdir=${folder}`],
    ...Object.keys(dependencies).map((name) => `--external=${name}`),
    ...entries,
  ], root);

  const manifest: Manifest = {
    ...rest,
    description: "A typed SDK for a workspace API: clients, projects, tasks, expenses, invoices",
    keywords: ["api", "client", "deno", "node", "openapi", "pagination", "sdk", "typescript"],
    ...(repository && {
      repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    }),
    engines: { node: ">=20" },
    sideEffects: false,
    dependencies,
  };
  await Deno.writeTextFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  await Deno.copyFile(new URL("client/README.md", root), `${folder}/README.md`);
  return manifest;
}

/** Removes the modules that were made one by one, which import the standard library by name, and its types. */
async function removeModules(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await removeModules(`${folder}/${name}`);
    else if (/\.js$|^std\.d\.ts$/.test(name)) await Deno.remove(`${folder}/${name}`);
  }
}

if (import.meta.main) {
  const folder = Deno.args[0] ?? new URL(".cache/npm", root).pathname;
  const { name, version } = await buildNpm(folder, {
    repository: Deno.env.get("GITHUB_REPOSITORY"),
  });
  console.log(`${name} ${version} is in ${folder}`);
}
