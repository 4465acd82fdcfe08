// What a page adds while it is read: hints beside terms, footnotes and links, wrapped code, parts of a series that are
// finished, the text alone, filters, and all of it from right to left.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, close, hosted, launch, open } from './browser.mjs';
import { build, buildFiles, serve } from './site.mjs';

const MARKDOWN = 'reference/markdown/';
const TUTORIAL = 'tutorials/publish-a-first-site/';

let browser, site, host;
hosted(build, (made) => ({ browser, site, host } = made));

// A page is asked for before it is opened, by whatever says that it will be; `begin` says it of the link, and only then may it be asked for.
describe('a page that a reader is about to open', () => {
  const WAYS = {
    'by pointing': [DESKTOP, (link) => link.hover()],
    'by the keyboard': [DESKTOP, async (link) => { await link.page().keyboard.press('Tab'); await link.focus(); }],
    // The finger lies on it and has not left.
    'by touch': [PHONE, async (link) => {
      const { x, y, width, height } = await link.boundingBox();
      const session = await link.page().context().newCDPSession(link.page());
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + width / 2, y: y + height / 2 }] });
    }],
  };
  const ADDRESS = 'faq/where-do-dates-come-from/';
  const SAVES = {
    'Save-Data': (page) => page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } })),
    'prefers-reduced-data': async (page) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-data', value: 'reduce' }] });
    },
  };
  let other;
  before(async () => { other = await launch('--enable-blink-features=PrefersReducedData'); });
  after(() => other?.close());

  const asks = async (options, begin, prepare) => {
    const reader = await open(prepare ? other : browser, host.root, options);
    await prepare?.(reader);
    const asked = [];
    reader.on('request', (request) => asked.push(request.url()));
    // A link outside of the text, which shows nothing beside itself.
    await reader.goto(host.root + 'faq/');
    const saves = await reader.evaluate(() => Boolean(navigator.connection?.saveData) || matchMedia('(prefers-reduced-data: reduce)').matches);
    assert.equal(saves, Boolean(prepare), 'the browser does not say it');
    const link = reader.locator(`main a[href$="${ADDRESS}"]`).first();
    await link.scrollIntoViewIfNeeded();
    await begin(link);
    const isAsked = () => asked.includes(host.root + ADDRESS);
    for (let i = 0; i < 15 && !isAsked(); i++) await reader.waitForTimeout(100);
    // Else it would be the page that never came, and not the wish that was heard.
    assert.ok(asked.some((url) => url.endsWith('/hint.js')), 'nothing listens');
    await close(reader);
    return isAsked();
  };
  for (const [way, [options, begin]] of Object.entries(WAYS)) {
    test(`is fetched, ${way}`, async () => assert.equal(await asks(options, begin), true));
    for (const [name, prepare] of Object.entries(SAVES)) {
      test(`is not fetched, ${way}, for who saves data (${name})`, async () => assert.equal(await asks(options, begin, prepare), false));
    }
  }
});

