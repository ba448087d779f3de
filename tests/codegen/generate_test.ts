import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { SpecError } from "../../codegen/errors.ts";
import { generate } from "../../codegen/generate.ts";

/** A small spec that differs from the project's in every respect that is not fixed. */
const shop = `
openapi: 3.1.0
info: { title: Shop, version: "1" }
x-client-name: Shop
x-pagination:
  { style: cursor, cursorParam: after, cursorField: code, limitParam: size, limit: 25, items: data, hasMore: more }
paths:
  /v2/gift-cards:
    get:
      operationId: listGiftCards
      summary: List gift cards
      x-resource: { name: gift_cards, primaryKey: [code], writeDisposition: merge }
      parameters:
        - { name: after, in: query, description: Cursor., schema: { type: string } }
        - { name: size, in: query, description: Page size., schema: { type: integer } }
        - { name: ownerCity, in: query, description: City of the owner., schema: { type: string },
            x-filter: { path: owner.address.city, match: contains } }
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, more]
                properties:
                  data: { type: array, items: { $ref: "#/components/schemas/GiftCard" } }
                  more: { type: boolean }
  /v2/people:
    get:
      operationId: listPeople
      summary: List people
      x-resource: { name: people, primaryKey: [number], writeDisposition: merge }
      x-pagination: { cursorField: number, limit: 10 }
      parameters:
        - { name: after, in: query, description: Cursor., schema: { type: string } }
        - { name: size, in: query, description: Page size., schema: { type: integer } }
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data, more]
                properties:
                  data: { type: array, items: { $ref: "#/components/schemas/Person" } }
                  more: { type: boolean }
components:
  schemas:
    Person:
      type: object
      description: Somebody.
      required: [number]
      properties:
        number: { type: integer, description: Number of the person. }
        born: { type: [string, "null"], format: date, description: Birthday. }
    GiftCard:
      type: object
      description: A card with money on it.
      additionalProperties: true
      required: [code, value]
      properties:
        code: { type: string, description: Code on the card. }
        value: { type: number, description: Money on it. }
        uses: { type: integer, description: How often it was used. }
        state: { type: string, description: State., x-values: [new, used] }
        soldAt: { type: string, format: date-time, description: When it was sold. }
        scans: { type: array, description: Scans., items: { type: string } }
        owner:
          anyOf: [{ $ref: "#/components/schemas/Owner" }, { type: "null" }]
          description: Who has it.
          x-references: people
    Owner:
      type: object
      description: An owner.
      required: [number]
      properties:
        number: { type: integer, description: Number. }
        address:
          type: object
          description: Address.
          required: [city]
          properties:
            city: { type: string, description: City. }
`;

async function registryOf(spec: string) {
  const { modules } = await generate(spec);
  const url = `data:text/javascript,${
    encodeURIComponent(
      modules.get("resources.ts")!.replace(/^import.*$/m, "").replace(/interface[^}]*}/, "")
        .replaceAll(/export (const \w+): \w+/g, "export $1").replaceAll("export export", "export")
        .replace(/export\s+const specHash/, "export const specHash").replace(/^export\s*$/m, ""),
    )
  }`;
  return (await import(url)).resources;
}

Deno.test("generate() takes paging, keys and tables from another spec", async () => {
  const { gift_cards: cards, people } = await registryOf(shop);
  assertEquals(
    [cards.property, cards.path, cards.primaryKey],
    ["giftCards", "/v2/gift-cards", ["code"]],
  );
  assertEquals(cards.pagination, {
    style: "cursor",
    cursorParam: "after",
    cursorField: "code",
    limitParam: "size",
    limit: 25,
    items: "data",
    hasMore: "more",
  });
  assertEquals([people.pagination.cursorField, people.pagination.limit], ["number", 10]);
  assertEquals(cards.filters, [
    { name: "ownerCity", path: ["owner", "address", "city"], match: "contains" },
  ]);
});

Deno.test("generate() types and names the columns by their path", async () => {
  const { gift_cards: cards } = await registryOf(shop);
  type Named = {
    name: string;
    type: string;
    nullable: boolean;
    references?: string;
    values?: string[];
  };
  assertEquals(
    cards.columns.map(({ name, type, nullable }: Named) => [name, type, nullable]),
    [
      ["code", "string", false],
      ["value", "decimal", false],
      ["uses", "integer", true],
      ["state", "string", true],
      ["sold_at", "timestamp", true],
      ["scans", "json", true],
      ["owner_number", "integer", true],
      ["owner_address_city", "string", true],
    ],
  );
  const column = (name: string) => cards.columns.find((one: Named) => one.name === name);
  assertEquals(column("owner_number").references, "people");
  assertEquals(column("owner_address_city").references, undefined);
  assertEquals(column("state").values, ["new", "used"]);
});

