import { assert, assertEquals } from "@std/assert";
// @ts-types="../../codegen/std.d.ts"
import { parse } from "@std/yaml";
import ts from "typescript";
import { SpecError } from "../../codegen/errors.ts";
import { generate } from "../../codegen/generate.ts";
import { shop } from "./shop.ts";

/** Leaves every kind of comment, string and template to become code. */
const hostile =
  "x */ pwned(); /* \" + pwned() + \" ' + pwned() + ' ${pwned()} ` + pwned() + `\n pwned(); //";

/** Every text of a document, and every name of a member, replaced in turn. */
function* mutations(document: unknown, path = ""): Generator<[string, unknown]> {
  if (typeof document === "string") yield [path, hostile];
  if (typeof document !== "object" || document === null) return;
  for (const [name, member] of Object.entries(document)) {
    const others = Array.isArray(document)
      ? (changed: unknown) => document.with(Number(name), changed)
      : (changed: unknown) => ({ ...document, [name]: changed });
    for (const [where, changed] of mutations(member, `${path}/${name}`)) {
      yield [where, others(changed)];
    }
    if (Array.isArray(document)) continue;
    const { [name]: _, ...rest } = document as Record<string, unknown>;
    for (const other of [hostile, hostile + name]) {
      yield [`name of ${path}/${name}`, { ...rest, [other]: member }];
    }
  }
}

/** Whether a module calls what the hostile text would have it call. */
function isPwned(code: string): boolean {
  const visit = (node: ts.Node): boolean =>
    ts.isIdentifier(node) && node.text === "pwned" || (ts.forEachChild(node, visit) ?? false);
  return visit(ts.createSourceFile("module.ts", code, ts.ScriptTarget.Latest));
}

Deno.test("isPwned() tells code from comments and strings", () => {
  assertEquals(
    ["/* pwned() */", "`pwned()`", "/** */ pwned(); /**/", "`${pwned()}`"].map(isPwned),
    [
      false,
      false,
      true,
      true,
    ],
  );
});

Deno.test("no text of a spec becomes code: it is quoted, or refused with its place", async () => {
  const outcomes = { refused: 0, quoted: 0 };
  for (const [where, document] of mutations(parse(shop))) {
    try {
      const { modules } = await generate(JSON.stringify(document));
      for (const [name, code] of modules) assert(!isPwned(code), `${where} is code in ${name}`);
      outcomes.quoted++;
    } catch (error) {
      if (!(error instanceof SpecError)) throw new Error(where, { cause: error });
      outcomes.refused++;
    }
  }
  assert(outcomes.refused > 100 && outcomes.quoted > 100, JSON.stringify(outcomes));
});
