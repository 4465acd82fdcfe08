// Search by keyboard, in the three forms in which a site can be published.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { arrived, choose, close, launch, open, section, type } from './browser.mjs';
import { build, cairn, example, serve } from './site.mjs';

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
      await reader.locator('.found-bar').waitFor();
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

// The results in the dialog, or in the search page (`main`).
const options = (reader, where = 'dialog[open]') => reader.locator(`${where} [role=listbox]:not([aria-busy]) [role=option]`);

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

  test('what is typed last is answered, however late the answer to what was typed before', async () => {
    const reader = await open(browser, host.root);
    // A client that takes its time over the first query.
    const client = (query) => new Promise((done) => setTimeout(done, query === 'slow' ? 400 : 0, { results: [{ url: '/faq/', title: query, kind: 'faq', lang: 'en', excerpt: '' }], total: 1, more: false, facets: {} }));
    await reader.route('**/search/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body: `export const open = async () => ({ search: ${client} });` }));
    await reader.goto(host.root);
    await reader.keyboard.press('/');
    const field = reader.locator('dialog[open] input[type=search]');
    await field.fill('quick');
    await options(reader).filter({ hasText: 'quick' }).waitFor();
    await field.fill('slow');
    await reader.waitForTimeout(100);
    await field.fill('last');
    await options(reader).filter({ hasText: 'last' }).waitFor();
    await reader.waitForTimeout(500);
    assert.match(await options(reader).innerText(), /last/);
    await close(reader);
  });

  test('results are grouped by page, each group named after it, and the arrows go round', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'site');
    const groups = await reader.locator('dialog[open] [role=listbox] > [role=group]').evaluateAll((all) =>
      all.map((group) => [group.getAttribute('aria-label'), group.querySelector('strong').textContent, new Set([...group.querySelectorAll('[role=option]')].map((option) => option.href.split('#')[0])).size]),
    );
    assert.ok(groups.length > 1);
    for (const [label, title, pages] of groups) assert.deepEqual([label, pages], [title, 1]);
    const count = await options(reader).count();
    assert.equal(await options(reader).first().getAttribute('aria-selected'), 'true');
    await reader.keyboard.press('ArrowUp');
    assert.equal(await options(reader).nth(count - 1).getAttribute('aria-selected'), 'true');
    await reader.keyboard.press('ArrowDown');
    assert.equal(await options(reader).first().getAttribute('aria-selected'), 'true');
    assert.equal(await reader.locator('dialog[open] [aria-selected=true]').count(), 1);
    await close(reader);
  });

  test('Ctrl Enter opens the result beside the page, marked too', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'shallow clone');
    const wanted = await options(reader).first().getAttribute('href');
    const [other] = await Promise.all([reader.context().waitForEvent('page'), reader.keyboard.press('Control+Enter')]);
    await other.waitForURL(wanted);
    await other.locator('main mark.found').first().waitFor();
    assert.equal(reader.url(), host.root);
    await close(reader);
  });

  test('how many results there are is said to those who do not see them', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'shallow');
    const said = reader.locator('dialog[open] [role=status]');
    const all = await reader.locator('dialog[open] .search-below').innerText();
    const count = /\((\d+)\)/.exec(all)?.[1] ?? String(await options(reader).count());
    await said.filter({ hasText: new RegExp(`(^|\\D)${count}$`) }).waitFor({ state: 'attached' });
    assert.ok(!(await said.evaluate((element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1)));
    await close(reader);
  });

  test('a filter narrows the results to as many as it says, keeps the focus, and is taken back', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/?q=site');
    await options(reader, 'main').first().waitFor();
    // A filter counts pages; under a page stand further sections of it.
    const pages = (wanted) => reader.waitForFunction((wanted) => document.querySelectorAll('main .search-results > [role=group]').length === wanted, wanted);
    const before = await reader.locator('main .search-results > [role=group]').count();
    const filter = reader.locator('main .search-filters button', { hasText: 'Tutorial' });
    const count = Number(await filter.locator('small').innerText());
    await filter.focus();
    await reader.keyboard.press('Enter');
    await reader.locator('main [aria-pressed=true]').waitFor();
    await pages(Math.min(count, 20));
    for (const href of await options(reader, 'main').evaluateAll((all) => all.map((option) => option.href))) assert.match(href, /\/tutorials\//);
    assert.ok(await filter.evaluate((element) => element === document.activeElement), 'the focus is lost');
    await reader.keyboard.press('Enter');
    await pages(before);
    await close(reader);
  });

  test('all filters have names and counts; one of them leads to another language', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'git');
    await reader.locator('dialog[open] [data-narrow]').click();
    assert.equal(await reader.locator('dialog[open] [data-narrow]').getAttribute('aria-expanded'), 'true');
    const group = (name) => reader.locator(`dialog[open] .search-groups [role=group]`, { has: reader.locator('p', { hasText: name }) });
    for (const name of ['Area', 'Topic', 'Level', 'Person', 'Language']) {
      await group(name).first().waitFor();
      for (const text of await group(name).locator('button:not([aria-label])').allInnerTexts()) assert.match(text, /\S\s*\d+$/, `${name}: ${text}`);
    }
    // An area is called as the configuration calls it.
    await group('Area').locator('button', { hasText: 'People and credits' }).waitFor();
    await group('Language').locator('button', { hasText: '日本語' }).click();
    await reader.waitForFunction(() => {
      const found = [...document.querySelectorAll('dialog[open] [role=option]')];
      return found.length && found.every((option) => option.pathname.startsWith('/ja/') && option.lang === 'ja');
    });
    await close(reader);
  });

  test('where a filter leaves nothing, searching without it is offered, and asking', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/?q=shallow&tag=no-such-tag');
    const without = reader.locator('main button', { hasText: 'without filters' });
    await without.waitFor();
    assert.equal(await options(reader, 'main').count(), 0);
    assert.equal(await reader.locator('main .search-below a').getAttribute('href'), await reader.locator('html').getAttribute('data-ask'));
    await without.click();
    await options(reader, 'main').first().waitFor();
    assert.equal(new URL(reader.url()).search, '?q=shallow');
    await close(reader);
  });

  test('where nothing is found there is nothing to narrow down, but the other languages', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await reader.keyboard.press('/');
    await reader.locator('dialog[open] input[type=search]').fill('チュートリアル');
    const narrow = reader.locator('dialog[open] [data-narrow]', { hasText: 'Language' });
    await narrow.click();
    await reader.locator('dialog[open] .search-groups button', { hasText: '日本語' }).click();
    await options(reader).first().waitFor();
    assert.match(await options(reader).first().getAttribute('lang'), /ja/);
    await close(reader);
  });

  test('what could not be loaded is loaded when the reader tries again', async () => {
    const reader = await open(browser, host.root);
    await reader.route('**/search/en/entry.bin', (route) => route.abort());
    await reader.goto(host.root);
    await reader.keyboard.press('/');
    await reader.locator('dialog[open] input[type=search]').fill('shallow clone');
    const again = reader.locator('dialog[open] button', { hasText: 'Try again' });
    await again.waitFor();
    await reader.unroute('**/search/en/entry.bin');
    await again.click();
    await options(reader).first().waitFor();
    assert.equal(await again.count(), 0);
    assert.equal(await reader.evaluate(() => document.activeElement.type), 'search');
    // What went wrong was meant to.
    assert.ok(reader.trouble.every((trouble) => trouble.includes('entry.bin')));
    await reader.context().close();
  });

  test('an index that was published anew while the page was open is read again', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'shallow');
    let gone = true;
    await reader.route('**/search/en/pieces/**', (route) => (gone ? route.fulfill({ status: 404, body: '' }) : route.continue()));
    await reader.route('**/search/en/entry.bin', (route) => ((gone = false), route.continue()));
    await reader.locator('dialog[open] input[type=search]').fill('glossary translation badge');
    await reader.waitForFunction(() => document.querySelector('dialog[open] [role=listbox]:not([aria-busy]) [role=option] mark')?.textContent.match(/gloss|transl|badge/i));
    assert.equal(gone, false);
    assert.ok(reader.trouble.every((trouble) => trouble.includes('/pieces/')), reader.trouble.join());
    await reader.context().close();
  });

  test('one letter finds words that begin with it', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'b');
    assert.match((await options(reader).first().locator('mark').first().innerText()).toLowerCase(), /^b/);
    await close(reader);
  });

  test('the command line prints the same list in the same order', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    const queries = ['how do I clone a shallow repository', 'titels', 'back up', '"pull request"', 'badge -"pull request"', 'cred', 'log in', 'cairn.yml'];
    for (const query of queries) {
      const shown = await reader.evaluate(async (query) => {
        const { open } = await import('/search/client.js');
        const { results, total, more } = await (await open({ base: '/', lang: 'en' })).search(query);
        return { total, more, list: results.map(({ url, title, section = '', anchor = '', excerpt, score }) => ({ url: decodeURI(url), title, section, anchor, excerpt, score })) };
      }, query);
      const { results, total, more } = JSON.parse(cairn('search', '--json', '--no-cache', '--', query, example));
      const list = results.map(({ url, title, section, anchor, excerpt, score }) => ({ url, title, section, anchor, excerpt, score }));
      assert.ok(list.length > 0, query);
      assert.deepEqual({ total, more, list }, shown, query);
      // What is read by people has the same titles in the same order.
      const printed = cairn('search', '--no-cache', '--', query, example).match(/^ *\d+\. .*$/gm).map((line) => line.replace(/^ *\d+\. /, ''));
      assert.deepEqual(printed, list.map(({ title, section }) => (section ? `${title} › ${section}` : title)), query);
    }
    await close(reader);
  });

  test('recent queries come back by the arrows, stay in this browser, and are forgotten when told to', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'shallow clone');
    await reader.keyboard.press('Enter');
    await reader.waitForURL((url) => url.href !== host.root);
    await reader.goto(host.root);
    await reader.keyboard.press('/');
    const before = reader.locator('dialog[open] .search-recent [role=option]', { hasText: 'shallow clone' });
    await before.waitFor();
    await reader.keyboard.press('ArrowDown');
    await reader.keyboard.press('Enter');
    await reader.locator('dialog[open] [role=option][href]').first().waitFor();
    assert.equal(await reader.locator('dialog[open] input').inputValue(), 'shallow clone');
    await reader.locator('dialog[open] input').fill('');
    await before.waitFor();
    await reader.locator('dialog[open] button', { hasText: 'Clear' }).click();
    await before.waitFor({ state: 'detached' });
    assert.equal(await reader.evaluate(() => localStorage.getItem('cairn-recent')), null);
    await close(reader);
  });

  test('a query is text, whatever it looks like', async () => {
    const reader = await open(browser, host.root);
    const query = '<img src=x onerror=alert(1)><b>shallow</b>';
    await reader.goto(host.root + 'search/?q=' + encodeURIComponent(query) + '&lang=%22x&kind=__proto__');
    await reader.locator('main .search-below p').first().waitFor();
    assert.equal(await reader.locator('main input[type=search]').inputValue(), query);
    assert.equal(await reader.locator('main .search-panel img, main .search-panel b').count(), 0);
    await close(reader);
  });
});

