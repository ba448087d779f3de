/**
 * Installs and starts emulators of BigQuery from PyPI.
 *
 * @module
 */

import { findPython, installVenv, runProgram } from "../venv.ts";

/** An emulator that is running. */
export interface Emulator extends AsyncDisposable {
  /** Which one. */
  readonly kind: EmulatorKind;
  /** Its base URL. */
  readonly url: string;
}

/** An emulator that can be installed. */
export interface EmulatorKind {
  /** Its package on PyPI, its command, and the file with all the packages that it is tested with. */
  readonly name: string;
  /** The oldest Python 3 that runs it. */
  readonly python: number;
  /** The DuckDB extensions that it would else download. */
  readonly extensions: readonly string[];
  /** A place in one of its files that does not work, and what is put there. */
  readonly repair?: { readonly file: string; readonly find: string; readonly replace: string };
  /** Whether it knows a job by the id that it was uploaded under. */
  readonly keepsJobIds: boolean;
  /** Whether a PATCH adds columns to a table, and not to its metadata alone. */
  readonly addsColumns: boolean;
  /** Whether it says how many rows a statement wrote. */
  readonly countsDml: boolean;
  /** Whether several statements in one job may have parameters. */
  readonly takesScripts: boolean;
  /** Whether it takes keys with quotes in them. */
  readonly takesAnyKey: boolean;
  /** Whether `JSON_TYPE()` answers in BigQuery's words. */
  readonly namesJsonTypes: boolean;
  /** Whether what is read while something else is read or written is right. */
  readonly readsAlongside: boolean;
  /** Arguments that start it, for the project `test`. */
  readonly args: (port: number, grpcPort: number, data: string) => readonly string[];
}

/** The DuckDB that both run on. The one that local-bigquery asks for, 2.0, does not start. */
const duckdb = "1.5.5";

/** Keeps job ids, etags, expiry and constraints as BigQuery does. */
export const localBigQuery: EmulatorKind = {
  name: "local-bigquery",
  python: 13,
  extensions: ["ducklake", "icu", "json", "spatial"],
  // A BEGIN within a transaction ends the transaction of this DuckDB.
  repair: {
    file: "local_bigquery/jobs/merge.py",
    find: '        cur.execute("BEGIN")\n        owned = True\n',
    replace:
      '        began = [cur.execute("SELECT epoch_us(now())").fetchone() for _ in range(2)]\n' +
      "        owned = began[0] != began[1]\n" +
      '        if owned:\n            cur.execute("BEGIN")\n',
  },
  keepsJobIds: true,
  addsColumns: true,
  countsDml: true,
  takesScripts: true,
  takesAnyKey: false,
  namesJsonTypes: true,
  readsAlongside: true,
  args: (port, grpcPort, data) => [
    ...["--host", "127.0.0.1", "--port", `${port}`, "--grpc-port", `${grpcPort}`],
    ...["--project", "test", "--dataset", "ws", "--data-dir", data, "serve"],
  ],
};

/** Another implementation, which keeps neither the job ids of uploads nor counts of DML. */
export const bqEmulator: EmulatorKind = {
  name: "bqemulator",
  python: 11,
  extensions: ["spatial"],
  keepsJobIds: false,
  addsColumns: false,
  countsDml: false,
  takesScripts: false,
  takesAnyKey: true,
  namesJsonTypes: false,
  readsAlongside: false,
  args: (port, grpcPort) => [
    ...["start", "--ephemeral", "--rest-port", `${port}`, "--grpc-port", `${grpcPort}`],
    ...["--project", "test"],
  ],
};

/**
 * Starts an emulator with the dataset `ws`, installing it first when it is not there.
 *
 * @returns The emulator, or `undefined` when there is no Python to run it, or when it cannot be
 * installed and this is not CI.
 */
export async function startEmulator(kind: EmulatorKind): Promise<Emulator | undefined> {
  const cache = new URL(`../../.cache/${kind.name}/`, import.meta.url).pathname;
  const interpreter = await findPython(kind.python);
  if (interpreter === undefined) {
    console.warn(`BigQuery is NOT tested on ${kind.name}: it needs Python 3.${kind.python}`);
    return undefined;
  }
  try {
    await install(kind, cache, interpreter);
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    console.warn(`BigQuery is NOT tested on ${kind.name}: it cannot be installed: ${error}`);
    return undefined;
  }
  const [port, grpcPort] = [freePort(), freePort()];
  const data = await Deno.makeTempDir();
  const process = new Deno.Command(`${cache}venv/bin/${kind.name}`, {
    args: [...kind.args(port, grpcPort, data)],
    env: { HOME: `${cache}home` },
    cwd: data,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  await makeDataset(`${url}/bigquery/v2/projects/test/datasets`);
  return {
    kind,
    url,
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.status;
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** Installs the emulator with the DuckDB extensions that it would else download. */
async function install(kind: EmulatorKind, cache: string, interpreter: string): Promise<void> {
  await installVenv(cache, new URL(`${kind.name}.txt`, import.meta.url), {
    interpreter,
    finish: async (python) => {
      const home = `${cache}home/.duckdb/extensions/v${duckdb}/linux_amd64`;
      await Deno.mkdir(home, { recursive: true });
      const installed = await packagesOf(python);
      for (const name of kind.extensions) {
        const file = `${name}.duckdb_extension`;
        const from = `${installed}/duckdb_extension_${name}/extensions/v${duckdb}/${file}`;
        await Deno.copyFile(from, `${home}/${file}`);
      }
    },
  });
  if (kind.repair) await repair(kind.repair, `${cache}venv/bin/python`);
}

/** Repairs a file of an emulator, once. */
async function repair(
  { file, find, replace }: NonNullable<EmulatorKind["repair"]>,
  python: string,
): Promise<void> {
  const path = `${await packagesOf(python)}/${file}`;
  const text = await Deno.readTextFile(path);
  if (text.includes(replace)) return;
  if (!text.includes(find)) throw new Error(`${file} is not as it was: look what its repair needs`);
  await Deno.writeTextFile(path, text.replace(find, replace));
}

/** The folder of the packages that a Python has. */
async function packagesOf(python: string): Promise<string> {
  const paths = "import sysconfig; print(sysconfig.get_paths()['purelib'])";
  return (await runProgram(python, ["-c", paths])).trim();
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

/** Makes the dataset `ws` as soon as the emulator answers. */
async function makeDataset(url: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const status = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ datasetReference: { projectId: "test", datasetId: "ws" } }),
    }).then((response) => response.text().then(() => response.status)).catch(() => 0);
    if (status === 200 || status === 409) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`No emulator of BigQuery answered at ${url} within 90 seconds`);
}
