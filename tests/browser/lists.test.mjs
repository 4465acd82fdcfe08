// Lists of pages and people, and what a page says of its own freshness: each with scripts and without, because none of it needs any.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PHONE, close, hosted, open, violations } from './browser.mjs';
import { buildFiles, buildHistory, serve } from './site.mjs';

const page = (front, text = 'Text.') => `---\n${front}\n---\n\n${text}\n`;
const WANTED = '[[Key cards]] and [stairs](../tutorials/stairs.md).';
const CONFIG = 'title: Stones\nlanguages: [en, ja]\nareas: {hills: Hills, shores: Shores}\nrepo: https://codeberg.org/stones/heap\nlicense: CC-BY-4.0\n';
const BANNERS = {
  'faq/stale.md': page('title: Stale?\nreviewed: 2024-01-01'),
  'faq/outdated.md': page('title: Outdated?\nreviewed: 2026-08-30\nstatus: outdated'),
  'faq/known-problem.md': page('title: A problem?\nreviewed: 2026-08-30\nstatus: known-problem'),
  'faq/archived.md': page('title: Archived?\nstatus: archived'),
  'faq/duplicate.md': page('title: Twice?\nreviewed: 2026-08-30\nduplicate_of: tall.md'),
};
const OLD = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`faq/old${n}.md`, page(`title: Old ${n}\ndate: 2025-0${n + 1}-01\nreviewed: 2026-08-0${n + 1}\nlevel: ${n % 2 ? 'beginner' : 'advanced'}\narea: ${n % 3 ? 'hills' : 'shores'}\ntags: [heap${n % 2 ? ', path' : ''}]`)]));
const COMMITS = [
  { by: 'Bob <bob@private.example>', on: '2025-01-01', files: { 'cairn.yml': CONFIG, 'people/ann.yml': 'name: Ann Stone\nmatch: [ann@private.example]\n', ...OLD, ...BANNERS } },
  { by: 'Ann <ann@private.example>', on: '2026-08-20', files: {
    'faq/tall.md': page('title: How tall?\ndate: 2026-08-20\nlevel: beginner\narea: hills\ntags: [heap]', WANTED),
    'tutorials/heap.md': page('title: Build a heap\ndate: 2026-08-21\nlevel: beginner\narea: hills\ntags: [heap, path]\nseries: First heaps\nduration: 1 hour', WANTED),
    'tutorials/path.md': page('title: Mark a path\ndate: 2026-08-22\narea: shores\ntags: [path]\nseries: First heaps\nduration: 20 minutes'),
    'faq/open.md': page('title: How wide?\nstatus: draft'),
  } },
];

let browser, host;
hosted(() => buildHistory(COMMITS, '--now', '2026-09-01'), (made) => ({ browser, host } = made));

// With scripts and without.
const EACH = { 'with scripts': {}, 'without scripts': { javaScriptEnabled: false } };
function each(name, act) {
  for (const [how, options] of Object.entries(EACH)) {
    test(`${name}, ${how}`, async () => {
      const reader = await open(browser, host.root, options);
      await act(reader, options.javaScriptEnabled !== false);
      await close(reader);
    });
  }
}
const goto = (reader, at) => reader.goto(host.root + at);
const arrives = (reader, at) => reader.waitForURL(host.root + at);
const section = (reader, heading) => reader.locator('main section', { has: reader.locator(`h2:text-is("${heading}")`) });
const titles = (list) => list.locator('strong').allInnerTexts();