describe('hints', () => {
  const hint = (reader) => reader.locator('.hint');
  const FOOTNOTE = 'It may hold markup';

  test('by pointing: a footnote, a term, a link; Esc and going away close them', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + MARKDOWN);
    const note = reader.locator('.footnote-ref a').first();
    await note.hover();
    await hint(reader).filter({ hasText: FOOTNOTE }).waitFor();
    assert.equal(await note.getAttribute('aria-describedby'), await hint(reader).getAttribute('id'));
    // The pointer may go to the hint itself.
    await hint(reader).hover();
    await reader.waitForTimeout(600);
    assert.ok(await hint(reader).isVisible(), 'it went away under the pointer');
    await reader.mouse.move(3, 3);
    await hint(reader).waitFor({ state: 'hidden' });
    assert.equal(await note.getAttribute('aria-describedby'), null);
    const term = reader.locator('main abbr[title]').first();
    const meaning = await term.getAttribute('title');
    await term.hover();
    await hint(reader).filter({ hasText: meaning }).waitFor();
    await reader.keyboard.press('Escape');
    await hint(reader).waitFor({ state: 'hidden' });
    assert.equal(await reader.locator(`main abbr[title="${meaning}"]`).first().getAttribute('title'), meaning, 'the title did not come back');
    await reader.locator('.prose a[href*="small-questions"]').first().hover();
    await hint(reader).filter({ hasText: 'Short answers that do not need a page each' }).waitFor();
    await close(reader);
  });

  test('a page that is pointed at is fetched once', async () => {
    const reader = await open(browser, host.root);
    const asked = [];
    reader.on('request', (request) => request.url().endsWith('/small-questions/') && asked.push(request.url()));
    await reader.goto(host.root + MARKDOWN);
    const link = reader.locator('.prose a[href*="small-questions"]').first();
    for (let i = 0; i < 2; i++) {
      await link.hover();
      await hint(reader).waitFor();
      await reader.mouse.move(3, 3);
      await hint(reader).waitFor({ state: 'hidden' });
    }
    assert.equal(asked.length, 1);
    await close(reader);
  });

  test('nothing is fetched for a reader who saves data', async () => {
    const reader = await open(browser, host.root);
    await reader.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
    const asked = [];
    reader.on('request', (request) => request.url().endsWith('/small-questions/') && asked.push(request.url()));
    await reader.goto(host.root + MARKDOWN);
    await reader.locator('.prose a[href*="small-questions"]').first().hover();
    // Longer than somebody who means it rests there.
    await reader.waitForTimeout(700);
    // What stands on the page itself is still shown, which also says that the behaviour is there.
    await reader.locator('.footnote-ref a').first().hover();
    await hint(reader).filter({ hasText: FOOTNOTE }).waitFor();
    assert.deepEqual(asked, []);
    await close(reader);
  });

  test('by the keyboard: a link, where the focus stays', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + MARKDOWN);
    const link = reader.locator('.prose a[href*="small-questions"]').first();
    await reader.keyboard.press('Tab');
    await link.focus();
    await hint(reader).filter({ hasText: 'Short answers that do not need a page each' }).waitFor();
    assert.equal(await link.getAttribute('aria-describedby'), await hint(reader).getAttribute('id'));
    await reader.keyboard.press('Tab');
    await hint(reader).waitFor({ state: 'hidden' });
    await close(reader);
  });

  test('by the keyboard: a term is a stop where it is met first', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + MARKDOWN);
    await reader.locator('main abbr[tabindex]').first().waitFor();
    const titles = await reader.locator('main abbr[tabindex]').evaluateAll((terms) => terms.map((term) => term.title));
    assert.equal(titles.length, new Set(titles).size, 'a term is a stop twice');
    // Reached as readers reach it: from the link before it.
    await reader.locator('.footnote-ref a').first().focus();
    await reader.keyboard.press('Tab');
    await hint(reader).filter({ hasText: titles[0] }).waitFor();
    await reader.keyboard.press('Shift+Tab');
    await hint(reader).filter({ hasText: FOOTNOTE }).waitFor();
    await reader.keyboard.press('Escape');
    await hint(reader).waitFor({ state: 'hidden' });
    await close(reader);
  });

  test('by a tap: a footnote and a term stay on the page, a tap elsewhere closes', async () => {
    const reader = await open(browser, host.root, PHONE);
    await reader.goto(host.root + MARKDOWN);
    await reader.locator('.footnote-ref a').first().tap();
    await hint(reader).filter({ hasText: FOOTNOTE }).waitFor();
    assert.equal(new URL(reader.url()).hash, '');
    await reader.locator('main abbr').first().tap();
    await hint(reader).filter({ hasText: 'HyperText' }).waitFor();
    const box = await hint(reader).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= PHONE.viewport.width, `beyond the window: ${JSON.stringify(box)}`);
    await reader.locator('.prose h2').first().tap({ position: { x: 2, y: 2 } });
    await hint(reader).waitFor({ state: 'hidden' });
    await close(reader);
  });

  test('without scripts a footnote is a link and a term keeps its title', async () => {
    const reader = await open(browser, host.root, { javaScriptEnabled: false });
    await reader.goto(host.root + MARKDOWN);
    await reader.locator('.footnote-ref a').first().click();
    assert.match(new URL(reader.url()).hash, /^#fn-/);
    assert.ok(await reader.locator('main abbr[title]').count());
    await close(reader);
  });
});

