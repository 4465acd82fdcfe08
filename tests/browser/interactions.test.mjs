// Each thing that a page lets a reader do: by the keyboard, by touch, and what there is without scripts. A case is called
// after what is done; hints are in help.test.mjs, and what belongs to search alone in search.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DESKTOP, PHONE, arrived, close, hosted, open } from './browser.mjs';
import { buildFiles, example, serve } from './site.mjs';

const LONG = 'A stone is laid upon another, and so the heap grows.\n\n'.repeat(12);
const TABS = ':::tabs\n@tab Linux\n\nOn Linux.\n@tab macOS\n\nOn macOS.\n@tab BSD\n\nOn BSD.\n:::\n';
const CODE = `\`\`\`console\n$ cairn build --output-dir ./public --base-url https://stones.example/${'a/very/long/address/'.repeat(8)}\nBuilt.\n\`\`\`\n`;
const FILES = {
  'cairn.yml': 'title: Stones\nlanguages: [en, ja]\ndiagnostics: {no-history: off}\n',
  'faq/tall.md': `---\ntitle: How tall?\nshort_answer: As tall as you.\nauthors: [ada]\n---\n\n${LONG}## Why so {#why}\n\n${LONG}## Who says {#who}\n\n${LONG}`,
  'faq/deep/wide.md': '---\ntitle: How wide?\nauthors: [bob]\n---\n\nAs wide as two.\n',
  'tutorials/heap.md': `---\ntitle: Build a heap\nseries: Stones\nauthors: [ada]\n---\n\n:::steps\n1. Find a place.\n2. Lay a stone.\n:::\n\n${TABS}\n${CODE}\n![The home page](home.png)\n`,
  'tutorials/heap.ja.md': '---\ntitle: 石を積む\n---\n\n本文。\n',
  'tutorials/home.png': readFileSync(path.join(example, 'content/img/home.png')),
  'tutorials/path.md': `---\ntitle: Mark a path\nseries: Stones\nauthors: [ada]\n---\n\n${TABS}`,
  'templates/letter.md': '---\ntitle: Letter\nlicense: CC0-1.0\nvariables: [{name: who, label: Whom}, {name: size, type: choice, choices: [tall, small]}]\n---\n\n```text title="letter.txt"\nDear {{who}}, be {{size}}.\n```\n',
  'people/ada.yml': 'name: Ada Stone\n',
  'people/bob.yml': 'name: Bób Heap\n',
};

let browser, site, host;
hosted(() => buildFiles(FILES), (made) => ({ browser, site, host } = made));

// What is meant by using something: with the keys, or with a finger.
const WAYS = {
  'by the keyboard': [DESKTOP, async (target, key = 'Enter') => { await target.focus(); await target.press(key); }],
  'by touch': [PHONE, (target) => target.tap()],
};

// What is done on a page by each way, and what the page is `without` scripts. `act` gets the reader's page, how to use something, and the way.
function each(name, page, act, without) {
  describe(name, () => {
    for (const [way, [options, use]] of Object.entries(WAYS)) {
      test(`${name}, ${way}`, async () => {
        const reader = await open(browser, host.root, { ...options, permissions: ['clipboard-read', 'clipboard-write'] });
        await reader.goto(host.root + page);
        await act(reader, use, way === 'by touch');
        await close(reader);
      });
    }
    test(`${name}, without scripts`, async () => {
      const reader = await open(browser, host.root, { javaScriptEnabled: false });
      await reader.goto(host.root + page);
      await without(reader);
      await close(reader);
    });
  });
}

const copied = async (reader, expected) => {
  await reader.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  assert.match(await reader.evaluate(() => navigator.clipboard.readText()), expected);
  await reader.evaluate(() => navigator.clipboard.writeText(''));
};
const TALL = 'faq/tall/', HEAP = 'tutorials/heap/', LETTER = 'templates/letter/';

