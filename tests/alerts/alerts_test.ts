import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Webhook } from "standardwebhooks";
import { bodyFor } from "../../cli/alerts/message.ts";
import { alertsOf } from "../../cli/alerts/settings.ts";
import { post } from "../../cli/alerts/webhook.ts";
import { readCronSettings } from "../../cli/cron/settings.ts";
import { tick, type TickOptions } from "../../cli/cron/tick.ts";
import { UsageError } from "../../cli/errors.ts";
import type { AlertRecord } from "../../loader/run_log.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { start } from "../cli/process.ts";
import { linesIn, type Receiver, startReceiver } from "./receiver.ts";

const secret = `whsec_${new Uint8Array(32).fill(7).toBase64()}`;

const settingsOf = (variables: Readonly<Record<string, string>>) =>
  readCronSettings((name) => variables[name]).workspaces[0]!;

/** The ticks of a process that has alerts, of the lists of clients and projects. */
function processOf(
  { api, address }: Lab,
  { url }: Receiver,
  more: Readonly<Record<string, string>> = {},
) {
  const settings = settingsOf({
    WORKSPACE_API_URL: api.url,
    WORKSPACE_API_TOKEN: api.token,
    WORKSPACE_DESTINATION: address,
    WORKSPACE_ONLY: "clients,projects",
    WORKSPACE_RATE: "0",
    WORKSPACE_ALERT_URL: url,
    WORKSPACE_ALERT_SECRET: secret,
    ...more,
  });
  const said: string[] = [];
  const alerts = alertsOf(settings, (status, message) => said.push(`${status}: ${message}`));
  return {
    said,
    tick: async (options: TickOptions = {}) =>
      (await tick(settings, { ...options, alerts: alerts! })).status,
  };
}

const failing = (lab: Lab, times = Infinity) =>
  lab.sandbox.faults.push({ what: 400, table: "clients", times });

Deno.test("failures in a row are told once, after a restart too, and so is their end", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  assertEquals(await processOf(lab, hook).tick(), "succeeded");
  failing(lab);
  // Each tick in another process, as on Deno Deploy.
  for (const told of [0, 0, 1, 1, 1]) {
    assertEquals(await processOf(lab, hook).tick(), "failed");
    assertEquals(hook.taken.length, told);
  }
  assertMatch(
    linesIn(hook.taken[0]!).join("\n"),
    /^workspace-sync into duckdb:\S+: 1 problem\n- The sync has failed 3 times in a row since \d{4}-\d\d-\d\d \d\d:\d\d UTC, last with \w+Error in clients$/,
  );
  lab.sandbox.faults.length = 0;
  const last = processOf(lab, hook);
  assertEquals([await last.tick(), await last.tick()], ["succeeded", "succeeded"]);
  assertEquals(hook.taken.length, 2);
  assertMatch(linesIn(hook.taken[1]!)[1]!, /^- The sync works again, after failing since /);
  assertEquals(
    await lab.query("SELECT status, told, failures FROM _sync_alerts ORDER BY changed_at"),
    [
      { status: "counting", told: "closed", failures: 1 },
      { status: "counting", told: "closed", failures: 2 },
      { status: "open", told: "open", failures: 3 },
      { status: "closed", told: "closed", failures: 0 },
    ],
  );
});

Deno.test("failures that a success comes between are none in a row", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  const process = processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "2" });
  for (let round = 0; round < 3; round++) {
    failing(lab, 1);
    assertEquals([await process.tick(), await process.tick()], ["failed", "succeeded"]);
  }
  assertEquals(hook.taken, []);
});

Deno.test("a token that is refused before anything is synced counts, and is told", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  for (let tick = 0; tick < 3; tick++) {
    await processOf(lab, hook, { WORKSPACE_API_TOKEN: "s3cret" }).tick();
  }
  assertMatch(
    linesIn(hook.taken[0]!)[1]!,
    /3 times in a row since .*, last with AuthenticationError$/,
  );
});

