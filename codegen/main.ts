/**
 * `deno task generate`: writes what is generated from the spec, or checks that it is up to date.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { compareFile, compareFolder } from "./compare.ts";
import { SpecError } from "./errors.ts";
import { generate } from "./generate.ts";

const help = `Usage: deno task generate [flags]

Writes the client, the registry and the docs from the spec.

Flags:
  --check      Write nothing; fail when a file is missing, different or too many
  --spec FILE  The spec (default spec/openapi.yaml)
  --out DIR    Folder of the modules (default generated)
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
      docs: { type: "string", default: "docs/schema.md" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { modules, docs } = await generate(await Deno.readTextFile(values.spec));
  if (values.check) {
    const differences = [
      ...await compareFolder(values.out, modules),
      ...[await compareFile(values.docs, docs)].filter((line) => line !== undefined),
    ];
    for (const line of differences) console.error(`error: ${line}`);
    return differences.length > 0 ? 1 : 0;
  }
  await Deno.mkdir(values.out, { recursive: true });
  for (const [name, text] of modules) await Deno.writeTextFile(`${values.out}/${name}`, text);
  await Deno.writeTextFile(values.docs, docs);
  console.log(`${modules.size} modules in ${values.out}, and ${values.docs}`);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