describe('home', () => {
  each('kinds and areas lead to as many pages as they say', async (reader) => {
    for (const [heading, label, at] of [['Sections', 'Tutorials', 'tutorials/'], ['Areas', 'Shores', 'areas/shores/']]) {
      await goto(reader, '');
      const card = section(reader, heading).locator('.card', { hasText: label });
      const count = Number(await card.locator('small').innerText());
      await card.click();
      await arrives(reader, at);
      assert.equal(await reader.locator('.items > li').count(), count, label);
      assert.ok(count > 1);
    }
  });

  each('what is new has the day on which it came, what is freshly verified the day of that look', async (reader) => {
    await goto(reader, '');
    const [fresh, verified] = [section(reader, 'New'), section(reader, 'Freshly verified')];
    assert.deepEqual((await titles(fresh)).slice(0, 3), ['Mark a path', 'Build a heap', 'How tall?']);
    assert.equal(await fresh.locator('time').first().getAttribute('datetime'), '2026-08-22');
    const seen = await titles(verified);
    assert.equal(seen[0], 'Old 3');
    assert.ok(!seen.some((title) => /\?$/.test(title)), `nothing of doubtful standing: ${seen}`);
    assert.equal(await verified.locator('time').first().getAttribute('datetime'), '2026-08-04');
    assert.equal(await verified.locator('.verified').count(), seen.length);
    await verified.locator('a').first().click();
    await arrives(reader, 'faq/old3/');
    assert.match(await reader.locator('.strip .verified').innerText(), /Verified\s+2026-08-04/);
  });

  each('questions without an answer and pages that are missing lead to where they are written', async (reader) => {
    await goto(reader, '');
    assert.match(await section(reader, 'Nobody has answered these yet').locator('a', { hasText: 'How wide?' }).getAttribute('href'), /^https:\/\/codeberg\.org\/stones\/heap\/_edit\/main\/faq\/open\.md/);
    const missing = section(reader, 'Linked to, and not written yet');
    assert.deepEqual(await titles(missing), ['Key cards', 'Stairs']);
    assert.match(await missing.locator('a').last().getAttribute('href'), /codeberg\.org.*tutorials\?filename=stairs\.md/);
    assert.match(await missing.innerText(), /Pages that link to it: 2/);
    await reader.locator('main a', { hasText: 'How to take part' }).click();
    await arrives(reader, 'community/');
  });

  each('who joined in the last three months is named, and leads on', async (reader) => {
    await goto(reader, '');
    const people = section(reader, 'People');
    assert.deepEqual(await people.locator('.people li').allInnerTexts().then((all) => all.map((text) => text.replace(/^AS\s*/, ''))), ['Ann Stone']);
    await people.locator('a', { hasText: 'Ann Stone' }).click();
    await arrives(reader, 'people/ann/');
    await goto(reader, '');
    await people.locator('a', { hasText: 'Everyone who helped: 2' }).click();
    await arrives(reader, 'people/');
  });

  for (const [how, options] of Object.entries(EACH)) {
    test(`without a forge what is wanted says which file waits, ${how}`, async (t) => {
      const plain = buildFiles({ 'cairn.yml': 'title: Stones\ndiagnostics: {no-history: off}\n', 'faq/a.md': page('title: A', WANTED), 'faq/b.md': page('title: B', WANTED), 'faq/c.md': page('title: Why?\nstatus: draft') });
      const there = await serve(plain);
      t.after(() => there.close());
      const reader = await open(browser, there.root, options);
      await reader.goto(there.root);
      assert.match(await section(reader, 'Nobody has answered these yet').innerText(), /complete the file faq\/c\.md/);
      assert.match(await section(reader, 'Linked to, and not written yet').innerText(), /add the file tutorials\/stairs\.md/);
      assert.equal(await reader.locator('main :is(p, span, li):empty').count(), 0, 'nothing is empty');
      await reader.locator('main a', { hasText: 'How to take part' }).click();
      await reader.waitForURL(there.root + 'community/');
      await close(reader);
    });
  }
});

describe('a banner', () => {
  const SAYS = {
    stale: [/Nobody has checked this page since 2024-01-01/, 'Edit this page'],
    outdated: [/outdated/, 'Search for a newer page'],
    'known-problem': [/known problem/, 'Edit this page'],
    archived: [/no longer maintained/, 'Search for a newer page'],
    duplicate: [/same question is answered here/, 'How tall?'],
  };
  for (const [kind, [says, way]] of Object.entries(SAYS)) {
    each(`${kind} stands above the text and says what to do`, async (reader, hasScripts) => {
      await goto(reader, `faq/${kind}/`);
      const banner = reader.locator('main .banner');
      assert.equal(await banner.count(), 1);
      assert.ok((await banner.getAttribute('class')).split(' ').includes(kind));
      assert.match((await banner.innerText()).replace(/\s+/g, ' '), says);
      const [above, below] = await Promise.all([banner, reader.locator('main .prose').first()].map((part) => part.boundingBox()));
      assert.ok(above.y + above.height <= below.y);
      const link = banner.locator('a', { hasText: way });
      if (way === 'Edit this page') {
        assert.match(await link.getAttribute('href'), new RegExp(`codeberg\\.org.*faq/${kind}\\.md`));
      } else {
        await link.click();
        await reader.waitForURL((url) => url.pathname === (kind === 'duplicate' ? '/faq/tall/' : '/search/'));
        if (kind !== 'duplicate' && hasScripts) assert.match(await reader.locator('main input[type=search]').inputValue(), new RegExp(kind, 'i'));
      }
    });
  }

  test('is readable in light and dark', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const reader = await open(browser, host.root, { ...PHONE, colorScheme });
      for (const kind of Object.keys(SAYS)) {
        await goto(reader, `faq/${kind}/`);
        assert.deepEqual(await violations(reader), [], `${kind}, ${colorScheme}`);
      }
      await close(reader);
    }
  });
});

