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
  const { description, format, examples, ...rest } = node as Node;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(isParameter(rest) ? closed(rest) : rest)) {
    kept[key] = prepared(value);
  }
  if (rest.properties !== undefined) delete kept.additionalProperties;
  if (typeof description === "string") {
    // Outside schemas a description is required (OpenAPI 3.1 §4.8.17) and makes no comment.
    if ("content" in rest || "version" in rest) kept.description = description;
    else kept.title = commentText(description);
  } else if (description !== undefined) kept.description = prepared(description);
  if (typeof format === "string") kept[formatKey] = format;
  else if (format !== undefined) kept.format = prepared(format);
  if (typeof examples === "object" && !Array.isArray(examples)) kept.examples = prepared(examples);
  return kept;
}

/** Whether the node is a parameter, and not the members of an object that are called alike. */
function isParameter(node: Node): node is Node & { readonly schema: Node } {
  return typeof node.in === "string" && typeof node.schema === "object" && node.schema !== null;
}

function closed(parameter: Node & { readonly schema: Node }): Node {
  const { "x-values": values, ...schema } = parameter.schema;
  if (values === undefined) return parameter;
  return { ...parameter, schema: { ...schema, enum: values } };
}
