/**
 * Every exported symbol has a doc comment, and the comment says more than the symbol's name.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import ts from "typescript";
import { handWritten, type Source } from "./sources.ts";

interface Exported {
  /** Where it is, such as `client/list.ts: List.pages`. */
  readonly place: string;
  /** Names that a comment must say more than, outermost first. */
  readonly names: readonly string[];
  /** The text of its doc comment, without tags. */
  readonly doc: string;
}

/** The exported declarations of a module, and the members of its classes and interfaces. */
function exportedFrom({ path, tree }: Source): Exported[] {
  return tree.statements.flatMap((statement) => {
    if (!isExported(statement)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map((each) =>
        of(path, [nameOf(each)], statement)
      );
    }
    const name = nameOf(statement as ts.DeclarationStatement);
    const members = ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)
      ? [...statement.members].filter(isPublic).map((each) => of(path, [name, nameOf(each)], each))
      : [];
    return [of(path, [name], statement), ...members];
  });
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** Whether a member is named, not private, and does not take its comment from what it overrides. */
function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : [];
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.OverrideKeyword];
  return member.name !== undefined && !modifiers.some(({ kind }) => hidden.includes(kind));
}

function nameOf({ name }: ts.NamedDeclaration): string {
  return name?.getText() ?? "default";
}

function of(path: string, names: readonly string[], node: ts.Node): Exported {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const doc = docs.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" ").trim();
  return { place: `${path}: ${names.join(".")}`, names, doc };
}

const filler = new Set(
  ("a an and as at be by for from get gets has in into is it its of on or return returns set sets " +
    "that the this to with what which whether").split(" "),
);

/** The words of a text or a name, small, without endings of the plural and filler. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [])
    .map((word) => word.toLowerCase().replace(/(?<=...)s$/, ""))
    .filter((word) => !filler.has(word));
}

function echoes({ names, doc }: Exported): boolean {
  const own = new Set(names.flatMap(wordsOf));
  return wordsOf(doc).every((word) => own.has(word));
}

const exported = (await handWritten()).flatMap(exportedFrom);

Deno.test("every exported symbol has a doc comment", () => {
  const bare = exported.filter(({ doc, names }) => doc === "" && names.length === 1);
  assertEquals(bare.map(({ place }) => place), []);
});

Deno.test("no doc comment only repeats the name", () => {
  const echoing = exported.filter((each) => each.doc !== "" && echoes(each));
  assertEquals(echoing.map(({ place, doc }) => `${place}: ${doc}`), []);
});

Deno.test("echoes() tells a comment that adds something from one that does not", () => {
  const given: readonly [string, string[], boolean][] = [
    ["The rate limiter.", ["RateLimiter"], true],
    ["Gets the names of the tables.", ["tableNames"], true],
    ["Requests per second.", ["RateLimiter", "rate"], false],
    ["Spaces requests so that all endpoints share one rate.", ["RateLimiter"], false],
  ];
  assertEquals(
    given.map(([doc, names]) => [doc, echoes({ place: "", names, doc })]),
    given.map(([doc, _, want]) => [doc, want]),
  );
});
