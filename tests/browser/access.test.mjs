// Accessibility as far as a machine can tell: axe finds nothing, in light and dark, on every kind of page.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, close, hosted, open, type, violations } from './browser.mjs';
import { build } from './site.mjs';

let browser, site, host;
hosted(build, (made) => ({ browser, site, host } = made));

const pages = {
  home: () => '',
  'a tutorial': () => site.below('tutorials')[0],
  'a tutorial with code': () => site.pages.find((page) => page.startsWith('tutorials/') && /<pre/.test(site.html(page))),
  'an FAQ': () => site.below('faq')[0],
  'a template': () => site.below('templates')[0],
  'a list': () => 'tutorials/',
  people: () => 'people/',
  'a person': () => site.below('people')[0],
  community: () => 'community/',
  'the search page': () => 'search/',
  'a Japanese page': () => site.translated('ja')[1],
};

for (const colorScheme of ['light', 'dark']) {
  describe(`in ${colorScheme}`, () => {
    for (const [name, page] of Object.entries(pages)) {
      test(`${name} has no violation`, async () => {
        const reader = await open(browser, host.root, { colorScheme });
        await reader.goto(host.root + page());
        assert.deepEqual(await violations(reader), []);
        await close(reader);
      });
    }

    test('the search page with the dialog open and results has no violation', async () => {
      const reader = await open(browser, host.root, { colorScheme });
      await reader.goto(host.root + 'search/');
      await reader.locator('[data-search-open]:visible').first().click();
      await reader.locator('dialog[open] input[type=search]').waitFor();
      await reader.keyboard.type('site');
      await reader.locator('dialog[open] [role=option]').first().waitFor();
      await reader.keyboard.press('ArrowDown');
      assert.deepEqual(await violations(reader), []);
      await close(reader);
    });

    test('a tutorial with the dialog open and results has no violation', async () => {
      const reader = await open(browser, host.root, { colorScheme });
      await reader.goto(host.root + site.below('tutorials')[0]);
      await type(reader, 'site');
      assert.deepEqual(await violations(reader), []);
      await close(reader);
    });

    test('all filters, recent queries, no result and the marks where a result leads have no violation', async () => {
      const reader = await open(browser, host.root, { colorScheme });
      await reader.goto(host.root + site.below('tutorials')[0]);
      await type(reader, 'shallow clone');
      await reader.locator('dialog[open] [data-narrow]').click();
      const filters = reader.locator('dialog[open] .search-groups button');
      await filters.first().click();
      await reader.locator('dialog[open] .search-groups [aria-pressed=true]').waitFor();
      assert.deepEqual(await violations(reader), [], 'with all filters');
      await reader.locator('dialog[open] .search-groups [aria-pressed=true]').click();
      await reader.locator('dialog[open] [role=option][href]').first().click();
      await reader.locator('.found-bar').waitFor();
      assert.deepEqual(await violations(reader), [], 'with marks');
      await reader.goto(host.root + 'search/');
      await reader.locator('main [role=option]').first().waitFor();
      assert.deepEqual(await violations(reader), [], 'with recent queries');
      await reader.locator('main input').fill('qqzzxxyy');
      await reader.locator('main .search-below a').waitFor();
      assert.deepEqual(await violations(reader), [], 'without result');
      await close(reader);
    });

    test('a tutorial on a phone has no violation, with the menu closed and open', async () => {
      const reader = await open(browser, host.root, { ...PHONE, colorScheme });
      await reader.goto(host.root + site.below('tutorials')[0]);
      assert.deepEqual(await violations(reader), []);
      await reader.locator('[data-menu-open]:visible').first().click();
      await reader.locator('dialog[open] a:visible').first().waitFor();
      assert.deepEqual(await violations(reader), []);
      await reader.keyboard.press('Escape');
      await type(reader, 'site');
      assert.deepEqual(await violations(reader), [], 'with filters and results');
      await close(reader);
    });
  });
}
