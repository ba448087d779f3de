/**
 * Computes what JSR will score a package by, from its files: the criteria and their points are those of JSR's own
 * analysis. What is set on its site, or comes from who publishes, is counted apart.
 *
 * @module
 */

import { type Package, packages } from "./packages.ts";
import { run } from "./run.ts";

const root = new URL("../", import.meta.url);

/** A criterion, and what a package gets for it. */
export interface Criterion {
  /** What is looked at. */
  readonly name: string;
  /** Points that the package gets. */
  readonly points: number;
  /** Most points that there are. */
  readonly of: number;
  /** What is missing. */
  readonly missing: readonly string[];
}

/** What no file says: a description and two runtimes on JSR's site, and a release from a workflow. */
export const elsewhere: readonly Criterion[] = [
  { name: "description", points: 0, of: 1, missing: ["set on the site"] },
  { name: "at least one runtime is marked", points: 0, of: 1, missing: ["set on the site"] },
  { name: "at least two runtimes are marked", points: 0, of: 1, missing: ["set on the site"] },
  { name: "provenance", points: 0, of: 1, missing: ["a release from a workflow has it"] },
];

/** Of the 18 points, a package may lack one. */
const full = 17;

/** The share of symbols that must be documented for all points. */
const enough = 0.8;

/** What `deno doc --json` says of a package. */
interface Documentation {
  readonly nodes: Readonly<Record<string, Module>>;
}

interface Module {
  readonly module_doc?: { readonly doc?: string };
  readonly symbols?: readonly {
    readonly name: string;
    readonly declarations: readonly Declaration[];
  }[];
}

interface Declaration {
  readonly declarationKind: string;
  readonly kind: string;
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly unknown[] };
  readonly location: { readonly filename: string; readonly line: number };
}

/** Scores a package by its files. */
export async function scoreOf({ folder, exports }: Package): Promise<Criterion[]> {
  const from = new URL(folder, root);
  const entries = Object.entries(exports);
  const { printed } = await run(
    ["deno", "doc", "--json", ...entries.map(([, path]) => path)],
    from,
  );
  const { nodes }: Documentation = JSON.parse(printed);
  const docs = new Map(
    entries.map(([name, path]) => [name, nodes[new URL(path, from).href]?.module_doc?.doc ?? ""]),
  );
  const readme = await Deno.readTextFile(new URL(`${folder || "client/"}README.md`, root));
  const slow = await run(["deno", "publish", "--dry-run", "--allow-dirty"], from)
    .then(() => [], (error: Error) => [error.message]);

  const symbols = new Map<string, boolean>();
  for (const { symbols: found = [] } of Object.values(nodes)) {
    for (const { name, declarations } of found) {
      for (const { declarationKind, kind, jsDoc, location } of declarations) {
        if (declarationKind !== "export" || kind === "import" || kind === "reference") continue;
        const place = `${location.filename.replace(root.href, "")}:${location.line} ${name}`;
        symbols.set(place, Boolean(jsDoc?.doc || jsDoc?.tags?.length));
      }
    }
  }
  const undocumented = [...symbols].filter(([, isDocumented]) => !isDocumented).map(([place]) =>
    place
  );
  const share = 1 - undocumented.length / symbols.size;

  const hasExample = [readme, docs.get(".")!].some((text) => text.includes("```"));
  const criterion = (name: string, of: number, missing: readonly string[]): Criterion => ({
    ...{ name, of, missing },
    points: missing.length === 0 ? of : 0,
  });
  return [
    criterion("README", 2, readme.trim() === "" ? ["README.md"] : []),
    criterion("example in the README or the main module", 1, hasExample ? [] : ["an example"]),
    criterion(
      "every entry has a module doc",
      1,
      [...docs].filter(([, doc]) => doc === "").map(([name]) => name),
    ),
    {
      name: "symbols are documented",
      points: Math.floor(5 * Math.min(1, share / enough)),
      of: 5,
      missing: undocumented,
    },
    criterion("no slow types", 5, slow),
  ];
}

/** The score in percent, when the points of {@linkcode elsewhere} are there as well, or are not. */
export function percentOf(criteria: readonly Criterion[]): number {
  const points = criteria.reduce((sum, { points }) => sum + points, 0);
  return Math.min(100, Math.floor(100 * points / full));
}

if (import.meta.main) {
  for (const each of await packages()) {
    const criteria = await scoreOf(each);
    const all = [...criteria, ...elsewhere.map((each) => ({ ...each, points: each.of }))];
    console.log(
      `${each.name}: ${percentOf(criteria)} %, ${percentOf(all)} % with what is set elsewhere`,
    );
    for (const { name, points, of, missing } of [...criteria, ...elsewhere]) {
      console.log(`  ${points}/${of} ${name}${missing.map((each) => `\n      ${each}`).join("")}`);
    }
  }
}
