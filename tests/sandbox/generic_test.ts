import { assert, assertEquals } from "@std/assert";
import type { RecordSchema } from "../../client/record_schema.ts";
import type { Resource } from "../../client/resource.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import { ask } from "./ask.ts";

const pagination = {
  style: "cursor",
  cursorParam: "after",
  cursorField: "uuid",
  limitParam: "size",
  limit: 50,
  items: "data",
  hasMore: "more",
} as const;

function resource(name: string, filters: Resource["filters"] = []): Resource {
  return {
    name,
    property: name,
    path: `/library/${name}`,
    description: "",
    singular: "thing",
    primaryKey: ["uuid"],
    writeDisposition: "merge",
    pagination,
    filters,
    columns: [],
  };
}

const uuid: RecordSchema = { type: "string", format: "uuid" };
const text: RecordSchema = { type: "string" };
const author: RecordSchema = {
  type: "object",
  properties: { id: uuid, name: text },
  "x-references": "authors",
};
const api = {
  resources: {
    authors: resource("authors"),
    books: resource("books", [
      { name: "authorId", path: ["author", "id"], match: "equals" },
      { name: "q", path: ["title"], match: "contains" },
    ]),
  },
  schemas: {
    authors: { type: "object", properties: { uuid, name: text, email: text, notes: text } },
    books: {
      type: "object",
      properties: {
        uuid,
        title: text,
        author,
        editor: { ...author, type: ["object", "null"] },
        firstAuthorId: { ...uuid, "x-references": "authors" },
        sequel: {
          anyOf: [{ type: "object", properties: { id: uuid, title: text, author } }, {
            type: "null",
          }],
          "x-references": "books",
        },
        share: { type: "number", minimum: 0, maximum: 1 },
        pages: { type: "integer", minimum: 1 },
        genre: { type: "string", "x-values": ["prose", "verse"] },
        printed: { type: ["string", "null"], format: "date" },
        createdAt: { type: "string", format: "date-time" },
        hours: { type: "array", items: { type: "number" }, minItems: 7, maxItems: 7 },
        notes: { type: "array" },
      },
    },
  } satisfies Record<string, RecordSchema>,
};

interface Reference {
  readonly id: string;
  readonly name: string;
}

interface Book {
  readonly uuid: string;
  readonly title: string;
  readonly author: Reference;
  readonly editor: Reference | null;
  readonly firstAuthorId: string;
  readonly sequel: { id: string; title: string; author: Reference } | null;
  readonly share: number;
  readonly pages: number;
  readonly genre: string;
  readonly hours: readonly number[];
  readonly notes: readonly unknown[];
}

function books(options = {}): Book[] {
  return createSandboxOf(api, options).records("books") as unknown as Book[];
}

Deno.test("createSandboxOf() serves an API that it knows nothing of but registry and schemas", async () => {
  const sandbox = createSandboxOf(api);
  const seen: unknown[] = [];
  for (let query = "?size=7";;) {
    const response = await ask(sandbox, `/library/books${query}`);
    const { data, more } = await response.json();
    seen.push(...data);
    if (!more) break;
    query = `?size=7&after=${data.at(-1).uuid}`;
  }
  assertEquals(seen, sandbox.records("books"));
});

Deno.test("createSandboxOf() gives tables that refer to others more rows", () => {
  const sandbox = createSandboxOf(api);
  assert(sandbox.records("books").length > sandbox.records("authors").length);
});

Deno.test("createSandboxOf() fills references from the records that they name", () => {
  const sandbox = createSandboxOf(api);
  const authors = new Map(sandbox.records("authors").map(({ uuid, name }) => [uuid, name]));
  const all = sandbox.records("books") as unknown as Book[];
  const byId = new Map(all.map((book) => [book.uuid, book]));
  for (const { uuid, author, editor, firstAuthorId, sequel } of all) {
    assertEquals(author, { id: author.id, name: authors.get(author.id) as string });
    if (editor) assertEquals(editor.name, authors.get(editor.id));
    assert(authors.has(firstAuthorId));
    if (!sequel) continue;
    const other = byId.get(sequel.id)!;
    assertEquals(sequel, { id: other.uuid, title: other.title, author: other.author });
    assert(sequel.id !== uuid, "a record does not refer to itself");
  }
  assert(all.some(({ sequel }) => sequel) && all.some(({ sequel }) => !sequel));
  assert(all.some(({ editor }) => editor) && all.some(({ editor }) => !editor));
});

Deno.test("createSandboxOf() makes up a reference that may not be null when its table is empty", () => {
  const [book] = books({ rows: { authors: 0, books: 1 } });
  assertEquals(typeof book!.author.id, "string");
  assertEquals(typeof book!.author.name, "string");
  assertEquals(book!.sequel, null);
});

Deno.test("createSandboxOf() keeps to limits, known values and lengths", () => {
  for (const { share, pages, genre, hours, notes } of books()) {
    assert(share >= 0 && share <= 1);
    assert(Number.isInteger(pages) && pages >= 1);
    assert(["prose", "verse"].includes(genre));
    assertEquals(hours.length, 7);
    assertEquals(notes, []);
  }
});

Deno.test("createSandboxOf() filters by the paths and comparisons of the registry", async () => {
  const sandbox = createSandboxOf(api);
  const all = sandbox.records("books") as unknown as Book[];
  const { author, title } = all[3]!;
  const byAuthor = await (await ask(sandbox, `/library/books?size=100&authorId=${author.id}`))
    .json();
  assertEquals(byAuthor.data, all.filter((book) => book.author.id === author.id));
  const word = title.slice(2, 7).toUpperCase();
  const byTitle = await (await ask(sandbox, `/library/books?size=100&q=${word}`)).json();
  assertEquals(byTitle.data, all.filter((book) => book.title.toUpperCase().includes(word)));
});

Deno.test("createSandboxOf() repeats all but ids and creation in a very large table", () => {
  const all = books({ rows: { authors: 3, books: 20_001 } });
  assertEquals(new Set(all.map(({ uuid }) => uuid)).size, 20_001);
  assertEquals({ ...all[20_000]!, uuid: "", createdAt: "" }, {
    ...all[0]!,
    uuid: "",
    createdAt: "",
  });
});
