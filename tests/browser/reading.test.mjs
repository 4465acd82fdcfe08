// What a reader does beside searching: languages, the colour scheme, copying code, and all of it without scripts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PHONE, close, hosted, open } from './browser.mjs';
import { build } from './site.mjs';

let browser, site, host;
hosted(build, (made) => ({ browser, site, host } = made));

// A link that may stand inside a closed `<details>` is reached as a reader reaches it.
async function follow(link) {
  await link.waitFor({ state: 'attached' });
  if (!(await link.isVisible())) await link.locator('xpath=ancestor::details[1]/summary').click();
  await link.click();
}

test('every sort of page loads without an error and without a request to anybody else', async () => {
  const reader = await open(browser, host.root);
  for (const page of site.sample(2)) {
    await reader.goto(host.root + page);
    assert.equal(await reader.locator('main').count(), 1, `${page} has no single main`);
    assert.equal(await reader.locator('h1').count(), 1, `${page} has no single h1`);
  }
  await close(reader);
});

test('switching the language stays on the page, and back', async () => {
  const [page, translation] = site.translated('ja');
  const reader = await open(browser, host.root);
  await reader.goto(host.root + page);
  await follow(reader.locator('header a[hreflang="ja"], header a[lang="ja"]').first());
  await reader.waitForURL(host.root + translation);
  assert.equal(await reader.locator('html').getAttribute('lang'), 'ja');
  await follow(reader.locator('header a[hreflang="en"], header a[lang="en"]').first());
  await reader.waitForURL(host.root + page);
  await close(reader);
});

describe('the colour scheme', () => {
  const paper = (reader) => reader.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);

  for (const system of ['light', 'dark']) {
    test(`is switched and remembered where the system is ${system}`, async () => {
      const reader = await open(browser, host.root, { colorScheme: system });
      await reader.goto(host.root);
      const before = await paper(reader);
      const toggle = reader.locator('[data-theme-toggle]:visible').first();
      // System, light, dark follow one another: at most two presses until something is to be seen.
      for (let i = 0; i < 2 && (await paper(reader)) === before; i++) {
        await toggle.click();
        await reader.waitForTimeout(300);
      }
      const chosen = await paper(reader);
      assert.notEqual(chosen, before, 'pressing the switch changed no colour');
      await reader.reload();
      assert.equal(await paper(reader), chosen, 'forgotten after a reload');
      await reader.goto(host.root + site.below('tutorials')[0]);
      assert.equal(await paper(reader), chosen, 'forgotten on another page');
      await close(reader);
    });
  }

  test('follows the system until somebody chooses', async () => {
    const colours = [];
    for (const colorScheme of ['light', 'dark']) {
      const reader = await open(browser, host.root, { colorScheme });
      await reader.goto(host.root);
      colours.push(await paper(reader));
      await close(reader);
    }
    assert.notEqual(colours[0], colours[1]);
  });
});

test('copying a code block takes the commands without their prompts', async () => {
  const page = [...site.below('tutorials'), ...site.below('faq')].find((page) =>
    site.html(page).match(/<pre[\s\S]*?<\/pre>/g)?.some((block) => /^\$ /m.test(block.replace(/<[^>]*>/g, ''))),
  );
  assert.ok(page, 'content-example has no code block with a `$ ` prompt');
  const reader = await open(browser, host.root, { permissions: ['clipboard-read', 'clipboard-write'] });
  await reader.goto(host.root + page);
  const blocks = reader.locator('main pre', { hasText: /(^|\n)\s*\$ / });
  const block = blocks.first();
  const commands = (await block.locator('code').innerText()).split('\n').filter((line) => /^\$ /.test(line)).map((line) => line.slice(2).trimEnd());
  assert.ok(commands.length, 'the block has no prompt as text');
  await block.hover();
  const button = block.locator('xpath=ancestor::*[descendant::button][1]').locator('button').filter({ hasText: /copy/i })
    .or(block.locator('xpath=ancestor::*[descendant::button][1]').locator('button[aria-label*="opy"], button[data-copy]')).first();
  await button.click();
  await reader.waitForFunction(async () => (await navigator.clipboard.readText()) !== '');
  const copied = (await reader.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.trimEnd());
  for (const command of commands) assert.ok(copied.includes(command), `“${command}” is not in what was copied: ${copied.join(' ⏎ ')}`);
  assert.deepEqual(copied.filter((line) => line.startsWith('$ ')), []);
  // Who does not see the button change is told.
  await reader.waitForFunction(() => [...document.querySelectorAll('[role=status], [aria-live=polite]')].some((status) => status.textContent.trim()));
  await close(reader);
});

