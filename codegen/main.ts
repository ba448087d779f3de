/**
 * `deno task generate`: writes what is generated from the spec, or checks that it is up to date.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { compareFile, compareFolder } from "./compare.ts";
import { SpecError } from "./errors.ts";
import { emitDbt } from "./dbt_emitter.ts";
import { generate } from "./generate.ts";
import { emitModels } from "./models_emitter.ts";

const help = `Usage: deno task generate [flags]

Writes the client, the registry and the docs from the spec, and a module from the models.

Flags:
  --check      Write nothing; fail when a file is missing, different or too many
  --spec FILE  The spec (default spec/openapi.yaml)
  --out DIR    Folder of the modules (default generated)
  --models DIR Folder of the models, each an SQL file, and of their module (default models)
  --dbt DIR    Folder of the dbt package (default dbt)
  --docs FILE  Page that describes the tables (default docs/schema.md)
  --help       Show this help`;

/** Runs the command and returns the exit code. */
export async function main(args: string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const isUsage = error instanceof TypeError && "code" in error;
    if (!(error instanceof SpecError || error instanceof Deno.errors.NotFound || isUsage)) {
      throw error;
    }
    console.error(`error: ${error.message.split("\n")[0]}`);
    return isUsage ? 2 : 1;
  }
}

async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: "boolean", default: false },
      spec: { type: "string", default: "spec/openapi.yaml" },
      out: { type: "string", default: "generated" },
      models: { type: "string", default: "models" },
      dbt: { type: "string", default: "dbt" },
      docs: { type: "string", default: "docs/schema.md" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { modules, docs, resources } = await generate(await Deno.readTextFile(values.spec));
  const models = await readModels(values.models);
  const files = new Map([
    [values.docs, docs],
    [`${values.models}/sql.ts`, emitModels(models)],
  ]);
  const folders = new Map([
    [values.out, modules],
    ...foldersOf(values.dbt, emitDbt(resources, models)),
  ]);
  if (values.check) {
    const compared = [...files].map(([file, text]) => compareFile(file, text));
    const differences = [
      ...(await Promise.all([...folders].map(([folder, files]) => compareFolder(folder, files))))
        .flat(),
      ...(await Promise.all(compared)).filter((line) => line !== undefined),
    ];
    for (const line of differences) console.error(`error: ${line}`);
    return differences.length > 0 ? 1 : 0;
  }
  for (const [folder, files] of folders) {
    await Deno.mkdir(folder, { recursive: true });
    for (const [name, text] of files) await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  for (const [file, text] of files) await Deno.writeTextFile(file, text);
  console.log(
    `${[...folders.keys(), ...files.keys()].join(", ")} are what the spec and the models say`,
  );
  return 0;
}

/** Puts files into their folders: each name has one before a slash. */
function foldersOf(
  root: string,
  files: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const folders = new Map<string, Map<string, string>>();
  for (const [path, text] of files) {
    const [folder, name] = path.split("/");
    const at = `${root}/${folder}`;
    folders.set(at, (folders.get(at) ?? new Map()).set(name!, text));
  }
  return folders;
}

/** The SQL files of a folder, by their names without the ending. */
async function readModels(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    const [, model] = /^(\w+)\.sql$/.exec(name) ?? [];
    if (model) files.set(model, await Deno.readTextFile(`${folder}/${name}`));
  }
  return files;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
