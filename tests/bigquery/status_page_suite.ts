import { assertEquals, assertStringIncludes } from "@std/assert";
import { servedPage } from "../status_page/served.ts";
import type { Bench } from "./bench.ts";

/** Registers the tests of the status page about a dataset. */
export function testStatusPage({ test }: Bench): void {
  test(
    "the status page asks as many queries as it says, and none that nobody wants",
    { rows: 2, only: ["clients", "holidays"] },
    async ({ address, proxy, sandbox, synced }) => {
      sandbox.update("clients", String(sandbox.records("clients")[0]!.id), { createdAt: "once" });
      await synced();
      await using served = servedPage(address);
      const queriesOf = async (path: string, said: string) => {
        const from = proxy.requests.length;
        assertStringIncludes(await (await fetch(served.origin + path)).text(), said);
        return proxy.requests.slice(from).filter(({ method, path, body }) =>
          method === "POST" && /\/jobs\b/.test(path) && body.includes("SELECT")
        ).length;
      };
      assertEquals(await queriesOf("/now", "other processes"), 0);
      // The runs, how each resource ended last and in these runs, and a count of each table.
      assertEquals(await queriesOf("/", "All 2 tables are fresh"), 3 + 2);
      assertEquals(await queriesOf("/", "All 2 tables are fresh"), 0);
      assertEquals(await queriesOf("/now", "other processes"), 0);
      assertEquals(await queriesOf("/metrics", 'table_rows{table="clients"} 2'), 0);
      assertEquals(await queriesOf("/tables/clients", "1 row with values that did not fit"), 2);
      assertEquals(await queriesOf("/tables/clients", "createdAt"), 0);
    },
  );
}