describe('a long list', () => {
  // Goes by the filter of this name to this address, which lists as many as the filter says.
  const narrow = async (reader, name, at) => {
    const filter = reader.locator('.filters a', { hasText: name });
    const count = Number(await filter.locator('small').innerText());
    await filter.click();
    await arrives(reader, at);
    assert.equal(await reader.locator('.items > li, #cairn-everyone > li').count(), count, at);
    assert.equal(await reader.locator('.filters [aria-current]', { hasText: name }).count(), 1, at);
    assert.match(await reader.locator('meta[name=robots]').getAttribute('content'), /noindex/);
  };
  each('of a kind is narrowed down by an area and by a topic, and back', async (reader) => {
    await goto(reader, 'faq/');
    await narrow(reader, 'Hills', 'faq/areas/hills/');
    await reader.locator('.filters [aria-current]', { hasText: 'Hills' }).click();
    await arrives(reader, 'faq/');
    await narrow(reader, 'path', 'faq/topics/path/');
    await reader.locator('.crumbs a', { hasText: 'Questions' }).click();
    await arrives(reader, 'faq/');
  });
  for (const [how, [options, use]] of Object.entries({ 'the keyboard': [{}, (link) => link.press('Enter')], 'a finger': [PHONE, (link) => link.tap()] })) {
    test(`is narrowed down by ${how}, and the way back says what it does`, async () => {
      const reader = await open(browser, host.root, options);
      await goto(reader, 'faq/');
      await use(reader.locator('.filters a', { hasText: 'Hills' }));
      await arrives(reader, 'faq/areas/hills/');
      await use(reader.getByRole('link', { name: /Hills \d+ \(remove this filter\)/ }));
      await arrives(reader, 'faq/');
      await close(reader);
    });
  }
  test('leaves the first entry on the first screen of a phone, however many filters it has, and each is large enough for a finger', async () => {
    const reader = await open(browser, host.root, { ...PHONE, viewport: { width: 320, height: 640 } });
    await goto(reader, 'faq/');
    const rows = await reader.locator('.filters').evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
    assert.ok(rows.length > 1 && rows.every((height) => height < 45), `${rows}`);
    assert.equal(await reader.evaluate(() => document.documentElement.scrollWidth), 320);
    for (const tag of await reader.locator('.filters .tag').all()) assert.ok((await tag.boundingBox()).height >= 28);
    await reader.locator('.filters a').last().focus();
    const last = await reader.locator('.filters a').last().boundingBox();
    assert.ok(last.x >= 0 && last.x + last.width <= 320, 'the last filter comes into view');
    assert.ok((await reader.locator('.items > li').first().boundingBox()).y < 560);
    assert.deepEqual(await violations(reader), []);
    await close(reader);
  });
  each('of a topic is narrowed down by kind and by another topic', async (reader) => {
    await goto(reader, 'topics/');
    await reader.locator('.card', { hasText: 'heap' }).click();
    await arrives(reader, 'topics/heap/');
    await narrow(reader, 'Tutorials', 'tutorials/topics/heap/');
    await reader.locator('.filters [aria-current]', { hasText: 'Tutorials' }).click();
    await arrives(reader, 'topics/heap/');
    await narrow(reader, 'path', 'topics/heap/topics/path/');
    await goto(reader, 'topics/heap/');
    await narrow(reader, 'Beginner', 'topics/heap/levels/beginner/');
  });
  test('of a series is reached from the list of all, and says what it takes', async () => {
    const reader = await open(browser, host.root, { javaScriptEnabled: false });
    await goto(reader, '');
    await reader.locator('.foot a', { hasText: 'Series' }).click();
    await arrives(reader, 'series/');
    assert.match((await reader.locator('.items > li').innerText()).replace(/\s+/g, ' '), /First heaps.*Parts: 2.*1 h 20 min/);
    await reader.locator('.items a').click();
    await arrives(reader, 'series/first-heaps/');
    assert.match((await reader.locator('.head').innerText()).replace(/\s+/g, ' '), /First heaps Parts: 2 1 h 20 min Beginner/);
    await reader.locator('.crumbs a', { hasText: 'Series' }).click();
    await arrives(reader, 'series/');
    await close(reader);
  });
  test('of facts that wraps has no dot at the end or the beginning of a line', async () => {
    const reader = await open(browser, host.root, { viewport: { width: 320, height: 640 } });
    await goto(reader, 'topics/heap/');
    const [lines, hanging] = await reader.locator('.items .meta').evaluateAll((all) => {
      let lines = 0, hanging = 0;
      for (const meta of all) {
        const edge = meta.getBoundingClientRect().left;
        let row = -1;
        for (const part of meta.children) {
          const { left, top } = part.getBoundingClientRect();
          const dot = getComputedStyle(part, '::before');
          const ends = left + parseFloat(dot.left) + parseFloat(dot.width);
          const isFirst = top > row + 4;
          if (isFirst) lines++;
          // Outside of the box that clips it, or inside of the gap before it.
          if (isFirst ? ends > edge || getComputedStyle(meta).overflowX !== 'clip' : ends > left || ends < edge) hanging++;
          row = top;
        }
      }
      return [lines - all.length, hanging];
    });
    assert.ok(lines > 0, 'some wrap');
    assert.equal(hanging, 0);
    // Who wrote it and when is one part, so that no line is a day alone.
    const days = await reader.locator('.items .meta > :has(time)').allInnerTexts();
    assert.ok(days.length > 5 && days.every((day) => /^(Ann Stone|Bob), \d{4}-\d\d-\d\d$/.test(day)), days.join(' | '));
    await close(reader);
  });
});

