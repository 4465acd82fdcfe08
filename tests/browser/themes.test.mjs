// Looks by configuration: another theme, fonts, links of header and footer, sections of the home page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, close, launch, open, violations } from './browser.mjs';
import { buildFiles, serve } from './site.mjs';

const text = '\n\nA heap of stones shows the way.\n\n## Why\n\n- One\n- Two\n\n```console\n$ cairn build\n```\n\n> [!TIP]\n> Look.\n';
const FILES = {
  'content/index.md': '---\ntitle: Stones\n---\n\nWelcome.\n',
  'content/tutorials/heap.md': `---\ntitle: Build a heap\nlevel: beginner\narea: stones\n---${text}`,
  'content/tutorials/path.md': `---\ntitle: Mark a path\n---${text}`,
  'content/faq/tall.md': '---\ntitle: How tall?\nshort_answer: As tall as you.\n---\n\nOr a little less.\n',
};

let browser, site, host;
before(async () => {
  browser = await launch();
  const config = 'title: Stones\ntheme:\n  name: broadsheet\n  code_font: \'"Courier New"\'\n  home: [areas, kinds]\n  footer: [{Imprint: "https://stones.example/"}]\nnav: [/faq/, {Lessons: /tutorials/}, /tutorials/heap/]\n';
  site = buildFiles({ 'cairn.yml': config, ...FILES });
  host = await serve(site);
});
after(async () => {
  host?.close();
  await browser?.close();
});

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
      for (const page of ['', 'tutorials/', 'tutorials/heap/', 'faq/tall/', 'search/']) {
        await reader.goto(host.root + page);
        assert.deepEqual(await violations(reader), [], page);
        assert.equal(await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, page);
      }
      await close(reader);
    }
  });
}
