/**
 * Runs the command line as a process of its own.
 *
 * @module
 */

const root = new URL("../../", import.meta.url).pathname;

/** How a process ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The permissions of `deno task sync`, so that a test fails where the task would. */
const permissions: readonly string[] = JSON.parse(await Deno.readTextFile(`${root}deno.json`)).tasks
  .sync.command
  .split(" ").filter((word: string) => word.startsWith("--allow-"));

/** Starts a command with nothing but the given environment. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, `${root}cli/main.ts`, ...args],
    clearEnv: true,
    env: {
      NO_COLOR: "1",
      ...Object.fromEntries(
        ["PATH", "HOME", "DENO_DIR"].map((name) => [name, Deno.env.get(name) ?? ""])
          .filter(([, value]) => value),
      ),
      ...env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await start(args, env).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
