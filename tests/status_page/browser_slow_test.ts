/**
 * The status page in a real browser.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { RunState } from "../../cli/run_state.ts";
import type { Running } from "../../cli/status_page/now.ts";
import { resources } from "../../generated/resources.ts";
import type { Checkpoint } from "../../loader/checkpoint.ts";
import type { Lab } from "../lab.ts";
import { browserOrSkip } from "./browser.ts";
import { busyLab } from "./history.ts";
import { type Served, type ServedOptions, servedPage } from "./served.ts";

const token = "a token of the status page";
const browser = await browserOrSkip();
const lab = browser && await busyLab({ runs: 4, rows: 8, isTroubled: true });
globalThis.addEventListener("unload", () => browser?.close());

/** What a test of the page works with. */
interface Visit {
  readonly browser: Browser;
  readonly lab: Lab;
  readonly served: Served;
  /** Opens a page of a size, and collects what the browser complains about. */
  readonly open: (path: string, options?: Size) => Promise<Page>;
  readonly complaints: readonly string[];
}

interface Size {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

/** Registers a test that is skipped where there is no browser; the browser may not complain in it. */
function testPage(
  name: string,
  options: ServedOptions,
  visit: (visit: Visit) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: browser === undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await using served = servedPage(lab!.address, options);
      const context = await browser!.newContext();
      const complaints: string[] = [];
      const open: Visit["open"] = async (path, { width = 1280, colorScheme = "light" } = {}) => {
        const page = await context.newPage();
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(served.origin + path);
        return page;
      };
      try {
        await visit({ browser: browser!, lab: lab!, served, open, complaints });
        assertEquals(complaints, []);
      } finally {
        await context.close();
      }
    },
  });
}

/** A sync that reads its fourth list. */
function someSync(): Running {
  const all = Object.values(resources);
  const state = new RunState(all, performance.now() - 42_000);
  for (const { name: resource } of all.slice(0, 3)) state.step({ resource, phase: "done" });
  const { name: resource } = all[3]!;
  state.step({ resource, phase: "waiting", expected: 1_000 });
  state.step({ resource, phase: "reading", checkpoint: { records: 250 } as Checkpoint });
  return { kind: "complete", state };
}

const lastRun = async () =>
  (await lab!.query<{ run_id: string }>(
    "SELECT run_id FROM _sync_runs ORDER BY started_at DESC LIMIT 1",
  ))[0]!.run_id;

testPage("nothing hinders people with impairments", {
  running: () => [someSync()],
}, async ({ open }) => {
  const run = `/runs/${await lastRun()}`;
  for (const path of ["/", "/tables/clients", "/tables/projects", run, "/tables/holidays"]) {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [360, 1600]) {
        const place = `${path} ${colorScheme} ${width}`;
        const page = await open(path, { width, colorScheme });
        await page.evaluate(
          "document.querySelectorAll('details').forEach(each => each.open = true)",
        );
        const found = await check(page);
        assertEquals(found, [], place);
        await page.close();
      }
    }
  }
});

testPage("nothing is wider than the screen, nor than what it is in", {
  running: () => [someSync()],
}, async ({ open }) => {
  for (const path of ["/", "/tables/project_budget_expenses", `/runs/${await lastRun()}`]) {
    const page = await open(path);
    for (const width of [320, 360, 600, 601, 768, 980, 981, 1024, 1339, 1340, 1600, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(
        `[document.documentElement, ...document.querySelectorAll(".card, .tile, .columns")]
          .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.outerHTML.slice(0, 80))`,
      );
      assertEquals(wide, [], `${path} ${width}`);
    }
    await page.close();
  }
});

testPage("the form to sign in hinders nobody, on an error either", {
  access: { token, isLoopback: true },
}, async ({ open, complaints }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await open("/", { width: 360, colorScheme });
    assertEquals(await check(page), []);
    await page.locator("#token:focus").waitFor();
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assertEquals(await check(page), []);
  }
  // The browser reports the 401 that the form is answered with.
  for (const text of (complaints as string[]).splice(0)) assertMatch(text, /status of 401/);
});

/** Says what axe finds. */
async function check(page: Page): Promise<string[]> {
  // The browser lets a test do what the page's own policy forbids.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate("axe.run()") as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`);
}

