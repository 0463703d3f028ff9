// Visits pages as readers do and says what it saw. Reads a JSON job on standard input, prints JSON:
//   { node, chromium, switches, pages: [{ name, url }], settings: [{ name, width, height, scheme, media }] }
// One browser serves all pages; each page is opened from file:// and turned from setting to setting.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inspectCharts, inspectPage, plainText } from "./inspect.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(`${job.node}/node_modules/`);
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const browser = await chromium.launch({ executablePath: job.chromium, headless: true, args: job.switches });

async function open(page, { scripts = true } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }, javaScriptEnabled: scripts, reducedMotion: "reduce",
  });
  const tab = await context.newPage();
  const seen = { requests: [], complaints: [] };
  tab.on("request", (request) => seen.requests.push(request.url()));
  tab.on("requestfailed", (request) => seen.complaints.push(`not loaded: ${request.url()}`));
  tab.on("console", (line) => ["error", "warning"].includes(line.type()) && seen.complaints.push(line.text()));
  tab.on("pageerror", (error) => seen.complaints.push(String(error)));
  tab.on("dialog", (dialog) => { seen.complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await tab.goto(page.url, { waitUntil: "load" });
  return { tab, seen, close: () => context.close() };
}

async function axe(tab) {
  await tab.evaluate(axeSource);
  const found = await tab.evaluate(async (tags) => (await window.axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false,
  })).violations, TAGS);
  return found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 5).join(" | ")}`);
}

async function visit(page) {
  const { tab, seen, close } = await open(page);
  await tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  const settings = {};
  for (const { name, width, height, scheme, media } of job.settings) {
    await tab.setViewportSize({ width, height });
    await tab.emulateMedia({ media, colorScheme: scheme });
    settings[name] = { ...(await tab.evaluate(inspectPage)), charts: await tab.evaluate(inspectCharts) };
    settings[name].axe = await axe(tab);
  }
  await close();
  return { ...seen, settings };
}

async function withoutScripts(page) {
  const words = [];
  for (const scripts of [true, false]) {
    const { tab, close } = await open(page, { scripts });
    words.push(await tab.evaluate(plainText));
    await close();
  }
  return { scripted: words[0], plain: words[1] };
}

async function search(page, query) {
  const { tab, seen, close } = await open(page);
  await tab.fill("#search-field", query);
  const links = await tab.$$eval(".search-results a", (all) => all.map((a) => ({ text: a.textContent, url: a.href })));
  const status = await tab.textContent(".search-status");
  if (links.length) await tab.click(".search-results a");
  const result = { ...seen, links, status, arrived: tab.url(), heading: await tab.textContent("h1") };
  await close();
  return result;
}

const result = {};
for (const page of job.pages) {
  result[page.name] = { ...(await visit(page)), ...(await withoutScripts(page)) };
  if (page.query) result[page.name].search = await search(page, page.query);
}
await browser.close();
process.stdout.write(JSON.stringify(result));