describe('the search page', () => {
  let site, host;
  before(async () => {
    site = build();
    host = await serve(site);
  });
  after(() => host?.close());

  test('its address is what was asked, and opens the same again', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/');
    await reader.locator('main input[type=search]').fill('site');
    await options(reader, 'main').first().waitFor();
    await reader.locator('main .search-filters button', { hasText: 'Question' }).click();
    await reader.waitForURL((url) => url.search === '?q=site&kind=faq');
    await reader.locator('main [aria-pressed=true]').waitFor();
    const hrefs = () => options(reader, 'main').evaluateAll((all) => all.map((option) => option.href));
    const before = await hrefs();
    assert.match(await reader.title(), /^site/);
    await reader.goto('about:blank');
    await reader.goto(host.root + 'search/?q=site&kind=faq');
    await options(reader, 'main').first().waitFor();
    assert.deepEqual(await hrefs(), before);
    assert.equal(await reader.locator('main [aria-pressed=true]').innerText().then((text) => /^Question/.test(text)), true);
    // What was asked only in passing is no step.
    reader.trouble = reader.trouble.filter((line) => !line.includes('about:blank'));
    await close(reader);
  });

  test('Back takes back a filter, then the query, and typing leaves one step and not one for each letter', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/?q=shallow');
    await options(reader, 'main').first().waitFor();
    const field = reader.locator('main input[type=search]');
    await field.fill('');
    await field.pressSequentially('site', { delay: 40 });
    await reader.waitForURL((url) => url.search === '?q=site');
    await options(reader, 'main').first().waitFor();
    await reader.locator('main .search-filters button', { hasText: 'Tutorial' }).click();
    await reader.waitForURL((url) => url.search === '?q=site&kind=tutorial');
    await reader.goBack();
    await reader.waitForFunction(() => location.search === '?q=site' && !document.querySelector('main [aria-pressed=true]'));
    await reader.goBack();
    await reader.waitForFunction(() => location.search === '?q=shallow' && document.querySelector('main input').value === 'shallow');
    await reader.locator('main [role=option]', { hasText: /shallow/i }).first().waitFor();
    await reader.goForward();
    await reader.waitForFunction(() => document.querySelector('main input').value === 'site');
    await close(reader);
  });

  test('“all results” of the dialog leads there with the query and its filters', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root);
    await type(reader, 'site');
    await reader.locator('dialog[open] .search-filters button', { hasText: 'Question' }).click();
    await reader.locator('dialog[open] [aria-pressed=true]').waitFor();
    const all = reader.locator('dialog[open] .search-below a[href*="search/"]');
    const count = Number(/\((\d+)\)/.exec(await all.innerText())[1]);
    await all.click();
    await reader.waitForURL(host.root + 'search/?q=site&kind=faq');
    await reader.waitForFunction((wanted) => document.querySelectorAll('main .search-results > [role=group]').length === wanted, Math.min(20, count));
    await close(reader);
  });

  test('more results are fetched when they are asked for', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'search/?q=the');
    await options(reader, 'main').first().waitFor();
    const before = await options(reader, 'main').count();
    await reader.locator('main button', { hasText: 'Show more' }).click();
    await reader.waitForFunction((few) => document.querySelectorAll('main [role=option]').length > few, before);
    const hrefs = await options(reader, 'main').evaluateAll((all) => all.map((option) => option.href));
    assert.equal(new Set(hrefs).size, hrefs.length);
    await close(reader);
  });
});

