// Search by keyboard, in the three forms in which a site can be published.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { arrived, choose, close, launch, open, section, type } from './browser.mjs';
import { build, serve } from './site.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const forms = {
  'at the root of a host': async () => {
    const site = build();
    return { site, ...(await serve(site)), address: (root, page) => root + page };
  },
  'below a folder of a host': async () => {
    const site = build('--base-url', 'https://host/repo/');
    return { site, ...(await serve(site, '/repo/')), address: (root, page) => root + page };
  },
  'on disk, by file://': async () => {
    const site = build('--links', 'relative');
    return { site, root: site.root, close() {}, address: (_, page) => site.file(page) };
  },
};

for (const [name, make] of Object.entries(forms)) {
  describe(`a site ${name}`, () => {
    let host;
    before(async () => (host = await make()));
    after(() => host?.close());

    test('a query typed on the home page leads to the section', async () => {
      const tutorial = host.site.below('tutorials')[0];
      const reader = await open(browser, host.root);
      await reader.goto(host.address(host.root, tutorial));
      const wanted = await section(reader);

      await reader.goto(host.address(host.root, ''));
      await type(reader, wanted.text);
      await choose(reader, (text) => text.includes(wanted.text));
      await reader.keyboard.press('Enter');
      await arrived(reader, wanted.id);
      assert.equal(reader.url().split('#')[0], host.address(host.root, tutorial));
      await close(reader);
    });

    test('a query typed on a page deep in the site leads there too', async () => {
      const [from, to] = [host.site.below('faq')[0], host.site.below('tutorials').at(-1)];
      const reader = await open(browser, host.root);
      await reader.goto(host.address(host.root, to));
      const title = (await reader.locator('h1').first().innerText()).replace(/\s+/g, ' ').trim();

      await reader.goto(host.address(host.root, from));
      await type(reader, title);
      await choose(reader, (text) => text.includes(title));
      await reader.keyboard.press('Enter');
      await reader.waitForURL((url) => url.href.split('#')[0] === host.address(host.root, to));
      await close(reader);
    });

    test('an unfinished and a misspelt word find the page', async () => {
      const tutorial = host.site.below('tutorials')[0];
      const reader = await open(browser, host.root);
      await reader.goto(host.address(host.root, tutorial));
      const title = (await reader.locator('h1').first().innerText()).trim();
      const word = title.match(/[A-Za-z]{6,}/g)?.sort((one, other) => other.length - one.length)[0];
      assert.ok(word, `“${title}” has no long word to try`);
      for (const query of [word.slice(0, -2), word.slice(0, 3) + word.slice(4)]) {
        await reader.goto(host.address(host.root, ''));
        await type(reader, query);
        await choose(reader, (text) => text.includes(title));
      }
      await close(reader);
    });

    test('a query in a language without spaces finds a page of that language', async () => {
      const [, translation] = host.site.translated('ja');
      const reader = await open(browser, host.root);
      await reader.goto(host.address(host.root, translation));
      const title = (await reader.locator('h1').first().innerText()).trim();
      const words = title.match(/[\p{Script=Han}\p{Script=Katakana}ー]{2,}/u)?.[0];
      assert.ok(words, `“${title}” has no word to try`);
      await type(reader, words);
      await choose(reader, (text) => text.includes(title));
      await reader.keyboard.press('Enter');
      await reader.waitForURL((url) => url.href.split('#')[0] === host.address(host.root, translation));
      await close(reader);
    });

    test('the page at /search/ answers a query', async () => {
      const reader = await open(browser, host.root);
      await reader.goto(host.address(host.root, host.site.below('tutorials')[0]));
      const title = (await reader.locator('h1').first().innerText()).trim();
      await reader.goto(host.address(host.root, 'search/'));
      const field = reader.locator('main input[type=search]');
      await field.fill(title);
      await reader.locator('main a', { hasText: title }).first().click();
      await reader.waitForURL((url) => url.href.split('#')[0] === host.address(host.root, host.site.below('tutorials')[0]));
      await close(reader);
    });
  });
}

describe('the search dialog', () => {
  let site, host;
  before(async () => {
    site = build();
    host = await serve(site);
  });
  after(() => host?.close());

  test('Esc closes it and the focus returns to where it was', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    const opener = reader.locator('[data-search-open]:visible').first();
    for (const how of ['Enter', '/']) {
      await opener.focus();
      await reader.keyboard.press(how);
      await reader.locator('dialog[open] input[type=search]').waitFor();
      await reader.waitForFunction(() => document.activeElement?.matches('dialog[open] input[type=search]'));
      await reader.keyboard.type('site');
      await reader.locator('dialog[open] [role=option]').first().waitFor();
      await reader.keyboard.press('Escape');
      // The first Esc may clear the field, as search fields do; the second closes.
      if (await reader.locator('dialog[open]').count()) await reader.keyboard.press('Escape');
      await reader.locator('dialog[open]').waitFor({ state: 'detached' });
      assert.ok(await opener.evaluate((element) => element === document.activeElement), `focus is lost after ${how} and Esc`);
    }
    await close(reader);
  });

  test('Ctrl K opens it, a click opens it', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await reader.keyboard.press('Control+k');
    await reader.locator('dialog[open] input[type=search]').waitFor();
    await reader.goto(host.root);
    await reader.locator('[data-search-open]:visible').first().click();
    await reader.locator('dialog[open] input[type=search]').waitFor();
    await close(reader);
  });

  test('Enter pressed before the results are there waits for those of the whole query', async () => {
    const reader = await open(browser, host.root);
    const wanted = site.below('tutorials').at(-1);
    await reader.goto(host.root + wanted);
    const title = (await reader.locator('h1').first().innerText()).replace(/\s+/g, ' ').trim();
    await reader.goto(host.root);
    await reader.route('**/search/**', async (route) => {
      await new Promise((done) => setTimeout(done, 100));
      await route.continue();
    });
    await reader.keyboard.press('/');
    await reader.locator('dialog[open] input[type=search]').waitFor();
    await reader.keyboard.type(title);
    await reader.keyboard.press('Enter');
    await reader.waitForURL((url) => url.href.split('#')[0] === host.root + wanted);
    await close(reader);
  });

  test('a slash typed into a field stays a slash', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/');
    const field = reader.locator('main input[type=search]');
    await field.focus();
    await reader.keyboard.type('a/b');
    assert.equal(await field.inputValue(), 'a/b');
    assert.equal(await reader.locator('dialog[open]').count(), 0);
    await close(reader);
  });

  test('a query that nothing answers says so', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await reader.keyboard.press('/');
    await reader.locator('dialog[open] input[type=search]').waitFor();
    await reader.keyboard.type('qqzzxxyy');
    await reader.waitForFunction(() => {
      const status = document.querySelector('dialog[open] [role=status], dialog[open] [aria-live]');
      return status?.textContent.trim();
    });
    assert.equal(await reader.locator('dialog[open] [role=option]').count(), 0);
    await close(reader);
  });

  test('no byte of it is loaded before the reader shows intent', async () => {
    const reader = await open(browser, host.root);
    const asked = [];
    reader.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await reader.goto(host.root + site.below('tutorials')[0]);
    await reader.waitForLoadState('networkidle');
    assert.deepEqual(asked.filter((address) => address.startsWith('/search/')), []);
    await close(reader);
  });
});
