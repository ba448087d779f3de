/**
 * A typed SDK for a workspace API: clients, projects, tasks, members, expenses, invoices, holidays.
 *
 * ```ts
 * import { createClient } from "@workspace-sync/sdk";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 3 }).listen();
 * const workspace = createClient({ baseUrl: api.url, token: api.token });
 *
 * for await (const project of workspace.projects.list()) {
 *   console.log(project.name, project.client.name);
 * }
 * const page = await workspace.invoices.list({ limit: 2 });
 * console.log(page.results.length, page.hasMore);
 * ```
 *
 * @module
 */

export * from "./client/mod.ts";
export * from "./generated/client.ts";
export * from "./generated/resources.ts";
export * from "./generated/types.ts";
