import { DuckDBInstance } from "@duckdb/node-api";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { models, sqlOf } from "../../models/mod.ts";
import { answers } from "../models/answers.ts";
import { sorted, syncWorkspace, textsOf } from "../models/ask.ts";
import { today } from "../models/workspace.ts";
import { duckdb, workspaceLab } from "../lab.ts";
import { findPython, installVenv } from "../venv.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Returns the program, or says aloud why there is none. */
async function install(): Promise<string | undefined> {
  const interpreter = await findPython(13);
  const cache = `${root}.cache/dbt/`;
  try {
    if (interpreter === undefined) throw new Error("it needs Python 3.13");
    const packages = new URL("dbt.txt", import.meta.url);
    return (await installVenv(cache, packages, { interpreter })).replace(/python$/, "dbt");
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    console.warn(`The dbt package is NOT tested: dbt cannot be installed: ${error}`);
  }
}

const dbt = await install();

/** A key of a service account that is nobody's: dbt wants one even where it asks BigQuery nothing. */
async function someKey(): Promise<Record<string, string>> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048 };
  const { privateKey } = await crypto.subtle.generateKey(
    { ...algorithm, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ["sign"],
  ) as CryptoKeyPair;
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)).toBase64();
  return {
    type: "service_account",
    project_id: "my-project",
    client_email: "nobody@example.com",
    token_uri: "http://127.0.0.1:1",
    private_key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}

/** A folder with a profile of dbt, and what runs dbt there. */
async function project(file: string) {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/profiles.yml`,
    JSON.stringify({
      workspace_sync: {
        target: "duckdb",
        outputs: {
          duckdb: { type: "duckdb", path: file, schema: "answers", threads: 1 },
          bigquery: {
            type: "bigquery",
            method: "service-account-json",
            keyfile_json: await someKey(),
            ...{ project: "my-project", dataset: "answers", threads: 1 },
          },
        },
      },
    }),
  );
  const run = async (...words: string[]) => {
    const [command, ...rest] = words.join(" ").split(" ");
    const { code, stdout, stderr } = await new Deno.Command(dbt!, {
      args: [
        ...[command!, ...rest, "--project-dir", `${root}dbt`, "--profiles-dir", folder],
        ...["--target-path", `${folder}/target`, "--log-path", `${folder}/logs`],
        ...["--vars", JSON.stringify({ workspace_schema: schema, today }), "--no-use-colors"],
      ],
      env: { DBT_SEND_ANONYMOUS_USAGE_STATS: "false", HOME: folder },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    return said;
  };
  let schema = "main";
  return {
    run,
    /** Reads the query that dbt has made of a model. */
    compiled: (model: string) =>
      Deno.readTextFile(`${folder}/target/compiled/workspace_sync/models/${model}.sql`),
    useSchema: (name: string) => schema = name,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** The words of a query, without its comments. */
function wordsOf(sql: string): string {
  return sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").replaceAll(
    /\( | (?=\))/g,
    (found) => found.trim(),
  ).trim();
}

Deno.test({
  name: "dbt builds the package on a synced sandbox, and all its tests pass",
  ignore: dbt === undefined,
  fn: async () => {
    await using lab = workspaceLab({});
    await lab.sync();
    await using dbt = await project(lab.file);
    const built = await dbt.run("build");
    const count = 4 * models.length; // Their views and grains, and at least as many tests of the sources.
    const [, passed] = /PASS=(\d+) WARN=0 ERROR=0 SKIP=0/.exec(built) ?? [];
    assert(Number(passed) > count, built);
    assertMatch(await dbt.run("source freshness"), /Finished running 13 sources/);
  },
});

Deno.test({
  name: "the models of the dbt package give the answers that were worked out by hand",
  ignore: dbt === undefined,
  fn: async () => {
    await using place = duckdb();
    await syncWorkspace(place.address);
    await using dbt = await project(place.file);
    await dbt.run("run");
    // dbt's views name the file, as this project, which attaches it, cannot.
    const instance = await DuckDBInstance.create(place.file, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    for (const { name } of models) {
      const read = await connection.runAndReadAll(
        `SELECT COLUMNS(*)::VARCHAR FROM answers.${name}`,
      );
      const found = (read.getRowsJson() as (string | null)[][]).map((row) =>
        row.map((text) => text && /^-?\d+\.\d+$/.test(text) ? String(Number(text)) : text)
      );
      assertEquals(sorted(found), sorted(answers[name]!.map(textsOf)), name);
    }
    connection.closeSync();
    instance.closeSync();
  },
});

Deno.test({
  name: "dbt makes of the models for BigQuery what this project does",
  ignore: dbt === undefined,
  fn: async () => {
    await using dbt = await project("unused.duckdb");
    dbt.useSchema("crm");
    await dbt.run("parse --target bigquery");
    await dbt.run("compile --target bigquery --no-introspect --no-populate-cache");
    for (const model of models.filter(({ refs }) => refs.length === 0)) {
      const ours = sqlOf(model, {
        engine: "bigquery",
        today,
        quoted: (table) => `\`my-project\`.\`crm\`.\`${table}\``,
      });
      assertEquals(wordsOf(await dbt.compiled(model.name)), wordsOf(ours), model.name);
    }
  },
});
