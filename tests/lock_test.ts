/**
 * What is installed is what was reviewed: packages are pinned, hashed and audited.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

const root = new URL("../", import.meta.url);
const read = async (file: string) => JSON.parse(await Deno.readTextFile(new URL(file, root)));
const { imports, tasks } = await read("deno.json");
const lock = await read("deno.lock");

Deno.test("every import of a package names one version, which the lock file has", () => {
  for (const target of Object.values<string>(imports).filter((each) => !each.startsWith("."))) {
    const [, name, version] = /^npm:(@?[^@]+)@([^/]+)(?:\/.*)?$/.exec(target) ?? [];
    assertMatch(version ?? "", /^\d+\.\d+\.\d+(-[\w.]+)?$/, target);
    const locked = lock.specifiers[`npm:${name}@${version}`];
    assertEquals(locked?.split("_")[0], version, target);
    assert(`${name}@${locked}` in lock.npm, target);
  }
});

Deno.test("the lock file has a hash of every package, and nothing but packages", () => {
  assertEquals(Object.keys(lock).sort(), ["npm", "specifiers", "version", "workspace"]);
  for (const [name, { integrity }] of Object.entries<{ integrity?: string }>(lock.npm)) {
    assertMatch(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, name);
  }
});

const advisory = {
  id: 1,
  url: "https://example.com/1",
  title: "It is broken",
  severity: "low",
  vulnerable_versions: ">0.0.0",
};
const services: readonly [string, () => Response, number, string][] = [
  ["knows nothing bad", () => Response.json({}), 0, "No known vulnerabilities found"],
  ["has an advisory", () => Response.json({ "fast-check": [advisory] }), 1, "It is broken"],
  ["is out of order", () => new Response("no", { status: 503 }), 0, "Failed to get data from the"],
];
for (const [title, answer, code, said] of services) {
  Deno.test(`the audit of the gate ends with ${code} when the advisory service ${title}`, async () => {
    await using service = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
    const output = await new Deno.Command(Deno.execPath(), {
      args: [...tasks.audit.command.split(" ").slice(1), "--ignore-registry-errors"],
      cwd: root,
      env: { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${service.addr.port}`, NO_COLOR: "1" },
    }).output();
    const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    assertStringIncludes(stdout! + stderr!, said);
    assertEquals(output.code, code);
  });
}
