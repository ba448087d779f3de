import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { queriesOf } from "../documented_queries.ts";
import type { Bench } from "./bench.ts";

/** Registers the tests of histories. */
export function testHistory({ kind, test }: Bench): void {
  if (!kind.takesScripts) return;
  const history = [resources.projects!];

  test(
    "BigQuery answers what a project's budget was on a day, and what has changed since",
    { rows: 3, only: ["projects"] },
    async ({ sandbox, synced, tables }) => {
      const [one, two] = sandbox.records("projects").map(({ id }) => String(id));
      const queries = await queriesOf("docs/history.md");
      const ask = async (heading: string) => {
        const sql = queries.get(heading)!.replace(/\b(FROM|JOIN) /g, "$1 `test.ws`.");
        return await tables.query<Record<string, unknown>>(heading, sql);
      };
      for (const [day, revenue] of [["02-01", 1000], ["02-20", 1200], ["03-01", 1500]] as const) {
        sandbox.update("projects", one!, { name: "Website", budget: { revenue } });
        await synced({ history, now: () => new Date(`2026-${day}T12:00:00Z`) });
      }
      sandbox.delete("projects", two!);
      await synced({ history, now: () => new Date("2026-03-02T12:00:00Z") });
      const then = await ask("What was this project's budget on 1 March");
      assertEquals(then.map(({ budget_revenue }) => Number(budget_revenue)), [1200]);
      const since = await ask("What has changed since yesterday");
      assertEquals(since.map(({ _change, id, name }) => [_change, id, name]), [
        ["update", one, "Website"],
        ["delete", two, null],
      ]);
    },
  );

  test(
    "BigQuery is asked no query for a history when nothing changed",
    { rows: 3, only: ["projects"] },
    async ({ proxy, synced }) => {
      await synced();
      await synced({ history });
      const before = proxy.requests.length;
      await synced({ history });
      const asked = proxy.requests.slice(before).filter(({ method, path, body }) =>
        method === "POST" && /\/jobs\b/.test(path) && body.includes('"query"')
      );
      assertEquals(asked.length, 0);
    },
  );
}
