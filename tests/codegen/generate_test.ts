import { assertEquals, assertStringIncludes } from "@std/assert";
import { generate } from "../../codegen/generate.ts";
import { shop } from "./shop.ts";

/** Imports the registry that is generated from a spec. */
async function registryOf(spec: string) {
  const { modules } = await generate(spec);
  // Apart from each other, these two import nothing but types.
  const urlOf = (text: string) => `data:application/typescript,${encodeURIComponent(text)}`;
  const text = modules.get("resources.ts")!
    .replace('"./pagination.ts"', `"${urlOf(modules.get("pagination.ts")!)}"`);
  return (await import(urlOf(text))).resources;
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
    references?: string;
    values?: string[];
  };
  assertEquals(
    cards.columns.map(({ name, type }: Named) => [name, type]),
    [
      ["code", "string"],
      ["value", "decimal"],
      ["uses", "integer"],
      ["state", "string"],
      ["sold_at", "timestamp"],
      ["scans", "json"],
      ["owner_number", "integer"],
      ["owner_address_city", "string"],
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
  const state: "new" | "used" | (string & {}) | undefined = card.state;
  console.log(city, value, state);
  // @ts-expect-error It is called \`value\`.
  card.vaule;
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
      ["generated/client.ts", "generated/resources.ts", "generated/types.ts", "generated/paths.ts"]
        .map((name) => `export * from "./${name}";\n`).join("") +
        `/** @module */\nexport * from "${client}mod.ts";\n`,
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

Deno.test("generate() documents records and queries", async () => {
  const types = (await generate(shop)).modules.get("types.ts")!;
  assertStringIncludes(types, "/** A card with money on it. */\nexport interface GiftCard {");
  assertStringIncludes(types, "/** Code on the card. */\n    code: string;");
  assertStringIncludes(types, "export interface GiftCardListQuery {");
});
