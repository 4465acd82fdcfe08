// What stands between a reader and the first sight of a page: nothing is measured or made that could wait, and nothing moves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DESKTOP, PHONE, close, hosted, open } from './browser.mjs';
import { buildFiles, example } from './site.mjs';

const TEXT = 'A stone is laid upon another, and so the heap grows.\n\n'.repeat(8);
const FILES = {
  'cairn.yml': 'title: Stones\ndiagnostics: {no-history: off}\n',
  'tutorials/heap.md': `---\ntitle: Build a heap\nreviewed: 2024-03-01\n---\n\n${TEXT}## Why {#why}\n\n*[HTML]: A language of pages\n\nHTML is one.\n\n\`\`\`console\n$ ${'lay stones '.repeat(30)}\n\`\`\`\n\n![The home page](home.png)\n\n## How {#how}\n\n${TEXT}`,
  'tutorials/path.md': '---\ntitle: Mark a path\n---\n\nWith stones.\n',
  'tutorials/home.png': readFileSync(path.join(example, 'content/img/home.png')),
};
const PAGE = 'tutorials/heap/';

let browser, host;
hosted(() => buildFiles(FILES), (made) => ({ browser, host } = made));

// Notes in `window.early` whatever asks for a place, a size or a computed style, or for words about dates, before the first frame is laid out.
function watch() {
  const early = window.early = [];
  let isShown = false;
  addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => new ResizeObserver(() => { isShown = true; }).observe(document.documentElement)));
  const note = (name) => { if (!isShown) early.push(name); };
  for (const [kind, names] of [[Element.prototype, ['getBoundingClientRect', 'getClientRects']], [window, ['getComputedStyle']], [Intl, ['RelativeTimeFormat']]]) {
    for (const name of names) kind[name] = new Proxy(kind[name], {
      apply: (act, self, given) => { note(name); return Reflect.apply(act, self, given); },
      construct: (made, given) => { note(name); return Reflect.construct(made, given); },
    });
  }
  for (const [kind, names] of [[Element.prototype, ['scrollWidth', 'scrollHeight', 'clientWidth', 'clientHeight']], [HTMLElement.prototype, ['offsetTop', 'offsetLeft', 'offsetWidth', 'offsetHeight']]]) {
    for (const name of names) {
      const { get } = Object.getOwnPropertyDescriptor(kind, name);
      Object.defineProperty(kind, name, { get() { note(name); return get.call(this); } });
    }
  }
}

test('scripts ask where nothing lies before the first frame, and do their part after it', async () => {
  for (const view of [DESKTOP, PHONE]) {
    const reader = await open(browser, host.root, view);
    await reader.addInitScript(watch);
    await reader.goto(host.root + PAGE);
    await reader.locator('[data-code=copy]').waitFor();
    await reader.locator('[data-code=wrap]').waitFor();
    await reader.locator('[data-zoom][role=button]').waitFor();
    await reader.locator('abbr[tabindex]').waitFor();
    await reader.locator('[data-toc] [aria-current=location]').waitFor({ state: 'attached' });
    assert.deepEqual(await reader.evaluate(() => window.early), []);
    await close(reader);
  }
});

test('how long ago a date is, is told where it is asked for, by pointer, keyboard or finger', async () => {
  const ways = { pointer: [{}, (date) => date.hover()], keyboard: [{}, (date) => date.focus()], finger: [PHONE, (date) => date.tap()] };
  for (const [way, [options, ask]] of Object.entries(ways)) {
    const reader = await open(browser, host.root, options);
    await reader.goto(host.root + PAGE);
    const date = reader.locator('.strip time[tabindex]').first();
    await date.waitFor();
    assert.equal(await reader.locator('.hint').count(), 0, way);
    // The keyboard is what was used last, so that the date shows that it is reached.
    if (way === 'keyboard') await reader.keyboard.press('Shift');
    await ask(date);
    await reader.locator('.hint', { hasText: /ago$/ }).waitFor();
    assert.equal(await date.getAttribute('aria-describedby'), 'cairn-hint', way);
    await close(reader);
  }
});

// Hands on what the site's own server says, but pages in pieces: a reader sees each before the next one is sent.
async function slowly(marks) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url, host.origin));
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') });
    let rest = Buffer.from(await answer.arrayBuffer());
    if (/html/.test(answer.headers.get('content-type'))) {
      for (const mark of marks) {
        const at = rest.indexOf(mark);
        response.write(rest.subarray(0, at));
        rest = rest.subarray(at);
        await new Promise((done) => setTimeout(done, 250));
      }
    }
    response.end(rest);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { root: `http://127.0.0.1:${server.address().port}${new URL(host.root).pathname}`, close: () => server.close() };
}

describe('a page that arrives in pieces', () => {
  for (const [view, options] of Object.entries({ 'on a desktop': DESKTOP, 'on a phone': PHONE })) {
    test(`lies still, ${view}`, async () => {
      const slow = await slowly(['<nav class="toc"', '<h2 id="why"', '<footer class="end"', '<nav class="side"', '<footer class="foot"']);
      const reader = await open(browser, slow.root, options);
      await reader.addInitScript(() => {
        window.moved = [];
        window.frames = 0;
        const count = () => { window.frames++; requestAnimationFrame(count); };
        requestAnimationFrame(count);
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) window.moved.push(`${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 60)).join(', ')}`);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await reader.goto(slow.root + PAGE);
      await reader.waitForTimeout(300);
      assert.ok((await reader.evaluate(() => window.frames)) > 4, 'the pieces were not seen one by one');
      assert.deepEqual(await reader.evaluate(() => window.moved), []);
      await close(reader);
      slow.close();
    });
  }
});