for (const [how, options] of Object.entries(EACH)) test(`what the header has no room for is behind its More, on a phone too, ${how}`, async (t) => {
  const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'];
  const files = Object.fromEntries(names.map((name) => [`faq/${name.toLowerCase()}.md`, page(`title: ${name}`)]));
  const long = buildFiles({ 'cairn.yml': `title: Stones\ndiagnostics: {no-history: off}\nnav: [${names.map((name) => `/faq/${name.toLowerCase()}/`).join(', ')}]\n`, ...files });
  const there = await serve(long);
  t.after(() => there.close());
  for (const view of [PHONE, {}]) {
    const reader = await open(browser, there.root, { ...view, ...options });
    const use = (target) => (view === PHONE ? target.tap() : target.click());
    await reader.goto(there.root + 'people/');
    if (view === PHONE && options.javaScriptEnabled !== false) { await use(reader.locator('[data-menu-open]:visible')); await reader.locator('dialog[open]').waitFor(); }
    const more = reader.locator('.kinds summary:visible');
    if (await more.count()) await use(more);
    const seven = reader.locator('a:visible', { hasText: /^Seven$/ }).first();
    const box = await seven.boundingBox();
    const on = await seven.evaluate((link) => { const { left, top, width, height } = link.getBoundingClientRect(); return link.contains(document.elementFromPoint(left + width / 2, top + height / 2)); });
    assert.ok(on && box.x >= 0 && box.y >= 0, 'it can be reached');
    await use(seven);
    await reader.waitForURL(there.root + 'faq/seven/');
    await close(reader);
  }
});
for (const [how, options] of Object.entries(EACH)) test(`an area is narrowed down by kind, and series by level and by area, ${how}`, async (t) => {
  const parts = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`${n % 2 ? 'faq' : 'tutorials'}/p${n}.md`, page(`title: Part ${n}\nseries: Series ${n}\narea: ${n ? 'hills' : 'shores'}\nlevel: ${n % 3 ? 'beginner' : 'advanced'}`)]));
  const long = buildFiles({ 'cairn.yml': 'title: Stones\nareas: {hills: Hills, shores: Shores}\ndiagnostics: {no-history: off}\n', ...parts });
  const there = await serve(long);
  t.after(() => there.close());
  const reader = await open(browser, there.root, options);
  for (const [list, name, part, count] of [['areas/hills/', 'Questions', 'faq/areas/hills/', 5], ['series/', 'Beginner', 'series/levels/beginner/', 6], ['series/', 'Shores', 'series/areas/shores/', 1]]) {
    await reader.goto(there.root + list);
    await reader.locator('.filters a', { hasText: name }).click();
    await reader.waitForURL(there.root + part);
    assert.equal(await reader.locator('.items > li').count(), count, part);
  }
  await close(reader);
});
for (const [how, options] of Object.entries(EACH)) test(`everyone is narrowed down by what they did, ${how}`, async (t) => {
  const names = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve', 'Fay', 'Gus', 'Hal', 'Ida'];
  const crowd = buildFiles({ 'cairn.yml': 'title: Stones\ndiagnostics: {no-history: off}\n', 'faq/a.md': page(`title: A\nauthors: [${names.join(', ')}]\ntranslators: [Joe]`) });
  const there = await serve(crowd);
  t.after(() => there.close());
  const reader = await open(browser, there.root, options);
  await reader.goto(there.root + 'people/');
  assert.match(await reader.locator('.lede').innerText(), /Everyone/);
  assert.equal(await reader.locator('#cairn-everyone > li').count(), 10);
  await reader.locator('.filters a', { hasText: 'Translator' }).click();
  await reader.waitForURL(there.root + 'people/roles/translator/');
  assert.deepEqual(await reader.locator('#cairn-everyone > li b, #cairn-everyone > li a').allInnerTexts(), ['Joe']);
  assert.doesNotMatch(await reader.locator('main').innerText(), /Everyone/, 'a part is not everyone');
  await reader.locator('.filters [aria-current]').click();
  await reader.waitForURL(there.root + 'people/');
  // A name that leads nowhere is no louder than one that does.
  const weights = await reader.locator('.people :is(b, a)').evaluateAll((all) => all.map((name) => getComputedStyle(name).fontWeight));
  assert.deepEqual([...new Set(weights)], ['400']);
  // A name alone stands at the middle of its avatar, at the end of a page too.
  for (const at of ['people/', 'faq/a/']) {
    await reader.goto(there.root + at);
    const off = await reader.locator('.people > li:has(.avatar):not(:has(small))').evaluateAll((all) => all.map((person) => {
      const [avatar, name] = ['.avatar', 'bdi'].map((part) => person.querySelector(part).getBoundingClientRect());
      return Math.abs(avatar.top + avatar.bottom - name.top - name.bottom) / 2;
    }));
    assert.ok(at === 'people/' || off.length > 0);
    assert.ok(off.every((pixels) => pixels < 2), `${at}: ${off}`);
  }
  await close(reader);
});

