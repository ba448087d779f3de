/**
 * Publishes the packages on JSR: each as it is here, with a `deno.json` that says what its users need, and that has
 * the standard library and the other packages from JSR. `deno publish` replaces the names of that map in every
 * import by what they stand for.
 *
 * @module
 */

import { filesOf, type Package, packages } from "./packages.ts";
import { run } from "./run.ts";

const root = new URL("../", import.meta.url);

/** The build of the standard library for npm that the tests run with. */
const build = "npm:deno-std@1.4.0/";

/** The versions of the standard library that it is a build of. */
const std: Readonly<Record<string, string>> = {
  async: "1.5.0",
  cli: "1.0.32",
  fmt: "1.0.10",
  text: "1.0.19",
};

/** A package in a folder from which it can be published. */
export interface Staged {
  /** Path of the folder. */
  readonly folder: string;
  /** Name of the package. */
  readonly name: string;
}

/**
 * Publishes all packages from copies in an empty folder. A version that is there already is left as it is.
 *
 * @param args More arguments for `deno publish`.
 * @param env Variables for it beside those of this process.
 */
export async function publishJsr(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const staged of await stageJsr(folder)) {
    await run(["deno", "publish", "--allow-dirty", ...args], staged.folder, env);
    console.log(`${staged.name} is published`);
  }
}

/**
 * Copies the packages into folders of their own, below an empty one; none needs one that comes after it.
 *
 * @throws {Error} when the standard library is of a build whose versions are not known here.
 */
export async function stageJsr(folder: string): Promise<Staged[]> {
  const all = await packages();
  const { imports, compilerOptions } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", root)),
  );
  const known: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      Object.entries<string>(imports).map(([name, target]) => [name, onJsr(name, target)]),
    ),
    ...Object.fromEntries(all.map(({ name, version }) => [name, `jsr:${name}@${version}`])),
  };
  return await Promise.all(
    all.map((each) => stage(each, `${folder}/${each.name.split("/")[1]}`, known, compilerOptions)),
  );
}

async function stage(
  { folder: from, name, version, license, exports }: Package,
  folder: string,
  known: Readonly<Record<string, string>>,
  compilerOptions: unknown,
): Promise<Staged> {
  const files = new Map(
    (await filesOf(from)).map((path) => [path, new URL(from + path, root)]),
  );
  files.set("LICENSE", new URL("LICENSE", root));
  files.set("README.md", new URL(`${from || "client/"}README.md`, root));
  let code = "";
  for (const [path, source] of files) {
    const target = `${folder}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    await Deno.copyFile(source, target);
    if (path.endsWith(".ts")) code += (await Deno.readTextFile(source)).replace(/^ \*.*/gm, "");
  }
  const imports = Object.fromEntries(
    Object.entries(known)
      .filter(([each]) =>
        each !== name && (code.includes(`"${each}"`) || code.includes(`"${each}/`))
      )
      .sort(([one], [other]) => one < other ? -1 : 1),
  );
  const config = { name, version, license, exports, imports, compilerOptions };
  await Deno.writeTextFile(`${folder}/deno.json`, `${JSON.stringify(config, null, 2)}\n`);
  return { folder, name };
}

/** Where what is imported by a name is for a package on JSR. */
function onJsr(name: string, target: string): string {
  const [, module, path] = /^@std\/([^/]+)(.*)$/.exec(name) ?? [];
  const version = module && std[module];
  if (!version) return target;
  if (!target.startsWith(build)) {
    throw new Error(
      `Cannot publish ${name}: its versions here are those of ${build}, not ${target}`,
    );
  }
  return `jsr:@std/${module}@${version}${path}`;
}

if (import.meta.main) await publishJsr(await Deno.makeTempDir(), Deno.args);
