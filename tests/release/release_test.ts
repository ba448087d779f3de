import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { release } from "../../release/main.ts";
import { run } from "../../release/run.ts";

const root = new URL("../../", import.meta.url);
const day = "2027-01-02";
const manifests = ["deno.json", "sandbox/deno.json", "loader/deno.json", "cli/deno.json"];
const files = [...manifests, "client/version.ts", "mod.ts"];

/** A repository with this project's versions, and a changelog of its own. */
async function repository(changelog: string) {
  const folder = await Deno.makeTempDir();
  for (const file of files) {
    await Deno.mkdir(`${folder}/${file}`.replace(/\/[^/]+$/, ""), { recursive: true });
    await Deno.copyFile(new URL(file, root), `${folder}/${file}`);
  }
  await Deno.writeTextFile(`${folder}/CHANGELOG.md`, changelog);
  const git = async (...args: string[]) => (await run(["git", ...args], folder)).printed.trim();
  await git("init", "--quiet");
  await git("config", "user.name", "Test");
  await git("config", "user.email", "test@example.com");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Begin");
  return {
    folder,
    git,
    read: (file: string) => Deno.readTextFile(`${folder}/${file}`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const changelog = "# Changelog\n\n## Unreleased\n\n- News.\n\n## 0.0.1\n\n- Olds.\n";

Deno.test("a release gives all packages one version, names it in the changelog, and tags it", async () => {
  await using repo = await repository(changelog);
  const before = JSON.parse(await repo.read("deno.json")).version as string;
  const [major, minor] = before.split(".").map(Number);
  const version = `${major}.${minor! + 1}.0`;
  assertEquals(await release(repo.folder, { increment: "minor", day }), version);
  for (const file of manifests) assertEquals(JSON.parse(await repo.read(file)).version, version);
  assertStringIncludes(await repo.read("client/version.ts"), `version = "${version}"`);
  assertEquals(
    await repo.read("CHANGELOG.md"),
    `# Changelog\n\n## Unreleased\n\n## ${version} (${day})\n\n- News.\n\n## 0.0.1\n\n- Olds.\n`,
  );
  assertEquals(await repo.git("status", "--porcelain"), "");
  assertEquals(await repo.git("describe"), `v${version}`);
  await assertRejects(
    () => release(repo.folder, { increment: "minor", day }),
    Error,
    "nothing under",
  );
});

Deno.test("a release without an increment has the version that the packages have", async () => {
  await using repo = await repository("# Changelog\n\n## Unreleased\n\n- News.\n");
  const { version } = JSON.parse(await repo.read("deno.json"));
  assertEquals(await release(repo.folder, { day }), version);
  assertEquals(await repo.git("describe"), `v${version}`);
});

Deno.test("a release is refused before anything is written", async () => {
  await using repo = await repository(changelog);
  await assertRejects(
    () => release(repo.folder, { increment: "2.0.0", day }),
    Error,
    "Cannot release '2.0.0': expected patch, minor, major or nothing",
  );
  await Deno.writeTextFile(`${repo.folder}/mod.ts`, "// changed\n");
  await assertRejects(() => release(repo.folder, { day }), Error, "the tree has changes");
  assertEquals(await repo.read("CHANGELOG.md"), changelog);
  assertEquals(await repo.git("tag"), "");
});

Deno.test("the version in the client is that of its package", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const client = await Deno.readTextFile(new URL("client/version.ts", root));
  assert(client.includes(`version = "${version}"`));
});