each('copying the link to an answer, and the answer as Markdown', TALL, async (reader, use) => {
  await use(reader.locator('[data-copy-link]'));
  await copied(reader, /\/faq\/tall\/$/);
  await use(reader.locator('[data-copy-file]'));
  await copied(reader, /How tall\?[^]*As tall as you\.[^]*A stone is laid/);
}, async (reader) => {
  assert.equal(await reader.locator('[data-copy-link], [data-copy-file]').filter({ visible: true }).count(), 0);
  assert.ok(await reader.locator('.answer', { hasText: 'As tall as you.' }).isVisible());
});

each('the link of a heading', TALL, async (reader, use) => {
  await use(reader.locator('#why .anchor'));
  await copied(reader, /\/faq\/tall\/#why$/);
  await arrived(reader, 'why');
}, async (reader) => {
  await reader.locator('#why .anchor').click();
  await arrived(reader, 'why');
});

each('contents that follow the reader', TALL, async (reader, use, isTouch) => {
  const toc = reader.locator('[data-toc]'), here = toc.locator('a[aria-current=location]');
  assert.equal(await toc.evaluate((details) => details.open), !isTouch, 'open where there is room');
  if (isTouch) await use(toc.locator('summary'));
  await use(toc.locator('a', { hasText: 'Who says' }));
  await arrived(reader, 'who');
  await here.filter({ hasText: 'Who says' }).waitFor();
  await reader.evaluate(() => scrollTo(0, 0));
  await here.filter({ hasText: 'Why so' }).waitFor();
}, async (reader) => {
  const toc = reader.locator('[data-toc]');
  if (!(await toc.locator('a').first().isVisible())) await toc.locator('summary').click();
  await toc.locator('a', { hasText: 'Who says' }).click();
  await arrived(reader, 'who');
});

each('checking off a step', HEAP, async (reader, use, isTouch) => {
  const box = reader.locator('.steps input.check').first();
  await use(box, 'Space');
  assert.ok(await box.isChecked());
  await reader.locator('[role=status]', { hasText: /1.*2/ }).waitFor({ state: 'attached' });
  await reader.reload();
  await reader.locator('.steps li.done').waitFor();
  assert.ok(await box.isChecked(), 'forgotten after a reload');
  await use(box, 'Space');
  await reader.reload();
  await box.waitFor();
  assert.equal(await box.isChecked(), false, isTouch ? 'a tap took nothing back' : 'a key took nothing back');
}, async (reader) => {
  assert.equal(await reader.locator('.steps input').count(), 0);
  assert.equal(await reader.locator('.steps li:visible').count(), 2);
});

each('choosing a tab, for the whole site', HEAP, async (reader, use, isTouch) => {
  const tabs = reader.locator('[role=tab]'), panel = reader.locator('[role=tabpanel]:visible');
  if (isTouch) await tabs.nth(1).tap();
  else { await tabs.first().focus(); await reader.keyboard.press('ArrowRight'); }
  await panel.filter({ hasText: 'On macOS.' }).waitFor();
  assert.equal(await panel.count(), 1);
  await reader.goto(host.root + 'tutorials/path/');
  await panel.filter({ hasText: 'On macOS.' }).waitFor();
  assert.equal(await reader.locator('[role=tab][aria-selected=true]').innerText(), 'macOS');
}, async (reader) => {
  for (const name of ['Linux', 'macOS', 'BSD']) assert.ok(await reader.getByText(`On ${name}.`).isVisible(), name);
});

each('copying and wrapping code', HEAP, async (reader, use) => {
  const wrap = reader.locator('[data-code=wrap]');
  await use(reader.locator('[data-code=copy]'));
  await copied(reader, /^cairn build --output-dir \S+ --base-url \S+$/);
  const fits = () => reader.locator('.code pre').evaluate((pre) => pre.scrollWidth <= pre.clientWidth);
  await wrap.waitFor();
  assert.equal(await fits(), false);
  await use(wrap);
  await reader.locator('[data-code=wrap][aria-pressed=true]').waitFor();
  assert.equal(await fits(), true);
}, async (reader) => {
  assert.equal(await reader.locator('[data-code]').count(), 0);
  assert.ok(await reader.locator('pre').isVisible());
  assert.match(await reader.locator('pre').innerText(), /^\$ cairn build[^]*Built\./);
});

each('filling in a template', LETTER, async (reader, use, isTouch) => {
  const asked = [];
  reader.on('request', (request) => asked.push(request.url()));
  await reader.locator('[data-workshop] mark').first().waitFor();
  const who = reader.locator('input[name=who]');
  if (isTouch) await who.tap(); else await who.focus();
  await reader.keyboard.type('Ann & Bo');
  if (isTouch) await reader.locator('select[name=size]').selectOption('small');
  else { await reader.keyboard.press('Tab'); await reader.keyboard.press('s'); }
  const filled = 'Dear Ann & Bo, be small.';
  await reader.locator('[data-payload]', { hasText: filled }).waitFor();
  await use(reader.locator('[data-payload-copy]'));
  await copied(reader, new RegExp(`^${filled}\\n$`));
  const download = reader.waitForEvent('download');
  await use(reader.locator('[data-payload-download]'));
  const file = await download;
  assert.equal(file.suggestedFilename(), 'letter.txt');
  assert.equal(readFileSync(await file.path(), 'utf8'), `${filled}\n`);
  // What was typed is nobody else's: it is sent nowhere and gone with the page.
  assert.deepEqual(asked.filter((url) => /Ann/.test(url)), []);
  assert.doesNotMatch(await reader.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])), /Ann/);
  await reader.reload();
  assert.equal(await who.inputValue(), '');
}, async (reader) => {
  assert.equal(await reader.locator('form:visible').count(), 0);
  assert.match(await reader.locator('.workshop table').innerText(), /\{\{who\}\}\s+Whom[^]*\{\{size\}\}/);
  const download = reader.waitForEvent('download');
  await reader.locator('[data-payload-download]').click();
  assert.equal(readFileSync(await (await download).path(), 'utf8'), 'Dear {{who}}, be {{size}}.\n');
});

