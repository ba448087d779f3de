/**
 * Writes descriptions of the spec where there is one line for them.
 *
 * @module
 */

/** Joins the lines of a text. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

/** Joins the lines of a text that goes into a comment, and keeps it from ending that. */
export function commentText(text: string): string {
  return oneLine(text).replaceAll("*/", "*\\/");
}
