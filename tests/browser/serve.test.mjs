// `cairn serve` as whoever writes sees it: a save reaches the open page by itself, and the page stays where it was.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { close, launch, open } from './browser.mjs';
import { binary } from './site.mjs';

const LONG = Array.from({ length: 80 }, (_, line) => `Paragraph ${line} of a long page.`).join('\n\n');

let folder, server, root, browser;

const write = (file, text) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cairn-serve-'));
  write('cairn.yml', 'title: Written\ndiagnostics: {no-history: off}\n');
  write('faq/a.md', `# Is it there?\n\nNot yet.\n\n${LONG}\n`);
  write('theme/assets/css/site.css', '');
  server = spawn(binary(), ['serve', folder, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  root = await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    server.on('exit', () => reject(new Error(said)));
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  // It keeps what it learned before it ends, in the folder that is to go.
  const ended = new Promise((resolve) => { server.on('exit', resolve); });
  server.kill();
  const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
  rmSync(folder, { recursive: true, force: true });
});

describe('a page that is open while it is written', () => {
  test('shows what was saved, and stays where the reader was', async () => {
    const page = await open(browser, root);
    await page.goto(new URL('faq/a/', root).href);
    await page.evaluate(() => scrollTo(0, 700));
    write('faq/a.md', `# Is it there?\n\nIt is there now.\n\n${LONG}\n`);
    await page.getByText('It is there now.').first().waitFor();
    await page.waitForFunction(() => scrollY === 700);
    await close(page);
  });

  test('takes new prose without loading again, and loads again where more is new', async () => {
    const page = await open(browser, root);
    const text = (middle) => `# What is new?\n\nFirst.\n\n${middle}\n\nLast.\n`;
    const prose = async () => (await page.locator('.prose').innerHTML()).replace(/>\s+</g, '><').trim();
    const stays = () => page.evaluate(() => window.stays === true);
    const shows = (words) => page.waitForFunction((words) => document.querySelector('.prose').textContent.includes(words), words);
    write('faq/c.md', text('- one\n- two'));
    const url = new URL('faq/c/', root).href;
    while (!(await fetch(url)).ok) await page.waitForTimeout(50);
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.evaluate(() => { window.stays = true; });
    for (const [middle, words] of [['- one\n- **2**\n\nA [link](a.md).', 'A link.'], ['Only `this`.', 'Only this.'], ['- one\n- two', 'two']]) {
      write('faq/c.md', text(middle));
      await shows(words);
    }
    const expected = await prose();
    assert.ok(expected.includes('<li>two</li>') && !expected.includes('Only') && expected.includes('First.'), expected.slice(0, 300));
    assert.equal(await stays(), true, 'prose alone');
    await page.reload({ waitUntil: 'networkidle' });
    assert.equal(await prose(), expected, 'as the whole page has it');
    await page.evaluate(() => { window.stays = true; });
    write('faq/c.md', text('## A heading\n\nMore.'));
    await page.locator('h2#a-heading').waitFor();
    assert.equal(await stays(), false, 'the list of headings is another too');
    rmSync(path.join(folder, 'faq/c.md'));
    await close(page);
  });

  test('takes a new style without loading again', async () => {
    const page = await open(browser, root);
    await page.goto(new URL('faq/a/', root).href);
    await page.evaluate(() => { window.stays = true; });
    write('theme/assets/css/site.css', 'body { color: rgb(1, 2, 3) }\n');
    await page.waitForFunction(() => getComputedStyle(document.body).color === 'rgb(1, 2, 3)');
    assert.equal(await page.evaluate(() => window.stays), true);
    assert.equal(await page.locator('link[rel~=stylesheet][href*=site]').count(), 1, 'the old rules are gone');
    await close(page);
  });

  test('takes a new style where a behaviour has loaded one of its own, and leaves that alone', async () => {
    const page = await open(browser, root);
    await page.goto(new URL('faq/a/', root).href);
    const own = page.locator('link[rel~=stylesheet][href*="search.css"]');
    await page.locator('[data-search-open]').first().hover();
    await own.waitFor({ state: 'attached' });
    await page.evaluate(() => { window.stays = true; });
    for (const n of [5, 6]) {
      write('theme/assets/css/site.css', `body { color: rgb(1, 2, ${n}) }\n`);
      await page.waitForFunction((n) => getComputedStyle(document.body).color === `rgb(1, 2, ${n})`, n);
      assert.equal(await page.evaluate(() => window.stays), true);
      assert.equal(await own.count(), 1);
    }
    await close(page);
  });

  test('lays what is wrong over the page, with the line it is about, and takes it away once it is mended', async () => {
    const page = await open(browser, root);
    await page.goto(new URL('faq/a/', root).href);
    write('faq/b.md', '# What is wrong?\n\nSee [nothing](gone-<b>.md) here.\n');
    const report = page.locator('cairn-report');
    await report.locator('summary').click();
    const text = await report.locator('pre').innerText();
    assert.match(text, /broken-link/);
    assert.match(text, /faq\/b\.md:3/);
    assert.match(text, /See \[nothing\]\(gone-<b>\.md\) here\./, 'the excerpt, as text');
    assert.equal(await report.locator('b').count(), 0, 'nothing of it is markup');
    write('faq/b.md', '# What is wrong?\n\nNothing here.\n');
    await report.waitFor({ state: 'detached' });
    await close(page);
  });
});