each('narrowing down the people', 'people/', async (reader, use, isTouch) => {
  const field = reader.locator('[data-filter]'), names = reader.locator('#cairn-everyone li:visible');
  assert.equal(await names.count(), 2);
  if (isTouch) await field.tap(); else await field.focus();
  await reader.keyboard.type('bob');
  await reader.waitForFunction(() => [...document.querySelectorAll('#cairn-everyone li')].filter((entry) => !entry.hidden).length === 1);
  assert.match(await names.first().innerText(), /Bób Heap/);
  await field.fill('');
  await use(reader.locator('[data-sort]'));
  await reader.locator('[data-sort][aria-pressed=true]').waitFor();
  assert.equal(await names.count(), 2);
}, async (reader) => {
  assert.equal(await reader.locator('[data-filter], [data-sort]').filter({ visible: true }).count(), 0);
  assert.equal(await reader.locator('#cairn-everyone li:visible').count(), 2);
});

each('enlarging a picture', HEAP, async (reader, use, isTouch) => {
  const image = reader.locator('.prose img[role=button]');
  await use(image);
  const dialog = reader.locator('dialog[open] img');
  await dialog.waitFor();
  if (isTouch) await dialog.tap(); else await reader.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.ok(await image.evaluate((element) => element === document.activeElement), 'the focus is lost');
}, async (reader) => {
  assert.equal(await reader.locator('.prose img').getAttribute('role'), null);
  assert.ok(await reader.locator('.prose img').isVisible());
});

