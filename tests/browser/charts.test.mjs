// Numbers over time on the community's page and on a person's: what is drawn, what the table says, and how a figure is counted, by the
// keyboard, by touch and without scripts. The history is made here, so that every number is known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESKTOP, PHONE, close, hosted, open, violations, ways } from './browser.mjs';
import { buildHistory, serve } from './site.mjs';

// Ada begins pages in three of four years and tests one; Bob has one year; Di, who asks not to be named, has another.
const page = (title, more = '') => `---\ntitle: ${title}\n${more}---\n\nText of ${title}, with enough words to be told from others.\n`;
const ADA = 'Ada Stone <ada@stones.example>', BOB = 'Bob Heap <bob@stones.example>', DI = 'Di Moss <di@stones.example>';
const commits = (language) => [
  { by: ADA, on: '2023-02-01', files: {
    'cairn.yml': `title: Stones\nlanguage: ${language}\nbase_url: https://stones.example/\n`, 'tutorials/one.md': page('One'), 'tutorials/two.md': page('Two'),
    'people/ada.yml': 'name: Ada Stone\nbio: كتبت هذه الصفحات كلها.\nlanguages: [ar, en]\nlinks: [{label: Her page, url: "https://ada.example/"}]\n',
    'people/bob.yml': 'name: Bob Heap\n', 'people/di.yml': 'name: Di Moss\ncredit: hidden\n',
  } },
  { by: ADA, on: '2025-05-01', files: { 'tutorials/three.md': page('Three', 'reviewed: 2025-05-02\n') } },
  { by: DI, on: '2025-08-01', files: { 'tutorials/four.md': page('Four') } },
  { by: BOB, on: '2026-10-02', files: { 'faq/five.md': page('Five', 'tested: {by: ada, on: 2026-10-03}\n'), 'faq/six.md': page('Six', 'status: draft\n') } },
  { by: ADA, on: '2026-11-01', files: { 'faq/seven.md': page('Seven', 'status: verified\n'), 'faq/eight.md': page('Eight') } },
];

