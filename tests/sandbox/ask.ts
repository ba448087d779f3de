import type { Sandbox } from "../../sandbox/mod.ts";

/** A page as the API of the spec answers it. */
export interface Page {
  readonly results: readonly Record<string, unknown>[];
  readonly hasMore: boolean;
}

/** Asks a sandbox in process. */
export function ask(sandbox: Sandbox, path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${sandbox.token}` };
  return sandbox.fetch(new Request(`http://sandbox${path}`, { headers }));
}

/** Asks for a page of clients. */
export async function askClients(sandbox: Sandbox, query = ""): Promise<Page> {
  const response = await ask(sandbox, `/api/workspace/clients${query}`);
  return await response.json();
}

/** Asks for clients and returns the status and the message of the answer. */
export async function refusal(
  sandbox: Sandbox,
  query: string,
): Promise<{ status: number; body: unknown }> {
  const response = await ask(sandbox, `/api/workspace/clients${query}`);
  return { status: response.status, body: await response.json() };
}

/** Returns the ids of records. */
export function ids(records: readonly Record<string, unknown>[]): string[] {
  return records.map(({ id }) => String(id));
}
