/**
 * Installs packages of PyPI, all of them pinned, into a virtual environment below `.cache/`.
 *
 * @module
 */

/** Options for {@linkcode installVenv}. */
export interface VenvOptions {
  /** The Python that the environment is made with. */
  readonly interpreter: string;
  /** What else belongs to the installation, given the environment's Python. */
  readonly finish?: (python: string) => Promise<void>;
}

/** Finds a Python 3 of a minor version or a newer one, with what makes virtual environments. */
export async function findPython(minor: number): Promise<string | undefined> {
  const versions = `${Deno.env.get("PYENV_ROOT") ?? `${Deno.env.get("HOME")}/.pyenv`}/versions`;
  const candidates = ["python3", "python3.14", "python3.13"];
  try {
    for await (const { name } of Deno.readDir(versions)) {
      if (/^3\./.test(name)) candidates.push(`${versions}/${name}/bin/python3`);
    }
  } catch {
    // There is no pyenv.
  }
  const probe = `import sys, venv; sys.exit(0 if sys.version_info >= (3, ${minor}) else 1)`;
  for (const candidate of candidates) {
    const found = await runProgram(candidate, ["-c", probe]).then(() => true, () => false);
    if (found) return candidate;
  }
}

/**
 * Installs once, also when several processes come at the same time.
 *
 * @returns The path of the environment's Python.
 */
export async function installVenv(
  cache: string,
  packages: URL,
  { interpreter, finish }: VenvOptions,
): Promise<string> {
  const python = `${cache}venv/bin/python`;
  const wanted = await Deno.readTextFile(packages);
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(`${cache}lock`, { create: true, write: true });
  await lock.lock(true);
  if (await Deno.readTextFile(`${cache}done`).catch(() => "") === wanted) return python;
  await runProgram(interpreter, ["-m", "venv", "--clear", `${cache}venv`]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  // Nothing is resolved: the lists are whole, and local-bigquery asks for a DuckDB that does not start.
  await runProgram(python, [...pip, "--no-deps", "--requirement", packages.pathname]);
  await finish?.(python);
  await Deno.writeTextFile(`${cache}done`, wanted);
  return python;
}

/** Runs a program to its end, and returns what it printed. */
export async function runProgram(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${command} ${args.join(" ")} failed: ${new TextDecoder().decode(stderr)}`);
}
