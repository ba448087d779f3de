/**
 * Compares generated files with those on disk.
 *
 * @module
 */

const remedy = "run deno task generate";

/**
 * Returns one line per file of a folder that is missing, different or superfluous; none when the folder
 * holds the files, byte for byte, and nothing else.
 */
export async function compareFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const compared = await Promise.all(
    [...files].map(([name, text]) => compareFile(`${folder}/${name}`, text)),
  );
  const extra = (await namesIn(folder)).filter((name) => !files.has(name))
    .map((name) => `${folder}/${name} is not generated from the spec; remove it`);
  return [...compared.filter((line) => line !== undefined), ...extra];
}

/** Returns a line when the file is missing or different. */
export async function compareFile(file: string, text: string): Promise<string | undefined> {
  const found = await unlessMissing(() => Deno.readTextFile(file));
  if (found === undefined) return `${file} is missing; ${remedy}`;
  return found === text ? undefined : `${file} differs; ${remedy}`;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await unlessMissing(() => Array.fromAsync(Deno.readDir(folder)));
  return (entries ?? []).map(({ name }) => name).sort();
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
