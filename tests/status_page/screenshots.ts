/**
 * Makes the pictures of docs/status.md: `deno task screenshots`.
 *
 * @module
 */

import { RunState } from "../../cli/run_state.ts";
import type { Running } from "../../cli/status_page/now.ts";
import { resources } from "../../generated/resources.ts";
import type { Checkpoint } from "../../loader/checkpoint.ts";
import { startBrowser } from "./browser.ts";
import { busyLab } from "./history.ts";
import { servedPage } from "./served.ts";

const folder = new URL("../../docs/images/", import.meta.url);

/** A sync in the middle of its work. */
function someSync(): Running {
  const all = Object.values(resources);
  const state = new RunState(all, performance.now() - 42_000);
  all.forEach(({ name: resource }, index) => {
    state.step({ resource, phase: "waiting", expected: 1_200 + 900 * index });
    if (index < 5) state.step({ resource, phase: "done" });
    else if (index < 9) {
      const checkpoint = { records: 700 * index } as Checkpoint;
      state.step({ resource, phase: "reading", checkpoint });
    }
  });
  return { kind: "complete", state };
}

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height?: number;
  readonly scheme?: "dark";
  readonly origin: string;
}

await using calm = await busyLab({ runs: 26, rate: 120 });
await using troubled = await busyLab({ runs: 14, rate: 120, isTroubled: true });
await using calmPage = servedPage(calm.address, { running: () => [someSync()] });
await using troubledPage = servedPage(troubled.address);
const shots: readonly Shot[] = [
  { name: "status", path: "/", width: 1360, height: 780, origin: calmPage.origin },
  {
    name: "status-dark",
    path: "/",
    width: 1200,
    height: 800,
    scheme: "dark",
    origin: troubledPage.origin,
  },
  { name: "status-phone", path: "/", width: 360, height: 1300, origin: troubledPage.origin },
  {
    name: "status-table",
    path: "/tables/projects",
    width: 900,
    height: 1240,
    origin: troubledPage.origin,
  },
];
await Deno.mkdir(folder, { recursive: true });
const browser = await startBrowser();
try {
  for (const { name, path, width, height, scheme = "light", origin } of shots) {
    const page = await browser.newPage({
      viewport: { width, height: height ?? 900 },
      colorScheme: scheme,
    });
    await page.goto(`${origin}${path}`);
    for (const details of await page.locator("details").all()) {
      await details.evaluate((element) => element.setAttribute("open", ""));
      break;
    }
    const image = await page.screenshot({ fullPage: height === undefined });
    await Deno.writeFile(new URL(`${name}.png`, folder), image);
    console.log(`${name}.png: ${Math.round(image.length / 1000)} kB`);
    await page.close();
  }
} finally {
  await browser.close();
}
