/**
 * Prepares a document for openapi-typescript, so that what it writes is close to what is wanted.
 *
 * @module
 */

import type { Node } from "./node.ts";
import { commentText } from "./text.ts";

/** Where {@linkcode prepared} keeps a string's `format`, which would else be printed into its comment. */
export const formatKey = "x-format";

/**
 * Returns the document with
 *
 * - one plain doc comment per member: openapi-typescript prints `title` as it is, and `description`,
 *   `format` and `examples` as tags that JSDoc does not have;
 * - closed objects: `additionalProperties` would become an index signature, which makes every
 *   misspelt field a field;
 * - closed sets of values where a parameter takes them: another value finds nothing.
 */
export function prepared(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(prepared);
  if (typeof node !== "object" || node === null) return node;
  const kept: Record<string, unknown> = {};
  const schema = withClosedValues(node as Node);
  for (const [key, value] of Object.entries(schema)) {
    const isText = typeof value === "string";
    if (key === "description" && isText) {
      // Outside schemas a description is required (OpenAPI 3.1 §4.8.17) and makes no comment.
      const isRequired = "content" in schema || "version" in schema;
      kept[isRequired ? "description" : "title"] = isRequired ? value : commentText(value);
    } else if (key === "format" && isText) {
      kept[formatKey] = value;
    } else if (!isDropped(key, value, schema)) {
      kept[key] = prepared(value);
    }
  }
  return kept;
}

function isDropped(key: string, value: unknown, schema: Node): boolean {
  switch (key) {
    case "additionalProperties":
      return value === true && "properties" in schema;
    case "examples":
      return Array.isArray(value);
    case "title":
      return typeof schema.description === "string" && !("version" in schema);
    default:
      return false;
  }
}

/** Closes the set of values of a parameter; the members of an object can be called like a parameter's. */
function withClosedValues(node: Node): Node {
  const { in: place, description, schema } = node;
  if (typeof place !== "string" || typeof schema !== "object" || schema === null) return node;
  const { "x-values": values, ...rest } = schema as Node;
  if (values === undefined) return node;
  return {
    ...node,
    description: `${description ?? ""} Another value takes an assertion: \`"…" as never\`.`,
    schema: { ...rest, enum: values },
  };
}
