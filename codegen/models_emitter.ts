/**
 * Writes the module that holds the SQL of the models.
 *
 * @module
 */

/** Writes `models/sql.ts` from the files of the models, by their names. */
export function emitModels(files: ReadonlyMap<string, string>): string {
  const texts = [...files].sort(([one], [other]) => one < other ? -1 : 1)
    .map(([name, text]) => `  ${name}: ${quoted(text)},\n`);
  return `// Written by \`deno task generate\` from models/*.sql; do not edit.

/**
 * The files of the models, by their names: a registry may not take other files than modules.
 *
 * @module
 */

/** Name -> text of the file. */
export const files: Readonly<Record<string, string>> = {
${texts.join("")}};
`;
}

/** A text as TypeScript, on as many lines. */
function quoted(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, "\\$&")}\``;
}
