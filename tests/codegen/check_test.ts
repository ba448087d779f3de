import { assertEquals, assertStringIncludes } from "@std/assert";

const root = new URL("../../", import.meta.url).pathname;

async function generate(...args: string[]): Promise<{ code: number; errors: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "codegen/main.ts", ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

Deno.test("generated/ and docs/schema.md are what codegen makes of the spec", async () => {
  assertEquals(await generate("--check"), { code: 0, errors: "" });
});

Deno.test("generate --check names a file that is changed, missing or too many", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const target = [`--out=${folder}/out`, `--docs=${folder}/schema.md`];
    assertEquals((await generate(...target)).code, 0);
    await Deno.writeTextFile(`${folder}/out/types.ts`, "\n", { append: true });
    await Deno.remove(`${folder}/out/client.ts`);
    await Deno.writeTextFile(`${folder}/out/more.ts`, "");
    const { code, errors } = await generate("--check", ...target);
    assertEquals(code, 1);
    assertEquals(
      errors.trim().split("\n").map((line) => line.replaceAll(`${folder}/out/`, "")).sort(),
      [
        "error: client.ts is missing; run deno task generate",
        "error: more.ts is not generated from the spec; remove it",
        "error: types.ts differs; run deno task generate",
      ],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("generate --check names every file when nothing was generated yet", async () => {
  const folder = await Deno.makeTempDir();
  const { code, errors } = await generate(
    "--check",
    `--out=${folder}/out`,
    `--docs=${folder}/s.md`,
  );
  assertEquals(code, 1);
  assertEquals(errors.match(/\w+\.(ts|md)(?= is missing)/g), [
    "types.ts",
    "paths.ts",
    "pagination.ts",
    "resources.ts",
    "schemas.ts",
    "client.ts",
    "s.md",
  ]);
  await Deno.remove(folder);
});

Deno.test("generate ends in one line when the spec is wrong or an option is unknown", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "openapi: 3.1.0");
  const wrong = await generate(`--spec=${file}`);
  assertEquals(wrong.code, 1);
  assertEquals(wrong.errors.trim().split("\n").length, 1);
  assertStringIncludes(wrong.errors, "error: Cannot generate from the spec at x-client-name");
  assertEquals((await generate("--chekc")).code, 2);
  await Deno.remove(file);
});
