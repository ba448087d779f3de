import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { setSignedCookie } from "hono/cookie";
import { Hono } from "hono";
import { UsageError } from "../../cli/errors.ts";
import { createStatusApp } from "../../cli/status_page/app.ts";
import type { Access } from "../../cli/status_page/access.ts";
import { DestinationReader } from "../../cli/status_page/reader.ts";
import { readSettings } from "../../cli/read_settings.ts";

const token = "a token of the status page";
const guarded = ["/", "/now", "/metrics", "/tables/clients", "/runs/1", "/anything"];

/** The page of a destination that cannot be opened: what is let through is seen all the same. */
function appWith(access: Access) {
  return createStatusApp({
    pages: [{
      reader: new DestinationReader({ open: () => Promise.reject(new Error("It is away")) }),
      ...{ workspace: undefined, url: "duckdb:x", resources: [], maxAge: 1 },
    }],
    ...{ access, redact: (text) => text },
    health: () => Promise.resolve({ status: "ok" }),
  });
}

/** What a cookie that somebody signs with a token says. */
async function signed(value: string, key: string): Promise<string> {
  const app = new Hono();
  app.get("/", async (context) => {
    await setSignedCookie(context, "workspace_sync_status", value, key);
    return context.text("");
  });
  return (await app.request("/")).headers.get("set-cookie")!.split(";")[0]!;
}

const statusOf = async (access: Access, url: string, headers: Record<string, string> = {}) =>
  (await appWith(access).request(url, { headers })).status;

Deno.test("on loopback everybody may see the page, by a name of this machine only", async () => {
  const access = { token: undefined, isLoopback: true };
  for (const host of ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"]) {
    assertEquals(await statusOf(access, `http://${host}/`), 200, host);
  }
  for (const host of ["evil.example", "127.0.0.1.evil.example", "192.168.1.2"]) {
    for (const path of guarded) {
      assertEquals(await statusOf(access, `http://${host}${path}`), 421, host + path);
    }
  }
});

Deno.test("elsewhere there is no page without a token, and no way to sign in", async () => {
  const access = { token: undefined, isLoopback: false };
  for (const path of guarded) {
    assertEquals(await statusOf(access, `https://agency.example${path}`), 403, path);
  }
  const response = await appWith(access).request("https://agency.example/");
  assertStringIncludes(await response.text(), "WORKSPACE_STATUS_TOKEN");
  const posted = await appWith(access).request("https://agency.example/sign-in", {
    method: "POST",
    body: new URLSearchParams({ token: "" }),
  });
  assertEquals(posted.status, 403);
});

Deno.test("with a token nothing is seen without it, on loopback either", async () => {
  for (const isLoopback of [true, false]) {
    const access = { token, isLoopback };
    for (const path of guarded) {
      assertEquals(await statusOf(access, `http://localhost${path}`), 401, path);
      assertEquals(await statusOf(access, `http://localhost${path}?token=${token}`), 401, path);
    }
    const page = await appWith(access).request("/", { headers: { accept: "text/html" } });
    assertEquals([page.status, page.headers.get("location")], [303, "/sign-in"]);
  }
});

Deno.test("/healthz is for everybody, and says nothing else than the health", async () => {
  for (const access of [{ token, isLoopback: false }, { token: undefined, isLoopback: false }]) {
    const response = await appWith(access).request("https://agency.example/healthz");
    assertEquals([response.status, await response.json()], [200, { status: "ok" }]);
  }
});

Deno.test("the token opens the page to programs, and no other text does", async () => {
  const access = { token, isLoopback: false };
  const asked = (given: string) =>
    statusOf(access, "https://agency.example/metrics", { authorization: given });
  assertEquals(await asked(`Bearer ${token}`), 200);
  for (
    const wrong of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, "Bearer "]
  ) {
    assertEquals(await asked(wrong), 401, wrong);
  }
});

Deno.test("signing in sets a cookie that only this page gets, and signing out takes it back", async () => {
  const app = appWith({ token, isLoopback: false });
  const post = (url: string, given: string, headers: Record<string, string> = {}) =>
    app.request(url, { method: "POST", headers, body: new URLSearchParams({ token: given }) });
  const wrong = await post("https://agency.example/sign-in", "wrong");
  assertEquals([wrong.status, wrong.headers.get("set-cookie")], [401, null]);
  assertStringIncludes(await wrong.text(), "That is not the token.");

  const right = await post("https://agency.example/sign-in", token);
  assertEquals([right.status, right.headers.get("location")], [303, "/"]);
  const cookie = right.headers.get("set-cookie")!;
  assertMatch(cookie, /; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  assert(!decodeURIComponent(cookie).includes(token));
  const [pair] = cookie.split(";");
  const page = await app.request("https://agency.example/", { headers: { cookie: pair! } });
  assertEquals(page.status, 200);

  const plain = await post("http://127.0.0.1/sign-in", token);
  assert(!/Secure/.test(plain.headers.get("set-cookie")!));
  const proxied = await post("http://127.0.0.1/sign-in", token, { "x-forwarded-proto": "https" });
  assertMatch(proxied.headers.get("set-cookie")!, /; Secure/);

  const out = await app.request("https://agency.example/sign-out", { method: "POST" });
  assertMatch(out.headers.get("set-cookie")!, /^workspace_sync_status=; Max-Age=0; /);
});

Deno.test("a cookie that is old, forged or of another token opens nothing", async () => {
  const access = { token, isLoopback: false };
  const [later, before] = [Date.now() / 1000 + 1000, Date.now() / 1000 - 1].map(Math.round);
  const asked = async (cookie: string) => await statusOf(access, "https://a.example/", { cookie });
  const good = await signed(String(later), token);
  assertEquals(await asked(good), 200);
  const cookies = [
    await signed(String(before), token),
    await signed(String(later), "another token of a page"),
    await signed("forever", token),
    good.replace(String(later), String(later! + 1)),
    `workspace_sync_status=${later}`,
    "workspace_sync_status=",
  ];
  for (const cookie of cookies) assertEquals(await asked(cookie), 401, cookie);
});

Deno.test("a form that is too large is not read", async () => {
  const response = await appWith({ token, isLoopback: false }).request(
    "https://a.example/sign-in",
    {
      method: "POST",
      headers: { "content-length": "100000" },
      body: new URLSearchParams({ token: "x".repeat(100_000) }),
    },
  );
  assertEquals(response.status, 413);
});

Deno.test("a token that could be guessed is refused", () => {
  const tokenOf = (text: string | undefined) =>
    readSettings(["status_token"], { environment: () => text })[0]!.status_token.value;
  assertEquals(tokenOf(undefined), undefined);
  assertEquals(tokenOf("x".repeat(16)), "x".repeat(16));
  const error = assertThrows(() => tokenOf("secret"), UsageError);
  assertEquals((error as Error).message.includes("secret"), false);
});

Deno.test("every answer forbids what a page does not need", async () => {
  for (const path of ["/", "/style.css", "/nothing", "/healthz"]) {
    const app = appWith({ token: undefined, isLoopback: true });
    const { headers } = await app.request(`http://127.0.0.1${path}`);
    const policy = headers.get("content-security-policy")!;
    assertMatch(policy, /^default-src 'none';/);
    assert(!/unsafe|https?:|\*|data:/.test(policy), policy);
    assertEquals(headers.get("cache-control"), "no-store", path);
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
  }
});
