import { assertEquals, assertStringIncludes } from "@std/assert";
import { readCronSettings } from "../../cli/cron/settings.ts";
import { tick } from "../../cli/cron/tick.ts";
import { kindsOf, type Line, linesOf } from "../cli/lines.ts";
import { start } from "../cli/process.ts";
import { alertsOf } from "../../cli/alerts/settings.ts";
import { linesIn, startReceiver } from "../alerts/receiver.ts";
import { type Bench, isQuery } from "./bench.ts";
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

  test(
    "alerts are kept without a query, for whichever process comes next",
    { rows: 3 },
    async ({ proxy, address, sandbox, api }) => {
      await using hook = startReceiver();
      const variables: Record<string, string> = {
        WORKSPACE_API_URL: api.url,
        WORKSPACE_API_TOKEN: api.token,
        WORKSPACE_DESTINATION: address,
        WORKSPACE_ONLY: "clients,holidays",
        WORKSPACE_ALERT_URL: hook.url,
        WORKSPACE_ALERT_AFTER: "2",
      };
      const settings = readCronSettings((name) => variables[name]).workspaces[0]!;
      const said: string[] = [];
      const tickOnce = async (quick = false) => {
        const alerts = alertsOf(settings, (status, message) => said.push(`${status} ${message}`))!;
        return (await tick(settings, { quick, alerts })).status;
      };
      assertEquals(await tickOnce(), "succeeded");
      const from = proxy.requests.length;
      sandbox.faults.push({ what: 400, table: "clients", times: 3 });
      const statuses = [];
      for (const quick of [false, true, false, false, true]) statuses.push(await tickOnce(quick));
      assertEquals(statuses, ["failed", "failed", "failed", "succeeded", "succeeded"]);
      assertEquals(hook.taken.map((each) => linesIn(each)[1]!.slice(0, 27)), [
        "- The sync has failed 2 tim",
        "- The sync works again, aft",
      ]);
      assertEquals(said.map((line) => line.replace(/ .*: /, " ")), [
        "sent 1 problem",
        "sent 1 over",
      ]);
      assertEquals(proxy.requests.slice(from).filter(isQuery), []);
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
      const written: Line[] = [];
      while (written.at(-1)?.type !== "tick") written.push(...linesOf((await lines.next()).value!));
      process.kill("SIGTERM");
      await Promise.all([process.stderr.cancel(), process.status]);
      assertEquals(kindsOf(written), { listening: 1, signed_in: 1, tick: 1 });
      assertEquals(written[1]!.with, "no credentials (emulator)");
      assertEquals(written[2]!.message, "39 read, 39 written");
    });
  }
}
