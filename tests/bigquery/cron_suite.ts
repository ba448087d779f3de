import { assertEquals, assertStringIncludes } from "@std/assert";
import { readCronSettings } from "../../cli/cron/settings.ts";
import { tick } from "../../cli/cron/tick.ts";
import { start } from "../cli/process.ts";
import type { Bench } from "./bench.ts";
import { pagesAsked } from "../pages_asked.ts";

/** Registers the tests of the cron job. */
export function testCron({ kind, test }: Bench): void {
  test(
    "two ticks of the cron job at once sync once",
    { rows: 3, latency: 50 },
    async ({ proxy, address, sandbox, api }) => {
      proxy.isAtomic = true;
      const variables: Record<string, string> = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_RATE: "0",
      };
      // The first tick makes the system tables, which the lease is kept in.
      const settings = readCronSettings((name) => variables[name]).workspaces[0]!;
      assertEquals((await tick(settings)).status, "succeeded");
      const asked = pagesAsked(sandbox);
      const ticks = await Promise.all([1, 2].map(() => tick(settings)));
      assertEquals(ticks.map(({ status }) => status).sort(), ["busy", "succeeded"]);
      assertEquals(pagesAsked(sandbox), asked * 2);
    },
  );

  test(
    "a tick reads the settings of sync, and says in one line what is wrong with them",
    { rows: 3 },
    async ({ address, sandbox, api, rows }) => {
      const variables: Record<string, string> = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_ONLY: "clients,holidays",
        WORKSPACE_DELETES: "hard",
      };
      const tickWith = (more: Record<string, string>) =>
        tick(
          readCronSettings((name) => ({ ...variables, ...more })[name] || undefined).workspaces[0]!,
        );
      const { status, message } = await tickWith({});
      assertEquals([status, message], ["succeeded", "6 read, 6 written"]);
      sandbox.delete("clients", String(sandbox.records("clients")[0]!.id));
      assertEquals((await tickWith({})).message, "5 read, 1 written");
      assertEquals((await rows("clients")).length, 2);

      const wrong: readonly [Record<string, string>, string][] = [
        [{ WORKSPACE_API_TOKEN: "" }, "Cannot sync: WORKSPACE_API_TOKEN is not set"],
        [{ WORKSPACE_API_URL: "" }, "No API URL is set: set WORKSPACE_API_URL"],
        [
          { WORKSPACE_API_TOKEN: "wrong" },
          ": the server answered 401",
        ],
      ];
      for (const [more, message] of wrong) {
        const said = await tickWith(more);
        assertEquals(said.status, "failed", message);
        assertStringIncludes(said.message, message);
      }
    },
  );

  // One emulator is enough: what the task adds is the same on both.
  if (kind.name === "bqemulator") {
    test("deno task cron syncs when its time has come", { rows: 3 }, async ({ address, api }) => {
      const process = start(["cron"], {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_CRON: "* * * * *",
        DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
      });
      const lines = process.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
      let line: { type: string; message?: string };
      do line = JSON.parse((await lines.next()).value!.trim().split("\n").at(-1)!); while (
        line.type !== "tick"
      );
      process.kill("SIGTERM");
      await Promise.all([process.stderr.cancel(), process.status]);
      assertEquals(line.message, "39 read, 39 written");
    });
  }
}
