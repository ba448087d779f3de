import { assert, assertEquals, assertRejects } from "@std/assert";
import { walkAll } from "../../client/walk_all.ts";
import { ServerError } from "../../client/errors.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox, type SandboxOptions } from "@workspace-sync/sandbox";

const safe = { sanitizeOps: true, sanitizeResources: true };

function serve(options: SandboxOptions) {
  const sandbox = createSandbox(options);
  const api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0, retries: 0 });
  const lists = {
    holidays: workspace.holidays.list({ limit: 10 }),
    projects: workspace.projects.list({ limit: 10 }),
  };
  return { sandbox, lists, [Symbol.asyncDispose]: () => api.close() };
}

Deno.test("walkAll() yields every page of every list with its name and type", safe, async () => {
  await using lab = serve({ rows: { holidays: 25, projects: 42 } });
  const read: Record<string, unknown[]> = { holidays: [], projects: [] };
  for await (const [name, page] of walkAll(lab.lists)) {
    // Compiles only if the name tells which records are on the page.
    if (name === "holidays") read[name]!.push(...page.results.map(({ occurrences: _, id }) => id));
    else read[name]!.push(...page.results.map(({ billingTypeId: _, id }) => id));
  }
  for (const name of ["holidays", "projects"]) {
    assertEquals(read[name], lab.sandbox.records(name).map(({ id }) => id));
  }
});

Deno.test(
  "walkAll() takes the lists in turns, and reads at most two pages ahead of a slow loop",
  safe,
  async () => {
    await using lab = serve({ rows: 200 });
    const names: string[] = [];
    for await (const [name] of walkAll(lab.lists)) {
      names.push(name);
      // Longer than it takes to read all pages.
      await new Promise((resolve) => setTimeout(resolve, 25));
      const asked = lab.sandbox.requests.length;
      assert(asked <= names.length + 2 * 2, `${asked} pages asked for, ${names.length} taken`);
      if (names.length === 10) break;
    }
    assertEquals(names.filter((name) => name === "holidays").length, 5);
  },
);

Deno.test("leaving walkAll() ends the requests that are under way", safe, async () => {
  await using lab = serve({ rows: 50, faults: [{ what: "hung", table: "projects" }] });
  const began = performance.now();
  for await (const [name] of walkAll(lab.lists)) {
    assertEquals(name, "holidays");
    break;
  }
  assert(performance.now() - began < 5_000, "it did not wait for the timeout");
});

Deno.test("an error of one list ends walkAll(), as a signal does", safe, async () => {
  await using lab = serve({ rows: 50, faults: [{ what: 500, table: "projects", times: 9 }] });
  await assertRejects(() => Array.fromAsync(walkAll(lab.lists)), ServerError);
  const reason = new Error("enough");
  const aborted = walkAll(lab.lists, { signal: AbortSignal.abort(reason) });
  assertEquals(await assertRejects(() => Array.fromAsync(aborted)), reason);
});

Deno.test("walkAll() of nothing ends at once", async () => {
  assertEquals(await Array.fromAsync(walkAll({})), []);
});
