/**
 * Writes the generated modules that are not types: registry, record schemas and client.
 *
 * @module
 */

import type { IdentityRoute, Resource } from "../client/resource.ts";
import { columnsOf, primaryKeyOf } from "./columns.ts";
import { SpecError } from "./errors.ts";
import { className, queryName } from "./names.ts";
import type { Node, Place } from "./node.ts";
import type { ListOperation, Spec } from "./spec.ts";
import { commentText, oneLine } from "./text.ts";

/** Returns the registry's entry of each list. */
export function resourcesOf(spec: Spec): Resource[] {
  return spec.lists.map((list) => {
    const columns = columnsOf(spec, list);
    return {
      name: list.resource.name,
      property: list.property,
      path: list.route,
      description: oneLine(list.record.description ?? ""),
      primaryKey: primaryKeyOf(columns, list),
      writeDisposition: list.resource.writeDisposition,
      pagination: list.pagination,
      filters: list.filters,
      columns,
    };
  });
}

/** Writes `resources.ts`. */
export function emitResources(
  resources: readonly Resource[],
  identity: IdentityRoute | undefined,
  specHash: string,
): string {
  const types = resources.map(({ name, description, pagination: { items } }) =>
    `  /** ${commentText(description)} */\n  readonly ${name}: Resource<${JSON.stringify(items)}>;`
  );
  return `import type { IdentityRoute, Resource } from "../client/resource.ts";

/** SHA-256 of the spec that everything here was generated from. */
export const specHash: string = ${JSON.stringify(specHash)};

/** The route that says whose token it is; \`undefined\` when the spec names none. */
export const identityRoute: IdentityRoute | undefined = ${JSON.stringify(identity)};

/** The registry of resources, by table name. */
export interface Resources extends Readonly<Record<string, Resource>> {
${types.join("\n")}
}

/** Every resource of the API, by table name, in the order of the spec. */
export const resources: Resources = {
${resources.map(emitResource).join("\n")}
};
`;
}

/** One entry of the registry, a column a line. */
function emitResource({ columns, ...rest }: Resource): string {
  const members = Object.entries(rest).map(([name, value]) =>
    `    ${name}: ${JSON.stringify(value)},`
  );
  const lines = columns.map((column) => `      ${JSON.stringify(column)},`);
  return [`  ${rest.name}: {`, ...members, "    columns: [", ...lines, "    ],", "  },"].join("\n");
}

/** Writes `schemas.ts`. */
export function emitSchemas(spec: Spec): string {
  const schemas = Object.fromEntries(
    spec.lists.map(({ resource, record, recordName }) => [
      resource.name,
      dereferenced(spec, record, ["components", "schemas", recordName], []),
    ]),
  );
  return `import type { RecordSchema } from "../client/record_schema.ts";

export type { RecordSchema };

/** The schema of each resource's records, by table name, with every reference resolved. */
export const schemas: Readonly<Record<string, RecordSchema>> = ${JSON.stringify(schemas, null, 2)};
`;
}

function dereferenced(
  spec: Spec,
  node: unknown,
  place: Place,
  within: readonly unknown[],
): unknown {
  if (Array.isArray(node)) {
    return node.map((item, index) => dereferenced(spec, item, [...place, String(index)], within));
  }
  if (typeof node !== "object" || node === null) return node;
  const { $ref } = node as Node;
  if ($ref !== undefined && within.includes($ref)) {
    throw new SpecError(place, `the schema ${$ref} contains itself`);
  }
  const inside = $ref === undefined ? within : [...within, $ref];
  return Object.fromEntries(
    Object.entries(spec.resolve(node as Node, place)).map(([key, value]) => [
      key,
      dereferenced(spec, value, [...place, key], inside),
    ]),
  );
}

/** Writes `client.ts`. */
export function emitClient(spec: Spec): string {
  const { clientName, lists } = spec;
  const typeNames = lists.flatMap(({ recordName }) => [recordName, queryName(recordName)]).sort();
  return `import type { List } from "../client/list.ts";
import type { CallOptions, ClientOptions, RequestOptions } from "../client/options.ts";
import type { Identity, Resource } from "../client/resource.ts";
import { createTransport, type Query, type Transport } from "../client/transport.ts";
import type { paths } from "./paths.ts";
import { identityRoute, resources } from "./resources.ts";
import type {
  ${typeNames.join(",\n  ")},
} from "./types.ts";

/**
 * Creates a client of the API. Nothing is sent until a list is awaited or iterated.
 *
 * @throws {ConfigurationError} when an option is wrong, or URL or token are missing.
 *
 * @example Usage
 * \`\`\`ts
 * const workspace = createClient({ baseUrl: "https://api.example.com", token: "my-token" });
 * const list = workspace.${lists[0]!.property}.list();
 * \`\`\`
 */
export function createClient(options: ClientOptions = {}): ${clientName} {
  return new ${clientName}(createTransport<paths>(options));
}

/** The API: one property per resource. */
export class ${clientName} {
  readonly #transport: Transport<paths>;
  /** Where the API is, without a slash at the end. */
  readonly baseUrl: string;
${
    lists.map(({ property, description }) =>
      `  /** ${commentText(description)} */\n  readonly ${property}: ${className(property)};`
    ).join("\n")
  }

  /** Makes a client from what sends its requests; see {@linkcode createClient}. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
    this.baseUrl = transport.baseUrl;
${
    lists.map(({ property }) => `    this.${property} = new ${className(property)}(transport);`)
      .join("\n")
  }
  }

  /**
   * Asks whose token it is.
   *
   * @returns \`undefined\` when the API does not answer that question.
   * @throws {WorkspaceError} when it cannot be asked, or refuses the token.
   */
  identity(options?: CallOptions): Promise<Identity | undefined> {
    return this.#transport.identity(identityRoute, options);
  }

  /** Makes a client with other defaults of its calls. Both share one rate limit. */
  withOptions(options: CallOptions): ${clientName} {
    return new ${clientName}(this.#transport.withOptions(options));
  }

  /** Lists a resource that is known by its entry in the registry. */
  list(
    resource: Resource,
    query?: Query,
    options?: RequestOptions,
  ): List<Record<string, unknown>> {
    return this.#transport.listAny(resource, query, options);
  }
}

${lists.map((list) => emitResourceClass(list)).join("\n\n")}
`;
}

function emitResourceClass(list: ListOperation): string {
  const { property, recordName, resource, route, description } = list;
  return `/** ${commentText(description)} */
export class ${className(property)} {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * ${commentText(`${description} \`GET ${route}\``)}
   *
   * @param query Narrows the list${filterDocs(list)}.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ${queryName(recordName)} = {}, options?: RequestOptions): List<${recordName}> {
    return this.#transport.list(${
    JSON.stringify(route)
  }, resources.${resource.name}.pagination, query, options);
  }
}`;
}

function filterDocs({ filters }: ListOperation): string {
  return filters.length === 0
    ? ""
    : ` by ${filters.map(({ name }) => `\`${commentText(name)}\``).join(", ")}`;
}
