import { assert, assertEquals, assertThrows } from "@std/assert";
import { createSandbox } from "../../sandbox/mod.ts";
import { ask, askClients, ids } from "./ask.ts";

Deno.test("insert() puts new records before all others, newest first", async () => {
  const sandbox = createSandbox({ rows: 3 });
  const before = ids(sandbox.records("clients"));
  const made = ids(sandbox.insert("clients", 2));
  const after = sandbox.records("clients");
  assertEquals(ids(after), [made[1]!, made[0]!, ...before]);
  assertEquals((await askClients(sandbox)).results, after);
});

Deno.test("insert() takes given fields, and a creation time decides the place", () => {
  const sandbox = createSandbox({ rows: 3 });
  const [, second] = sandbox.records("clients");
  const id = crypto.randomUUID();
  const time = new Date(Date.parse(String(second!.createdAt)) - 1).toISOString();
  const [made] = sandbox.insert("clients", [{ id, name: "Given", createdAt: time }]);
  assertEquals(sandbox.records("clients")[2], made!);
  assertEquals(made!.name, "Given");
  assert("currency" in made!);
  assertThrows(() => sandbox.insert("clients", [{ id }]), Error, "already there");
});

Deno.test("insert() quotes other records as they are at that time", () => {
  const sandbox = createSandbox({ rows: { clients: 1, projects: 1 } });
  const id = String(sandbox.records("clients")[0]!.id);
  sandbox.update("clients", id, { name: "Renamed" });
  const made = sandbox.insert("projects", 20);
  const names = made.map(({ client }) => (client as { name: string } | null)?.name);
  assertEquals(new Set(names.filter(Boolean)), new Set(["Renamed"]));
});

Deno.test("update() changes, adds and leaves out fields and keeps the place", async () => {
  const sandbox = createSandbox({ rows: 5 });
  const all = sandbox.records("clients");
  const { id, notes: _, ...rest } = all[2]!;
  const changed = { id, ...rest, name: "Other", fresh: [1.5] };
  sandbox.update("clients", String(id), { name: "Other", fresh: [1.5], notes: undefined });
  const { results } = await askClients(sandbox);
  assertEquals(results, [...all.slice(0, 2), changed, ...all.slice(3)]);
  assertThrows(() => sandbox.update("clients", crypto.randomUUID(), {}), Error, "no such record");
});

Deno.test("update() of an id makes the old one unknown and the new one a cursor", async () => {
  const sandbox = createSandbox({ rows: 4, unknownCursor: "empty" });
  const all = ids(sandbox.records("clients"));
  const id = crypto.randomUUID();
  sandbox.update("clients", all[1]!, { id });
  assertEquals((await askClients(sandbox, `?startingAfter=${all[1]}`)).results, []);
  const { results } = await askClients(sandbox, `?startingAfter=${id}`);
  assertEquals(ids(results), all.slice(2));
});

Deno.test("delete() removes a record and makes its id unknown", async () => {
  const sandbox = createSandbox({ rows: 4, unknownCursor: "empty" });
  const all = ids(sandbox.records("clients"));
  sandbox.delete("clients", all[1]!);
  assertEquals(ids(sandbox.records("clients")), [all[0]!, ...all.slice(2)]);
  assertEquals((await askClients(sandbox, `?startingAfter=${all[1]}`)).results, []);
  assertThrows(() => sandbox.delete("clients", all[1]!), Error, "no such record");
});

Deno.test("an edited or deleted record among ties is found and ordered as before", () => {
  const sandbox = createSandbox({ rows: 40, ties: 40 });
  const all = ids(sandbox.records("clients"));
  for (const id of all) sandbox.update("clients", id, { name: "Same" });
  assertEquals(ids(sandbox.records("clients")), all);
  for (const id of all.slice(0, 39)) sandbox.delete("clients", id);
  assertEquals(ids(sandbox.records("clients")), all.slice(39));
});

Deno.test("a filter sees edits", async () => {
  const sandbox = createSandbox({ rows: 5 });
  const [, id] = ids(sandbox.records("clients"));
  assertEquals((await askClients(sandbox, "?code=ZZZ")).results, []);
  sandbox.update("clients", id!, { code: "ZZZ" });
  assertEquals(ids((await askClients(sandbox, "?code=ZZZ")).results), [id!]);
});

Deno.test("an edit happens once, after the page that it waits for", async () => {
  const sandbox = createSandbox({
    rows: 6,
    edits: [{
      table: "clients",
      after: 2,
      do: (sandbox) => sandbox.delete("clients", ids(sandbox.records("clients"))[0]!),
    }],
  });
  sandbox.faults.push({ table: "clients", what: 503 });
  const counts: number[] = [];
  for (const table of ["clients", "holidays", "clients", "clients", "clients"]) {
    await ask(sandbox, `/api/workspace/${table}`);
    counts.push(sandbox.records("clients").length);
  }
  assertEquals(counts, [6, 6, 6, 5, 5]);
});
