/**
 * Fits the spec's descriptions into one line.
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
