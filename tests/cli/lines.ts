/**
 * Checks JSON lines against docs/lines.schema.json.
 *
 * @module
 */

import { assert, assertMatch } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";

/** The schema of every kind of line. */
export const schema = JSON.parse(
  await Deno.readTextFile(new URL("../../docs/lines.schema.json", import.meta.url)),
);
const ajv = new Ajv2020({ allErrors: true });
(ajvFormats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(schema, "lines");

/** A line, parsed. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** Parses lines. */
export function linesOf(text: string): Line[] {
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

/** Checks lines against the schema of their kind, and counts the kinds. */
export function kindsOf(lines: readonly Line[]): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const line of lines) {
    assertMatch(line.type, /^[a-z_]+$/);
    const isValid = ajv.validate(`lines#/$defs/${line.type}`, line);
    assert(isValid, `${JSON.stringify(line)}: ${ajv.errorsText()}`);
    for (const name of Object.keys(line)) assertMatch(name, /^[a-z][a-z_]*$/);
    kinds[line.type] = (kinds[line.type] ?? 0) + 1;
  }
  return kinds;
}
