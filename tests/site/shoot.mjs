// Takes pictures of pages. Reads a JSON job on standard input:
//   { node, chromium, switches, shots: [{ url, file, width, scheme, media }] }
// and writes one full-page picture for each shot; for paper the PDF as well.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const job = JSON.parse(readFileSync(0, "utf8"));
const { chromium } = createRequire(`${job.node}/node_modules/`)("playwright-core");
const browser = await chromium.launch({ executablePath: job.chromium, headless: true, args: job.switches });
for (const { url, file, width, scheme, media } of job.shots) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url, { waitUntil: "load" });
  await page.screenshot({ path: `${file}.png`, fullPage: true });
  if (media === "print") await page.pdf({ path: `${file}.pdf`, preferCSSPageSize: true, printBackground: true });
  await context.close();
}
await browser.close();
