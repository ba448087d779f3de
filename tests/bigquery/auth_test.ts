import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Api } from "../../loader/engines/bigquery/api.ts";
import { findCredentials } from "../../loader/engines/bigquery/auth.ts";
import { Tables } from "../../loader/destinations/bigquery/tables.ts";
import { DestinationError } from "../../loader/errors.ts";
import { FakeTime } from "../fake_time.ts";

/** A token server that answers with what it is told to, and remembers what it was asked. */
function startTokenServer(answers: readonly unknown[]) {
  const asked: { path: string; body: string; authorization: string | null }[] = [];
  let next = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    asked.push({
      path: new URL(request.url).pathname,
      body: await request.text(),
      authorization: request.headers.get("authorization"),
    });
    const answer = answers[Math.min(next++, answers.length - 1)];
    return answer instanceof Response ? answer : Response.json(answer);
  });
  return { asked, url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

function find(files: Record<string, unknown>) {
  return findCredentials({
    env: (name) => name === "GOOGLE_APPLICATION_CREDENTIALS" ? "/key.json" : undefined,
    read: (file) => {
      const content = files[file];
      if (content === undefined) return Promise.reject(new Deno.errors.NotFound());
      return Promise.resolve(typeof content === "string" ? content : JSON.stringify(content));
    },
  });
}

Deno.test("a service account signs its assertion, and its token is kept until shortly before its end", async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const pem = `-----BEGIN PRIVATE KEY-----\n${
    btoa(String.fromCharCode(...der))
  }\n-----END PRIVATE KEY-----\n`;
  const server = startTokenServer([
    { access_token: "first", expires_in: 30 },
    { access_token: "second", expires_in: 3600 },
  ]);
  const credentials = await find({
    "/key.json": {
      type: "service_account",
      client_email: "robot@example.iam.gserviceaccount.com",
      private_key: pem,
      token_uri: `${server.url}/token`,
    },
  });
  assertEquals(await credentials.headers(), { authorization: "Bearer first" });
  // The first token ends within the margin, so it is replaced; the second one is kept.
  assertEquals(await credentials.headers(), { authorization: "Bearer second" });
  assertEquals(await credentials.headers(), { authorization: "Bearer second" });
  assertEquals(server.asked.length, 2);

  const [header, claims, signature] = new URLSearchParams(server.asked[0]!.body).get("assertion")!
    .split(".") as [string, string, string];
  const decode = (text: string) =>
    Uint8Array.from(
      atob(text.replaceAll("-", "+").replaceAll("_", "/")),
      (char) => char.charCodeAt(0),
    );
  const verified = await crypto.subtle.verify(
    "RSASSA-PKCS1-v1_5",
    publicKey,
    decode(signature),
    new TextEncoder().encode(`${header}.${claims}`),
  );
  assertEquals(verified, true);
  const { iss, aud, scope } = JSON.parse(new TextDecoder().decode(decode(claims)));
  assertEquals(
    { iss, aud, scope },
    {
      iss: "robot@example.iam.gserviceaccount.com",
      aud: `${server.url}/token`,
      scope: "https://www.googleapis.com/auth/bigquery",
    },
  );
  await server.stop();
});

