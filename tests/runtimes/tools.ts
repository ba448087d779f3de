/**
 * Installs the runtimes, the compiler and the bundler that the SDK's npm package is tested with, all of them pinned,
 * into `.cache/runtimes/`.
 *
 * @module
 */

import { type Output, run } from "../../release/run.ts";

/** Where the tools are. */
export interface Tools {
  /** The runtimes by the names that the tests have for them, and what starts a program there. */
  readonly runtimes: Readonly<Record<string, string>>;
  /** The folder with the packages. */
  readonly folder: string;
  /** Runs a program of an installed package on Node. */
  readonly node: (program: string, args: readonly string[], cwd: string) => Promise<Output>;
}

/** Where the packages of npm are that are named here by `npm.json`. */
const cache = new URL("../../.cache/runtimes/", import.meta.url).pathname;

const binaries = {
  "Node 20": "node20/bin/node",
  "Node 22": "node22/bin/node",
  "Node 24": "node24/bin/node",
  "Bun": "@oven/bun-linux-x64/bin/bun",
};

/**
 * Installs once, also when several processes come at the same time.
 *
 * @throws {Error} when there is no npm, no package, or none for this machine.
 */
export async function installTools(): Promise<Tools> {
  await install();
  const packages = `${cache}node_modules/`;
  return {
    folder: packages,
    runtimes: Object.fromEntries(
      Object.entries(binaries).map(([name, path]) => [name, packages + path]),
    ),
    node: (program, args, cwd) =>
      run([packages + binaries["Node 24"], packages + program, ...args], cwd),
  };
}

async function install(): Promise<void> {
  const [manifest, wanted] = await Promise.all(
    ["npm.json", "npm-lock.json"].map((file) => Deno.readTextFile(new URL(file, import.meta.url))),
  );
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(`${cache}lock`, { create: true, write: true });
  await lock.lock(true);
  if (await Deno.readTextFile(`${cache}done`).catch(() => "") === wanted) return;
  await Deno.writeTextFile(`${cache}package.json`, manifest!);
  await Deno.writeTextFile(`${cache}package-lock.json`, wanted!);
  await run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cache);
  for (const binary of Object.values(binaries)) await Deno.stat(`${cache}node_modules/${binary}`);
  await Deno.writeTextFile(`${cache}done`, wanted!);
}
