import { assertEquals, assertStringIncludes } from "@std/assert";
import { isProduction, scheduleOf } from "../../cli/cron/settings.ts";
import { flagsOf } from "../cli/process.ts";

Deno.test("the cron job runs hourly unless the environment says otherwise, on production only", () => {
  const env = (variables: Record<string, string>) => (name: string) => variables[name];
  assertEquals(scheduleOf(env({})), { name: "workspace-sync", schedule: "17 * * * *" });
  assertEquals(scheduleOf(env({ WORKSPACE_CRON: "0 6 * * MON", WORKSPACE_CRON_NAME: "weekly" })), {
    name: "weekly",
    schedule: "0 6 * * MON",
  });
  assertEquals(isProduction(env({})), true);
  assertEquals(isProduction(env({ DENO_TIMELINE: "production" })), true);
  assertEquals(isProduction(env({ DENO_TIMELINE: "git-branch/x" })), false);
});

Deno.test("the entry registers its cron job and answers /healthz", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...flagsOf("cron"),
      new URL("../../cli/cron/main.ts", import.meta.url).pathname,
    ],
    env: { DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`, WORKSPACE_CRON: "* * * * BAD" },
    stdout: "piped",
    stderr: "piped",
  });
  const bad = await process.output();
  assertEquals(bad.code, 1);
  assertStringIncludes(new TextDecoder().decode(bad.stderr), "cron");

  const running = new Deno.Command(Deno.execPath(), {
    args: [
      ...flagsOf("cron"),
      new URL("../../cli/cron/main.ts", import.meta.url).pathname,
    ],
    env: { DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}` },
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    let answer: string | undefined;
    for (let i = 0; i < 100 && answer === undefined; i++) {
      answer = await fetch(`http://127.0.0.1:${port}/healthz`).then((response) => response.text())
        .catch(() => undefined);
      if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assertEquals(answer, "ok\n");
  } finally {
    running.kill("SIGKILL");
    await running.status;
  }
});