let browser, site, host;
hosted(() => buildHistory(commits('en'), '--now', '2026-11-23'), (made) => ({ browser, site, host } = made));
const each = ways(() => ({ browser, host }));
const figure = (reader, name) => reader.locator('.figures > div').filter({ has: reader.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
const openAll = (reader) => reader.evaluate(() => { for (const part of document.querySelectorAll('main details')) part.open = true; });

each('seeing how a figure is counted', 'community/', async (reader, use) => {
  const pages = figure(reader, 'Pages'), mark = pages.locator('summary');
  const said = pages.locator('details > p');
  assert.equal(await mark.evaluate((mark) => mark.textContent.trim()), 'How this is counted: Pages');
  const { width, height } = await mark.boundingBox();
  assert.ok(width >= 40 && height >= 40, 'large enough for a finger');
  assert.ok(!(await said.first().isVisible()));
  await use(mark);
  assert.match(await said.first().innerText(), /^Texts that were published here.*not counted\.$/);
  assert.equal(await said.nth(1).innerText(), 'With a known day: 7');
  assert.ok(await pages.locator('table').isVisible());
  // The mark is where it was, so that the same movement closes again what it opened.
  await use(mark, ' ');
  assert.ok(!(await said.first().isVisible()));
}, async (reader) => {
  const verified = figure(reader, 'Verified pages');
  await verified.locator('summary').click();
  assert.match((await verified.locator('details').innerText()).replace(/\s+/g, ' '), /next check is not overdue\. Pages looked at: 7/);
});

each('the years of a person as a table', 'people/ada/', async (reader, use) => {
  const mark = reader.locator('summary', { hasText: 'What was begun in each year' });
  assert.ok(!(await reader.locator('main table').isVisible()));
  await use(mark);
  assert.ok(await reader.locator('main table').isVisible());
}, async (reader) => {
  await reader.locator('summary', { hasText: 'What was begun' }).click();
  assert.ok(await reader.locator('main table').isVisible());
});

// What a table says, a line for each row.
const rows = (table) => table.locator('tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(' | ')));

test('the community\'s numbers are those of its history, and whatever is counted stands in a row', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'community/');
  await openAll(reader);
  const values = await reader.locator('.figures dt + dd').allInnerTexts();
  // Pages, people, new people, languages, verified, translations, drafts.
  assert.deepEqual(values, ['7', '3', '1', '1', '2', '0', '1']);
  assert.deepEqual(await rows(figure(reader, 'Pages').locator('table')), ['Quarter | Number', 'Q4 2026 so far | 3', 'Q3 2026 | 0', 'Q2 2026 | 0', 'Q1 2026 | 0', 'Q4 2025 | 0', 'Q3 2025 | 1', 'Q2 2025 | 1', 'Q1 2025 | 0', 'Q4 2024 | 0', 'Q3 2024 | 0', 'Q2 2024 | 0', 'Q1 2024 | 0', 'Earlier | 2']);
  // One person came before these quarters and one in them: there is no course, and who is not named has no day.
  assert.equal(await figure(reader, 'People who helped').locator('svg.bars, table').count(), 0);
  assert.equal(await figure(reader, 'People who helped').locator('details > p').nth(1).innerText(), 'With a known day: 2');
  assert.equal(await figure(reader, 'Verified pages').locator('svg.bars').count(), 0);
  assert.equal(await reader.locator('.figures + p').innerText(), 'A bar for each quarter, from Q1 2024 to Q4 2026. What is hollow is not over yet.');
  assert.equal(await figure(reader, 'Pages').getByRole('img').getAttribute('aria-label'), 'Pages by the quarter of their publication. In all: 5. From Q1 2024 to Q4 2026.');
  assert.ok(!site.html('community/').includes('Moss'));
  await close(reader);
});

test('a person\'s years are told with those between them; of one year alone there is a line', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'people/ada/');
  await openAll(reader);
  assert.deepEqual(await rows(reader.locator('main table')), ['Year | Wrote | Answered | Tested | In all', '2026 so far | 0 | 2 | 1 | 3', '2025 | 1 | 0 | 0 | 1', '2024 | 0 | 0 | 0 | 0', '2023 | 2 | 0 | 0 | 2']);
  assert.equal(await reader.getByRole('img', { name: 'What was begun in each year. In all: 6. From 2023 to 2026.' }).count(), 1);
  assert.deepEqual(await reader.locator('main th').evaluateAll((all) => [...new Set(all.map((head) => head.scope))].sort()), ['col', 'row']);
  assert.equal(await reader.locator('main caption').textContent(), 'What was begun in each year');
  await reader.goto(host.root + 'people/bob/');
  assert.equal(await reader.locator('main :is(svg.bars, table)').count(), 0);
  assert.match((await reader.locator('section', { has: reader.locator('h2', { hasText: 'Year by year' }) }).innerText()).replace(/\s+/g, ' '), /Year by year 2026 ?Answered: 1$/);
  await close(reader);
});

