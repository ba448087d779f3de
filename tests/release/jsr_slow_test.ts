/**
 * The packages as JSR would get them: published into a registry of our own, installed from there, and used.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { publishJsr } from "../../release/jsr.ts";
import { packages } from "../../release/packages.ts";
import { run } from "../../release/run.ts";
import { duckdb } from "../lab.ts";
import { assertSeen, sandboxOf } from "../runtimes/expected.ts";
import { type Registry, serveRegistry } from "./registry.ts";

/** A registry that has all packages, and a folder that is far from them. */
interface Shop extends AsyncDisposable {
  readonly registry: Registry;
  readonly folder: string;
  /** What makes a Deno use the registry, and keep nothing of it. */
  readonly env: Readonly<Record<string, string>>;
}

async function openShop(): Promise<Shop> {
  const registry = serveRegistry();
  const folder = await Deno.makeTempDir();
  const { printed } = await run(["deno", "info", "--json"], folder);
  await Deno.mkdir(`${folder}/cache`);
  await Deno.symlink(JSON.parse(printed).npmCache, `${folder}/cache/npm`);
  const env = { ...registry.env, DENO_DIR: `${folder}/cache` };
  await publishJsr(`${folder}/staged`, ["--token=none", "--no-provenance"], env);
  return {
    registry,
    folder,
    env,
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What published modules may import: the standard library and this project from JSR, all else from npm or Node. */
const allowed =
  /^(node:\w+(\/\w+)?|jsr:\/?@(std|workspace-sync)\/\w+@VERSION(\/[\w-]+)?|npm:\/?(?!@(std|workspace-sync)\/|deno-std)(@[\w-]+\/)?[\w-]+@VERSION(\/[\w-]+)*)$/;
const version = /@\d+\.\d+\.\d+(-r\.\d+)?(?=\/|$)/;

Deno.test("the packages, published on a registry like JSR", async (t) => {
  await using shop = await openShop();

  for (const { name } of await packages()) {
    await t.step(`${name} imports what JSR, npm and Node have, each in one version`, () => {
      const files = shop.registry.packages.get(name)!;
      assert(files.has("README.md") && files.has("LICENSE"));
      const found = [...files].filter(([path]) => path.endsWith(".ts")).flatMap(([, bytes]) => {
        const code = new TextDecoder().decode(bytes).replace(/^\s*(\*|\/\/).*/gm, "");
        const imports = code.matchAll(
          /(?:\bfrom |\bimport |\b(?:import|resolve)\()"([^."][^"]*)"/g,
        );
        return [...imports].map(([, specifier]) => specifier!);
      });
      const wrong = found.filter((each) => !allowed.test(each.replace(version, "@VERSION")));
      assertEquals(wrong, []);
      const needsNothing = name === "@workspace-sync/models";
      assertEquals(found.some((each) => each.startsWith("jsr:")), !needsNothing);
    });
  }

  await t.step("the SDK is added to a project of Deno, type-checked and run", async () => {
    const project = `${shop.folder}/project`;
    await Deno.mkdir(project);
    for (const file of ["smoke.ts", "process.ts"]) {
      await Deno.copyFile(new URL(`../runtimes/${file}`, import.meta.url), `${project}/${file}`);
    }
    await run(["deno", "add", "jsr:@workspace-sync/sdk"], project, shop.env);
    await run(["deno", "check", "process.ts"], project, shop.env);
    const sandbox = sandboxOf();
    await using api = sandbox.listen();
    const { printed } = await run(
      ["deno", "run", "--no-prompt", "--allow-net", "--allow-env", "process.ts"],
      project,
      { ...shop.env, WORKSPACE_API_URL: api.url, WORKSPACE_API_TOKEN: api.token },
    );
    assertSeen(JSON.parse(printed), sandbox);
  });

  await t.step("the command line is installed, and works in any folder", async () => {
    await using place = duckdb();
    const [deno, install, ...flags] = await installation();
    const root = `--root=${shop.folder}/installed`;
    await run([deno!, install!, root, ...flags], shop.folder, shop.env);
    const sandbox = sandboxOf();
    sandbox.faults.length = 0;
    await using api = sandbox.listen();
    const call = (...args: string[]) =>
      run([`${shop.folder}/installed/bin/workspace-sync`, ...args], place.folder, {
        ...shop.env,
        PATH: `${Deno.execPath().replace(/\/[^/]+$/, "")}:${Deno.env.get("PATH")}`,
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
      });

    const { printed: help } = await call("sync", "--help");
    assertMatch(help, /^Usage: workspace-sync sync \[flags\]$/m);
    const { printed: checked } = await call("check", "--to", place.address);
    assertStringIncludes(checked, "can be created");
    assertEquals([...Deno.readDirSync(place.folder)].map(({ name }) => name), []);
    await call("sync", "--to", place.address);
    const [row] = await place.query<{ n: number }>("SELECT count(*) AS n FROM projects");
    assertEquals(row!.n, 5);
    const { printed: status } = await call("status", "--to", place.address);
    assertStringIncludes(status, `"status":"succeeded"`);
    await call("models", "--to", place.address);
    const { printed: answer } = await call("query", "task_hours_by_status", "--to", place.address);
    assertStringIncludes(answer, `"budgeted_hours":`);
    const { printed: schema } = await call("schema");
    assertStringIncludes(schema, `CREATE TABLE "main"."projects"`);
    const { printed: listed } = await call("resources");
    assertStringIncludes(listed, "/api/workspace/projects");
  });
});

/** How the README of the command line says that it is installed, in one line. */
async function installation(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("../../cli/README.md", import.meta.url));
  const command = /^deno install (\\\n|.)+$/m.exec(text)?.[0] ?? "";
  return command.replace(/\s*\\\n\s*/g, " ").split(" ");
}
