import { localBigQuery, startEmulator } from "../bigquery/emulator.ts";
import { assertAnswers, syncWorkspace } from "./ask.ts";
import { temporaryViews } from "./temporary_views.ts";

const started = await startEmulator(localBigQuery);
if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());

Deno.test({
  name: "the models' answers are those worked out by hand (BigQuery)",
  ignore: started === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const address = `bigquery://test/ws?endpoint=${started!.url}`;
    await syncWorkspace(address);
    const quoted = (table: string) => `\`test.ws.${table}\``;
    for (const sql of temporaryViews("bigquery", quoted)) {
      const r = await fetch(`${started!.url}/bigquery/v2/projects/test/queries`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: sql, useLegacySql: false }),
      });
      if (!r.ok) console.log(sql, await r.text());
      else await r.text();
    }
    await assertAnswers(address, (name, fn) => t.step(name, fn));
  },
});
