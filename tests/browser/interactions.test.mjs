// Each thing that a page lets a reader do: by the keyboard, by touch, and what there is without scripts. A case is called
// after what is done; hints are in help.test.mjs, templates in templates.test.mjs, what belongs to search alone in search.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PHONE, arrived, close, copied, hosted, open, ways } from './browser.mjs';
import { buildFiles, example, serve } from './site.mjs';

const LONG = 'A stone is laid upon another, and so the heap grows.\n\n'.repeat(12);
const TABS = ':::tabs\n@tab Linux\n\nOn Linux.\n@tab macOS\n\nOn macOS.\n@tab BSD\n\nOn BSD.\n:::\n';
const CODE = `\`\`\`console\n$ cairn build --output-dir ./public --base-url https://stones.example/${'a/very/long/address/'.repeat(8)}\nBuilt.\n\`\`\`\n`;
const FILES = {
  'cairn.yml': 'title: Stones\nrepo: https://forge.example/stones\nask: "{repo}/issues/new?title={title}"\nreport: "{repo}/issues/new?title={title}&body={url}"\nlanguages: [en, ja]\ndiagnostics: {no-history: off}\n',
  'faq/tall.md': `---\ntitle: How tall?\nshort_answer: As tall as you.\nalternatives: [{text: "With a *ladder*:", page: deep/wide.md}]\nauthors: [ada]\n---\n\n${LONG}## Why so {#why}\n\n${LONG}## Who says {#who}\n\n${LONG}`,
  'faq/deep/wide.md': '---\ntitle: How wide?\nauthors: [bob]\n---\n\nAs wide as two.\n',
  'tutorials/heap.md': `---\ntitle: Build a heap\nseries: Stones\nauthors: [ada]\n---\n\n:::steps\n1. Find a place.\n2. Lay a stone.\n:::\n\n${TABS}\n${CODE}\n![The home page](home.png)\n`,
  'tutorials/heap.ja.md': '---\ntitle: 石を積む\n---\n\n本文。\n',
  'tutorials/hidden.md': `---\ntitle: Hidden places\nauthors: [bob]\n---\n\n${LONG}:::tabs\n@tab Linux\n\n## With Linux {#linux}\n\n${LONG}\n@tab macOS\n\n${LONG}## With macOS {#mac}\n\n${LONG}### Inner {#inner}\n\n${LONG}\n:::\n\n${LONG}`,
  'tutorials/lines.md': '---\ntitle: Lines\nauthors: [bob]\n---\n\n```text title="heap.txt" {2}\none\ntwo\n```\n\n```diff\n+new\n-old\n same\n```\n',
  'faq/many.md': `---\ntitle: Many questions\nkind: faq-list\nauthors: [bob]\n---\n\n## How tall is it? {#how-tall}\n\n${LONG}## How wide is it? {#how-wide}\n\n${LONG}`,
  'tutorials/home.png': readFileSync(path.join(example, 'content/img/home.png')),
  'tutorials/path.md': `---\ntitle: Mark a path\nseries: Stones\nauthors: [ada]\n---\n\n${TABS}`,
  'people/ada.yml': 'name: Ada Stone\n',
  'people/bob.yml': 'name: Bób Heap\n',
};

let browser, site, host;
hosted(() => buildFiles(FILES), (made) => ({ browser, site, host } = made));

const each = ways(() => ({ browser, host }));
const TALL = 'faq/tall/', HEAP = 'tutorials/heap/';

each('copying the link to an answer, and the answer as Markdown', TALL, async (reader, use) => {
  await use(reader.locator('[data-copy-link]'));
  await copied(reader, /\/faq\/tall\/$/);
  await use(reader.locator('[data-copy-file]'));
  await copied(reader, /How tall\?[^]*As tall as you\.[^]*A stone is laid/);
}, async (reader) => {
  assert.equal(await reader.locator('[data-copy-link], [data-copy-file]').filter({ visible: true }).count(), 0);
  assert.ok(await reader.locator('.answer', { hasText: 'As tall as you.' }).isVisible());
});

const permalink = async (reader, use) => {
  await use(reader.locator('.answer a', { hasText: 'Link to this answer' }));
  await arrived(reader, 'cairn-answer');
  assert.match(await reader.locator(':target').innerText(), /^As tall as you\./);
};
each('the answer\'s own link', TALL, permalink, (reader) => permalink(reader, (link) => link.click()));