test('a day on which a page was tested and reviewed is told once, and nothing is said of a person of whom nothing is known', async (t) => {
  const small = buildFiles({
    'cairn.yml': 'title: Stones\ndiagnostics: {no-history: off}\n', 'people/ann.yml': 'name: Ann\n',
    'faq/a.md': page('title: A\nauthors: [ann]\ndate: 2026-08-01\nreviewed: 2026-08-30\ntested: {on: 2026-08-30, version: 0.1.0}'),
    'faq/b.md': page('title: B\nauthors: [ann]\ndate: 2026-08-01\nreviewed: 2026-08-31\ntested: {on: 2026-08-30}'),
  });
  const there = await serve(small);
  t.after(() => there.close());
  const reader = await open(browser, there.root, { javaScriptEnabled: false });
  for (const [at, says] of [['a', 'Verified 2026-08-30 on 0.1.0'], ['b', 'Verified 2026-08-30, 2026-08-31']]) {
    await reader.goto(`${there.root}faq/${at}/`);
    assert.ok((await reader.locator('section:has(#cairn-people) > .quiet').textContent()).endsWith(says), at);
  }
  await reader.goto(there.root + 'people/ann/');
  assert.equal(await reader.locator('main .meta:empty').count(), 0);
  await close(reader);
});
