/**
 * Examples in the documentation are run, and its links lead somewhere.
 *
 * @module
 */

import { assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);

/** The pages below a folder, as paths from the root. */
async function pagesOf(folder: string): Promise<string[]> {
  const pages: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder || ".", root))) {
    if (name.startsWith(".") || name === "node_modules") continue;
    if (isDirectory) pages.push(...await pagesOf(`${folder}${name}/`));
    else if (name.endsWith(".md")) pages.push(folder + name);
  }
  return pages.sort();
}

/** What each page says, by its path from the root. */
const texts = new Map(
  await Promise.all((await pagesOf("")).map(async (page) =>
    [
      page,
      await Deno.readTextFile(new URL(page, root)),
    ] as const
  )),
);

/** The anchors of a page, made from its headings as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

/** Whether a link from a page leads to a file, and to a heading of it if it names one. */
async function leadsSomewhere(page: string, link: string): Promise<boolean> {
  const target = new URL(link, new URL(page, root));
  const text = texts.get(target.href.slice(root.href.length).replace(target.hash, ""));
  if (text !== undefined && target.hash) return anchorsOf(text).includes(target.hash.slice(1));
  return await Deno.stat(target).then(() => true, () => false);
}

/** What entries import that serve until they are ended; `tests/cron/` runs such. */
const endless = '"@workspace-sync/cli/cron";';

Deno.test("every TypeScript example of the documentation is run, but the entries that never end", () => {
  const left: string[] = [];
  for (const [page, text] of texts) {
    for (const [, fence, code] of text.matchAll(/^```(ts .+|typescript .+)\n([\s\S]*?)^```/gm)) {
      if (!code!.includes(endless)) left.push(`${page}: ${fence}`);
    }
  }
  assertEquals(left, []);
});

Deno.test("every link of the documentation leads to a file, or a heading", async () => {
  const broken: string[] = [];
  for (const [page, text] of texts) {
    const prose = text.replace(/^```[\s\S]*?^```$|`[^`\n]*`/gm, "");
    for (const [, link] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link!) || await leadsSomewhere(page, link!)) continue;
      broken.push(`${page}: ${link}`);
    }
  }
  assertEquals(broken, []);
});