Deno.test("a webhook that is down is told later, once, and fails no sync", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  const process = processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "1" });
  failing(lab);
  hook.answers.push(404);
  assertEquals(await process.tick(), "failed");
  assertEquals(process.said, [
    `failed: Cannot send an alert to ${
      new URL(hook.url).origin
    }: it answered 404; the next sync tries again`,
  ]);
  for (let tick = 0; tick < 3; tick++) {
    await processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "1" }).tick();
  }
  assertEquals([hook.asked(), hook.taken.length], [2, 1]);
  // One that was over before anybody was told of it is no news.
  lab.sandbox.faults.length = 0;
  await process.tick();
  hook.answers.push(404);
  failing(lab, 1);
  await process.tick();
  await process.tick();
  assertEquals(hook.taken.map((each) => linesIn(each)[0]!.replace(/.*: /, "")), [
    "1 problem",
    "1 over",
  ]);
});

Deno.test("a destination that cannot be opened is told, once, by the process that sees it", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  const process = processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "2" });
  Deno.writeTextFileSync(lab.file, "no database at all, but of some length");
  for (let tick = 0; tick < 4; tick++) assertEquals(await process.tick(), "failed");
  assertEquals(hook.taken.map((each) => linesIn(each).length), [2]);
  assertMatch(
    linesIn(hook.taken[0]!)[1]!,
    /2 times in a row since .*, last with DestinationError$/,
  );
  Deno.removeSync(lab.file);
  assertEquals(await process.tick(), "succeeded");
  assertEquals(hook.taken.length, 2);
});

Deno.test("a sync that does nothing, since another one is at work, changes no alert", async () => {
  await using lab = workspaceLab({ rows: 20, latency: 30 });
  await using hook = startReceiver();
  const process = processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "1" });
  const statuses = await Promise.all([process.tick(), process.tick()]);
  assertEquals(statuses.sort(), ["busy", "succeeded"]);
  assertEquals(hook.taken, []);
});

Deno.test("tables that are too old are told, those that a quick sync has read too", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  await processOf(lab, hook).tick();
  await lab.query("UPDATE _sync_resources SET finished_at = finished_at - INTERVAL 26 HOUR");
  assertEquals(await processOf(lab, hook).tick({ quick: true }), "succeeded");
  assertEquals(await processOf(lab, hook).tick({ quick: true }), "succeeded");
  assertEquals(hook.taken.length, 1);
  const [title, ...lines] = linesIn(hook.taken[0]!);
  assertMatch(title!, /: 2 problems$/);
  for (const line of lines) {
    assertMatch(line, /^- (clients|projects) has not been read to its end since \d{4}-.* UTC$/);
  }
  await processOf(lab, hook).tick();
  assertEquals(linesIn(hook.taken[1]!).slice(1).sort(), [
    "- clients is fresh again",
    "- projects is fresh again",
  ]);
});

Deno.test("a list that the workspace lacks is never too old", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  lab.sandbox.faults.push({ what: 403, table: "clients", times: Infinity });
  await processOf(lab, hook).tick();
  await lab.query("UPDATE _sync_resources SET finished_at = finished_at - INTERVAL 26 HOUR");
  await processOf(lab, hook, { WORKSPACE_API_TOKEN: "wrong" }).tick();
  assertEquals(hook.taken.map((each) => linesIn(each).slice(1).map((line) => line.slice(0, 10))), [
    ["- projects"],
  ]);
});

Deno.test("a sync of some lists says nothing of the others", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  await processOf(lab, hook).tick();
  await lab.query("UPDATE _sync_resources SET finished_at = finished_at - INTERVAL 26 HOUR");
  await processOf(lab, hook).tick({ quick: true });
  await processOf(lab, hook, { WORKSPACE_ONLY: "clients" }).tick();
  assertEquals(hook.taken.map((each) => linesIn(each).length), [3, 2]);
  assertEquals(linesIn(hook.taken[1]!)[1], "- clients is fresh again");
});

Deno.test("a secret that the API names a field by is taken out", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  const { id } = lab.sandbox.records("clients")[0]!;
  lab.sandbox.update("clients", String(id), { [`x${lab.api.token}`]: 1 });
  await processOf(lab, hook).tick();
  assertEquals(
    linesIn(hook.taken[0]!)[1],
    "- clients differs from the spec: x?redacted?: Not in the spec",
  );
});

