/**
 * Generates every file from the text of a spec.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Resource } from "../client/resource.ts";
import { emitDocs } from "./docs_emitter.ts";
import { emitClient, emitPagination, emitResources, resourcesOf } from "./emitters.ts";
import { emitSchemas } from "./schemas_emitter.ts";
import { readSpec } from "./spec.ts";
import { emitTypes } from "./types_emitter.ts";
import { checkViews } from "./views.ts";

/** What is generated from a spec. */
export interface Generated {
  /** File name -> text of the modules. */
  readonly modules: ReadonlyMap<string, string>;
  /** Text of the page that describes the tables. */
  readonly docs: string;
  /** The registry that the modules hold. */
  readonly resources: readonly Resource[];
}

/**
 * Generates the modules and the docs of a spec.
 *
 * @throws {SpecError} when nothing can be generated, with the place in the spec.
 */
export async function generate(specText: string): Promise<Generated> {
  const spec = readSpec(specText);
  const hash = createHash("sha256").update(specText).digest("hex");
  // First, since it is what finds schemas that contain themselves.
  const schemas = emitSchemas(spec);
  const resources = resourcesOf(spec);
  checkViews(spec.lists, resources);
  const { types, paths } = await emitTypes(spec);
  const modules = {
    "types.ts": [types, "The records of the API and the queries of its lists."],
    "paths.ts": [paths, "The paths of the API, as openapi-fetch takes them."],
    "pagination.ts": [emitPagination(resources), "How the lists are paged."],
    "resources.ts": [emitResources(resources, spec.identity, hash), registryDoc],
    "schemas.ts": [schemas, schemasDoc],
    "client.ts": [emitClient(spec), "The typed client."],
  } as const;
  return {
    modules: new Map(
      Object.entries(modules).map(([name, [text, doc]]) => [name, header(doc, hash) + text]),
    ),
    docs: `<!-- Written by \`deno task generate\` from spec sha256:${hash}; do not edit. -->\n\n${
      emitDocs(resources)
    }`,
    resources,
  };
}

const registryDoc =
  `The registry of resources: their endpoints, keys, references and columns, as data.

\`\`\`ts
import { resources } from "@workspace-sync/sdk/resources";

for (const { name, path, columns } of Object.values(resources)) {
  console.log(name, path, columns.length);
}
\`\`\``;

const schemasDoc = `The schemas of the records, by table name.

\`\`\`ts
import { schemas } from "@workspace-sync/sdk/schemas";

for (const [name, { properties = {} }] of Object.entries(schemas)) {
  console.log(name, Object.keys(properties));
}
\`\`\``;

function header(doc: string, hash: string): string {
  return `// Written by \`deno task generate\` from spec sha256:${hash}; do not edit.

/**
${`${doc}\n\n@module`.replace(/^/gm, " * ").replace(/ +$/gm, "")}
 */

`;
}
