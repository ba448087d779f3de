// Opens a page in headless Chromium, waits for what its script has seen, and prints it. Run by Node.
import chromium from "@sparticuz/chromium";
import { chromium as browsers } from "playwright-core";

const browser = await browsers.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(process.argv[2]);
  console.log(JSON.stringify(await page.evaluate(() => globalThis.seen)));
} finally {
  await browser.close();
}
