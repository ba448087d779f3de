/**
 * What the examples tell a scheduler to start really syncs: the same words, against the sandbox.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { flagsOf } from "../cli/process.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";
import {
  buildContext,
  crontabCommands,
  documentsOf,
  folder,
  serviceSettings,
  type Stage,
  stages,
} from "./examples.ts";

const root = new URL("../../", import.meta.url).pathname;
const deno = Deno.execPath();
const denoFolder = deno.slice(0, deno.lastIndexOf("/"));

type Variables = Readonly<Record<string, string>>;

/** What the settings of an example are in a lab. */
const settingsOf = ({ api, address }: Lab): Variables => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_DESTINATION: address,
});

/** Starts a program with nothing but the given variables, and the packages that are here. */
function start(
  [program, ...args]: readonly string[],
  env: Variables,
  cwd: string = root,
): Deno.ChildProcess {
  const packages = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  return new Deno.Command(program!, {
    args,
    cwd,
    clearEnv: true,
    env: { PATH: `${denoFolder}:/usr/bin:/bin`, DENO_DIR: packages, WORKSPACE_RATE: "0", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for a program to end. */
async function ended(process: Deno.ChildProcess) {
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function assertSynced(lab: Lab, runs: number): Promise<void> {
  assertEquals(await lab.query("SELECT count(*) AS n FROM holidays"), [{ n: 5 }]);
  const found = await lab.query("SELECT count(*) AS n FROM _sync_runs WHERE status = 'succeeded'");
  assertEquals(found, [{ n: runs }]);
}

/** Waits for the line in which cron says where it listens; returns the port. */
async function portOf(process: Deno.ChildProcess): Promise<number> {
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    assert(!done, `cron ended: ${text}`);
    text += value;
  }
  await reader.cancel();
  return JSON.parse(text.split("\n")[0]!).port;
}

async function stop(process: Deno.ChildProcess): Promise<void> {
  process.kill("SIGKILL");
  await process.stderr.cancel();
  await process.status;
}

/** A temporary folder, which is removed with all that is in it. */
async function temporaryFolder() {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

const linesOf = (variables: Variables) =>
  Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join("");

Deno.test("the crontab's sync runs, does nothing while another one is at work, and is judged by its status", async () => {
  await using lab = workspaceLab({ rows: 5, latency: 300 });
  await using home = await temporaryFolder();
  await Deno.symlink(root, `${home.path}/workspace-sync`);
  await Deno.writeTextFile(`${home.path}/.workspace-sync.env`, linesOf(settingsOf(lab)));
  const [sync, status, ...others] = await crontabCommands();
  assertEquals(others, []);
  const shell = (command: string) => start(["sh", "-c", command], { HOME: home.path }, home.path);

  const first = shell(sync!);
  while (pagesAsked(lab.sandbox) === 0) await delay(10);
  const [one, other] = await Promise.all([ended(first), ended(shell(sync!))]);
  const silent = { code: 0, stdout: "", stderr: "" };
  assertEquals([one, other], [silent, silent]);
  await assertSynced(lab, 1);
  const log = await Deno.readTextFile(`${home.path}/workspace-sync.log`);
  assertEquals(JSON.parse(log.trim().split("\n").at(-1)!).type, "run");

  assertEquals(await ended(shell(status!)), silent);
  await lab.query("UPDATE _sync_resources SET finished_at = finished_at - INTERVAL 3 HOUR");
  const late = await ended(shell(status!));
  assertEquals([late.code, late.stdout], [1, ""]);
  assertStringIncludes(late.stderr, "holidays was read to its end last at");
});

Deno.test("systemd's sync runs with its credential, and ends at a checkpoint when it is stopped", async () => {
  await using lab = workspaceLab({ rows: { projects: 1_000 }, latency: 100 });
  await using place = await temporaryFolder();
  const specifiers: Variables = { d: "credentials", S: "state", C: "cache" };
  const settings = (await serviceSettings()).map(([name, value]) =>
    [
      name,
      value.replace(/%(\w)/g, (_, letter) => `${place.path}/${specifiers[letter]}`),
    ] as const
  );
  const valuesOf = (name: string) =>
    settings.filter(([each]) => each === name).map(([, value]) => value);
  const { WORKSPACE_DESTINATION: _, ...secrets } = settingsOf(lab);
  const [credential] = valuesOf("LoadCredential")[0]!.split(":");
  await Deno.mkdir(`${place.path}/credentials`);
  await Deno.writeTextFile(
    `${place.path}/credentials/${credential}`,
    linesOf({ ...secrets, WORKSPACE_ONLY: "projects" }),
  );
  await Deno.mkdir(`${place.path}/state/${valuesOf("StateDirectory")[0]}`, { recursive: true });

  const { DENO_DIR: _dir, ...env } = Object.fromEntries(
    valuesOf("Environment").join(" ").split(" ").map((pair) =>
      pair.split(/=(.*)/) as [string, string]
    ),
  );
  const [program, ...args] = valuesOf("ExecStart")[0]!.split(" ");
  assertEquals(program, "/usr/local/bin/deno");
  const words = [deno, ...args];

  const stopped = start(words, env);
  while (pagesAsked(lab.sandbox) < 4) await delay(10);
  stopped.kill("SIGTERM"); // KillMode=mixed: to the task alone.
  const { code, stderr } = await ended(stopped);
  assertEquals([`${code}`], valuesOf("SuccessExitStatus"));
  assertStringIncludes(stderr, "Run it again to resume");

  const resumed = await ended(start(words, env));
  assertEquals(resumed.code, 0, resumed.stderr);
  const run = JSON.parse(resumed.stdout.trim().split("\n").at(-1)!);
  assert(run.resumed > 0 && run.read === 1_000, resumed.stdout);
  assertEquals(run.destination, env.WORKSPACE_DESTINATION);
});

Deno.test("the image has all that its programs import, and runs as the manifests say", async () => {
  await using lab = workspaceLab({ rows: 5 });
  await using empty = workspaceLab({ rows: 5 });
  await using app = await temporaryFolder();
  const files = (await buildContext()).map((path) => `${root}${path}`);
  const copied = await ended(start(["cp", "-r", ...files, app.path], {}));
  assertEquals(copied.code, 0, copied.stderr);
  const byName = new Map((await stages()).map((stage) => [stage.name, stage]));
  const inImage = (words: readonly string[]) => words.slice(words.indexOf("/bin/deno") + 1);
  const entrypoint = (name: string) => [
    deno,
    ...inImage(byName.get(name)!.entrypoint).map((word) =>
      word.replace("=/data", `=${lab.folder}`)
    ),
  ];
  const checked = await ended(
    start([...entrypoint("command"), "check"], settingsOf(lab), app.path),
  );
  assertEquals(checked.code, 0, checked.stderr);

  const [, cronJob] = await documentsOf("kubernetes/cronjob.yaml");
  const [job] = await documentsOf("cloud-run/job.yaml");
  let runs = 0;
  for (const { template } of [cronJob.spec.jobTemplate.spec, job.spec.template.spec]) {
    const [{ args, env }] = template.spec.containers;
    const settings = settingsOf(lab);
    assertEquals(env.map(({ name }: { name: string }) => name), Object.keys(settings));
    const outcome = await ended(start([...entrypoint("command"), ...args], settings, app.path));
    assertEquals(outcome.code, 0, outcome.stderr);
    await assertSynced(lab, ++runs);
  }
  for (const [place, exitCode] of [[lab, 0], [empty, 1]] as const) {
    const env = { ...settingsOf(place), WORKSPACE_PORT: "0" };
    const cron = start(entrypoint("cron"), env, app.path);
    const port = `${await portOf(cron)}`;
    const check = inImage((byName.get("cron") as Stage).healthcheck);
    const words = [deno, ...check.map((word) => word.replace("8000", port))];
    const outcome = await ended(start(words, {}, app.path));
    assertEquals(outcome.code, exitCode, outcome.stderr);
    await stop(cron);
  }
});

Deno.test("the workflow's step runs with the variables that it sets", async () => {
  await using lab = workspaceLab({ rows: 5 });
  const [workflow] = await documentsOf("github-actions/workspace-sync.yml");
  const step = workflow.jobs.sync.steps.at(-1);
  const settings = settingsOf(lab);
  assertEquals(Object.keys(step.env), Object.keys(settings));
  const { code, stderr } = await ended(start(["bash", "-e", "-c", step.run], settings));
  assertEquals(code, 0, stderr);
  await assertSynced(lab, 1);
});

Deno.test("the project on Deno Deploy starts its cron jobs and answers", async () => {
  await using lab = workspaceLab({ rows: 5 });
  const words = [deno, ...flagsOf("cron"), new URL("deno-deploy/main.ts", folder).pathname];
  const project = start(words, { ...settingsOf(lab), WORKSPACE_PORT: "0" });
  const response = await fetch(`http://127.0.0.1:${await portOf(project)}/healthz`);
  assertEquals(response.status, 503);
  assertEquals((await response.json()).tables.length, 13);
  await stop(project);
});
