/**
 * JSON text as BigQuery's JSON type can hold it.
 *
 * @module
 */

/** Deepest nesting of a JSON value (bigquery/quotas). */
const maxDepth = 500;

/** What may be a number beyond FLOAT64, 1.8e308: 199 digits and `e99` are not; `overflows()` makes sure. */
const mayOverflow = /\d{200}|e\+?\d{3}/i;

/**
 * Returns JSON text that `PARSE_JSON()` takes. A value that is nested too deeply, or that has a number
 * beyond FLOAT64, which `wide_number_mode=>'round'` does not round either, becomes a JSON string of its
 * own text: one such record would otherwise fail the whole merge.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseableJson(`{"a":1.5}`), `{"a":1.5}`);
 * assertEquals(parseableJson(`{"a":1e400}`), `"{\\"a\\":1e400}"`);
 * ```
 */
export function parseableJson(text: string): string {
  const mayBeTooDeep = text.length > 2 * maxDepth && countOf(/[[{]/g, text) > maxDepth;
  const isTooDeep = mayBeTooDeep && depthOf(text) > maxDepth;
  return isTooDeep || (mayOverflow.test(text) && overflows(text)) ? JSON.stringify(text) : text;
}

function countOf(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  // Brackets inside strings do not nest.
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (mark === "[" || mark === "{") deepest = Math.max(deepest, ++depth);
    else if (mark === "]" || mark === "}") depth--;
  }
  return deepest;
}

function overflows(text: string): boolean {
  let found = false;
  JSON.parse(text, (_, value) => {
    found ||= value === Infinity || value === -Infinity;
    return value;
  });
  return found;
}
