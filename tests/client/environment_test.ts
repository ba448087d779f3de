import { assertEquals } from "@std/assert";

/** What a program without a terminal prints that makes a client without options. */
async function clientIn(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const code = `
    import { createClient } from ${JSON.stringify(import.meta.resolve("../../mod.ts"))};
    let seen = "";
    const fetch = (request) => {
      seen = request.url.split("?")[0] + " " + request.headers.get("authorization");
      return Promise.resolve(Response.json({ results: [], hasMore: false }));
    };
    try {
      await createClient({ fetch }).projects.list();
      console.log(seen);
    } catch (error) {
      console.log(error.name, error.message);
    }`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-check", ...flags, "-"],
    env: { WORKSPACE_API_URL: "", WORKSPACE_API_TOKEN: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  await new Blob([code]).stream().pipeTo(child.stdin);
  return new TextDecoder().decode((await child.output()).stdout).trim();
}

const env = { WORKSPACE_API_URL: "https://api.example.com/", WORKSPACE_API_TOKEN: "s3cret" };
const cases: [string, string[], Record<string, string>, string][] = [
  [
    "takes URL and token from the environment",
    ["--allow-env=WORKSPACE_API_URL,WORKSPACE_API_TOKEN"],
    env,
    "https://api.example.com/api/workspace/projects Bearer s3cret",
  ],
  [
    "asks for no permission to read a variable, and says which it lacks",
    [],
    env,
    "ConfigurationError Cannot make a client without a base URL: give the option 'baseUrl', or set " +
    "WORKSPACE_API_URL and allow it to be read by --allow-env=WORKSPACE_API_URL",
  ],
  [
    "takes an empty variable for none",
    ["--allow-env"],
    { ...env, WORKSPACE_API_TOKEN: "" },
    "ConfigurationError Cannot make a client without a token: give the option 'token', or set " +
    "WORKSPACE_API_TOKEN",
  ],
];
for (const [title, flags, env, want] of cases) {
  Deno.test(`createClient() ${title}`, async () => {
    assertEquals(await clientIn(flags, env), want);
  });
}
