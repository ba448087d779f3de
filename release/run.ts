/**
 * Runs the programs that make a release.
 *
 * @module
 */

/** What a program has written. */
export interface Output {
  /** To its standard output. */
  readonly printed: string;
  /** To its standard error. */
  readonly said: string;
}

/**
 * Runs a program to its end, and returns what it wrote. `deno` is the one that runs this.
 *
 * @throws {Error} when it fails, with what it said.
 */
export async function run(
  [program, ...args]: readonly string[],
  cwd: string | URL,
  env: Record<string, string> = {},
): Promise<Output> {
  const { success, stdout, stderr } = await new Deno.Command(
    program === "deno" ? Deno.execPath() : program!,
    { args, cwd, env: { NO_COLOR: "1", ...env }, stdin: "null" },
  ).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const [printed, said] = [text(stdout), text(stderr)];
  if (success) return { printed, said };
  throw new Error(`Cannot run ${program} ${args.join(" ")}: ${said}${printed}`);
}
