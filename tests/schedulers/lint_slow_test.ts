/**
 * The linters of each format find nothing in the examples.
 *
 * @module
 */

import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { crontabCommands, documentsOf, folder, textOf } from "./examples.ts";
import {
  actionlintFromGo,
  findLinter,
  lintersFromPyPi,
  systemdAnalyze,
  testWith,
} from "./linters.ts";

const pypi = await findLinter(lintersFromPyPi);
const actionlint = await findLinter(actionlintFromGo);
const systemd = await findLinter(systemdAnalyze);

const pathOf = (example: string) => new URL(example, folder).pathname;

/** Runs a linter, and returns how it ended with what it wrote. */
async function lint(program: string, args: readonly string[], input = "", env = {}) {
  const process = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await process.output();
  return { code, text: new TextDecoder().decode(new Uint8Array([...stdout, ...stderr])) };
}

const clean = { code: 0, text: "" };

testWith(pypi, "hadolint finds nothing in the Dockerfile", async (bin) => {
  const hadolint = (text: string) => lint(`${bin}hadolint`, ["-"], text);
  const text = await textOf("docker/Dockerfile");
  assertEquals(await hadolint(text), clean);
  const unpinned = await hadolint(text.replace(":distroless-2.9.6", ""));
  assertStringIncludes(unpinned.text, "DL3006");
});

testWith(actionlint, "actionlint and shellcheck find nothing in the workflow", async (program) => {
  const shellcheck = "path" in pypi ? ["-shellcheck", `${pypi.path}shellcheck`] : [];
  const check = (text: string) => lint(program, ["-no-color", ...shellcheck, "-"], text);
  const text = await textOf("github-actions/workspace-sync.yml");
  assertEquals(await check(text), clean);
  assertStringIncludes(
    (await check(text.replace("vars.", "variables."))).text,
    "undefined variable",
  );
});

testWith(
  pypi,
  "shellcheck finds nothing in the crontab's commands and in the page's",
  async (bin) => {
    const page = await Deno.readTextFile(new URL("../../docs/deploy.md", import.meta.url));
    const blocks = [...page.matchAll(/^( *)```sh\n([^]*?)^\1```/gm)].map(([, , code]) => code!);
    assertNotEquals(blocks, []);
    // The page's commands use variables that the reader sets, such as $TOKEN.
    const shellcheck = (text: string) =>
      lint(`${bin}shellcheck`, ["--shell", "sh", "--exclude", "SC2154", "-"], text);
    for (const text of [...await crontabCommands(), ...blocks]) {
      assertEquals(await shellcheck(text), clean, text);
    }
  },
);

testWith(pypi, "kubernetes-validate finds nothing in the CronJob and its volume", async (bin) => {
  const manifest = pathOf("kubernetes/cronjob.yaml");
  const validate = (version: string, file = manifest) =>
    lint(`${bin}kubernetes-validate`, ["--strict", "--kubernetes-version", version, file]);
  for (const version of ["1.31", "1.37"]) {
    const { code, text } = await validate(version);
    assertEquals([code, text.match(/ passed /g)?.length], [0, 2], text);
  }
  const wrong = await Deno.makeTempFile({ suffix: ".yaml" });
  const text = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(wrong, text.replace("concurrencyPolicy", "concurrency"));
  assertEquals((await validate("1.37", wrong)).code, 1);
  await Deno.remove(wrong);
});

Deno.test("the job of Cloud Run has the fields that Google's client knows", async () => {
  const [job] = await documentsOf("cloud-run/job.yaml");
  const wrong = structuredClone(job);
  wrong.spec.template.spec.template.spec.maxRetires = 1;
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${dir}/job.ts`,
    `import type { run_v1 } from "npm:@googleapis/run@34.0.0";
    export const job: run_v1.Schema$Job = ${JSON.stringify(job)};
    // @ts-expect-error A name that it does not know is an error.
    export const wrong: run_v1.Schema$Job = ${JSON.stringify(wrong)};`,
  );
  const args = ["check", "--quiet", "--no-config", "--no-lock", `${dir}/job.ts`];
  assertEquals(await lint(Deno.execPath(), args), clean);
  await Deno.remove(dir, { recursive: true });
});

testWith(
  systemd,
  "systemd-analyze finds nothing in the units, and calls the service well confined",
  async (program) => {
    const dir = await Deno.makeTempDir();
    const service = await textOf("systemd/workspace-sync.service");
    const units = [`${dir}/workspace-sync.service`, `${dir}/workspace-sync.timer`];
    await Deno.writeTextFile(units[0]!, service.replace("/usr/local/bin/deno", Deno.execPath()));
    await Deno.copyFile(pathOf("systemd/workspace-sync.timer"), units[1]!);
    const analyze = (...args: string[]) => lint(program, args, "", { SYSTEMD_COLORS: "0" });
    assertEquals(await analyze("verify", "--man=no", ...units), clean);
    const security = await analyze("security", "--offline=true", "--threshold=20", units[0]!);
    assertEquals(security.code, 0, security.text);
    await Deno.writeTextFile(units[0]!, service.replace("ProtectHome=yes", "ProtectHomes=yes"));
    assertStringIncludes((await analyze("verify", "--man=no", ...units)).text, "ProtectHomes");
    await Deno.remove(dir, { recursive: true });
  },
);
