import { assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { SpecError } from "../../codegen/errors.ts";
import { generate } from "../../codegen/generate.ts";
import { shop } from "./shop.ts";

const wrong: readonly [string, (spec: string) => string, string][] = [
  [
    "two columns of one name",
    (spec) => spec.replace("scans:", "owner_number:"),
    "components.schemas.GiftCard.owner.number: its column 'owner_number' is also the column of owner_number",
  ],
  [
    "two columns of one name in a list of objects",
    (spec) =>
      spec.replace(
        "items: { type: string } }",
        "items: { type: object, properties: { aB: { type: string }, a_b: { type: string } } } }",
      ),
    "components.schemas.GiftCard.properties.scans.items.a_b: its column 'a_b' is also the column of aB",
  ],
  [
    "a view with two columns of one name",
    (spec) =>
      spec.replace(
        "items: { type: string } }",
        "items: { type: object, properties: { giftCardCode: { type: string } } } }",
      ),
    "paths./v2/gift-cards.get: its view 'gift_cards_scans' would have two columns 'gift_card_code'",
  ],
  [
    "a view with the name of a table",
    (spec) =>
      spec.replace("name: people", "name: gift_cards_scans")
        .replace("x-references: people", "x-references: gift_cards_scans"),
    "paths./v2/gift-cards.get: its view 'gift_cards_scans' would have the name of the table of gift_cards_scans",
  ],
  [
    "a view with the name of a history",
    (spec) => spec.replace("scans:", "history:"),
    "paths./v2/gift-cards.get: its view 'gift_cards_history' would have the name of the history of gift_cards",
  ],
  [
    "a history with the name of a table",
    (spec) =>
      spec.replace("name: people", "name: gift_cards_history")
        .replace("x-references: people", "x-references: gift_cards_history"),
    "paths./v2/gift-cards.get: its history 'gift_cards_history' would have the name of the table of gift_cards_history",
  ],
  [
    "two views of one name",
    (spec) => spec.replace("scans:", "live:"),
    "paths./v2/gift-cards.get: its view 'gift_cards_live' would have the name of a view of gift_cards",
  ],
  [
    "two resources with one table",
    (spec) => spec.replace("name: people", "name: gift_cards"),
    "paths./v2/people.get: /v2/gift-cards already has the table 'gift_cards'",
  ],
  [
    "two resources with one SDK property",
    (spec) => spec.replace("/v2/people", "/v3/gift-cards"),
    "paths./v3/gift-cards.get: /v2/gift-cards already has the SDK property 'giftCards'",
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
    "an identity without a name",
    (spec) => spec.replace("x-pagination:", "x-identity: { path: /me, id: id }\nx-pagination:"),
    "x-identity.name: expected a string, got nothing",
  ],
  [
    "an identity that is no path",
    (spec) =>
      spec.replace("x-pagination:", "x-identity: { path: me, id: id, name: n }\nx-pagination:"),
    'x-identity.path: expected a path such as /me, got "me"',
  ],
  [
    "a reference to no resource",
    (spec) => spec.replace("x-references: people", "x-references: persons"),
    'components.schemas.GiftCard.properties.owner.x-references: there is no resource "persons"',
  ],
  [
    "a member of the envelope that is no list",
    (spec) => spec.replace("items: data,", "items: rows,"),
    "its member 'rows' is not a list of a component schema of objects",
  ],
  [
    "a schema named like a global",
    (spec) => spec.replaceAll("Person", "Date"),
    "components.schemas.Date: 'Date' is the name of a global",
  ],
  [
    "a schema named like something generated",
    (spec) => spec.replaceAll("Person", "Shop"),
    "components.schemas.Shop: 'Shop' is the name of something generated",
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
  [
    "a member of the envelope that is no array",
    (spec) => spec.replace("data: { type: array", "data: { type: object"),
    "its member 'data' is not a list of a component schema of objects",
  ],
  [
    "records that are no objects",
    (spec) => spec.replace("Person:\n      type: object", "Person:\n      type: string"),
    "its member 'data' is not a list of a component schema of objects",
  ],
  [
    "two lists of one record",
    (spec) => spec.replace("schemas/Person", "schemas/GiftCard").replace("[number]", "[code]"),
    "paths./v2/people.get: /v2/gift-cards already has the record 'GiftCard'",
  ],
  [
    "a document without paging",
    (spec) => spec.replace(/x-pagination:\n.*\n/, ""),
    "x-pagination.style: expected cursor, got nothing",
  ],
  [
    "a misspelt member of an extension",
    (spec) => spec.replace("limit: 10", "limt: 10"),
    "paths./v2/people.get.x-pagination.limt: unknown member; known are style, limit",
  ],
  [
    "a page size of no records",
    (spec) => spec.replace("limit: 10", "limit: 0"),
    "paths./v2/people.get.x-pagination.limit: expected a whole number above 0, got 0",
  ],
  [
    "an order by what is no name",
    (spec) => spec.replace("limit: 10", "limit: 10, orderField: 1"),
    "paths./v2/people.get.x-pagination.orderField: expected a name, got 1",
  ],
  [
    "a parameter for reading backwards that is no name",
    (spec) => spec.replace("limit: 10", "limit: 10, reverseParam: 1"),
    "paths./v2/people.get.x-pagination.reverseParam: expected a name, got 1",
  ],
  [
    "a parameter for reading backwards that is missing",
    (spec) => spec.replace("limit: 10", "limit: 10, reverseParam: before"),
    "paths./v2/people.get.parameters: the paging parameter 'before' is missing",
  ],
  [
    "an order in no direction",
    (spec) => spec.replace("limit: 10", "limit: 10, orderField: born, orderDirection: down"),
    'paths./v2/people.get.x-pagination.orderDirection: expected ascending or descending, got "down"',
  ],
  [
    "a filter by no field",
    (spec) => spec.replace("owner.address.city", "owner.adress.city"),
    'ownerCity.x-filter.path: the record has no field "owner.adress.city"',
  ],
  [
    "a reference to no resource inside a list",
    (spec) => spec.replace("items: { type: string }", "items: { x-references: nobody }"),
    'scans.items.x-references: there is no resource "nobody"',
  ],
  [
    "known values that are no list",
    (spec) => spec.replace("[new, used]", "new"),
    'state.x-values: expected a list of strings, got "new"',
  ],
  [
    "a primary key that is no scalar",
    (spec) => spec.replace("primaryKey: [code]", "primaryKey: [scans]"),
    "x-resource.primaryKey: 'scans' is not a string or integer of GiftCard",
  ],
  [
    "a schema that is no name of a type",
    (spec) => spec.replaceAll("Person", "person"),
    "components.schemas.person: 'person' cannot name a type",
  ],
  [
    "a schema named like a global type",
    (spec) => spec.replaceAll("Person", "Record"),
    "components.schemas.Record: 'Record' is the name of a global",
  ],
  [
    "a schema named like a type of the client",
    (spec) => spec.replaceAll("Person", "List"),
    "components.schemas.List: 'List' is the name of something generated",
  ],
  [
    "a schema named like the query of another",
    (spec) => spec.replaceAll("Owner", "PersonListQuery"),
    "components.schemas.PersonListQuery: 'PersonListQuery' is the name of something generated",
  ],
  [
    "a path that ends in a member of the client",
    (spec) => spec.replace("/v2/people", "/v2/list"),
    "paths./v2/list.get: the client already has a member 'list'",
  ],
  [
    "a path that ends in no identifier",
    (spec) => spec.replace("/v2/people", "/v2/2fa"),
    "paths./v2/2fa.get: '2Fa' cannot name a property of the client",
  ],
  [
    "a path with parameters",
    (spec) => spec.replace("/v2/people", "/v2/{shop}/people"),
    "paths./v2/{shop}/people.get: a list cannot have parameters in its path",
  ],
  [
    "an operation that is no list",
    (spec) => spec.replace("/v2/people:\n    get:", "/v2/people:\n    post:"),
    "paths./v2/people: only lists (get) can be generated",
  ],
  [
    "a schema that contains itself",
    (spec) => spec.replace("city: { type: string,", 'city: { $ref: "#/components/schemas/Owner",'),
    "the schema #/components/schemas/Owner contains itself",
  ],
  [
    "a document that is not OpenAPI 3",
    (spec) => spec.replace("openapi: 3.1.0", "swagger: 2.0"),
    "openapi: expected version 3",
  ],
  ["text that is no YAML", () => "a: [", "(document): it is not YAML"],
];

for (const [title, change, message] of wrong) {
  Deno.test(`generate() refuses ${title} and names the place`, async () => {
    const spec = change(shop);
    assertNotEquals(spec, shop);
    const error = await assertRejects(() => generate(spec), SpecError);
    assertStringIncludes(error.message, message);
  });
}
