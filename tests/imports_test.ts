/**
 * Imports point one way: the room table of ARCHITECTURE.md, as a test.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import ts from "typescript";
import { packages } from "../release/packages.ts";
import { handWritten, modulesOf, outside, roomsOf, type Source } from "./sources.ts";

/**
 * What a room may import beside its own modules: paths of its package, and names of other packages. Either ends in
 * `/` for all below it, in `/*` for what is in it.
 */
interface Room {
  /** Modules that may be imported for their values and types. */
  readonly values?: readonly string[];
  /** Modules that may be imported for their types only. */
  readonly types?: readonly string[];
  /** Modules that may be imported by `import()` or for their types only. */
  readonly lazily?: readonly string[];
}

const sdk = ["@workspace-sync/sdk", "@workspace-sync/sdk/"];
const sdkData = ["@workspace-sync/sdk/resources", "@workspace-sync/sdk/schemas"];
/** Of the loader what loads no engine. */
const loader = ["@workspace-sync/loader", "@workspace-sync/loader/errors"];

/** The longest path that a module's own begins with is its room. */
const rooms: Readonly<Record<string, Room>> = {
  "client/": {},
  "generated/": { values: ["client/"] },
  "codegen/": {
    values: ["loader/history.ts", "loader/table.ts", "models/"],
    types: ["client/", "loader/views.ts"],
  },
  "loader/": { values: sdk },
  "loader/mod.ts": { values: ["loader/*", "loader/destinations/*"] },
  "loader/destinations/": { values: ["loader/*"], lazily: ["loader/destinations/"] },
  "loader/engines/duckdb/": { values: ["loader/errors.ts"] },
  "loader/engines/bigquery/": {
    values: ["loader/clock.ts", "loader/errors.ts", "loader/secrets.ts"],
  },
  "loader/destinations/duckdb/": {
    values: [
      "loader/*",
      "loader/destinations/history_sql.ts",
      "loader/destinations/sql.ts",
      "loader/engines/duckdb/",
    ],
    types: ["loader/destinations/*", "@workspace-sync/sdk"],
  },
  "loader/destinations/bigquery/": {
    values: [
      "loader/*",
      "loader/destinations/history_sql.ts",
      "loader/destinations/sql.ts",
      "loader/engines/bigquery/",
    ],
    types: ["loader/destinations/*", "@workspace-sync/sdk"],
  },
  "models/": {},
  "sandbox/": { values: sdkData, types: ["@workspace-sync/sdk"] },
  "cli/": {
    values: [...sdk, ...loader, "@workspace-sync/models"],
    lazily: ["@workspace-sync/sandbox", "cli/alerts/", "cli/status_page/"],
  },
  "cli/alerts/": { values: ["cli/*", ...loader, ...sdk] },
  "cli/cron/": { values: ["cli/*", "cli/alerts/", "cli/status_page/", ...loader, ...sdk] },
  "cli/status_page/": { values: ["cli/*", ...loader, ...sdk] },
  "mod.ts": { values: ["client/", "generated/"] },
  "validate.ts": { values: ["client/", "generated/"] },
};

/** The package that loads DuckDB's library. */
const library = "@duckdb/node-api";

interface Import {
  readonly target: string;
  readonly kind: "value" | "type" | "lazy";
}

/** What a module imports of the modules and packages of this repository, and of DuckDB's. */
function importsOf({ path, tree }: Source): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import["kind"]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const local = /^\..*\.ts$/.test(specifier.text);
    if (local) {
      found.push({ target: new URL(specifier.text, `file:///${path}`).pathname.slice(1), kind });
    } else if (/^@workspace-sync\/|^@duckdb\//.test(specifier.text)) {
      found.push({ target: specifier.text, kind });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, hasTypesOnly(node.importClause) ? "type" : "value");
    } else if (ts.isExportDeclaration(node)) {
      const named = node.exportClause && ts.isNamedExports(node.exportClause) && node.exportClause;
      const onlyTypes = node.isTypeOnly ||
        (named && named.elements.every((each) => each.isTypeOnly));
      add(node.moduleSpecifier, onlyTypes ? "type" : "value");
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], "lazy");
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, "type");
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function hasTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  const named = clause.namedBindings;
  return clause.isTypeOnly ||
    (!clause.name && named !== undefined && ts.isNamedImports(named) &&
      named.elements.every((each) => each.isTypeOnly));
}

