/**
 * The SQL of a page of the documentation.
 *
 * @module
 */

/** Reads the queries of a page, by the heading that each stands under. */
export async function queriesOf(page: string): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(new URL(`../${page}`, import.meta.url));
  const queries = new Map<string, string>();
  for (const section of text.split(/^#+ /m)) {
    const [, sql] = /^```sql\n([\s\S]*?)^```/m.exec(section) ?? [];
    if (sql) queries.set(section.slice(0, section.indexOf("\n")), sql);
  }
  return queries;
}
