/**
 * Writes `schemas.ts`: each component schema once, as a constant that the others refer to.
 *
 * @module
 */

import { SpecError } from "./errors.ts";
import type { Node, Place } from "./node.ts";
import { componentOf, type Spec } from "./spec.ts";

/** Writes `schemas.ts`. */
export function emitSchemas(spec: Spec): string {
  const constants: Constants = { spec, texts: new Map() };
  const tables = spec.lists.map(({ resource, recordName }) =>
    `  ${resource.name}: ${constantOf(constants, recordName, [])},`
  );
  const declarations = [...constants.texts].map(([name, text]) =>
    `const ${name}: RecordSchema = ${text};`
  );
  return `import type { RecordSchema } from "../client/record_schema.ts";

export type { RecordSchema };

${declarations.join("\n\n")}

/** The schema of each resource's records, by table name, with every reference resolved. */
export const schemas: Readonly<Record<string, RecordSchema>> = {
${tables.join("\n")}
};
`;
}

/** The constants that were written, each after those that it refers to. */
interface Constants {
  readonly spec: Spec;
  readonly texts: Map<string, string>;
}

/** Returns the name of a component schema's constant, and writes it unless it was. */
function constantOf(constants: Constants, name: string, within: readonly string[]): string {
  if (!constants.texts.has(name)) {
    const place = ["components", "schemas", name];
    const text = expressionOf(constants, constants.spec.schemas[name], place, within);
    constants.texts.set(name, text);
  }
  return name;
}

/** Writes what stands at a place of the spec as an expression, its references as what they lead to. */
function expressionOf(
  constants: Constants,
  node: unknown,
  place: Place,
  within: readonly string[],
): string {
  const write = (key: string, value: unknown) =>
    expressionOf(constants, value, [...place, key], within);
  if (Array.isArray(node)) {
    return `[${node.map((item, index) => write(String(index), item)).join(",")}]`;
  }
  if (typeof node !== "object" || node === null) return JSON.stringify(node);
  const { $ref, ...siblings } = node as Node;
  const members = Object.entries(siblings).map(([key, value]) =>
    `${keyOf(key)}:${write(key, value)}`
  );
  if (typeof $ref === "string") {
    const target = targetOf(constants, $ref, place, within);
    if (members.length === 0) return target;
    members.unshift(`...${target}`);
  }
  return inBraces(members, place);
}

function targetOf(
  constants: Constants,
  $ref: string,
  place: Place,
  within: readonly string[],
): string {
  if (within.includes($ref)) throw new SpecError(place, `the schema ${$ref} contains itself`);
  const target = constants.spec.resolve({ $ref }, place);
  const name = componentOf($ref);
  return name === undefined
    ? expressionOf(constants, target, place, [...within, $ref])
    : constantOf(constants, name, [...within, $ref]);
}

/** Writes a schema and its properties a member a line, and anything deeper in one line. */
function inBraces(members: readonly string[], place: Place): string {
  const depth = place.length - "components.schemas.Name".split(".").length;
  const isLong = depth === 0 || (depth === 1 && place.at(-1) === "properties");
  if (!isLong) return `{${members.join(",")}}`;
  const indent = "  ".repeat(depth);
  return `{\n${members.map((member) => `${indent}  ${member},\n`).join("")}${indent}}`;
}

/** A key of an object literal; without brackets this one would set the prototype. */
function keyOf(name: string): string {
  return name === "__proto__" ? `["__proto__"]` : JSON.stringify(name);
}