const alternative = async (reader, use) => {
  const way = reader.locator('li', { hasText: 'With a ladder: How wide?' });
  await use(way.locator('a'));
  await reader.waitForURL(host.root + 'faq/deep/wide/');
};
each('another way to the same end', TALL, async (reader, use, isTouch) => {
  // Found by its words, at its place.
  if (isTouch) await reader.locator('[data-search-open]:visible').tap(); else await reader.keyboard.press('/');
  await reader.locator('dialog[open] input[type=search]').waitFor();
  await reader.keyboard.type('ladder');
  const found = reader.locator('dialog[open] [role=option][href$="faq/tall/#cairn-alternatives"]');
  await found.waitFor();
  if (isTouch) await found.tap(); else await reader.keyboard.press('Enter');
  await arrived(reader, 'cairn-alternatives');
  await alternative(reader, use);
}, (reader) => alternative(reader, (link) => link.click()));

test('a phone: the short answer stands before the contents', async () => {
  const reader = await open(browser, host.root, PHONE);
  await reader.goto(host.root + TALL);
  const tops = await reader.evaluate(() => ['h1', '.answer', '.toc', '.prose'].map((part) => document.querySelector(part).getBoundingClientRect().top));
  assert.deepEqual(tops, tops.toSorted((one, other) => one - other));
  await close(reader);
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

each('a step: its own place, and its link', HEAP, async (reader, use, isTouch) => {
  const box = reader.locator('.steps input.check').nth(1), link = reader.locator('#step-2 > .anchor');
  await box.waitFor();
  // Two lists of a page have a second step each, so a box says which.
  const name = `Step 2 done: ${(await reader.locator('#step-2').innerText()).trim().split('\n')[0]}`;
  assert.equal(await reader.getByRole('checkbox', { name, exact: true }).count(), 1, name);
  // A box beside the text, and no sign that only whoever made it would take for one.
  const boxes = await reader.evaluate(() => ['#step-2 .check', '#step-2 > .anchor', '#step-2'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON()));
  assert.ok(boxes[0].left > boxes[1].right && boxes[0].right <= boxes[2].right && boxes[0].top < boxes[1].bottom, JSON.stringify(boxes));
  assert.ok(boxes.slice(0, 2).every(({ width, height }) => width >= 24 && height >= 24), JSON.stringify(boxes));
  const drawn = () => box.evaluate((element) => [getComputedStyle(element).borderTopStyle, getComputedStyle(element, '::before').content]);
  assert.deepEqual(await drawn(), ['solid', 'none']);
  await box.press('Space');
  assert.match((await drawn())[1], /✓/);
  await box.press('Space');
  const opacity = () => link.evaluate((element) => getComputedStyle(element).opacity);
  assert.equal(await opacity(), '0');
  await link.focus();
  if (!isTouch) assert.equal(await opacity(), '1', 'nobody sees where they are');
  await use(link);
  await copied(reader, /\/tutorials\/heap\/#step-2$/);
  await arrived(reader, 'step-2');
}, async (reader) => {
  await reader.locator('#step-2 > .anchor').click();
  await arrived(reader, 'step-2');
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
  for (const name of ['Linux', 'macOS', 'BSD']) assert.ok(await reader.locator('.prose').getByText(`On ${name}.`).isVisible(), name);
});

// Where an address leads is seen, whichever tab it is in, and whichever tab the reader chose before.
each('a place inside a tab', 'tutorials/hidden/', async (reader, use, isTouch) => {
  const chosen = reader.locator('[role=tab][aria-selected=true]');
  await chosen.filter({ hasText: 'Linux' }).waitFor();
  const toc = reader.locator('[data-toc]');
  const follow = async (name) => {
    if (!(await toc.evaluate((details) => details.open))) await use(toc.locator('summary'));
    await use(toc.locator('a', { hasText: name }));
  };
  await follow('With macOS');
  await chosen.filter({ hasText: 'macOS' }).waitFor();
  await arrived(reader, 'mac');
  // The same link again, after another tab was chosen.
  await use(reader.locator('[role=tab]', { hasText: 'Linux' }));
  await reader.locator('#mac').waitFor({ state: 'hidden' });
  await follow('With macOS');
  await reader.locator('#mac').waitFor();
  await arrived(reader, 'mac');
  // Written by hand: there, and from elsewhere.
  await reader.evaluate(() => { location.hash = 'linux'; });
  await reader.locator('#linux').waitFor();
  await arrived(reader, 'linux');
  await reader.goto(host.root + TALL);
  await reader.goto(host.root + 'tutorials/hidden/#inner');
  await reader.locator('#inner').waitFor();
  await arrived(reader, 'inner');
  // From a search.
  await reader.goto(host.root + TALL);
  if (isTouch) await reader.locator('[data-search-open]:visible').tap(); else await reader.keyboard.press('/');
  await reader.locator('dialog[open] input[type=search]').waitFor();
  await reader.keyboard.type('with macos');
  const found = reader.locator('dialog[open] [role=option][href$="tutorials/hidden/#mac"]');
  await found.waitFor();
  await found.click();
  await reader.locator('#mac').waitFor();
  await arrived(reader, 'mac');
}, async (reader) => {
  await reader.goto(host.root + 'tutorials/hidden/#mac');
  await arrived(reader, 'mac');
});

test('what is broken in the storage of the browser hides nothing', async () => {
  for (const broken of ['oops', '5', '{}', 'null']) {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + TALL);
    await reader.evaluate(([path, broken]) => { for (const key of [`done:/${path}`, 'finished', 'found', 'recent']) localStorage.setItem(`cairn-${key}`, broken); }, [HEAP, broken]);
    await reader.goto(host.root + HEAP);
    await reader.locator('.steps input.check').first().check();
    await reader.locator('.end button[aria-pressed=false]').click();
    await reader.locator('.end button[aria-pressed=true]').waitFor();
    await reader.reload();
    await reader.locator('.steps li.done').waitFor();
    await reader.locator('.end button[aria-pressed=true]').waitFor();
    await close(reader);
  }
});

// The block that leads to the forge: by its links, which are plain ones.
const verdict = async (reader, use) => {
  const address = 'https://forge.example/stones/issues/new';
  const [block] = await Promise.all([reader.locator('.end .part', { hasText: 'Did this help?' }), reader.context().route('https://forge.example/**', (route) => route.fulfill({ body: 'There.' }))]);
  for (const [name, wanted] of [['Yes: say that it worked', /^It worked: How tall\?$/], ['It is out of date', /^It is out of date: How tall\?$/], ['Still stuck? Ask', /^How tall\?$/]]) {
    await use(block.getByRole('link', { name }));
    await reader.waitForURL((url) => url.href.startsWith(address));
    assert.match(new URL(reader.url()).searchParams.get('title'), wanted);
    await reader.goBack();
    await reader.waitForURL(host.root + TALL);
  }
  // Only these pages lie elsewhere.
  reader.trouble = reader.trouble.filter((line) => !line.startsWith(`left the site: ${address}`) && !line.includes('forge.example/favicon.ico'));
};
each('telling that it helped, that it is out of date, and asking', TALL, verdict, (reader) => verdict(reader, (link) => link.click()));

each('the link of a question in a list of questions', 'faq/many/', async (reader, use) => {
  await use(reader.locator('#how-wide .anchor'));
  await copied(reader, /\/faq\/many\/#how-wide$/);
  await arrived(reader, 'how-wide');
  await use(reader.locator('#how-tall .anchor'));
  await copied(reader, /\/faq\/many\/#how-tall$/);
  await arrived(reader, 'how-tall');
}, async (reader) => {
  await reader.locator('#how-wide .anchor').click();
  await arrived(reader, 'how-wide');
  assert.match(await reader.locator(':target').innerText(), /^How wide is it\?/);
});

test('marked and changed lines and the title of code, with scripts and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const reader = await open(browser, host.root, { javaScriptEnabled, permissions: ['clipboard-read', 'clipboard-write'] });
    await reader.goto(host.root + 'tutorials/lines/');
    const blocks = reader.locator('.code');
    assert.equal(await blocks.first().locator('.code-title').innerText(), 'heap.txt');
    assert.deepEqual(await reader.locator('mark.line, ins.line, del.line').allInnerTexts().then((lines) => lines.map((line) => line.trim())), ['two', '+new', '-old']);
    // Each with a bar at its side that other lines have not, and nothing through or below its text.
    const bars = await reader.locator('.line').evaluateAll((lines) => lines.map((line) => {
      const { borderInlineStartColor: colour, borderInlineStartWidth: width, textDecorationLine: decoration } = getComputedStyle(line);
      return `${line.textContent.trim()} ${width} ${/, 0\)$/.test(colour) ? 'clear' : 'bar'} ${decoration}`;
    }));
    assert.deepEqual(bars, ['one 3px clear none', 'two 3px bar none', '+new 3px bar none', '-old 3px bar none', 'same 3px clear none']);
    if (javaScriptEnabled) {
      const copy = blocks.first().locator('[data-code=copy]');
      await copy.focus();
      await copy.press('Enter');
      await copied(reader, /^one\ntwo\n?$/);
    }
    await close(reader);
  }
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

test('a phone: the text alone, from its menu and back, by touch and by the keyboard', async () => {
  for (const isTouch of [true, false]) {
    const reader = await open(browser, host.root, PHONE);
    await reader.goto(host.root + TALL);
    const use = async (target) => { if (isTouch) await target.tap(); else { await target.focus(); await target.press('Enter'); } };
    const menu = reader.locator('[data-menu-open]'), button = reader.locator('[data-read]');
    const isFocused = (target) => target.evaluate((element) => new Promise((done) => setTimeout(() => done(element === document.activeElement), 100)));
    assert.equal(await button.isVisible(), false);
    for (let i = 0; i < 2; i++) {
      await use(menu);
      await use(reader.locator('dialog[open]').getByRole('button', { name: 'Read without distractions' }));
      await reader.locator('html[data-reading]').waitFor();
      // Else the menu would lie over the text.
      await reader.locator('dialog').waitFor({ state: 'detached' });
      assert.deepEqual(await Promise.all([menu, reader.locator('.toc'), reader.locator('.end')].map((part) => part.isVisible())), [false, false, false]);
      assert.ok(await reader.locator('.prose').first().isVisible());
      assert.ok(await isFocused(button), 'the way back is not where the focus is');
      await use(button);
      await reader.locator('html:not([data-reading])').waitFor();
      assert.ok(await menu.isVisible());
      assert.ok(await isFocused(menu), 'the focus is lost');
    }
    await close(reader);
  }
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
  assert.equal(await reader.locator('main input[type=search]').inputValue(), 'build a heap of stone');
  reader.trouble = reader.trouble.filter((line) => !line.includes('/build-a-heap-of-stone/'));
  await close(reader);
  const plain = await open(browser, host.root, { javaScriptEnabled: false });
  await plain.goto(host.root + 'tutorials/build-a-heap-of-stone/');
  plain.trouble = [];
  await plain.locator('main a[href$="search/"]').click();
  await plain.waitForURL(host.root + 'search/');
  await close(plain);
});

test('a missing address: a result is chosen by Enter, by an arrow and by a finger, and the search page does the same', async () => {
  const ways = {
    'Enter alone': [{}, 0, async (reader) => { await reader.locator('main input[type=search]').press('Enter'); }],
    'the second by arrows': [{}, 1, async (reader) => { for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await reader.locator('main input[type=search]').press(key); }],
    'a finger': [PHONE, 1, (reader) => reader.locator('main [role=option]').nth(1).tap()],
  };
  for (const address of ['stones/heap/', 'search/?q=stone+heap']) {
    for (const [way, [options, which, choose]] of Object.entries(ways)) {
      const reader = await open(browser, host.root, options);
      await reader.goto(host.root + address);
      await reader.locator('main [role=listbox]:not([aria-busy]) [role=option]').nth(1).waitFor();
      const wanted = await reader.locator('main [role=option]').nth(which).evaluate((option) => option.href);
      await choose(reader);
      await reader.waitForURL(wanted);
      reader.trouble = reader.trouble.filter((line) => !line.includes('/stones/heap/'));
      await close(reader);
    }
  }
});

test('a missing address of another language is answered in that language, and that can be taken back', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'ja/%E7%9F%B3/');
  await reader.locator('main [role=option][lang=ja][href*="/ja/tutorials/heap/"]').first().waitFor();
  await reader.locator('main .search-filters [aria-pressed=true]', { hasText: '日本語' }).click();
  await reader.locator('main [role=option][lang=ja]').first().waitFor({ state: 'detached' });
  reader.trouble = reader.trouble.filter((line) => !/404/.test(line));
  await close(reader);
});

test('a missing address: the folder of the site, the language and the kind are not asked for, a stray % stops nothing, and search comes first', async (t) => {
  const below = buildFiles(FILES, '--base-url', 'https://stones.example/stones-of-ours/');
  const there = await serve(below, '/stones-of-ours/');
  t.after(() => there.close());
  for (const [address, asked] of Object.entries({
    'faq/tall-heap/': 'tall heap', 'ja/faq/taller/': 'taller', 'JA/faq/100%/': '100', '%E7%9F%B3/index.html': '石', 'faq-old/heap/': 'faq old heap',
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
