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
import { icon, layout, messagePage, rootOf } from "./layout.ts";
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
import { type WorkspaceHealth, workspacesPage } from "./workspaces_page.ts";

/** What the pages about one workspace are made with. */
export interface Pages {
  /** What it is called in the config file, and the first part of its paths; `undefined` when it has no name. */
  readonly workspace: string | undefined;
  /** Reads from the destination. */
  readonly reader: DestinationReader;
  /** Where the destination is, without secrets. */
  readonly url: string;
  /** Tables that there should be, in their order; those that were synced are shown, too. */
  readonly resources: readonly string[];
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** The syncs that are under way in this process; absent where it runs none. */
  readonly running?: () => readonly Running[];
}

/** What the page is made with. */
export interface StatusAppOptions {
  /** The workspaces; those with a name are at `/NAME/`, and a list of them is at `/`. */
  readonly pages: readonly Pages[];
  /** Who may see the page. */
  readonly access: Access;
  /** Takes secrets out of what is shown. */
  readonly redact: Redact;
  /** Whether the tables are fresh: what `/healthz` answers, to everybody; absent where nobody asks. */
  readonly health?: () => Promise<{
    readonly status: "ok" | "failing";
    /** How each workspace is, where they have names. */
    readonly workspaces?: readonly WorkspaceHealth[];
  }>;
}

/** Age up to which monitoring is told what was read before, in milliseconds. */
const meteredAge = 60 * 60_000;
/** Age from which people are shown what is read again, in milliseconds. */
const shownAge = 60_000;

/** Makes what answers the requests. */
export function createStatusApp(options: StatusAppOptions): Hono {
  const { pages, access, health, redact } = options;
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
  if (health && pages.some(({ workspace }) => workspace !== undefined)) {
    app.get("/", async (context) => {
      const { workspaces = [] } = await health();
      const main = workspacesPage(workspaces, redact);
      return await context.html(layout({ title: "Workspaces", main, isSignedIn }));
    });
  }
  for (const each of pages) {
    const root = rootOf(each.workspace);
    if (root) app.get(root, (context) => context.redirect(`${root}/`));
    app.route(`${root}/`, pagesOf(each, { redact, isSignedIn }));
  }
  app.notFound(notFound);
  app.onError((error, context) => {
    const line = redact(lineOf(error));
    console.error(`error: Cannot answer ${context.req.path}: ${line}`);
    return context.html(messagePage("This page cannot be made", `${line}.`), 500);
  });
  return app;
}

/** The pages about one workspace, and its metrics. */
function pagesOf(
  pages: Pages,
  { redact, isSignedIn }: { readonly redact: Redact; readonly isSignedIn: boolean },
): Hono {
  const { workspace, reader, running } = pages;
  const routes = new Hono();
  const viewed = (maxAge: number) => viewOf(pages, redact, maxAge);
  const show = async (context: Context, title: string, { version }: Viewed, main: Html) =>
    await context.html(layout({ title, main, version, workspace, isSignedIn }));
  const now = (): Now => ({
    ...{ running: running?.(), isBusy: reader.isBusy, clock: performance.now() },
  });

  routes.get("/", async (context) => {
    const view = await viewed(shownAge);
    return await show(context, "Status", view, overviewPage(view, now()));
  });
  routes.get("/tables/:table", async (context) => {
    const view = await viewed(shownAge);
    const name = context.req.param("table");
    const found = view.overview?.tables.find(({ resource }) => resource === name);
    const table = tableNamed(name);
    if (found === undefined || table === undefined) return notFound(context);
    return await show(context, name, view, tablePage(found, await reader.drift(table), view));
  });
  routes.get("/runs/:run", async (context) => {
    const view = await viewed(shownAge);
    const id = context.req.param("run");
    const found = view.overview?.runs.find(({ run }) => run.run_id === id);
    if (found === undefined) return notFound(context);
    return await show(context, `Run ${id.slice(0, 8)}`, view, runPage(found, view));
  });
  routes.get("/now", async (context) => {
    context.header("x-version", await reader.version());
    return await context.html(nowPart(now()));
  });
  routes.get("/metrics", async (context) => {
    const { overview, problem, isBusy } = await viewed(meteredAge);
    const isUp = problem === undefined || isBusy;
    const text = metricsText({ overview, isUp, running: running?.() });
    return context.body(text, 200, { "content-type": metricsType });
  });
  return routes;
}

/** What a page is made of, and what its script has to know. */
interface Viewed extends View {
  /** Version of what was read, or an older one. */
  readonly version: string;
  /** Whether it could not be read since somebody writes. */
  readonly isBusy: boolean;
}

async function viewOf(
  { reader, workspace, url, maxAge, resources }: Pages,
  redact: Redact,
  readAge: number,
): Promise<Viewed> {
  const version = await reader.version();
  const { value, problem, isBusy } = await reader.snapshot(readAge);
  const now = new Date();
  const overview: Overview | undefined = value && overviewOf(value, { resources, maxAge, now });
  const root = rootOf(workspace);
  return { root, redact, url, maxAge, overview, problem, isBusy, now, version };
}

function tableNamed(name: string): Table | undefined {
  const resource = Object.values(resources).find((each) => each.name === name);
  return resource && tableOf(resource);
}

function notFound(context: Context): Response | Promise<Response> {
  return context.html(messagePage("Not found", "There is no such page."), 404);
}