/** The folder of the package that a module belongs to; empty for the SDK, which is at the root. */
function packageOf(path: string): string {
  return Object.keys(members).find((folder) => path.startsWith(folder)) ?? "";
}

function roomOf(path: string): string {
  return Object.keys(rooms).filter((room) => path.startsWith(room))
    .sort((one, other) => other.length - one.length)[0]!;
}

function covers(allowed: string, path: string): boolean {
  if (allowed.endsWith("/*")) {
    const folder = allowed.slice(0, -1);
    return path.startsWith(folder) && !path.slice(folder.length).includes("/");
  }
  return allowed.endsWith("/") ? path.startsWith(allowed) : path === allowed;
}

function isAllowed(from: string, { target, kind }: Import): boolean {
  const { values = [], types = [], lazily = [] } = rooms[from]!;
  if (target === library || roomOf(target) === from) return true;
  const allowed = [
    ...values,
    ...(kind === "type" ? [...types, ...lazily] : kind === "lazy" ? lazily : []),
  ];
  return allowed.some((each) => covers(each, target));
}

const modules = [...await handWritten(), ...await modulesOf("generated")];
/** Folder -> name of the packages that are not at the root. */
const members: Readonly<Record<string, string>> = Object.fromEntries(
  (await packages()).filter(({ folder }) => folder !== "").map((
    { folder, name },
  ) => [folder, name]),
);

Deno.test("every folder of code is a room with a rule", async () => {
  const known = new Set(Object.keys(rooms).map((room) => room.split("/")[0]));
  const unknown = (await roomsOf()).filter((room) => !known.has(room) && !outside.includes(room));
  assertEquals(unknown, []);
  const folders = new Set(
    modules.map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1)).filter((each) => each),
  );
  assertEquals([...folders].filter((folder) => !(folder in rooms)), []);
});

Deno.test("imports between rooms point the way that ARCHITECTURE.md allows", () => {
  const wrong = modules.flatMap((module) =>
    importsOf(module).filter((each) => !isAllowed(roomOf(module.path), each))
      .map(({ target, kind }) => `${module.path} imports ${target} (${kind})`)
  );
  assertEquals(wrong, []);
});

Deno.test("a package is imported by its name from outside, and by paths from inside", () => {
  const published = modules.filter(({ path }) => !path.startsWith("codegen/"));
  const wrong = published.flatMap(({ path, tree }) =>
    importsOf({ path, tree }).filter(({ target }) =>
      target.startsWith("@workspace-sync/")
        ? (members[packageOf(path)] ?? "@workspace-sync/sdk") === target.match(/^@[^/]+\/[^/]+/)![0]
        : target !== library && packageOf(target) !== packageOf(path)
    ).map(({ target }) => `${path} imports ${target}`)
  );
  assertEquals(wrong, []);
});

Deno.test("no module imports the index that it is behind", () => {
  const isOwnIndex = (path: string, { target, kind }: Import) =>
    /(^|\/)mod\.ts$/.test(target) && path.startsWith(target.replace(/mod\.ts$/, "")) &&
    (kind !== "type" || roomOf(target) === roomOf(path));
  const wrong = modules.flatMap((module) =>
    importsOf(module).filter((each) => isOwnIndex(module.path, each))
      .map(({ target }) => `${module.path} imports ${target}`)
  );
  assertEquals(wrong, []);
});

Deno.test("one module loads DuckDB's library, after its allocator has been told what to do", async () => {
  const loads = modules.filter((module) =>
    importsOf(module).some(({ target, kind }) => target === library && kind !== "type")
  ).map(({ path }) => path);
  const loader = "loader/engines/duckdb/instance.ts";
  assertEquals(loads, [loader]);
  const text = await Deno.readTextFile(new URL(`../${loader}`, import.meta.url));
  const [first] = text.match(/^import .*$/m)!;
  assertEquals(first, 'import "./allocator.ts";');
});