Deno.test("generate() writes modules that type-check and lint as documentation", async () => {
  const { modules } = await generate(shop);
  const folder = await Deno.makeTempDir();
  try {
    const client = new URL("../../client/", import.meta.url).pathname;
    await Deno.mkdir(`${folder}/generated`);
    for (const [name, text] of modules) {
      await Deno.writeTextFile(
        `${folder}/generated/${name}`,
        text.replaceAll('"../client/', `"${client}`),
      );
    }
    await Deno.writeTextFile(
      `${folder}/use.ts`,
      `import { createClient } from "./generated/client.ts";
const shop = createClient({ baseUrl: "https://shop.example", token: "t" });
for await (const card of shop.giftCards.list({ ownerCity: "Rome" })) {
  const city: string | undefined = card.owner?.address?.city;
  const value: number = card.value;
  console.log(city, value);
}
const page = await shop.people.list({ size: 2 });
const born: string | null | undefined = page.results[0]?.born;
// @ts-expect-error There is no such filter.
shop.people.list({ ownerCity: "Rome" });
console.log(born);
`,
    );
    await Deno.writeTextFile(
      `${folder}/mod.ts`,
      ["generated/client.ts", "generated/resources.ts", "generated/types.ts"].map((name) =>
        `export * from "./${name}";\n`
      ).join("") + `/** @module */\nexport * from "${client}mod.ts";\n`,
    );
    const config = new URL("../../deno.json", import.meta.url).pathname;
    for (const args of [["check"], ["doc", "--lint"]]) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...args,
          `--config=${config}`,
          args[0] === "check" ? "use.ts" : "mod.ts",
        ],
        cwd: folder,
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("generate() documents members with their description and known values", async () => {
  const types = (await generate(shop)).modules.get("types.ts")!;
  assertStringIncludes(types, "/** A card with money on it. */\nexport interface GiftCard {");
  assertStringIncludes(types, "/** State. Known values: `new`, `used`. */\n    state?: string;");
  assertStringIncludes(types, "owner?: Owner | null;");
  assertStringIncludes(types, "export interface GiftCardListQuery {");
});

const wrong: readonly [string, (spec: string) => string, string][] = [
  [
    "two columns of one name",
    (spec) => spec.replace("scans:", "owner_number:"),
    "components.schemas.GiftCard.owner.number: its column 'owner_number' is also that of owner_number",
  ],
  [
    "two resources with one table",
    (spec) => spec.replace("name: people", "name: gift_cards"),
    "paths./v2/people.get: /v2/gift-cards has the table 'gift_cards' already",
  ],
  [
    "two resources with one SDK property",
    (spec) => spec.replace("/v2/people", "/v3/gift-cards"),
    "paths./v3/gift-cards.get: /v2/gift-cards has the SDK property 'giftCards' already",
  ],
  [
    "an unknown extension",
    (spec) => spec.replace("x-values", "x-valeus"),
    "components.schemas.GiftCard.properties.state.x-valeus: unknown extension",
  ],
  [
    "an unknown paging style",
    (spec) => spec.replace("style: cursor", "style: offset"),
    'x-pagination.style: expected cursor, got "offset"',
  ],
  [
    "an unknown write disposition",
    (spec) => spec.replace("writeDisposition: merge", "writeDisposition: append"),
    'paths./v2/gift-cards.get.x-resource.writeDisposition: expected merge, got "append"',
  ],
  [
    "an unknown way to match",
    (spec) => spec.replace("match: contains", "match: like"),
    'x-filter.match: expected equals or contains, got "like"',
  ],
  [
    "a primary key that is no field",
    (spec) => spec.replace("primaryKey: [code]", "primaryKey: [id]"),
    "paths./v2/gift-cards.get.x-resource.primaryKey: 'id' is not a string or integer of GiftCard",
  ],
  [
    "a reference to no resource",
    (spec) => spec.replace("x-references: people", "x-references: persons"),
    "components.schemas.GiftCard.properties.owner.x-references: there is no resource 'persons'",
  ],
  [
    "a member of the envelope that is no list",
    (spec) => spec.replace("items: data,", "items: rows,"),
    "its member 'rows' is not a list of a component schema",
  ],
  [
    "a schema named like a global",
    (spec) => spec.replaceAll("Person", "Date"),
    "components.schemas.Date: its name is that of a global",
  ],
  [
    "a schema named like something generated",
    (spec) => spec.replaceAll("Person", "Shop"),
    "components.schemas.Shop: its name is that of something generated",
  ],
  [
    "a list without x-resource",
    (spec) => spec.replace(/x-resource: { name: people.*/, ""),
    "paths./v2/people.get.x-resource: expected an object",
  ],
  [
    "no paging parameter",
    (spec) => spec.replace("name: after, in: query", "name: before, in: query"),
    "paths./v2/gift-cards.get.parameters: the paging parameter 'after' is missing",
  ],
  [
    "a reference that leads nowhere",
    (spec) => spec.replace("schemas/Owner", "schemas/Nobody"),
    "the reference #/components/schemas/Nobody leads nowhere",
  ],
  ["text that is no YAML", () => "a: [", "(document): it is not YAML"],
];

for (const [title, change, message] of wrong) {
  Deno.test(`generate() refuses ${title} and names the place`, async () => {
    const error = await assertRejects(() => generate(change(shop)), SpecError);
    assertStringIncludes(error.message, message);
  });
}