testPage(
  "the keyboard reaches all that there is, beginning with the way past the header",
  {},
  async ({ open }) => {
    const page = await open("/tables/projects");
    const focused = () =>
      page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')") as Promise<
        string
      >;
    await page.keyboard.press("Tab");
    assertEquals(await focused(), "Skip to the content");
    assert(await page.locator(".skip").isVisible());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assertEquals(await focused(), "Overview");
    await page.keyboard.press("Tab");
    assertMatch(await focused(), /^Row /);
    await page.keyboard.press("Enter");
    assert(await page.locator("details[open] pre").isVisible());
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    assertEquals(outline, "solid");

    await page.goto(new URL("/", page.url()).href);
    const targets = await page.locator("a, summary, button, input, pre[tabindex]").count();
    const reached = new Set<string>();
    for (let step = 0; step < targets; step++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate("document.activeElement.outerHTML") as string);
    }
    assertEquals(reached.size, targets);
  },
);

const syncs: Running[] = [];
testPage("what runs now is seen without loading the page again, and so is what a sync has done", {
  running: () => syncs,
}, async ({ open, served, lab }) => {
  const page = await open("/");
  await page.evaluate("globalThis.isSame = true");
  await page.getByText("Nothing is running.").waitFor();
  syncs.push(someSync());
  await page.getByText(/Complete sync, for 4\d s/).waitFor();
  const bar = page.getByRole("progressbar", { name: Object.values(resources)[3]!.name });
  assertEquals(await bar.getAttribute("value"), "250");
  syncs.pop();
  await page.getByText("Nothing is running.").waitFor();

  const rows = page.locator(".tile .value").first();
  const before = await rows.textContent();
  lab.sandbox.insert("project_tasks", 5);
  await served.reader.whileWriting(() => lab.sync());
  await rows.filter({ hasNotText: before! }).waitFor();
  assertEquals(await page.evaluate("globalThis.isSame"), true);

  // Whoever is in the middle of it is left alone.
  await page.getByRole("link", { name: "clients" }).first().focus();
  const shown = await rows.textContent();
  lab.sandbox.insert("project_tasks", 5);
  await served.reader.whileWriting(() => lab.sync());
  await page.waitForResponse((response) => response.url().endsWith("/now"));
  await delay(500);
  assertEquals(await rows.textContent(), shown);
});

const problems = ["holidays failed", "clients failed", "invoices failed", "projects failed"];
testPage(
  "the pages of a workspace with a name hinder nobody, lead to each other and renew themselves",
  {
    workspace: "agency_a",
    running: () => [someSync()],
    health: () => {
      const workspaces = [{ workspace: "agency_a", status: "failing" as const, problems }];
      return Promise.resolve({ status: "failing", workspaces });
    },
  },
  async ({ open }) => {
    for (const path of ["/", "/agency_a/"]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await open(path, { width: 360, colorScheme });
        assertEquals(await check(page), [], `${path} ${colorScheme}`);
        await page.close();
      }
    }
    const page = await open("/");
    await page.getByText("invoices failed; and 1 problem more").waitFor();
    await page.getByRole("link", { name: "agency_a" }).click();
    await page.waitForResponse((response) => response.ok() && response.url().endsWith("_a/now"));
    for (const name of ["clients", "Overview"]) {
      await page.getByRole("link", { name, exact: true }).first().click();
    }
    await page.getByRole("heading", { name: "Tables", exact: true }).waitFor();
    assertMatch(page.url(), /\/agency_a\/$/);
  },
);

testPage("people sign in with the token, and out, and no script can read the cookie", {
  access: { token, isLoopback: true },
}, async ({ open }) => {
  const page = await open("/tables/clients");
  assertMatch(page.url(), /\/sign-in$/);
  await page.locator("#token:focus").waitFor();
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Tables", exact: true }).waitFor();
  assertEquals(await page.evaluate("document.cookie"), "");
  assert(!page.url().includes("token"));
  const [cookie] = await page.context().cookies();
  assertEquals([cookie!.httpOnly, cookie!.sameSite], [true, "Strict"]);
  await page.getByRole("button", { name: "Sign out" }).click();
  assertMatch(page.url(), /\/sign-in$/);
  assertEquals(await page.context().cookies(), []);
});

testPage(
  "the page's own policy stops what is not the page's own",
  {},
  async ({ open, complaints }) => {
    const page = await open("/");
    await page.evaluate(`
    globalThis.wasRun = false;
    const script = document.createElement("script");
    script.textContent = "globalThis.wasRun = true";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "http://127.0.0.1:9/stolen.png";
    document.body.append(image);
  `);
    await delay(300);
    assertEquals(await page.evaluate("globalThis.wasRun"), false);
    const said = (complaints as string[]).splice(0).join("\n");
    assertStringIncludes(said, "script-src 'self'");
    assertStringIncludes(said, "img-src 'self'");
  },
);

Deno.test({
  name: "the browser and the lab are closed",
  ignore: browser === undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  fn: async () => {
    await browser!.close();
    await lab![Symbol.asyncDispose]();
  },
});