describe('the page where a result leads', () => {
  let site, host;
  before(async () => {
    site = build();
    host = await serve(site);
  });
  after(() => host?.close());

  // Searches from the home page and follows the first result that leads to a section.
  async function follow(reader, query) {
    await reader.goto(host.root);
    await type(reader, query);
    const found = reader.locator('dialog[open] [role=option][href*="#"]').first();
    const href = await found.getAttribute('href');
    await found.click();
    await reader.waitForURL(href);
    return decodeURIComponent(new URL(href).hash.slice(1));
  }

  test('has the words marked, and the section where it belongs', async () => {
    const reader = await open(browser, host.root);
    const id = await follow(reader, 'shallow clones');
    await reader.locator('main mark.found').first().waitFor();
    await arrived(reader, id);
    const words = (await reader.locator('main mark.found').allTextContents()).map((text) => text.toLowerCase());
    assert.ok(words.includes('shallow') && words.some((word) => word.startsWith('clone')), `marked are ${words}`);
    assert.deepEqual(words.filter((word) => !/^(shallow|clone)/.test(word)), []);
    assert.equal(await reader.locator('nav mark.found, button mark.found, footer mark.found').count(), 0);
    await close(reader);
  });

  test('is moved by no mark', async () => {
    const reader = await open(browser, host.root);
    await follow(reader, 'shallow clones');
    await reader.locator('main mark.found').first().waitFor();
    // Where every line of every paragraph ends.
    const places = () => reader.evaluate(() => [...document.querySelectorAll('main h2, main p, main li')].map((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return [...range.getClientRects()].map((line) => [line.bottom + scrollY, line.right]).at(-1) ?? [];
    }));
    await reader.waitForLoadState('networkidle');
    const marked = await places();
    await reader.keyboard.press('Escape');
    await reader.locator('main mark.found').first().waitFor({ state: 'detached' });
    // Letters that stand alone may be drawn a pixel further.
    const far = (await places()).flatMap((end, at) => end.map((place, axis) => Math.abs(place - marked[at][axis])));
    assert.ok(far.length && Math.max(...far) < 2, `${Math.max(...far)} pixels`);
    await close(reader);
  });

  test('may be the one that is open: the dialog closes, the section is there, and the words of the last query are marked', async () => {
    const reader = await open(browser, host.root);
    await follow(reader, 'shallow clones');
    await reader.locator('main mark.found').first().waitFor();
    const here = reader.url().split('#')[0];
    await reader.keyboard.press('/');
    await reader.locator('dialog[open] input[type=search]').waitFor();
    await reader.keyboard.type('two spellings, one person');
    const found = options(reader).and(reader.locator(`[href^="${here}#"]`)).first();
    await found.waitFor();
    const id = decodeURIComponent((await found.getAttribute('href')).split('#')[1]);
    await found.click();
    await reader.locator('dialog[open]').waitFor({ state: 'detached' });
    await arrived(reader, id);
    await reader.locator('main mark.found', { hasText: /spelling/i }).first().waitFor();
    assert.equal(await reader.locator('main mark.found', { hasText: /shallow/i }).count(), 0);
    assert.equal(await reader.locator('.found-bar').count(), 1);
    await close(reader);
  });

  for (const how of ['the button', 'Escape']) {
    test(`is as it was when ${how} takes the marks away, and later`, async () => {
      const reader = await open(browser, host.root);
      await follow(reader, 'shallow clones');
      await reader.locator('main mark.found').first().waitFor();
      const bar = reader.locator('.found-bar');
      assert.match(await bar.innerText(), /\d/);
      if (how === 'Escape') await reader.keyboard.press('Escape');
      else await bar.locator('button').click();
      await bar.waitFor({ state: 'detached' });
      assert.equal(await reader.locator('main mark.found').count(), 0);
      const text = () => reader.locator('main').evaluate((element) => [element.textContent, element.querySelectorAll('*').length]);
      const after = await text();
      await reader.reload();
      await reader.waitForLoadState('networkidle');
      assert.deepEqual(await text(), after);
      await close(reader);
    });
  }

  test('has none when nobody came from a search', async () => {
    const reader = await open(browser, host.root);
    await follow(reader, 'shallow clones');
    await reader.locator('main mark.found').first().waitFor();
    const here = reader.url().split('#')[0];
    const asked = [];
    reader.on('request', (request) => asked.push(request.url()));
    for (const page of [host.root + 'faq/', here]) {
      await reader.goto(page);
      await reader.waitForLoadState('networkidle');
      assert.equal(await reader.locator('main mark.found').count(), 0);
    }
    assert.deepEqual(asked.filter((address) => address.includes('/found.')), []);
    await close(reader);
  });

  test('has them in a language without spaces too', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + 'ja/');
    await type(reader, '公開');
    await options(reader).first().click();
    await reader.locator('main mark.found').first().waitFor();
    for (const word of await reader.locator('main mark.found').allTextContents()) assert.match(word, /公|開/);
    await close(reader);
  });
});
