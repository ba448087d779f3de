/**
 * Installs and starts local-bigquery, a BigQuery emulator from PyPI.
 *
 * @module
 */

/** An emulator that is running. */
export interface Emulator extends AsyncDisposable {
  /** Its base URL. */
  readonly url: string;
  /** Its project. */
  readonly project: string;
  /** A dataset that exists. */
  readonly dataset: string;
}

const cache = new URL("../../.cache/local-bigquery-0.4.0/", import.meta.url).pathname;
const python = `${cache}venv/bin/python`;
/** The DuckDB that the emulator runs on, and the extensions that it would else download. */
const duckdb = "1.5.5";
const extensions = ["ducklake", "icu", "json", "spatial"];

/**
 * Starts the emulator, installing it first when it is not there.
 *
 * @returns The emulator, or `undefined` when there is no Python 3.13 or newer to run it, or when it
 * cannot be installed and this is not CI.
 */
export async function startEmulator(): Promise<Emulator | undefined> {
  const interpreter = await findPython();
  if (interpreter === undefined) {
    console.warn("BigQuery is NOT tested: the emulator needs Python 3.13 or newer");
    return undefined;
  }
  try {
    await install(interpreter);
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    console.warn(`BigQuery is NOT tested: its emulator cannot be installed: ${error}`);
    return undefined;
  }
  const [port, grpcPort] = [freePort(), freePort()];
  const data = await Deno.makeTempDir();
  const process = new Deno.Command(`${cache}venv/bin/local-bigquery`, {
    args: [
      ...["--host", "127.0.0.1", "--port", String(port), "--grpc-port", String(grpcPort)],
      ...["--project", "test", "--dataset", "ws", "--data-dir", data, "serve"],
    ],
    env: { HOME: `${cache}home` },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${url}/bigquery/v2/projects/test/datasets/ws`);
  return {
    url,
    project: "test",
    dataset: "ws",
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.status;
      await Deno.remove(data, { recursive: true });
    },
  };
}

async function findPython(): Promise<string | undefined> {
  const versions = `${Deno.env.get("PYENV_ROOT") ?? `${Deno.env.get("HOME")}/.pyenv`}/versions`;
  const candidates = ["python3.14", "python3.13", "python3"];
  try {
    for await (const { name } of Deno.readDir(versions)) {
      if (/^3\.1[3-9]/.test(name)) candidates.push(`${versions}/${name}/bin/python3`);
    }
  } catch {
    // There is no pyenv.
  }
  const probe = "import sys, venv; sys.exit(0 if sys.version_info >= (3, 13) else 1)";
  for (const candidate of candidates) {
    const found = await run(candidate, ["-c", probe]).then(() => true, () => false);
    if (found) return candidate;
  }
}

/** Installs once, also when several test processes come at the same time. */
async function install(interpreter: string): Promise<void> {
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(`${cache}lock`, { create: true, write: true });
  await lock.lock(true);
  if (await Deno.stat(`${cache}done`).then(() => true, () => false)) return;
  await run(interpreter, ["-m", "venv", "--clear", `${cache}venv`]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await run(python, [...pip, "local-bigquery==0.4.0"]);
  // Its own choice of DuckDB, 2.0, does not start; pip warns of the older one and installs it.
  const pinned = extensions.map((name) => `duckdb-extension-${name}==${duckdb}`);
  await run(python, [...pip, `duckdb==${duckdb}`, ...pinned]);
  const home = `${cache}home/.duckdb/extensions/v${duckdb}/linux_amd64`;
  await Deno.mkdir(home, { recursive: true });
  const paths = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
  const packages = (await run(python, ["-c", paths])).trim();
  for (const name of extensions) {
    const file = `${name}.duckdb_extension`;
    const from = `${packages}/duckdb_extension_${name}/extensions/v${duckdb}/${file}`;
    await Deno.copyFile(from, `${home}/${file}`);
  }
  await Deno.writeTextFile(`${cache}done`, "");
}

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(`${command} ${args.join(" ")} failed: ${new TextDecoder().decode(stderr)}`);
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const answered = await fetch(url).then((response) => response.text().then(() => response.ok))
      .catch(() => false);
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The BigQuery emulator did not start within 90 seconds");
}