test('long lines of code are wrapped and unwrapped; a block that fits offers nothing', async () => {
  const reader = await open(browser, host.root, PHONE);
  await reader.goto(host.root + TUTORIAL);
  const wide = await reader.locator('.prose .code').evaluateAll((blocks) => blocks.map((block) => block.querySelector('pre').scrollWidth > block.querySelector('pre').clientWidth));
  assert.ok(wide.includes(true) && wide.includes(false), 'the page has not both sorts');
  for (const [at, isWide] of wide.entries()) {
    assert.equal(await reader.locator('.prose .code').nth(at).locator('[data-code=wrap]').isVisible(), isWide, `block ${at}`);
  }
  const block = reader.locator('.prose .code').nth(wide.indexOf(true));
  const button = block.locator('[data-code=wrap]');
  const overflow = () => block.locator('pre').evaluate((pre) => pre.scrollWidth - pre.clientWidth);
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  await button.tap();
  await reader.locator('[data-code=wrap][aria-pressed=true]').waitFor();
  assert.equal(await overflow(), 0);
  assert.ok(await button.isVisible(), 'there is no way back');
  // And by the keyboard.
  await button.focus();
  await reader.keyboard.press('Enter');
  await reader.waitForFunction(() => !document.querySelector('[data-code=wrap][aria-pressed=true]'));
  assert.ok((await overflow()) > 0);
  await close(reader);
});

describe('a series', () => {
  test('its parts are marked as finished by hand, and remembered', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + TUTORIAL);
    const button = reader.locator('.end button[aria-pressed]');
    await button.focus();
    await reader.keyboard.press('Enter');
    await reader.locator('.series summary', { hasText: '1' }).waitFor();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    await reader.locator('.around a.main[rel=next]').click();
    await reader.waitForURL((url) => !url.href.endsWith(TUTORIAL));
    const first = reader.locator('.series li.done a');
    await first.waitFor({ state: 'attached' });
    assert.ok((await first.getAttribute('href')).endsWith(TUTORIAL));
    await reader.goBack();
    await reader.locator('.end button[aria-pressed=true]').click();
    await reader.locator('.end button[aria-pressed=false]').waitFor();
    await reader.reload();
    await reader.locator('.end button[aria-pressed=false]').waitFor();
    assert.equal(await reader.locator('.series li.done').count(), 0);
    await close(reader);
  });

  test('the last step that is checked off finishes the part', async () => {
    const reader = await open(browser, host.root);
    await reader.goto(host.root + TUTORIAL);
    await reader.locator('.end button[aria-pressed=false]').waitFor();
    const boxes = reader.locator('.steps input.check');
    await boxes.first().waitFor();
    const count = await boxes.count();
    for (let at = 0; at < count; at++) await boxes.nth(at).check();
    await reader.locator('.end button[aria-pressed=true]').waitFor();
    await boxes.nth(0).uncheck();
    await reader.locator('.end button[aria-pressed=false]').waitFor();
    await close(reader);
  });
});

test('the text alone: by its button, and back by Esc', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + TUTORIAL);
  const button = reader.locator('[data-read]');
  await button.click();
  await reader.locator('html[data-reading]').waitFor();
  assert.equal(await reader.locator('.side').isVisible(), false);
  assert.ok(await reader.locator('.prose').isVisible());
  await reader.keyboard.press('Escape');
  await reader.locator('html:not([data-reading])').waitFor();
  assert.ok(await reader.locator('.side').isVisible());
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  await close(reader);
});

test('a long list is narrowed down by links, without scripts, and back', async () => {
  const reader = await open(browser, host.root, { javaScriptEnabled: false });
  await reader.goto(host.root + 'tutorials/');
  const all = await reader.locator('.items > li').count();
  await reader.locator('.filters a', { hasText: 'Beginner' }).click();
  await reader.waitForURL(host.root + 'tutorials/levels/beginner/');
  const some = await reader.locator('.items > li').count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  for (const meta of await reader.locator('.items .meta').allInnerTexts()) assert.match(meta, /Beginner/);
  await reader.locator('.filters [aria-current]').click();
  await reader.waitForURL(host.root + 'tutorials/');
  await close(reader);
});

