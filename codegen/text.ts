/**
 * Writes parts of the generated text that several modules have.
 *
 * @module
 */

/** Joins the lines of a text. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

/** Joins the lines of a text that goes into a comment, and keeps it from ending the comment. */
export function commentText(text: string): string {
  return oneLine(text).replaceAll("*/", "*\\/");
}

/** Writes an import, a name a line; nothing when there are no names. */
export function importOf(names: readonly string[], module: string, type?: "type"): string {
  if (names.length === 0) return "";
  return `import ${type ? "type " : ""}{\n  ${names.join(",\n  ")},\n} from "${module}";\n`;
}
