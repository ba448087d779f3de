/**
 * What the compiler says of the records and of the queries. `deno task test` and `deno check` fail where
 * an error that is expected here does not occur; at run time there is next to nothing to see.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  type Client,
  createClient,
  type Invoice,
  type IsoDate,
  type IsoDateTime,
  type Project,
  type ProjectListQuery,
  type ProjectTask,
  type Reference,
  resources,
  type Uuid,
  type WithUnknown,
} from "@workspace-sync/sdk";

/** `true` when both types are the same, and not only assignable to each other. */
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2)
  ? true
  : false;

/** Compiles when the type is `true`. */
function assertType<_ extends true>(): void {}

/** A record of whose values no test here makes use. */
function any<Value>(): Value {
  return {} as Value;
}

const workspace = createClient({ baseUrl: "https://api.example.com", token: "t" });

Deno.test("a field that does not exist cannot be read", () => {
  const project = any<Project>();
  // @ts-expect-error It is called `name`.
  void project.nmae;
  // @ts-expect-error It is called `client.id`.
  void project.clientId;
  // @ts-expect-error It is called `name`.
  void project.client?.nmae;
});

Deno.test("a record cannot be made with a field that does not exist, or without one that is required", () => {
  const reference: Reference = { id: "1", name: "Acme" };
  // @ts-expect-error It is called `name`.
  const misspelt: Reference = { id: "1", naem: "Acme" };
  // @ts-expect-error `name` is missing.
  const incomplete: Reference = { id: "1" };
  assertEquals([reference, misspelt, incomplete].map(({ id }) => id), ["1", "1", "1"]);
});

Deno.test("Pick, Omit and keyof keep the types of the fields", () => {
  assertType<Same<Pick<Reference, "name">, { name: string }>>();
  assertType<Same<Omit<Reference, "name">, { id: Uuid }>>();
  assertType<Same<keyof Reference, "id" | "name">>();
  assertType<Same<Omit<Project, "notes">["useRoles"], boolean>>();
});

Deno.test("a field is required, and null or not, as far as the sources show it", () => {
  assertType<Same<Project["name"], string>>();
  assertType<Same<Project["client"], Reference>>();
  assertType<Same<Project["notes"], string | null>>();
  assertType<Same<Project["tags"], Reference[]>>();
  assertType<Same<Client["industry"], Reference | null | undefined>>();
  assertType<Same<ProjectTask["start"], IsoDate | null | undefined>>();
  assertType<Same<Invoice["createdAt"], IsoDateTime>>();
  const name: string = any<Project>().name;
  // @ts-expect-error There may be no notes.
  const notes: string = any<Project>().notes;
  assertEquals([name, notes], [undefined, undefined]);
});

Deno.test("a field takes values that are not known, and the known ones are offered", () => {
  type Status = Project["statusId"];
  const known: Status = "in_progress";
  const other: Status = "on_hold";
  // @ts-expect-error It is text all the same.
  const none: Status = 1;
  assertEquals([known, other, none], ["in_progress", "on_hold", 1]);
  // In a plain union, `string` would have swallowed them.
  assertType<Same<Same<Status, string>, false>>();
});

Deno.test("a filter takes known values only, and others by an assertion", () => {
  workspace.projects.list({ statusId: "in_progress", limit: 5 });
  // @ts-expect-error It is misspelt, and would find nothing.
  workspace.projects.list({ statusId: "in_progres" });
  workspace.projects.list({ statusId: "on_hold" as never });
  const status: string = "on_hold";
  // @ts-expect-error Any text may be misspelt.
  workspace.projects.list({ statusId: status });
  workspace.projects.list({ statusId: status as never });
  const query: ProjectListQuery = { statusId: "paused" };
  workspace.projects.list(query);
  workspace.list(resources.projects, { statusId: status });
});

Deno.test("a filter that a list does not have is an error", () => {
  // @ts-expect-error It is called `statusId`.
  workspace.projects.list({ status: "paused" });
  // @ts-expect-error Only projects can be narrowed by their client.
  workspace.invoices.list({ clientId: "095e0780-48bf-472c-8deb-2fc3ebc7d90c" });
  // @ts-expect-error It is a number.
  workspace.projects.list({ limit: "5" });
});

Deno.test("a resource that the registry does not have is an error", () => {
  // @ts-expect-error It is called `projects`.
  assertEquals(resources.projcts, undefined);
  assertType<Same<typeof resources.projects.name, string>>();
});

Deno.test("dates, instants and ids are plain strings with a name", () => {
  assertType<Same<IsoDate, string>>();
  assertType<Same<IsoDateTime, string>>();
  assertType<Same<Uuid, string>>();
});

Deno.test("WithUnknown opens a record at any depth, and leaves its known fields as they are", () => {
  const open = any<WithUnknown<Invoice>>();
  assertType<Same<typeof open.mood, unknown>>();
  assertType<Same<typeof open.number, string>>();
  assertType<Same<typeof open.statusId, Invoice["statusId"]>>();
  assertType<Same<typeof open.client.name, string>>();
  assertType<Same<typeof open.client.mood, unknown>>();
  const { lines } = open;
  assertType<Same<NonNullable<typeof lines>[number]["mood"], unknown>>();
  assertType<Same<NonNullable<typeof lines>[number]["id"], Uuid>>();
  const closed: Invoice = open;
  const again = closed as WithUnknown<Invoice>;
  // @ts-expect-error Nothing is known of it.
  const mood: string = again.mood;
  assertEquals(mood, undefined);
});
