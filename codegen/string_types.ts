/**
 * Types of strings that say more than `string`.
 *
 * @module
 */

import type { SchemaObject } from "openapi-typescript";
import ts from "typescript";
import type { Node } from "./node.ts";
import { formatKey } from "./prepared.ts";

/** The alias of each format that has one, in `client/formats.ts`. */
export const formatAliases: Readonly<Record<string, string>> = {
  date: "IsoDate",
  "date-time": "IsoDateTime",
  uuid: "Uuid",
};

const { factory } = ts;

/**
 * Returns the type of a string with known values, `"a" | "b" | (string & {})`, or with a format that has
 * an alias; `undefined` for any other schema.
 */
export function stringType(schema: SchemaObject): ts.TypeNode | undefined {
  const { type, [formatKey]: format, "x-values": values, ...rest } = schema as Node;
  const types = [type].flat();
  const isString = types.every((each) => each === "string" || each === "null");
  if (!isString || "enum" in rest || "const" in rest) return undefined;
  const members = Array.isArray(values)
    ? openUnion(values)
    : typeof format === "string" && Object.hasOwn(formatAliases, format)
    ? [factory.createTypeReferenceNode(formatAliases[format]!)]
    : [];
  if (members.length === 0) return undefined;
  if (types.includes("null")) members.push(factory.createLiteralTypeNode(factory.createNull()));
  return members.length === 1 ? members[0] : factory.createUnionTypeNode(members);
}

/** The values, which an editor can then offer, and any other string: `string` alone would swallow them. */
function openUnion(values: readonly string[]): ts.TypeNode[] {
  const anyString = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]);
  return [
    ...values.map((value) => factory.createLiteralTypeNode(factory.createStringLiteral(value))),
    factory.createParenthesizedType(anyString),
  ];
}
