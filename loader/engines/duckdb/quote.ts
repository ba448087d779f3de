/**
 * Names and strings as SQL writes them.
 *
 * @module
 */

/** Name under which the file is attached. */
export const catalog = "workspace";

/** Quotes an identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a string. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
