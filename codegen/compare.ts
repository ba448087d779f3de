/**
 * Compares what is generated with what is there.
 *
 * @module
 */

/**
 * Returns one line per file of a folder that is missing, different or too many; none when the folder
 * holds the files, byte for byte, and nothing else.
 */
export async function compareFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const differences: string[] = [];
  for (const [name, text] of files) {
    const difference = await compareFile(`${folder}/${name}`, text);
    if (difference) differences.push(difference);
  }
  for await (const { name } of Deno.readDir(folder)) {
    if (!files.has(name)) differences.push(`${folder}/${name} is not generated from the spec`);
  }
  return differences;
}

/** Returns a line when the file is missing or holds another text. */
export async function compareFile(file: string, text: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file) === text ? undefined : `${file} differs`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `${file} is missing`;
    throw error;
  }
}
