/** A small spec that differs from the project's in every respect that is not fixed. */
export const shop = `
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
