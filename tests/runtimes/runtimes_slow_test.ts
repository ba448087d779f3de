/**
 * The SDK on Deno, and its npm package on Node, Bun and in a browser: packed, installed, type-checked and run.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { buildNpm } from "../../release/npm.ts";
import { run } from "../../release/run.ts";
import { assertSeen, sandboxOf } from "./expected.ts";
import { smoke } from "./smoke.ts";
import { installTools, type Tools } from "./tools.ts";

const tools = await installTools().catch((error: Error) => {
  if (Deno.env.get("CI")) throw error;
  Deno.test.ignore(
    `NOT tested is the npm package on Node, Bun and in Chromium: ${error.message}`,
    () => {},
  );
});
const scratch = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(scratch, { recursive: true }));

Deno.test("the SDK works on Deno", async () => {
  const sandbox = sandboxOf();
  await using api = sandbox.listen();
  assertSeen(await smoke({ baseUrl: api.url, token: api.token }), sandbox);
});

/** Makes projects that have the package from its tarball, by either installer, and compiles the programs there. */
const projects = once(async ({ node, runtimes }: Tools) => {
  await buildNpm(`${scratch}/built`);
  await run(["npm", "pack", "--pack-destination", scratch], `${scratch}/built`);
  const tarball = `${scratch}/workspace-sync-sdk-0.1.0.tgz`;
  const [npm, bun] = [`${scratch}/npm`, `${scratch}/bun`];
  for (const project of [npm, bun]) {
    await Deno.mkdir(`${project}/src`, { recursive: true });
    await Deno.writeTextFile(`${project}/package.json`, `{ "private": true, "type": "module" }`);
    for (const file of ["smoke.ts", "process.ts", "page.ts"]) {
      await Deno.copyFile(new URL(file, import.meta.url), `${project}/src/${file}`);
    }
  }
  await run(["npm", "install", "--no-audit", "--no-fund", tarball], npm);
  await run([runtimes["Bun"]!, "add", tarball], bun);
  await node("typescript/bin/tsc", compilerOptions("node16"), npm);
  return { npm, bun };
});

const compilerOptions = (resolution: "node16" | "bundler") => [
  ...["--strict", "--lib", "es2023,dom,dom.iterable", "--target", "es2022", "--outDir", "out"],
  ...["--module", resolution === "node16" ? "node16" : "esnext"],
  ...["--moduleResolution", resolution, "--rewriteRelativeImportExtensions"],
  ...["src/process.ts", "src/page.ts"],
];

function once<Given, Made>(make: (given: Given) => Promise<Made>): (given: Given) => Promise<Made> {
  let made: Promise<Made> | undefined;
  return (given) => made ??= make(given);
}

/** Programs, and how large they may be, in bytes; one that is a tenth smaller is to lower its limit. */
const bundles = [
  {
    title: "the client of one resource",
    code: `import { createClient } from "@workspace-sync/sdk";
      console.log(await createClient().projects.list());`,
    limit: 20_000,
  },
  {
    title: "all of the SDK",
    code: `import * as sdk from "@workspace-sync/sdk";
      import * as validation from "@workspace-sync/sdk/validate";
      console.log(sdk, validation);`,
    limit: 38_500,
  },
];

/** Bundles a program as a web page would have it. */
async function bundle(program: string, { node }: Tools): Promise<Uint8Array<ArrayBuffer>> {
  const output = `${scratch}/bundle.js`;
  await node("esbuild/bin/esbuild", [
    ...[program, "--bundle", "--minify", "--format=esm", "--target=es2022"],
    ...[`--outfile=${output}`, "--log-level=warning"],
  ], `${scratch}/npm`);
  return await Deno.readFile(output);
}

if (tools) {
  for (const resolution of ["node16", "bundler"] as const) {
    Deno.test(`the npm package has types for module resolution ${resolution}`, async () => {
      const { npm } = await projects(tools);
      await tools.node("typescript/bin/tsc", [...compilerOptions(resolution), "--noEmit"], npm);
    });
  }

  for (const [name, runtime] of Object.entries(tools.runtimes)) {
    Deno.test(`the npm package works on ${name}`, async () => {
      const { npm, bun } = await projects(tools);
      const sandbox = sandboxOf();
      await using api = sandbox.listen();
      const program = name === "Bun" ? `${bun}/src/process.ts` : `${npm}/out/process.js`;
      const { printed } = await run([runtime, program], scratch, {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
      });
      assertSeen(JSON.parse(printed), sandbox);
    });
  }

  Deno.test("the npm package works in Chromium", async () => {
    const { npm } = await projects(tools);
    const script = await bundle(`${npm}/out/page.js`, tools);
    const sandbox = sandboxOf();
    const files: Readonly<Record<string, [body: string | Uint8Array<ArrayBuffer>, type: string]>> =
      {
        "/": [`<!doctype html><script type="module" src="page.js"></script>`, "text/html"],
        "/page.js": [script, "text/javascript"],
      };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      (request) => {
        const [body, type] = files[new URL(request.url).pathname] ?? [];
        if (body === undefined) return sandbox.fetch(request);
        return new Response(body, { headers: { "content-type": type! } });
      },
    );
    const url = `http://127.0.0.1:${server.addr.port}/?token=${sandbox.token}`;
    const opener = `${tools.folder}/browser.mjs`; // Node looks for packages where its program is.
    await Deno.copyFile(new URL("browser.mjs", import.meta.url), opener);
    const { printed } = await tools.node("browser.mjs", [url], scratch);
    assertSeen(JSON.parse(printed), sandbox);
  });

  Deno.test("the npm package brings two packages, and what they need", async () => {
    const { npm } = await projects(tools);
    const { packages } = JSON.parse(await Deno.readTextFile(`${npm}/package-lock.json`));
    assertEquals(Object.keys(packages), [
      "",
      "node_modules/@logtape/logtape",
      "node_modules/@workspace-sync/sdk",
      "node_modules/openapi-fetch",
      "node_modules/openapi-typescript-helpers",
    ]);
  });

  for (const { title, code, limit } of bundles) {
    Deno.test(`a web page takes at most ${limit} bytes of ${title}, minified and compressed`, async () => {
      const { npm } = await projects(tools);
      const program = `${npm}/out/${limit}.js`;
      await Deno.writeTextFile(program, code);
      const bundled = await bundle(program, tools);
      const compressed = new Blob([bundled]).stream().pipeThrough(new CompressionStream("gzip"));
      const { length } = await new Response(compressed).bytes();
      assert(
        length <= limit && length > limit * 0.9,
        `${bundled.length} bytes, ${length} compressed`,
      );
    });
  }
}