Deno.test("a deletion of many rows that was refused is told, and the sync that is allowed to", async () => {
  await using lab = workspaceLab({ rows: { clients: 30, projects: 3 } });
  await using hook = startReceiver();
  await processOf(lab, hook).tick();
  for (const { id } of lab.sandbox.records("clients").slice(0, 20)) {
    lab.sandbox.delete("clients", String(id));
  }
  for (let tick = 0; tick < 2; tick++) assertEquals(await processOf(lab, hook).tick(), "failed");
  await processOf(lab, hook, { WORKSPACE_ALLOW_MASS_DELETE: "1" }).tick();
  assertEquals(hook.taken.map((each) => linesIn(each).slice(1)), [
    ["- clients would lose all or more than half of its rows; nothing was deleted"],
    ["- clients was synced again, after a deletion of many rows was refused"],
  ]);
});

Deno.test("a new kind of drift is told once, by the name of its field, and never what it holds", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  await processOf(lab, hook).tick();
  const [one, other] = lab.sandbox.records("clients");
  const odd = { name: 4711, "<!channel> [x](y)": "s3cret" };
  lab.sandbox.update("clients", String(one!.id), odd);
  await processOf(lab, hook).tick();
  lab.sandbox.update("clients", String(other!.id), odd);
  await processOf(lab, hook).tick();
  assertEquals(hook.taken.map((each) => linesIn(each).slice(1).sort()), [[
    "- clients differs from the spec: ??channel? ?x?(y): Not in the spec",
    "- clients differs from the spec: name: Not a string",
  ]]);
  assert(!hook.taken[0]!.body.includes("4711") && !hook.taken[0]!.body.includes("s3cret"));
});

Deno.test("what is posted is signed as Standard Webhooks has it, by another implementation", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  failing(lab);
  // The second attempt is the same message.
  hook.answers.push(503);
  await processOf(lab, hook, { WORKSPACE_ALERT_AFTER: "1" }).tick();
  assertEquals([hook.asked(), hook.taken.length], [2, 1]);
  const { headers, body } = hook.taken[0]!;
  assertEquals(new Webhook(secret).verify(body, headers), JSON.parse(body));
  assertThrows(() => new Webhook(secret).verify(body.replace("problem", "joke"), headers));
  assertThrows(() =>
    new Webhook(secret).verify(body, { ...headers, "webhook-timestamp": "1700000000" })
  );
  assertMatch(headers["webhook-id"]!, /^msg_[0-9a-f]{32}$/);

  const page = await Deno.readTextFile(new URL("../../docs/alerts.md", import.meta.url));
  const [shown] = /^async function isGenuine[^]*?^}$/m.exec(page)!;
  const module = `data:application/typescript,${encodeURIComponent(`export ${shown}`)}`;
  const { isGenuine } = await import(module);
  const request = (more: Record<string, string> = {}) =>
    new Request(hook.url, { method: "POST", headers: { ...headers, ...more }, body });
  assertEquals(await isGenuine(request(), secret), true);
  assertEquals(await isGenuine(request({ "webhook-id": "msg_other" }), secret), false);
  assertEquals(await isGenuine(request({ "webhook-timestamp": "1700000000" }), secret), false);
});

const record: AlertRecord = {
  ...{ alert: "failing", kind: "failing", resource: null, detail: "ServerError" },
  ...{ status: "open", told: "closed", failures: 3 },
  since: new Date("2026-01-02T03:04:05.678Z"),
  changed_at: new Date("2026-01-02T05:04:05.678Z"),
};
const over: AlertRecord = {
  ...record,
  ...{ alert: "stale clients", kind: "stale", resource: "clients", detail: null },
  ...{ status: "closed", told: "open", failures: 0 },
};
const news = { destination: "bigquery://my-project/crm?a=b&c", alerts: [record, over] };

