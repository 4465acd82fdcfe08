// The browser of the tests: Debian's Chromium with a fresh profile, and a page that notices everything that goes wrong.
// Begin reading at `hosted`, then `open`: every test gets its page from there, and ends by finding `page.trouble` empty.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './site.mjs';

export const DESKTOP = { viewport: { width: 1360, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// CHROMIUM names the browser; else the first of that name on PATH.
function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin'];
  const found = folders.map((folder) => path.join(folder, 'chromium')).find(existsSync);
  if (!found) throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM');
  return found;
}

// A browser with an empty profile that talks to nobody of its own accord. Switches of Chromium may be added.
export function launch(...switches) {
  return chromium.launch({
    executablePath: executable(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...switches],
  });
}

// A browser, a site and its host for all tests of a file: `make` builds the site, `take` gets the three before the first test.
export function hosted(make, take) {
  const made = {};
  before(async () => {
    made.browser = await launch();
    made.site = make();
    made.host = await serve(made.site);
    take(made);
  });
  after(async () => {
    made.host?.close();
    await made.browser?.close();
  });
}

// A new page in a profile of its own. `root` is what every address of the site begins with: any request that leaves it,
// any failed request, any message of error on the console and any uncaught exception becomes a line of `page.trouble`.
export async function open(browser, root, options = {}) {
  const context = await browser.newContext({ ...DESKTOP, colorScheme: 'light', reducedMotion: 'reduce', ...options });
  // Long enough for a busy machine; nothing waits this long where all is well.
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.trouble = [];
  const note = (line) => page.trouble.push(line);
  page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => note(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A reader who moves on cancels what was still loading; that is no failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => response.status() >= 400 && note(`${response.status()}: ${response.url()}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(root)) note(`left the site: ${request.url()}`);
  });
  return page;
}

// Ends a test: the page had no trouble.
export async function close(page) {
  await page.context().close();
  assert.deepEqual(page.trouble, []);
}

// Opens the search dialog with the key that every page has for it, and types.
export async function type(page, query) {
  await page.keyboard.press('/');
  const field = page.locator('dialog[open] input[type=search]');
  await field.waitFor();
  await page.keyboard.type(query, { delay: 15 });
  await page.locator('dialog[open] [role=listbox]:not([aria-busy]) [role=option]').first().waitFor();
}

// Presses the arrow until the chosen result, the first to begin with, satisfies `wanted`, at most ten times; says which were passed.
export async function choose(page, wanted) {
  const passed = [];
  for (let i = 0; i < 11; i++) {
    if (i > 0) await page.keyboard.press('ArrowDown');
    const option = page.locator('dialog[open] [role=option][aria-selected=true]');
    await option.waitFor();
    // Screen readers follow the field's `aria-activedescendant`, so it must say the same as the eye sees.
    const field = page.locator('dialog[open] input[type=search]');
    assert.equal(await field.getAttribute('aria-activedescendant'), await option.getAttribute('id'));
    const text = (await option.innerText()).replace(/\s+/g, ' ');
    if (wanted(text)) return;
    passed.push(text);
  }
  assert.fail(`the wanted result is not among the first: ${passed.join(' | ')}`);
}

// The first section of a page that has an id: its id and its words.
export async function section(page) {
  const heading = page.locator('main h2[id]').first();
  await heading.waitFor();
  return heading.evaluate((element) => {
    const copy = element.cloneNode(true);
    // The link that appears beside a heading is not part of its words.
    copy.querySelectorAll('a[aria-label], button, .anchor, [aria-hidden=true]').forEach((extra) => extra.remove());
    return { id: element.id, text: copy.textContent.replace(/\s+/g, ' ').trim() };
  });
}

// Whether the element of this id is what the reader sees after arriving there.
export async function arrived(page, id) {
  await page.waitForFunction((wanted) => decodeURIComponent(location.hash) === `#${wanted}`, id);
  await page.waitForFunction((wanted) => {
    const box = document.getElementById(wanted)?.getBoundingClientRect();
    return box && box.top >= -1 && box.top < innerHeight;
  }, id);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// What axe finds on a page: one line for each violation, with the rule and where. By the rules that are named, else by all that count here.
export async function violations(reader, named) {
  await reader.evaluate(axe);
  return reader.evaluate(async (runOnly) => {
    const found = await globalThis.axe.run(document, { runOnly });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? rule.help}`));
  }, named ? { type: 'rule', values: named } : { type: 'tag', values: rules });
}

// What is meant by using something: with the keys, or with a finger.
const WAYS = {
  'by the keyboard': [DESKTOP, async (target, key = 'Enter') => { await target.focus(); await target.press(key); }],
  'by touch': [PHONE, (target) => target.tap()],
};

// Makes a function for tests of what is done on a page by each way, and of what the page is without scripts. Of that, `act` gets the
// reader's page, how to use something, and whether it is by touch; `without` the page.
export function ways(made) {
  return (name, page, act, without) => describe(name, () => {
    for (const [way, [options, use]] of Object.entries(WAYS)) {
      test(`${name}, ${way}`, async () => {
        const { browser, host } = made();
        const reader = await open(browser, host.root, { ...options, permissions: ['clipboard-read', 'clipboard-write'] });
        await reader.goto(host.root + page);
        await act(reader, use, way === 'by touch');
        await close(reader);
      });
    }
    test(`${name}, without scripts`, async () => {
      const { browser, host } = made();
      const reader = await open(browser, host.root, { javaScriptEnabled: false });
      await reader.goto(host.root + page);
      await without(reader);
      await close(reader);
    });
  });
}

// Waits until something was copied that is as expected, and forgets it.
export async function copied(reader, expected) {
  // A predicate that promises its answer would count as true at once, so it is asked here.
  let text = '';
  for (let tries = 0; tries < 100 && text === ''; tries++) {
    if (tries) await reader.waitForTimeout(50);
    text = await reader.evaluate(() => navigator.clipboard.readText());
  }
  assert.match(text, expected);
  await reader.evaluate(() => navigator.clipboard.writeText(''));
}