test('a phone: the menu leads somewhere, by touch, by the keyboard, and without scripts', async () => {
  for (const key of [null, 'Enter', 'Space']) {
    const reader = await open(browser, host.root, PHONE);
    await reader.goto(host.root + TALL);
    const opener = reader.locator('[data-menu-open]:visible');
    if (key) { await opener.focus(); await reader.keyboard.press(key); } else await opener.tap();
    const use = async (target) => { if (key) await target.press('Enter'); else await target.tap(); };
    await use(reader.locator('dialog[open] .side summary', { hasText: 'Deep' }));
    await use(reader.locator('dialog[open] .side a', { hasText: 'How wide?' }));
    await reader.waitForURL(host.root + 'faq/deep/wide/');
    await close(reader);
  }
  const reader = await open(browser, host.root, { ...PHONE, javaScriptEnabled: false });
  await reader.goto(host.root + TALL);
  await reader.locator('[data-menu-open]:visible').tap();
  await reader.waitForURL(/#cairn-nav$/);
  await reader.locator('.side summary', { hasText: 'Deep' }).tap();
  await reader.locator('.side a', { hasText: 'How wide?' }).tap();
  await reader.waitForURL(host.root + 'faq/deep/wide/');
  await close(reader);
});

test('a phone: the colours are switched in its menu, by touch', async () => {
  const reader = await open(browser, host.root, PHONE);
  await reader.goto(host.root + TALL);
  await reader.locator('[data-menu-open]:visible').tap();
  await reader.locator('dialog[open] [data-theme-toggle]').tap();
  await reader.locator('html[data-scheme=dark]').waitFor();
  await reader.reload();
  assert.equal(await reader.locator('html').getAttribute('data-scheme'), 'dark');
  await close(reader);
});

test('colours and reading: by the keyboard, and no button without scripts', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + TALL);
  await reader.locator('[data-theme-toggle]').press('Space');
  await reader.locator('html[data-scheme=dark]').waitFor();
  await reader.locator('[data-read]').press('Enter');
  await reader.locator('html[data-reading]').waitFor();
  await reader.locator('[data-read]').press('Enter');
  await reader.locator('html:not([data-reading])').waitFor();
  await close(reader);
  const plain = await open(browser, host.root, { javaScriptEnabled: false });
  await plain.goto(host.root + TALL);
  assert.equal(await plain.locator('[data-theme-toggle], [data-read]').filter({ visible: true }).count(), 0);
  await close(plain);
});

each('folding the navigation', TALL, async (reader, use, isTouch) => {
  if (isTouch) await reader.locator('[data-menu-open]:visible').tap();
  const summary = reader.locator('.side details summary').first(), link = reader.locator('.side a', { hasText: 'How tall?' });
  await link.waitFor();
  await use(summary);
  await link.waitFor({ state: 'hidden' });
  await use(summary);
  await link.waitFor();
}, async (reader) => {
  const link = reader.locator('.side a', { hasText: 'How tall?' });
  await reader.locator('.side details summary').first().click();
  await link.waitFor({ state: 'hidden' });
});

each('a series: its parts, and the part that is finished', HEAP, async (reader, use) => {
  await use(reader.locator('.end button[aria-pressed=false]'));
  await reader.locator('.end button[aria-pressed=true]').waitFor();
  await use(reader.locator('.series summary'));
  await reader.locator('.series li.done', { hasText: 'Build a heap' }).waitFor();
  await use(reader.locator('.series a', { hasText: 'Mark a path' }));
  await reader.waitForURL(host.root + 'tutorials/path/');
  await reader.locator('.series li.done').waitFor({ state: 'attached' });
}, async (reader) => {
  assert.equal(await reader.locator('.end button').count(), 0);
  await reader.locator('.series summary').click();
  await reader.locator('.series a', { hasText: 'Mark a path' }).click();
  await reader.waitForURL(host.root + 'tutorials/path/');
});

each('asking', TALL, async (reader, use, isTouch) => {
  if (isTouch) await reader.locator('[data-search-open]:visible').tap(); else await reader.keyboard.press('/');
  await reader.locator('dialog[open] input[type=search]').waitFor();
  await reader.keyboard.type('build a heap');
  const found = reader.locator('dialog[open] [role=listbox]:not([aria-busy]) [role=option][aria-selected=true][href*="tutorials/heap/"]');
  await found.waitFor();
  if (isTouch) await found.tap(); else await reader.keyboard.press('Enter');
  await reader.waitForURL((url) => url.href.startsWith(host.root + HEAP));
}, async (reader) => {
  await reader.locator('[data-search-open]').click();
  await reader.waitForURL(host.root + 'search/');
});