// Every drawing beside its table: as many bars as rows with something, each as high as its number, the one that is not over hollow.
const compared = () => [...document.querySelectorAll('svg.bars')].map((drawing) => {
  const table = drawing.closest('.figures > div, section').querySelector('table');
  const periods = [...table.tBodies[0].rows].filter((row) => /\d{4}/.test(row.cells[0].textContent)).reverse();
  const counts = periods.map((row) => Number(row.cells[row.cells.length - 1].textContent)).filter(Boolean);
  const bars = [...drawing.querySelectorAll('rect')];
  const most = Math.max(...counts), full = Number(drawing.getAttribute('height'));
  const [sum] = /\d+/.exec(drawing.getAttribute('aria-label'));
  return {
    bars: bars.length, counts: counts.length,
    isFair: bars.every((bar, nth) => Math.abs(bar.getAttribute('height') / full - counts[nth] / most) < 0.05),
    isWhole: Number(sum) === counts.reduce((all, one) => all + one, 0),
    isHollow: bars.map((bar) => getComputedStyle(bar).fill === 'none').join(),
    isRunning: periods.filter((row) => Number(row.cells[row.cells.length - 1].textContent)).map((row) => !!row.querySelector('small')).join(),
  };
});
test('a drawing and its table say the same', async () => {
  const reader = await open(browser, host.root);
  for (const [page, most] of [['community/', 1], ['people/ada/', 1]]) {
    await reader.goto(host.root + page);
    const found = await reader.evaluate(compared);
    assert.equal(found.length, most, page);
    for (const { bars, counts, isFair, isWhole, isHollow, isRunning } of found) {
      assert.ok(bars === counts && bars > 1 && isFair && isWhole, page);
      assert.equal(isHollow, isRunning);
    }
  }
  await close(reader);
});

for (const colorScheme of ['light', 'dark']) {
  test(`with all of it open nothing is wrong or lost, in ${colorScheme}`, async () => {
    for (const options of [DESKTOP, PHONE, { viewport: { width: 320, height: 640 } }]) {
      const reader = await open(browser, host.root, { ...options, colorScheme });
      for (const page of ['community/', 'people/ada/', 'people/bob/']) {
        await reader.goto(host.root + page);
        assert.deepEqual(await violations(reader), [], page);
        await openAll(reader);
        assert.deepEqual(await violations(reader), [], `${page}, open`);
        assert.ok(await reader.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page} lies sideways`);
      }
      await close(reader);
    }
  });
}

test('bars have the colour of the reader, where the reader has one', async () => {
  const reader = await open(browser, host.root, { forcedColors: 'active' });
  await reader.goto(host.root + 'people/ada/');
  const [bar, text] = await reader.evaluate(() => ['.bars rect', 'main h2'].map((part, nth) => getComputedStyle(document.querySelector(part))[nth ? 'color' : 'fill']));
  assert.equal(bar, text);
  await close(reader);
});

test('on paper the tables are there without being opened', async () => {
  const reader = await open(browser, host.root);
  await reader.emulateMedia({ media: 'print' });
  for (const page of ['community/', 'people/ada/']) {
    await reader.goto(host.root + page);
    assert.ok((await reader.locator('main table').first().boundingBox())?.height > 40, page);
  }
  await close(reader);
});

test('from right to left time runs as the page is read, and what somebody says has its own direction', async (context) => {
  const other = await serve(buildHistory(commits('ar'), '--now', '2026-11-23'));
  context.after(() => other.close());
  const reader = await open(browser, other.root);
  for (const page of ['community/', 'people/ada/']) {
    await reader.goto(other.root + page);
    const bars = await reader.locator('svg.bars').first().locator('rect').evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().left));
    assert.ok(bars.at(0) > bars.at(-1), `${page}: ${bars}`);
  }
  const years = await reader.locator('figcaption span').evaluateAll((all) => all.map((year) => [year.textContent, year.getBoundingClientRect().left]));
  assert.ok(years[0][0] === '2023' && years[0][1] > years[1][1], `${years}`);
  await close(reader);
  const english = await open(browser, host.root);
  await english.goto(host.root + 'people/ada/');
  assert.deepEqual(await english.locator('.head .lede').evaluate((bio) => [bio.lang, bio.dir]), ['ar', 'rtl']);
  await close(english);
});

test('what a person\'s page can be taken away as stands together at its end, and what is theirs at its head', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + 'people/ada/');
  assert.deepEqual(await reader.locator('.head .strip a').allInnerTexts(), ['Her page']);
  assert.deepEqual(await reader.locator('main .sheet > :last-child a').allInnerTexts(), ['Feed', 'CV to print', 'cv.md', 'resume.json']);
  await reader.goto(host.root + 'people/bob/');
  assert.equal(await reader.locator('.head .strip').count(), 0);
  await close(reader);
});