describe('without scripts', () => {
  let reader;
  before(async () => (reader = await open(browser, host.root, { javaScriptEnabled: false })));
  after(() => close(reader));

  test('every kind of page shows its text and its credits', async () => {
    for (const kind of ['tutorials', 'faq', 'templates']) {
      await reader.goto(host.root + site.below(kind)[0]);
      assert.ok((await reader.locator('main').innerText()).length > 300, `${kind}: hardly any text`);
      assert.ok(await reader.locator('header a:visible').count(), `${kind}: no links in the header`);
      assert.ok(await reader.locator('main a[href*="people/"]:visible').count(), `${kind}: nobody is credited`);
    }
  });

  test('the home page leads to a page by links alone', async () => {
    await reader.goto(host.root);
    await follow(reader.locator('a[href$="tutorials/"]').first());
    await reader.waitForURL(host.root + 'tutorials/');
    await reader.locator('main a[href*="tutorials/"]:not([href$=".xml"])').first().click();
    await reader.waitForURL((url) => url.href !== host.root + 'tutorials/');
    await reader.locator('h1').waitFor();
    await reader.waitForLoadState();
  });

  test('the search link leads to the indexes, and no form pretends to work', async () => {
    await reader.goto(host.root + site.below('tutorials')[0]);
    await follow(reader.locator('header a[href$="search/"]').first());
    await reader.waitForURL(host.root + 'search/');
    assert.equal(await reader.locator('form:visible, input[type=search]:visible').count(), 0);
    for (const index of ['tutorials/', 'faq/', 'templates/']) {
      const link = reader.locator(`main a[href$="${index}"]`).first();
      assert.ok(await link.isVisible(), `no link to ${index}`);
    }
    await reader.locator('main a[href$="faq/"]').first().click();
    await reader.waitForURL(host.root + 'faq/');
  });

  test('no button is shown that only a script could answer', async () => {
    const page = site.pages.find((page) => page.startsWith('tutorials/') && /<pre/.test(site.html(page)));
    await reader.goto(host.root + page);
    assert.deepEqual(await reader.locator('button:visible').allInnerTexts(), []);
  });

  test('switching the language works', async () => {
    const [page, translation] = site.translated('ja');
    await reader.goto(host.root + page);
    await follow(reader.locator('header a[hreflang="ja"], header a[lang="ja"]').first());
    await reader.waitForURL(host.root + translation);
  });
});

test('an old, missing address gets a page that helps, wherever it is', async () => {
  const reader = await open(browser, host.root);
  const answer = await reader.goto(host.root + 'tutorials/no-such-page/deep/');
  assert.equal(answer.status(), 404);
  await reader.locator('main a[href]').first().waitFor();
  // The address itself is missing, as it should be; nothing that its page needs may be.
  reader.trouble = reader.trouble.filter((line) => !line.includes('/no-such-page/deep/'));
  await close(reader);
});

test('between a phone and a wide window nothing of the header lies on anything else', async () => {
  for (const width of [800, 900, 1024, 1200, 1440]) {
    const reader = await open(browser, host.root, { viewport: { width, height: 900 } });
    for (const page of ['', site.below('tutorials')[0]]) {
      await reader.goto(host.root + page);
      const trouble = await reader.evaluate(() => {
        const boxes = [...document.querySelectorAll('.bar > *')].map((element) => element.getBoundingClientRect()).filter((box) => box.width > 0);
        const name = document.querySelector('.name');
        const over = boxes.slice(1).filter((box, at) => box.left < boxes[at].right - 0.5).length;
        return [over, name.scrollWidth - name.clientWidth, document.documentElement.scrollWidth - innerWidth, new Set(boxes.map((box) => Math.round((box.top + box.bottom) / 2))).size - 1];
      });
      assert.deepEqual(trouble, [0, 0, 0, 0], `${page || 'home'} at ${width}`);
    }
    await close(reader);
  }
});

describe('on a narrow phone', () => {
  test('nothing makes the page scroll sideways at 320 pixels', async () => {
    const reader = await open(browser, host.root, { ...PHONE, viewport: { width: 320, height: 640 } });
    const wide = [];
    for (const page of [...site.sample(2), '404.html']) {
      await reader.goto(host.root + page);
      const width = await reader.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${page || 'home'}: ${width}`);
    }
    assert.deepEqual(wide, []);
    await close(reader);
  });

  test('the menu opens, leads somewhere, and Esc closes it', async () => {
    const reader = await open(browser, host.root, PHONE);
    await reader.goto(host.root + site.below('tutorials')[0]);
    const opener = reader.locator('[data-menu-open]:visible').first();
    await opener.click();
    await reader.locator('dialog[open] a:visible').first().waitFor();
    await reader.keyboard.press('Escape');
    await reader.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.ok(await opener.evaluate((element) => element === document.activeElement), 'the focus is lost');
    await close(reader);
  });
});