each('another language', HEAP, async (reader, use, isTouch) => {
  if (isTouch) await reader.locator('[data-menu-open]:visible').tap();
  await use(reader.locator('.languages summary'));
  await use(reader.locator('.languages a[lang=ja]'));
  await reader.waitForURL(host.root + 'ja/' + HEAP);
}, async (reader) => {
  await reader.locator('.languages summary').click();
  await reader.locator('.languages a[lang=ja]').click();
  await reader.waitForURL(host.root + 'ja/' + HEAP);
});

test('a missing address: its words are asked for, and without scripts there are links', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'tutorials/build-a-heap-of-stone/');
  await reader.locator('main [role=option][href*="tutorials/heap/"]').first().waitFor();
  assert.match(await reader.locator('main input[type=search]').inputValue(), /build a heap/);
  reader.trouble = reader.trouble.filter((line) => !line.includes('/build-a-heap-of-stone/'));
  await close(reader);
  const plain = await open(browser, host.root, { javaScriptEnabled: false });
  await plain.goto(host.root + 'tutorials/build-a-heap-of-stone/');
  plain.trouble = [];
  await plain.locator('main a[href$="search/"]').click();
  await plain.waitForURL(host.root + 'search/');
  await close(plain);
});

test('a missing address: the folder of the site and the language are not asked for, a stray % stops nothing, and search comes first', async (t) => {
  const below = buildFiles(FILES, '--base-url', 'https://stones.example/stones-of-ours/');
  const there = await serve(below, '/stones-of-ours/');
  t.after(() => there.close());
  for (const [address, asked] of Object.entries({
    'faq/tall-heap/': 'faq tall heap', 'ja/faq/taller/': 'faq taller', 'JA/faq/100%/': 'faq 100', '%E7%9F%B3/index.html': '石',
  })) {
    const reader = await open(browser, there.root, PHONE);
    await reader.goto(there.root + address);
    await reader.waitForFunction(() => document.querySelector('main input[type=search]')?.value);
    assert.equal(await reader.locator('main input[type=search]').inputValue(), asked);
    const [field, links] = await reader.locator('main input[type=search], main nav').evaluateAll((all) => all.map((element) => element.getBoundingClientRect().top));
    assert.ok(field < 400 && field < links, `${field} ${links}`);
    assert.deepEqual(reader.trouble.filter((line) => !/404/.test(line)), []);
    await reader.context().close();
  }
});

test('one page gives way to the next in a transition, except for readers who want no motion', async () => {
  for (const reducedMotion of ['no-preference', 'reduce']) {
    const reader = await open(browser, host.root, { reducedMotion });
    await reader.addInitScript(() => addEventListener('pagereveal', (event) => { sessionStorage[location.pathname] = Boolean(event.viewTransition); }));
    await reader.goto(host.root + TALL);
    // What was not painted yet cannot give way.
    await reader.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    await reader.locator('.crumbs a').first().click();
    await reader.waitForFunction((before) => location.pathname !== before && location.pathname in sessionStorage, '/' + TALL);
    assert.equal(await reader.evaluate(() => sessionStorage[location.pathname]), String(reducedMotion !== 'reduce'), reducedMotion);
    const durations = await reader.locator('header a, header button, main a').evaluateAll((all) => all.map((element) => parseFloat(getComputedStyle(element).transitionDuration)));
    assert.equal(durations.some((duration) => duration > 0), reducedMotion !== 'reduce', `a colour moves: ${reducedMotion}`);
    await close(reader);
  }
});

test('a page is four requests, and what a reader may want comes when it is wanted', async () => {
  const reader = await open(browser, host.root);
  const asked = [];
  reader.on('request', (request) => asked.push(request.url().replace(host.root, '')));
  await reader.goto(host.root + 'faq/deep/wide/');
  // Icons, and whatever waits for a quiet moment.
  await reader.waitForLoadState('networkidle');
  assert.equal(asked.filter((url) => !url.startsWith('data:')).length, 4, asked.join('\n'));
  await close(reader);
});
