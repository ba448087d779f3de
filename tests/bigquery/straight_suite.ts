import { assertEquals, assertStringIncludes } from "@std/assert";
import { openDestination } from "../../loader/destinations/mod.ts";
import { run as cli } from "../cli/process.ts";
import { ExpectedState } from "../expected_tables.ts";
import type { Bench } from "./bench.ts";
import { readTables } from "./read_bigquery.ts";

/** The arguments of the sync that docs/bigquery.md shows, into another emulator than it names. */
async function wordsOfDocs(url: string): Promise<string[]> {
  const docs = await Deno.readTextFile(new URL("../../docs/bigquery.md", import.meta.url));
  const [, words] = /^deno task (sync .*endpoint=.*)$/m.exec(docs)!;
  return words!.replaceAll('"', "").replace("http://127.0.0.1:9050", url).split(" ");
}

/** Registers the test that syncs into an emulator as a user does, with nothing in between. */
export function testStraight({ emulator, test }: Bench): void {
  test(
    "the words of docs/bigquery.md sync straight into an emulator: first, unchanged, changed and deleted",
    { rows: 12 },
    async ({ sandbox, api }) => {
      const words = await wordsOfDocs(emulator.url);
      const address = words.find((word) => word.startsWith("bigquery://"))!;
      assertStringIncludes(address, emulator.url);
      const only = ["clients", "holidays"];
      const env = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_ONLY: only.join(),
      };
      const state = new ExpectedState(api.url, api.token);
      const syncAndRead = async () => {
        const { code, stderr } = await cli(words, env);
        assertEquals([code, stderr.includes("Cannot")], [0, false], stderr);
        const destination = await openDestination(address, { readOnly: true });
        const { runs } = await destination.history(1);
        await destination.close();
        const { started_at, inserted, updated, unchanged, deleted } = runs[0]!;
        await state.sync(started_at);
        const read = await readTables(emulator.url, only, "crm");
        for (const table of only) assertEquals(read.get(table), state.rows(table), table);
        return { inserted, updated, unchanged, deleted };
      };
      const counts = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
      assertEquals(await syncAndRead(), { ...counts, inserted: 24 });
      assertEquals(await syncAndRead(), { ...counts, unchanged: 24 });
      const [a, b] = sandbox.records("clients");
      // A number that BigQuery's JSON cannot hold, which PARSE_JSON refuses unless it may round.
      sandbox.update("clients", String(a!.id), {
        name: "changed",
        extra: { n: [67.174118, 1e25] },
      });
      sandbox.delete("clients", String(b!.id));
      assertEquals(await syncAndRead(), { ...counts, updated: 1, unchanged: 22, deleted: 1 });
    },
  );
}
