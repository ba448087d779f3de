/**
 * The status page: what a destination knows about the syncs into it, for people and for monitoring.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { type Table, tableOf } from "@workspace-sync/loader";
import { resources } from "@workspace-sync/sdk/resources";
import { lineOf } from "../errors.ts";
import { type Access, guard, signInRoutes } from "./access.ts";
import { icon, layout, messagePage } from "./layout.ts";
import { metricsText, metricsType } from "./metrics.ts";
import { type Now, nowPart, type Running } from "./now.ts";
import { type Overview, overviewOf } from "./overview.ts";
import { overviewPage, type View } from "./overview_page.ts";
import { renewScript } from "./renew.ts";
import type { DestinationReader } from "./reader.ts";
import { runPage } from "./run_page.ts";
import type { Redact } from "./secrets.ts";
import { style } from "./style.ts";
import { tablePage } from "./table_page.ts";
import type { Html } from "./words.ts";

/** What the page is made with. */
export interface StatusAppOptions {
  /** Reads from the destination. */
  readonly reader: DestinationReader;
  /** Where the destination is, without secrets. */
  readonly url: string;
  /** Tables that there should be, in their order; those that were synced are shown, too. */
  readonly resources: readonly string[];
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** Who may see the page. */
  readonly access: Access;
  /** Takes secrets out of what is shown. */
  readonly redact: Redact;
  /** The syncs that are under way in this process; absent where it runs none. */
  readonly running?: () => readonly Running[];
  /** Whether the tables are fresh: what `/healthz` answers, to everybody; absent where nobody asks. */
  readonly health?: () => Promise<{ readonly status: "ok" | "failing" }>;
}

/** Age up to which monitoring is told what was read before, in milliseconds. */
const meteredAge = 60 * 60_000;
/** Age from which people are shown what is read again, in milliseconds. */
const shownAge = 60_000;

/** Makes what answers the requests. */
export function createStatusApp(options: StatusAppOptions): Hono {
  const { reader, access, health, running } = options;
  const app = new Hono();
  app.use(secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: false,
    xFrameOptions: "DENY",
  }));
  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  if (health) {
    app.get("/healthz", async (context) => {
      const found = await health();
      return context.json(found, found.status === "ok" ? 200 : 503);
    });
  }
  app.get("/style.css", (context) => context.body(style, 200, { "content-type": "text/css" }));
  app.get(
    "/renew.js",
    (context) => context.body(renewScript, 200, { "content-type": "text/javascript" }),
  );
  app.get("/icon.svg", (context) => context.body(icon, 200, { "content-type": "image/svg+xml" }));
  app.route("/", signInRoutes(access));

  app.use(guard(access));
  const isSignedIn = access.token !== undefined;
  const show = async (context: Context, title: string, { version }: Viewed, main: Html) =>
    await context.html(layout({ title, main, version, isSignedIn }));
  const now = (): Now => ({
    ...{ running: running?.(), isBusy: reader.isBusy, clock: performance.now() },
  });

  app.get("/", async (context) => {
    const view = await viewOf(options, shownAge);
    return await show(context, "Status", view, overviewPage(view, now()));
  });
  app.get("/tables/:table", async (context) => {
    const view = await viewOf(options, shownAge);
    const name = context.req.param("table");
    const found = view.overview?.tables.find(({ resource }) => resource === name);
    const table = tableNamed(name);
    if (found === undefined || table === undefined) return notFound(context);
    return await show(context, name, view, tablePage(found, await reader.drift(table), view));
  });
  app.get("/runs/:run", async (context) => {
    const view = await viewOf(options, shownAge);
    const id = context.req.param("run");
    const found = view.overview?.runs.find(({ run }) => run.run_id === id);
    if (found === undefined) return notFound(context);
    return await show(context, `Run ${id.slice(0, 8)}`, view, runPage(found, view));
  });
  app.get("/now", async (context) => {
    context.header("x-version", await reader.version());
    return await context.html(nowPart(now()));
  });
  app.get("/metrics", async (context) => {
    const { overview, problem, isBusy } = await viewOf(options, meteredAge);
    const isUp = problem === undefined || isBusy;
    const text = metricsText({ overview, isUp, running: running?.() });
    return context.body(text, 200, { "content-type": metricsType });
  });
  app.notFound(notFound);
  app.onError((error, context) => {
    const line = options.redact(lineOf(error));
    console.error(`error: Cannot answer ${context.req.path}: ${line}`);
    return context.html(messagePage("This page cannot be made", `${line}.`), 500);
  });
  return app;
}

/** What a page is made of, and what its script has to know. */
interface Viewed extends View {
  /** Version of what was read, or an older one. */
  readonly version: string;
  /** Whether it could not be read since somebody writes. */
  readonly isBusy: boolean;
}

async function viewOf(options: StatusAppOptions, maxAge: number): Promise<Viewed> {
  const version = await options.reader.version();
  const { value, problem, isBusy } = await options.reader.snapshot(maxAge);
  const now = new Date();
  const overview: Overview | undefined = value && overviewOf(value, { ...options, now });
  return { ...options, overview, problem, isBusy, now, version };
}

function tableNamed(name: string): Table | undefined {
  const resource = Object.values(resources).find((each) => each.name === name);
  return resource && tableOf(resource);
}

function notFound(context: Context): Response | Promise<Response> {
  return context.html(messagePage("Not found", "There is no such page."), 404);
}
