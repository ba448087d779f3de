/**
 * A real browser, from the packages of the lock file: it needs nothing of the system, and runs on Linux.
 *
 * @module
 */

import type { Browser } from "playwright-core";

/** Programs that are used where the package's own does not run. */
const installed = ["google-chrome", "chromium", "chromium-browser"].map((name) =>
  `/usr/bin/${name}`
);

/** Starts the browser. */
export async function startBrowser(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  const found = await findProgram();
  return await chromium.launch({ headless: true, ...found });
}

/** Starts the browser; without one it says so aloud, and fails where the tests must be whole. */
export async function browserOrSkip(): Promise<Browser | undefined> {
  try {
    return await startBrowser();
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    console.error(`!!! SKIPPED: the tests of the status page in a browser: ${reason}`);
  }
}

async function findProgram(): Promise<{ executablePath: string; args: string[] }> {
  for (const executablePath of installed) {
    const isThere = await Deno.stat(executablePath).then(() => true, () => false);
    if (isThere) return { executablePath, args: [] };
  }
  // The package is large, so it is loaded only here.
  const { default: packed } = await import("@sparticuz/chromium");
  return { executablePath: await packed.executablePath(), args: ["--no-sandbox"] };
}
