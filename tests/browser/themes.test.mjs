// Looks by configuration: another theme, fonts, links of header and footer, sections of the home page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, close, hosted, open, violations } from './browser.mjs';
import { buildFiles, serve } from './site.mjs';

const text = '\n\nA heap of stones shows the way.\n\n## Why\n\n- One\n- Two\n\n```console\n$ cairn build\n```\n\n> [!TIP]\n> Look.\n';
const FILES = {
  'content/index.md': '---\ntitle: Stones\n---\n\nWelcome.\n',
  'content/tutorials/heap.md': `---\ntitle: Build a heap\nlevel: beginner\narea: stones\n---${text}`,
  'content/tutorials/path.md': `---\ntitle: Mark a path\n---${text}`,
  'content/faq/tall.md': '---\ntitle: How tall?\nshort_answer: As tall as you.\n---\n\nOr a little less.\n',
};

let browser, site, host;
const CONFIG = 'title: Stones\ntheme:\n  name: broadsheet\n  code_font: \'"Courier New"\'\n  home: [areas, kinds]\n  footer: [{Imprint: "https://stones.example/"}]\nnav: [/faq/, {Lessons: /tutorials/}, /tutorials/heap/]\n';
hosted(() => buildFiles({ 'cairn.yml': CONFIG, ...FILES }), (made) => ({ browser, site, host } = made));

test('header, footer and home page hold what the configuration lists', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root);
  assert.deepEqual(await reader.locator('.kinds a').allInnerTexts(), ['Questions', 'Lessons', 'Build a heap']);
  assert.equal(await reader.locator('.foot a', { hasText: 'Imprint' }).getAttribute('href'), 'https://stones.example/');
  assert.deepEqual(await reader.locator('main h2').allInnerTexts(), ['Areas', 'Sections']);
  assert.equal(await reader.locator('main', { hasText: 'Welcome.' }).count(), 0);
  await reader.locator('.kinds a', { hasText: 'Build a heap' }).click();
  await reader.locator('.kinds a[aria-current]', { hasText: 'Build a heap' }).waitFor();
  assert.match(await reader.locator('pre').first().evaluate((pre) => getComputedStyle(pre).fontFamily), /Courier New/);
  await close(reader);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the second theme has no violation and nothing scrolls sideways in ${colorScheme}`, async () => {
    for (const view of [{}, PHONE, { viewport: { width: 320, height: 640 } }]) {
      const reader = await open(browser, host.root, { colorScheme, ...view });
      for (const page of ['', 'tutorials/', 'tutorials/heap/', 'faq/tall/', 'search/', '404.html']) {
        await reader.goto(host.root + page);
        assert.deepEqual(await violations(reader), [], page);
        assert.equal(await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, page);
      }
      await close(reader);
    }
  });
}

test('print leaves out what is for the screen, and keeps the text black on white with whole addresses', async () => {
  const site = buildFiles({ 'cairn.yml': 'title: Stones\ntheme: {hue: 20}\n', 'faq/a.md': '---\ntitle: Why?\nshort_answer: Because.\n---\n\n## One\n\nSee [them](https://stones.example/x), [here](b.md) and [below](#two).\n\n## Two\n\n:::details More\n\nInside.\n\n:::\n', 'faq/b.md': '# B\n' });
  const host = await serve(site);
  const reader = await open(browser, host.root, { colorScheme: 'dark' });
  await reader.goto(host.root + 'faq/a/');
  await reader.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const gone of ['.top', '.side', '.toc', '.foot', '.crumbs', '.answer button']) {
    assert.equal(await reader.locator(gone).first().isVisible(), false, gone);
  }
  const style = (selector, name, pseudo = null) => reader.evaluate(([selector, name, pseudo]) => getComputedStyle(document.querySelector(selector), pseudo)[name], [selector, name, pseudo]);
  assert.equal(await style('body', 'color'), 'rgb(0, 0, 0)');
  assert.equal(await style('body', 'backgroundColor'), 'rgb(255, 255, 255)');
  assert.match(await style('.prose a[href^="https"]', 'content', '::after'), /stones\.example/);
  // A browser tells it before it prints.
  await reader.evaluate(() => { dispatchEvent(new Event('beforeprint')); });
  assert.equal(await style('.prose a[href$="/b/"]', 'content', '::after'), `" (${host.root}faq/b/)"`);
  assert.equal(await style('.prose a[href="#two"]', 'content', '::after'), 'none');
  assert.equal(await style('.prose a[href$="/b/"]', 'color'), 'rgb(0, 0, 0)');
  assert.equal(await reader.getByText('Inside.').isVisible(), true, 'what is folded is printed');
  await close(reader);
  host.close();
});

test('in forced colours borders and outlines say what colours said', async () => {
  const site = buildFiles({ 'cairn.yml': 'title: Stones\n', 'faq/a.md': '---\ntitle: Why?\nshort_answer: Because.\nstatus: outdated\n---\n\n> [!WARNING]\n> Mind it.\n', 'faq/b.md': '# B\n\nText.\n' });
  const host = await serve(site);
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'faq/a/');
  const style = (selector, name) => reader.evaluate(([selector, name]) => getComputedStyle(document.querySelector(selector))[name], [selector, name]);
  assert.equal(await style('.banner', 'borderTopStyle'), 'none');
  await reader.emulateMedia({ forcedColors: 'active' });
  for (const box of ['.banner', '.alert', '.answer']) assert.equal(await style(box, 'borderTopStyle'), 'solid', box);
  assert.equal(await style('.side [aria-current]', 'outlineStyle'), 'solid');
  await close(reader);
  host.close();
});

test('the preview of a template is filled in as the reader types, and so is its text', async () => {
  const text = '---\ntitle: Letter\nlicense: CC0-1.0\nvariables: [{name: who}]\n---\n\n```markdown title="letter.md"\n# Dear {{who}}\n\nHello **{{who}}**.\n```\n';
  const host = await serve(buildFiles({ 'cairn.yml': 'title: Stones\n', 'templates/letter.md': text }));
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'templates/letter/');
  const preview = reader.locator('[data-preview]');
  assert.match(await preview.innerText(), /Dear \{\{who\}\}/);
  await reader.locator('[data-workshop] mark').first().waitFor();
  await reader.locator('[data-name=who]').fill('<b>Ann</b>');
  assert.match(await preview.innerText(), /Dear <b>Ann<\/b>[^]*Hello <b>Ann<\/b>\./);
  assert.match(await reader.locator('[data-payload]').innerText(), /Hello \*\*<b>Ann<\/b>\*\*/);
  assert.equal(await preview.locator('b').count(), 0, 'what is typed is text');
  await close(reader);
  host.close();
});

test('a tutorial begins with what one has at the end and with what to read first, which is checked off and printed', async () => {
  const host = await serve(buildFiles({
    'cairn.yml': 'title: Stones\n',
    'tutorials/heap.md': '---\ntitle: Build a heap\noutcome: A heap that **stands**.\nprerequisites: [stones.md]\n---\n\nBegin.\n',
    'tutorials/stones.md': '# Find stones\n\nLook.\n',
  }));
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'tutorials/heap/');
  assert.match(await reader.locator('.outcome').innerText(), /A heap that stands\./);
  assert.match(await reader.locator('.first a').getAttribute('href'), /tutorials\/stones\/$/);
  await reader.locator('.first .check').check();
  await reader.reload();
  await reader.locator('.first .check:checked').waitFor();
  await reader.emulateMedia({ media: 'print' });
  assert.equal(await reader.locator('.first a').isVisible(), true);
  await close(reader);
  host.close();
});
