/**
 * Decides who may see the page: on loopback everybody, elsewhere who knows its token.
 *
 * @module
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { variableOf } from "../settings.ts";
import { messagePage } from "./layout.ts";
import { signInPage } from "./sign_in_page.ts";

/** Who may see the page. */
export interface Access {
  /** What has to be known; without it the page is for loopback only. */
  readonly token: string | undefined;
  /** Whether only this machine can reach the page. */
  readonly isLoopback: boolean;
}

/** Time until somebody has to sign in again, in seconds. */
const signedInFor = 7 * 24 * 3600;
const cookie = "workspace_sync_status";

/** Lets only those through who may see what follows. */
export function guard({ token, isLoopback }: Access): MiddlewareHandler {
  return async (context, next) => {
    if (token !== undefined) {
      if (await isSignedIn(context, token)) return await next();
      const wantsPage = context.req.header("accept")?.includes("text/html");
      if (wantsPage) return context.redirect("/sign-in", 303);
      return context.text("Unauthorized\n", 401, { "www-authenticate": "Bearer" });
    }
    if (!isLoopback) {
      const text = `Set ${variableOf("status_token")}, and sign in with it.`;
      return await context.html(messagePage("The status page is off", text), 403);
    }
    // A page of the web may give its own name the address of this machine, and would read all.
    if (isLocalName(new URL(context.req.url).hostname)) return await next();
    return context.text("Unknown host\n", 421);
  };
}

/** Refuses a form that cannot be a token. */
const readsLittle = bodyLimit({
  maxSize: 4096,
  onError: (context) => context.html(signInPage("That is too long to be the token."), 413),
});

/** The routes that let people in and out. */
export function signInRoutes({ token }: Access): Hono {
  const routes = new Hono();
  if (token === undefined) return routes;
  routes.get("/sign-in", (context) => context.html(signInPage()));
  routes.post("/sign-in", readsLittle, async (context) => {
    const { token: given } = await context.req.parseBody();
    if (typeof given !== "string" || !isSame(given, token)) {
      return await context.html(signInPage("That is not the token."), 401);
    }
    const until = Math.floor(Date.now() / 1000) + signedInFor;
    await setSignedCookie(context, cookie, String(until), token, {
      ...cookieOptions(context),
      maxAge: signedInFor,
    });
    return context.redirect("/", 303);
  });
  routes.post("/sign-out", (context) => {
    deleteCookie(context, cookie, cookieOptions(context));
    return context.redirect("/sign-in", 303);
  });
  return routes;
}

function cookieOptions(context: Context) {
  const isHttps = new URL(context.req.url).protocol === "https:" ||
    context.req.header("x-forwarded-proto") === "https";
  return { httpOnly: true, sameSite: "Strict", path: "/", secure: isHttps } as const;
}

/** Whether a request has a cookie of this token that is not too old, or the token itself. */
async function isSignedIn(context: Context, token: string): Promise<boolean> {
  const [, bearer] = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (bearer !== undefined) return isSame(bearer, token);
  const until = await getSignedCookie(context, token, cookie);
  return typeof until === "string" && Number(until) > Date.now() / 1000;
}

/** Compares in a time that tells nothing about the texts. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function isLocalName(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
