/**
 * What the examples of schedulers say is what the program, its tasks and its documentation say.
 *
 * @module
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import { commands } from "../../cli/commands.ts";
import { flagOf, settings } from "../../cli/settings.ts";
import { tasks } from "../cli/process.ts";
import { documentsOf, examples, serviceSettings, stages, textOf } from "./examples.ts";

const docs = new URL("../../docs/", import.meta.url);
const page = (name: string) => Deno.readTextFile(new URL(name, docs));
const texts = new Map([...await examples(), ["docs/deploy.md", await page("deploy.md")]]);

/** What the CronJob says of its pod. */
// deno-lint-ignore no-explicit-any
const pod = async (): Promise<any> =>
  (await documentsOf("kubernetes/cronjob.yaml"))[1].spec.jobTemplate.spec.template.spec;

Deno.test("docs/deploy.md goes through every example", () => {
  const named = texts.get("docs/deploy.md")!;
  const missing = [...texts.keys()].filter((path) =>
    path !== "docs/deploy.md" && !named.includes(path)
  );
  assertEquals(missing, []);
});

Deno.test("every variable that an example names is one that is read", async () => {
  const names = (text: string) =>
    text.match(/\b(?:WORKSPACE|GOOGLE|BIGQUERY|CLOUDSDK|GCE|DENO)_[A-Z_]+\b/g) ?? [];
  const known = new Set([
    ...names(await page("configuration.md")),
    ...names(await page("bigquery.md")),
    ...["DENO_DIR", "DENO_NO_UPDATE_CHECK", "DENO_TIMELINE"], // Deno's own.
    // Variables of a repository on GitHub, which the workflow hands on.
    ...[...texts.get("github-actions/workspace-sync.yml")!.matchAll(/\bvars\.(\w+)/g)]
      .map(([, name]) => name!),
  ]);
  const unknown = [...texts].flatMap(([path, text]) =>
    names(text).filter((name) => !known.has(name)).map((name) => `${path}: ${name}`)
  );
  assertEquals(unknown, []);
  assert(names([...texts.values()].join("\n")).length > 20);
});

Deno.test("every command that an example runs is a task, and has the flags that it is given", () => {
  let found = 0;
  for (const [path, text] of texts) {
    const calls =
      /\b(?:deno task (?:--quiet )?|docker run .*workspace-sync )([a-z]+)\b([^\n`|>]*)/g;
    for (const [, name, rest] of text.matchAll(calls)) {
      found++;
      assert(name! in tasks, `${path}: ${name}`);
      const command = commands.find((command) => command.name === name);
      for (const [, flag] of rest!.matchAll(/--([a-z-]+)/g)) {
        assert(
          command?.settings.some((each) => flagOf(each) === flag),
          `${path}: ${name} --${flag}`,
        );
      }
    }
  }
  assert(found > 5, `${found} commands`);
});

Deno.test("the image runs each program with the words of its task, permissions included", async () => {
  const program = (task: string) => tasks[task]!.command.split(" ").slice(1);
  const image = new Map((await stages()).map(({ name, entrypoint }) => [name, entrypoint]));
  const own = ["--frozen", "--cached-only", "--allow-write=/data"];
  const withoutOwn = (words: readonly string[]) => words.filter((word) => !own.includes(word));
  for (const [stage, task] of [["command", "sync"], ["cron", "cron"]] as const) {
    const [init, end, deno, ...words] = image.get(stage)!;
    assertEquals([init, end, deno], ["/tini", "--", "/bin/deno"]);
    const wanted = program(task).slice(0, task === "sync" ? -1 : undefined); // CMD says `sync`.
    assertEquals(withoutOwn(words), withoutOwn(wanted));
    assertEquals(own.filter((word) => !words.includes(word)), task === "sync" ? [] : own.slice(2));
  }
});

Deno.test("the modules whose packages the image holds are there", async () => {
  const [, modules] = /deno cache --frozen ((?:\S+\.ts ?)+)/.exec(texts.get("docker/Dockerfile")!)!;
  for (const module of modules!.trim().split(" ")) {
    await Deno.stat(new URL(`../../${module}`, import.meta.url));
  }
});

Deno.test("the image's health is asked for where cron answers by default", async () => {
  const cron = (await stages()).find(({ healthcheck }) => healthcheck.length > 0)!;
  assertEquals(cron.name, "cron");
  assert(cron.healthcheck.join(" ").includes(`127.0.0.1:${settings.port.default}/healthz`));
});

Deno.test("the examples run the Deno that the gate runs", async () => {
  const gate = await Deno.readTextFile(new URL("../../.ci/run", import.meta.url));
  const version = /deno@([\d.]+)/.exec(gate)![1];
  const named = [...texts.values()].flatMap((text) =>
    [...text.matchAll(/(?:denoland\/deno:(?:distroless-)?|deno-version: |\bDeno )(\d[\d.]*\d)/g)]
      .map(([, each]) => each)
  );
  assert(named.length >= 3, `${named}`);
  assertEquals(named.filter((each) => each !== version), []);
});

Deno.test("the examples allow for more memory than a sync of a million rows was measured to take", async () => {
  const table = /## Memory[^]*?\n\n(\|[^]*?)\n\n/.exec(await page("performance.md"))![1]!;
  const rows = table.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
  const column = rows[0]!.indexOf("peak MB");
  const peak = Math.max(...rows.slice(2).map((row) => Number(row[column])));
  const limits = [
    (await pod()).containers[0].resources.limits.memory,
    (await documentsOf("cloud-run/job.yaml"))[0]
      .spec.template.spec.template.spec.containers[0].resources.limits.memory,
    new Map(await serviceSettings()).get("MemoryMax"),
    /--memory (\S+)/.exec(texts.get("docs/deploy.md")!)![1],
  ];
  for (const limit of limits) {
    const [, mebibytes] = /^(\d+)(?:Mi|M|m)$/.exec(limit)!; // 2^20 bytes, all of them.
    assertLess(peak * 1.25 * 1e6, Number(mebibytes) * 2 ** 20);
  }
});

Deno.test("the pod meets the restricted Pod Security Standard", async () => {
  const { securityContext, containers, volumes } = await pod();
  assertEquals(securityContext.runAsNonRoot, true);
  assertEquals(securityContext.seccompProfile, { type: "RuntimeDefault" });
  assertEquals(containers[0].securityContext.allowPrivilegeEscalation, false);
  assertEquals(containers[0].securityContext.capabilities, { drop: ["ALL"] });
  assertEquals(volumes.map((each: object) => Object.keys(each)[1]), ["persistentVolumeClaim"]);
});

Deno.test("the pod runs as the user that owns the image's data", async () => {
  const { securityContext: { runAsUser, runAsGroup, fsGroup } } = await pod();
  const image = texts.get("docker/Dockerfile")!;
  const [, user, group] = /^USER (\d+):(\d+)$/m.exec(image)!.map(Number);
  assertEquals([runAsUser, runAsGroup, fsGroup], [user, group, group]);
  assert(image.includes(`--chown=${user}:${group} /data /data`));
});

Deno.test("every action of the workflow is pinned to a commit, and no job may write to the repository", async () => {
  const text = await textOf("github-actions/workspace-sync.yml");
  const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action!);
  assertEquals(actions.filter((each) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(each)), []);
  const [workflow] = await documentsOf("github-actions/workspace-sync.yml");
  assertEquals(workflow.permissions, {});
  assertEquals(workflow.jobs.sync.permissions, { contents: "read", "id-token": "write" });
});