Deno.test("what is posted holds text for chats, a card for Teams, and members for programs", () => {
  const lines = [
    "workspace-sync into bigquery://my-project/crm?a=b&c: 1 problem, 1 over",
    "- The sync has failed 3 times in a row since 2026-01-02 03:04 UTC, last with ServerError",
    "- clients is fresh again",
  ];
  assertEquals(JSON.parse(bodyFor("https://example.com/hook", news)), {
    type: "message",
    text: lines.join("\n"),
    attachments: [{
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        body: lines.map((text) => ({ type: "TextBlock", text, wrap: true })),
      },
    }],
    destination: news.destination,
    alerts: [
      {
        ...{ alert: "failing", kind: "failing", resource: null, detail: "ServerError" },
        ...{ status: "open", failures: 3, since: "2026-01-02T03:04:05.678Z" },
      },
      {
        ...{ alert: "stale clients", kind: "stale", resource: "clients", detail: null },
        ...{ status: "closed", failures: 0, since: "2026-01-02T03:04:05.678Z" },
      },
    ],
  });
  assertEquals(JSON.parse(bodyFor("https://hooks.slack.com/services/T/B/x", news)), {
    text: lines.join("\n").replace("&", "&amp;"),
  });
});

Deno.test("an answer that is no success is said in one line, without the URL's secrets", async () => {
  const messageOf = async (url: string) => {
    try {
      await post({ url, secret: undefined, limit: 300 }, "msg_1", "{}");
    } catch (error) {
      assert(!Deno.inspect(error).includes("s3cret"), Deno.inspect(error));
      return (error as Error).message.replace(new URL(url).origin, "ORIGIN");
    }
  };
  await using hook = startReceiver();
  hook.answers.push(302);
  const refused = "Cannot send an alert to ORIGIN: ";
  const again = "; the next sync tries again";
  assertEquals(
    await messageOf(hook.url),
    `${refused}it answered 302, and redirects are not followed${again}`,
  );
  assertEquals(hook.asked(), 1);
  hook.answers.push(503, 503, 503, 503);
  assertEquals(await messageOf(hook.url), `${refused}it answered 503${again}`);
  assertEquals(
    await messageOf("http://127.0.0.1:1/s3cret"),
    `${refused}there is no connection${again}`,
  );
  const silent = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  assertEquals(
    await messageOf(`http://127.0.0.1:${silent.addr.port}/s3cret`),
    `${refused}it did not answer within 0.3 s${again}`,
  );
  silent.close();
});

Deno.test("settings of alerts that cannot be used are named, and not shown", () => {
  const wrong: readonly [string, string, RegExp][] = [
    ["WORKSPACE_ALERT_URL", "http://example.com/s3cret", /^Cannot use WORKSPACE_ALERT_URL: exp/],
    ["WORKSPACE_ALERT_URL", "https://s3cret@example.com/", /^Cannot use WORKSPACE_ALERT_URL: exp/],
    ["WORKSPACE_ALERT_URL", "s3cret", /^Cannot use WORKSPACE_ALERT_URL: expected a URL that beg/],
    ["WORKSPACE_ALERT_SECRET", "whsec_s3cret", /^Cannot use WORKSPACE_ALERT_SECRET: expected whs/],
    ["WORKSPACE_ALERT_SECRET", "s".repeat(44), /^Cannot use WORKSPACE_ALERT_SECRET: expected whs/],
    ["WORKSPACE_ALERT_AFTER", "0", /^Cannot use '0' as WORKSPACE_ALERT_AFTER: expected a whole /],
  ];
  for (const [name, value, message] of wrong) {
    const error = assertThrows(() => settingsOf({ [name]: value }), UsageError);
    assertMatch(error.message, message);
    assert(!error.message.includes("s3cret"));
  }
});

Deno.test("deno task sync alerts with the permission to reach the webhook, and warns when it cannot", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using hook = startReceiver();
  failing(lab);
  const sync = async () => {
    const { stderr } = await start(["sync", "--only", "clients"], {
      WORKSPACE_API_URL: lab.api.url,
      WORKSPACE_API_TOKEN: lab.api.token,
      WORKSPACE_DESTINATION: lab.address,
      WORKSPACE_ALERT_URL: hook.url,
      WORKSPACE_ALERT_AFTER: "1",
    }).output();
    return new TextDecoder().decode(stderr).split("\n").filter((line) => /^warning/.test(line));
  };
  hook.answers.push(410);
  const [warning, ...others] = await sync();
  assertMatch(warning!, /^warning: Cannot send an alert to http:\/\/127\S+: it answered 410; the /);
  assertEquals(others, []);
  assertEquals([await sync(), await sync()], [[], []]);
  assertEquals(hook.taken.map(({ headers }) => headers["webhook-signature"]), [undefined]);
});
