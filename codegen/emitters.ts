/**
 * Writes the registry, how its lists are paged, and the client.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { toSnakeCase } from "@std/text/to-snake-case";
import type { IdentityRoute, Resource } from "../client/resource.ts";
import { columnsOf, primaryKeyOf } from "./columns.ts";
import { className, paginationName, queryName } from "./names.ts";
import type { ListOperation, Spec } from "./spec.ts";
import { commentText, importOf, oneLine } from "./text.ts";

/** Returns the registry's entry of each list. */
export function resourcesOf(spec: Spec): Resource[] {
  return spec.lists.map((list) => {
    const columns = columnsOf(spec, list);
    return {
      name: list.resource.name,
      property: list.property,
      path: list.route,
      description: oneLine(list.record.description ?? ""),
      singular: toSnakeCase(list.recordName),
      primaryKey: primaryKeyOf(columns, list),
      writeDisposition: list.resource.writeDisposition,
      pagination: list.pagination,
      filters: list.filters,
      columns,
    };
  });
}

/**
 * Writes `pagination.ts`, each way of paging once. It is a module of its own, of plain constants, since it
 * is all of the registry that the client needs: a bundler then leaves out the rest, unless it is used.
 */
export function emitPagination(resources: readonly Resource[]): string {
  const written = new Map<string, string>();
  const constants = resources.map(({ name, property, pagination }) => {
    const way = JSON.stringify(pagination);
    const constant = paginationName(property);
    const value = written.get(way) ?? way;
    if (value === way) written.set(way, constant);
    return `/** How \`${name}\` is paged. */
export const ${constant}: Pagination<${JSON.stringify(pagination.items)}> = ${value};
`;
  });
  return `import type { Pagination } from "../client/resource.ts";\n\n${constants.join("\n")}`;
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
${paginationImport(resources)}
/** SHA-256 of the spec that everything here was generated from. */
export const specHash: string = ${JSON.stringify(specHash)};

/** The route that says whose token it is; \`undefined\` when the spec names none. */
export const identityRoute: IdentityRoute | undefined = ${JSON.stringify(identity)};

/** The registry of resources, by table name. */
export type Resources = {
${types.join("\n")}
};

/** Every resource of the API, by table name, in the order of the spec. */
export const resources: Resources = {
${resources.map(emitResource).join("\n")}
};
`;
}

/** One entry of the registry, a column a line. */
function emitResource({ columns, ...rest }: Resource): string {
  const members = Object.entries(rest).map(([name, value]) =>
    `    ${name}: ${name === "pagination" ? paginationName(rest.property) : JSON.stringify(value)},`
  );
  const lines = columns.map((column) => `      ${JSON.stringify(column)},`);
  return [`  ${rest.name}: {`, ...members, "    columns: [", ...lines, "    ],", "  },"].join("\n");
}

/** Writes `client.ts`. */
export function emitClient(spec: Spec): string {
  const { clientName, lists } = spec;
  const typeNames = lists.flatMap(({ recordName }) => [recordName, queryName(recordName)]).sort();
  return `import type { List } from "../client/list.ts";
import type { CallOptions, ClientOptions, RequestOptions } from "../client/options.ts";
import type { Identity, Resource } from "../client/resource.ts";
import { createTransport, type Query, type Transport } from "../client/transport.ts";
${paginationImport(lists)}import type { paths } from "./paths.ts";
import { identityRoute } from "./resources.ts";
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
  const { property, recordName, route, description } = list;
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
    return this.#transport.list(${JSON.stringify(route)}, ${
    paginationName(property)
  }, query, options);
  }
}`;
}

function filterDocs({ filters }: ListOperation): string {
  return filters.length === 0
    ? ""
    : ` by ${filters.map(({ name }) => `\`${commentText(name)}\``).join(", ")}`;
}

function paginationImport(lists: readonly { readonly property: string }[]): string {
  return importOf(lists.map(({ property }) => paginationName(property)), "./pagination.ts");
}