describe('from right to left', () => {
  let arabic, there;
  before(async () => {
    const page = (title, more = '') => `---\ntitle: ${title}\nseries: البداية\n${more}---\n\n`;
    arabic = buildFiles({
      'cairn.yml': 'title: دليل الحجارة\nlanguage: ar\n',
      'content/tutorials/first.md': page('أول رُكام', 'level: beginner\n')
        + 'ضع الحجر الأكبر أولًا. ملاحظة[^1] في الحاشية.\n\n## الخطوات\n\n:::steps\n1. اختر مكانًا.\n2. ضع الحجر.\n:::\n\n'
        + '## الأوامر\n\n:::tabs\n@tab Linux\n\n```console\n$ cairn build --output-dir ./public --base-url https://stones.example/a/very/long/address/\n```\n@tab macOS\n\nنص.\n@tab BSD\n\nنص آخر.\n:::\n\n'
        + '| حجر | وزن |\n| --- | --- |\n| كبير | ١٢ |\n\n> [!NOTE]\n> تذكّر.\n\n[^1]: الحاشية هنا.\n',
      'content/tutorials/second.md': page('ثاني رُكام', 'date: 2026-03-02\nexpires: 2026-04-05\n') + 'حجر آخر. انظر [الأول](first.md).\n',
    }, '--now', '2026-11-20');
    there = await serve(arabic);
  });
  after(() => there?.close());

  test('the page is laid out from the right, in Arabic, and nothing scrolls sideways at 320 pixels', async () => {
    for (const viewport of [{ width: 1360, height: 900 }, { width: 320, height: 640 }]) {
      const reader = await open(browser, there.root, { viewport });
      await reader.goto(there.root + 'tutorials/first/');
      assert.equal(await reader.locator('html').getAttribute('dir'), 'rtl');
      assert.equal(await reader.locator('.skip').innerText(), 'انتقل إلى النص');
      const { overflow, side, main, number } = await reader.evaluate(() => {
        const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
        return { overflow: document.documentElement.scrollWidth - innerWidth, side: box('.side'), main: box('main'), number: box('.steps li') };
      });
      assert.equal(overflow, 0);
      if (viewport.width > 800) assert.ok(side.left >= main.right, 'the navigation is not at the right');
      assert.ok(number.right <= main.right);
      await close(reader);
    }
  });

  test('arrows move tabs the way they point, and hints stay in the window', async () => {
    const reader = await open(browser, there.root);
    await reader.goto(there.root + 'tutorials/first/');
    const tabs = reader.locator('[role=tab]');
    await tabs.first().focus();
    await reader.keyboard.press('ArrowLeft');
    assert.equal(await tabs.nth(1).getAttribute('aria-selected'), 'true');
    await reader.keyboard.press('ArrowRight');
    assert.equal(await tabs.nth(0).getAttribute('aria-selected'), 'true');
    await reader.locator('.footnote-ref a').hover();
    const hint = reader.locator('.hint');
    await hint.waitFor();
    const box = await hint.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 1360);
    assert.equal(await hint.getAttribute('dir'), 'rtl');
    await close(reader);
  });

  test('a day is read from its year on, in a line of facts and in a notice', async () => {
    const reader = await open(browser, there.root);
    await reader.goto(there.root + 'tutorials/second/');
    // Where the first and the last figure of a day stand: a right-to-left line would turn its parts round.
    const ends = await reader.evaluate(() => {
      const find = (selector, text) => {
        const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const at = walker.currentNode.data.indexOf(text);
          const x = (offset) => {
            const range = document.createRange();
            range.setStart(walker.currentNode, at + offset);
            range.setEnd(walker.currentNode, at + offset + 1);
            return range.getBoundingClientRect().left;
          };
          if (at >= 0) return [x(0), x(text.length - 1)];
        }
      };
      return [find('.strip', '2026-03-02'), find('.banner', '2026-04-05')];
    });
    for (const [year, day] of ends) assert.ok(year < day, `${year} ${day}`);
    await close(reader);
  });

  test('code stays from left to right', async () => {
    const reader = await open(browser, there.root);
    await reader.goto(there.root + 'tutorials/first/');
    assert.equal(await reader.locator('pre').first().evaluate((pre) => getComputedStyle(pre).direction), 'ltr');
    await close(reader);
  });
});
