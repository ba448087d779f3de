/**
 * Returns a spec of one list, `/things`, whose records have an `id` and the given properties.
 *
 * @param properties Lines of YAML, such as `name: { type: string }`.
 */
export function specWith(properties: readonly string[], required: readonly string[] = []): string {
  return `
openapi: 3.1.0
info: { title: Things, version: "1" }
x-client-name: Api
x-pagination:
  { style: cursor, cursorParam: after, cursorField: id, limitParam: size, limit: 9, items: data, hasMore: more }
paths:
  /things:
    get:
      description: Lists things.
      x-resource: { name: things, primaryKey: [id], writeDisposition: merge }
      parameters:
        - { name: after, in: query, description: Cursor., schema: { type: string } }
        - { name: size, in: query, description: Page size., schema: { type: integer } }
      responses:
        "200":
          description: A page.
          content: { application/json: { schema: { $ref: "#/components/schemas/ThingPage" } } }
components:
  schemas:
    ThingPage:
      type: object
      description: A page.
      properties:
        data: { type: array, description: Things., items: { $ref: "#/components/schemas/Thing" } }
        more: { type: boolean, description: Whether more follow. }
    Place:
      type: object
      description: A place.
      required: [id]
      properties:
        id: { type: string, description: Its id. }
        zip: { type: string, description: Its code. }
    Thing:
      type: object
      description: A thing.
      required: [${["id", ...required].join(", ")}]
      properties:
        id: { type: string, description: Its id. }
${properties.map((line) => `        ${line}\n`).join("")}`;
}
