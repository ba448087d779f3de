/**
 * What each package gives its users: these files, and no other package than those it needs.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import ts from "typescript";
import { filesOf, packages } from "../release/packages.ts";
import { pathsOf, sourceOf } from "./sources.ts";

const all = await packages();

/** The packages and standard modules that each package's files import. */
const needed: Readonly<Record<string, readonly string[]>> = {
  "@workspace-sync/sdk": ["@logtape/logtape", "@std/async", "openapi-fetch"],
  "@workspace-sync/sandbox": ["@faker-js/faker", "@std/cli", "@workspace-sync/sdk"],
  "@workspace-sync/models": [],
  "@workspace-sync/loader": [
    "@duckdb/node-api",
    "@google-cloud/bigquery",
    "@logtape/logtape",
    "@std/async",
    "@workspace-sync/sdk",
    "node:assert",
    "node:buffer",
    "node:crypto",
    "node:path",
  ],
  "@workspace-sync/cli": [
    "@duckdb/node-api",
    "@logtape/logtape",
    "@std/async",
    "@std/cli",
    "@std/fmt",
    "@std/text",
    "@workspace-sync/loader",
    "@workspace-sync/models",
    "@workspace-sync/sandbox",
    "@workspace-sync/sdk",
    "hono",
    "log-update",
    "node:crypto",
    "node:path",
    "node:process",
    "node:util",
    "string-width",
  ],
};

/** The packages and standard modules that a module imports. */
async function importedBy(path: string): Promise<string[]> {
  const { tree } = await sourceOf(path);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const parent = node.parent;
    if (
      ts.isStringLiteralLike(node) && !node.text.startsWith(".") &&
      (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) ||
        ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent) ||
        ts.isCallExpression(parent) && loads(parent.expression))
    ) found.push(/^(@[^/]+\/)?[^/]+/.exec(node.text)![0]);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Whether a call is `import()` or `import.meta.resolve()`. */
function loads(called: ts.Expression): boolean {
  return called.kind === ts.SyntaxKind.ImportKeyword || called.getText() === "import.meta.resolve";
}

for (const each of all) {
  Deno.test(`${each.name} has the files that its users need, and imports nothing else`, async () => {
    const files = await filesOf(each.folder);
    const folders = each.folder === "" ? ["client", "generated"] : [each.folder.slice(0, -1)];
    const modules = (await Promise.all(folders.map(pathsOf))).flat()
      .map((path) => path.slice(each.folder.length));
    const rest = each.folder === ""
      ? ["LICENSE", "client/std.d.ts", "deno.json", "mod.ts", "validate.ts"]
      : each.folder === "models/"
      ? ["README.md", "deno.json"]
      : ["README.md", "deno.json", "std.d.ts"];
    assertEquals(files.sort(), [...modules, ...rest].sort());

    const imported = await Promise.all(
      files.filter((file) => file.endsWith(".ts")).map((file) => importedBy(each.folder + file)),
    );
    assertEquals([...new Set(imported.flat())].sort(), needed[each.name]);
  });
}

Deno.test("the module doc of every entry shows how it is used", async () => {
  const entries = all.flatMap(({ folder, exports }) =>
    Object.values(exports).map((path) => folder + path.slice("./".length))
  );
  const docs = await Promise.all(entries.map(async (entry) => {
    const text = await Deno.readTextFile(new URL(`../${entry}`, import.meta.url));
    return [entry, /\/\*\*[^]*?\*\//.exec(text)![0]] as const;
  }));
  assertEquals(docs.filter(([, doc]) => !/```[^]* @module/.test(doc)).map(([entry]) => entry), []);
});

Deno.test("all packages have one version", () => {
  assertEquals(new Set(all.map(({ version }) => version)).size, 1);
});

/** What `deno info --json` says of a module. */
interface Loaded {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier: string };
    readonly isDynamic?: boolean;
  }[];
}

for (
  const [what, entry] of [
    ["the thread that may do all a sync may need", "cli/confined.ts"],
    ["what Deno Deploy evaluates to find cron jobs", "cli/cron/main.ts"],
  ] as const
) {
  Deno.test(`${what} loads the standard library only`, async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", entry],
      cwd: new URL("../", import.meta.url),
    }).output();
    const { roots, modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
      readonly roots: readonly string[];
      readonly modules: readonly Loaded[];
    };
    const loaded = new Set(roots);
    for (const specifier of loaded) { // It grows while it is walked.
      const { dependencies = [] } = modules.find((each) => each.specifier === specifier) ?? {};
      for (const { code, isDynamic } of dependencies) {
        if (code && !isDynamic) loaded.add(code.specifier);
      }
    }
    const foreign = [...loaded].filter((each) => !/^(file:|node:|npm:deno-std@)/.test(each));
    assertEquals(foreign, []);
    assert([...loaded].some((each) => each.startsWith("npm:deno-std@")));
  });
}

Deno.test("deno task lint:packages and deno task reference leave no entry out", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../deno.json", import.meta.url)));
  /** The modules that a task documents, by their paths from the root. */
  const documented = (task: string) => {
    let folder = "";
    return (tasks[task].command as string).split(" && ").flatMap((command) => {
      const [, to] = /^cd (?:\.\.\/)?(\w+)$/.exec(command) ?? [];
      if (to !== undefined) folder = `${to}/`;
      if (!command.startsWith("deno doc")) return [];
      return command.split(" ").filter((word) => word.endsWith(".ts")).map((path) => folder + path);
    }).sort();
  };
  const entries = all.flatMap(({ name, folder, exports }) =>
    Object.entries(exports).map(([entry, path]) => ({ name, entry, path: folder + path.slice(2) }))
  );
  const paths = (list: typeof entries) => list.map(({ path }) => path).sort();
  assertEquals(documented("lint:packages"), paths(entries));
  const isForUsers = ({ name, entry }: typeof entries[number]) =>
    name !== "@workspace-sync/cli" && entry !== "./internal";
  assertEquals(documented("reference"), paths(entries.filter(isForUsers)));
});