Deno.test("a federated identity is exchanged twice: for a token, and for a service account's", async () => {
  const server = startTokenServer([
    { access_token: "federated", expires_in: 3600 },
    { accessToken: "robot", expireTime: new Date(Date.now() + 3_600_000).toISOString() },
  ]);
  const credentials = await find({
    "/key.json": {
      type: "external_account",
      audience: "//iam.googleapis.com/pool",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${server.url}/sts`,
      service_account_impersonation_url: `${server.url}/impersonate`,
      credential_source: {
        file: "/token.json",
        format: { type: "json", subject_token_field_name: "id_token" },
      },
    },
    "/token.json": { id_token: "subject" },
  });
  assertEquals(await credentials.headers(), { authorization: "Bearer robot" });
  assertEquals(server.asked.map(({ path }) => path), ["/sts", "/impersonate"]);
  assertEquals(new URLSearchParams(server.asked[0]!.body).get("subject_token"), "subject");
  assertEquals(server.asked[1]!.authorization, "Bearer federated");
  await server.stop();
});

Deno.test("a refused credential says why, without the secret, and is asked for again", async () => {
  const server = startTokenServer([
    Response.json({ error: "invalid_grant", error_description: "s3cret" }, { status: 400 }),
    { access_token: "better", expires_in: 3600 },
  ]);
  const credentials = await find({
    "/key.json": {
      type: "authorized_user",
      client_id: "id",
      client_secret: "s3cret",
      refresh_token: "s3cret",
      token_uri: `${server.url}/token`,
    },
  });
  const error = await assertRejects(() => credentials.headers(), DestinationError);
  assertStringIncludes(
    error.message,
    "Cannot sign in to Google: it answered 'invalid_grant'; check the key, or sign in again",
  );
  assertEquals(Deno.inspect(error).includes("s3cret"), false);
  assertEquals(await credentials.headers(), { authorization: "Bearer better" });
  await server.stop();
});

Deno.test("an answer that holds no token is no token, and no piece of it is shown", async () => {
  const notJson = "expected a JSON object";
  for (
    const [answer, why] of [
      [`{"access_token":s3cret}`, notJson],
      ["<p>s3cret</p>", notJson],
      [`"s3cret"`, notJson],
      [`{"token":"s3cret"}`, "its answer holds no token"],
    ] as const
  ) {
    const server = startTokenServer([new Response(answer), new Response(answer)]);
    const host = new URL(server.url).host;
    const credentials = await find({
      "/key.json": { type: "authorized_user", refresh_token: "x", token_uri: server.url },
    });
    const error = await assertRejects(() => credentials.headers(), DestinationError);
    assertStringIncludes(error.message, `the credentials in ${server.url}: ${why}`);
    assert(!Deno.inspect(error).includes("s3c"));
    // A machine that is none of Google's may have somebody else answer under that name.
    const nowhere = findCredentials({
      env: (name) => name === "GCE_METADATA_HOST" ? host : undefined,
      read: () => Promise.reject(new Deno.errors.NotFound()),
    });
    await assertRejects(() => nowhere, DestinationError, "Cannot find credentials for BigQuery");
    assertEquals(server.asked.length, 2);
    await server.stop();
  }
});

Deno.test("a token file that is no JSON is named, and no piece of it is shown", async () => {
  const credentials = await find({
    "/key.json": {
      type: "external_account",
      credential_source: { file: "/token.json", format: { type: "json" } },
    },
    "/token.json": "s3cret",
  });
  const error = await assertRejects(() => credentials.headers(), DestinationError);
  assertStringIncludes(error.message, "the credentials in /token.json: expected a JSON object");
  assert(!Deno.inspect(error).includes("s3c"));
});

Deno.test("a key may be the value of a variable, and a damaged one is named without showing it", async () => {
  const key = { type: "service_account", client_email: "robot@example.com", private_key: "s3cret" };
  const credentials = await findCredentials({
    env: (name) => name === "GOOGLE_CREDENTIALS" ? JSON.stringify(key) : undefined,
    read: () => Promise.reject(new Deno.errors.NotFound()),
  });
  assertEquals(credentials.source, "the service account robot@example.com in GOOGLE_CREDENTIALS");
  const error = await assertRejects(() => credentials.headers(), DestinationError);
  assertStringIncludes(error.message, "GOOGLE_CREDENTIALS: its private key is damaged");
  assert(!Deno.inspect(error).includes("s3c"));
});

Deno.test("a token is asked for again while the server cannot give one, and once for all who wait", async () => {
  using time = new FakeTime({ hold: 60_000 });
  const server = startTokenServer([
    new Response("busy", { status: 503 }),
    new Response("busy", { status: 429 }),
    { access_token: "late", expires_in: 3600 },
  ]);
  const credentials = await find({
    "/key.json": { type: "authorized_user", refresh_token: "x", token_uri: `${server.url}/token` },
  });
  const all = await Promise.all([1, 2, 3].map(() => credentials.headers()));
  assertEquals(all, Array(3).fill({ authorization: "Bearer late" }));
  assertEquals([server.asked.length, time.waits.length], [3, 2]);
  await server.stop();
});

Deno.test("a token ends by either clock: the date may be set back, and the other stops in a machine's sleep", async () => {
  const server = startTokenServer(
    ["first", "second", "third"].map((access_token) => ({ access_token, expires_in: 3600 })),
  );
  const key = { type: "authorized_user", refresh_token: "x", token_uri: server.url };
  const hands = { now: 0, date: Date.now() };
  const credentials = await findCredentials({
    env: (name) => name === "GOOGLE_CREDENTIALS" ? JSON.stringify(key) : undefined,
    clock: { now: () => hands.now, date: () => hands.date, delay: () => Promise.resolve() },
  });
  const token = async () => (await credentials.headers()).authorization;
  const hour = 3_600_000;
  assertEquals(await token(), "Bearer first");
  hands.date -= hour;
  assertEquals(await token(), "Bearer first");
  hands.now += hour;
  assertEquals(await token(), "Bearer second");
  hands.date += hour;
  assertEquals(await token(), "Bearer third");
  await server.stop();
});

Deno.test("a token that BigQuery refuses is named by where it came from, and not asked with again", async () => {
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    asked++;
    return Response.json({ error: { message: "Invalid Credentials" } }, { status: 401 });
  });
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const address = { project: "test", dataset: "ws", location: undefined, endpoint };
  const credentials = await findCredentials({
    env: (name) => name === "BIGQUERY_ACCESS_TOKEN" ? "s3cret" : undefined,
  });
  const tables = new Tables(new Api(address, credentials), address, undefined);
  for (const ask of [() => tables.get("clients"), () => tables.page("clients", ["id"], 0, 1)]) {
    const error = await assertRejects(ask, DestinationError);
    assertStringIncludes(
      error.message,
      "it refuses the token in BIGQUERY_ACCESS_TOKEN; sign in again, or check the key",
    );
    assert(!Deno.inspect(error).includes("s3cret"));
  }
  assertEquals(asked, 2);
  await server.shutdown();
});

Deno.test("a credential is sent over https only", async () => {
  const credentials = await find({
    "/key.json": { type: "authorized_user", refresh_token: "x", token_uri: "http://example.com/" },
  });
  const error = await assertRejects(() => credentials.headers(), DestinationError);
  assertStringIncludes(error.message, "is not https");
});

Deno.test("a federated identity whose token comes from a URL, and one whose URL does not answer", async () => {
  const server = startTokenServer([
    { id_token: "from-elsewhere" },
    { access_token: "google", expires_in: 3600 },
  ]);
  const key = {
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/x",
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    token_url: `${server.url}/sts`,
    credential_source: {
      url: `${server.url}/identity`,
      headers: { authorization: "Bearer platform" },
      format: { type: "json", subject_token_field_name: "id_token" },
    },
  };
  const credentials = await find({ "/key.json": key });
  assertEquals(await credentials.headers(), { authorization: "Bearer google" });
  assertEquals(server.asked.map(({ path }) => path), ["/identity", "/sts"]);
  assertEquals(server.asked[0]!.authorization, "Bearer platform");
  assertStringIncludes(server.asked[1]!.body, "subject_token=from-elsewhere");
  await server.stop();

  using _time = new FakeTime({ hold: 60_000 });
  const gone = await find({ "/key.json": key });
  const error = await assertRejects(() => gone.headers(), DestinationError) as Error;
  assertStringIncludes(error.message, `the token at ${server.url}/identity cannot be read`);
});

const provider =
  "projects/7/locations/global/workloadIdentityPools/oidc-deno-com/providers/oidc-deno-com";

/** Finds the credentials of a program that runs on a platform with tokens. */
function findOnPlatform(
  server: string,
  idToken: ((audience: string) => Promise<string>) | undefined,
  more: Record<string, string> = {},
) {
  const variables: Record<string, string> = {
    GOOGLE_WORKLOAD_IDENTITY_PROVIDER: provider,
    ...more,
  };
  return findCredentials({
    env: (name) => variables[name],
    read: () => Promise.reject(new Deno.errors.NotFound()),
    idToken,
    servers: { sts: server, iam: server },
  });
}

Deno.test("a platform's token is exchanged for a token, and that for a service account's", async () => {
  const server = startTokenServer([
    { access_token: "federated", expires_in: 3600 },
    { accessToken: "robot", expireTime: new Date(Date.now() + 3_600_000).toISOString() },
  ]);
  const audiences: string[] = [];
  const idToken = (audience: string) => {
    audiences.push(audience);
    return Promise.resolve("from-the-platform");
  };
  const account = "robot@example.iam.gserviceaccount.com";
  const credentials = await findOnPlatform(server.url, idToken, {
    GOOGLE_SERVICE_ACCOUNT: account,
  });
  assertEquals(
    credentials.source,
    `the service account ${account}, as the identity of the platform in GOOGLE_WORKLOAD_IDENTITY_PROVIDER`,
  );
  assertEquals(await credentials.headers(), { authorization: "Bearer robot" });
  assertEquals(await credentials.headers(), { authorization: "Bearer robot" });
  // What the pool expects when no audience of its own is set, and what STS is told, are written differently.
  assertEquals(audiences, [`https://iam.googleapis.com/${provider}`]);
  assertEquals(server.asked.map(({ path, authorization }) => ({ path, authorization })), [
    { path: "/v1/token", authorization: null },
    {
      path: `/v1/projects/-/serviceAccounts/${account}:generateAccessToken`,
      authorization: "Bearer federated",
    },
  ]);
  assertEquals(Object.fromEntries(new URLSearchParams(server.asked[0]!.body)), {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: `//iam.googleapis.com/${provider}`,
    scope: "https://www.googleapis.com/auth/cloud-platform",
    subject_token: "from-the-platform",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  assertEquals(JSON.parse(server.asked[1]!.body), {
    scope: ["https://www.googleapis.com/auth/bigquery"],
  });
  await server.stop();
});

Deno.test("a platform's token may be enough, without a service account", async () => {
  const server = startTokenServer([{ access_token: "federated", expires_in: 3600 }]);
  const credentials = await findOnPlatform(server.url, () => Promise.resolve("subject"));
  assertEquals(await credentials.headers(), { authorization: "Bearer federated" });
  const { scope } = Object.fromEntries(new URLSearchParams(server.asked[0]!.body));
  assertEquals([server.asked.length, scope], [1, "https://www.googleapis.com/auth/bigquery"]);
  await server.stop();
});

Deno.test("a platform that gives no token is asked again, and one that none is known of is named", async () => {
  const server = startTokenServer([{ access_token: "google", expires_in: 3600 }]);
  let asked = 0;
  const credentials = await findOnPlatform(server.url, () => {
    if (asked++ > 0) return Promise.resolve("subject");
    throw new Error("This is not Deno Deploy\nand more");
  });
  const error = await assertRejects(() => credentials.headers(), DestinationError);
  assertEquals(
    error.message,
    "Cannot sign in to Google: the platform gives no token: This is not Deno Deploy",
  );
  assertEquals(await credentials.headers(), { authorization: "Bearer google" });
  await server.stop();

  await assertRejects(
    () => findOnPlatform(server.url, undefined),
    DestinationError,
    "Cannot use the credentials in GOOGLE_WORKLOAD_IDENTITY_PROVIDER: the program brings no tokens",
  );
});

Deno.test("a provider and a service account that cannot be are named", async () => {
  for (
    const [name, value] of [
      ["GOOGLE_WORKLOAD_IDENTITY_PROVIDER", `//iam.googleapis.com/${provider}`],
      ["GOOGLE_WORKLOAD_IDENTITY_PROVIDER", "oidc-deno-com"],
      ["GOOGLE_SERVICE_ACCOUNT", "../projects/x"],
    ] as const
  ) {
    await assertRejects(
      () => findOnPlatform("http://127.0.0.1:1", () => Promise.resolve("s"), { [name]: value }),
      DestinationError,
      `Cannot use the credentials in ${name}: expected `,
    );
  }
});

Deno.test("the metadata server of a machine is asked when nothing else is there", async () => {
  const server = startTokenServer([{ access_token: "machine", expires_in: 3600 }]);
  const host = new URL(server.url).host;
  const credentials = await findCredentials({
    env: (name) => name === "GCE_METADATA_HOST" ? host : undefined,
    read: () => Promise.reject(new Deno.errors.NotFound()),
  });
  assertEquals(credentials.source, "the machine's service account");
  assertEquals(await credentials.headers(), { authorization: "Bearer machine" });
  assertEquals(
    server.asked.map(({ path }) => path),
    ["/computeMetadata/v1/instance/service-accounts/default/token"],
  );
  await server.stop();
});
