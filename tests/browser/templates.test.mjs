// Templates: what a reader fills in and takes away, by the keyboard, by touch and without scripts, and what is told of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { close, copied, hosted, open, ways } from './browser.mjs';
import { buildHistory } from './site.mjs';

const KIT_PAGE = '---\ntitle: Kit\nlicense: CC0-1.0\npayload: letter.txt\nprerequisites: [../letter.md]\ntested: {by: bob, on: 2026-03-04, version: 2.1}\nvariables:\n  - {name: who, default: Ann}\n---\n\n';
const COMMITS = [
  { by: 'Ada <ada@stones.example>', on: '2026-01-02', files: {
    'cairn.yml': 'title: Stones\n',
    'people/ada.yml': 'name: Ada Stone\nmatch: [ada@stones.example]\n',
    'people/bob.yml': 'name: Bób Heap\nmatch: [bob@stones.example]\n',
    'templates/letter.md': '---\ntitle: Letter\nlicense: CC0-1.0\nvariables: [{name: who, label: Whom}, {name: size, type: choice, choices: [tall, small]}]\n---\n\n```text title="letter.txt"\nDear {{who}}, be {{size}}.\n```\n',
    'templates/key.md': '---\ntitle: Key\nlicense: CC-BY-4.0\nauthors: [ada]\nprerequisites: [letter.md]\nvariables: [{name: who}, {name: token, type: secret, label: Token, help: From the desk}, {name: note, type: text, default: None}, {name: size, type: choice, choices: [tall, small]}]\n---\n\n```markdown title="key.md"\nUser {{who}}, token {{token}}.\n\n{{note}} {{size}}\n```\n',
    'templates/code.md': `---\ntitle: Code\nlicense: CC0-1.0\nvariables: [{name: size, type: number, help: In metres}, {name: form, type: choice, choices: [round, flat], required: true}, {name: name, required: true, default: heap}]\n---\n\n\`\`\`rust title="code.rs" {2}\nlet name = "{{name}}"; // is {{form}}\nlet size: f64 = {{size}};\n${'fn more() {}\n'.repeat(80)}\`\`\`\n`,
    'templates/kit/index.md': KIT_PAGE + 'Take it.\n',
    'templates/kit/letter.txt': 'Dear {{who}}\n',
    'templates/kit/über/sign.txt': 'Yours, {{who}}\n',
    'templates/trap/index.md': '---\ntitle: Trap\nlicense: CC0-1.0\n---\n\n```sh title="../../../.bashrc"\nrun\n```\n',
    'templates/trap/more.txt': 'more\n',
    'templates/other.md': '---\ntitle: Other\nlicense: CC0-1.0\nbased_on: {id: kit/index.md}\n---\n\n```text\nx\n```\n',
    'templates/third.md': '---\ntitle: Third\nlicense: CC0-1.0\nbased_on: {id: other.md}\n---\n\n```text\nx\n```\n',
  } },
  { by: 'Bob <bob@stones.example>', on: '2026-02-03', files: { 'templates/kit/index.md': KIT_PAGE + 'Take it, fill it in, and give it on to whoever comes next.\n' } },
];
const LETTER = 'templates/letter/', KEY = 'templates/key/', KIT = 'templates/kit/', CODE = 'templates/code/';

let browser, host;
hosted(() => buildHistory(COMMITS), (made) => ({ browser, host } = made));
const each = ways(() => ({ browser, host }));

each('filling in a template', LETTER, async (reader, use, isTouch) => {
  const asked = [];
  reader.on('request', (request) => asked.push(request.url()));
  await reader.locator('[data-workshop] mark').first().waitFor();
  const who = reader.locator('[data-name=who]');
  if (isTouch) await who.tap(); else await who.focus();
  await reader.keyboard.type('Ann & Bo');
  if (isTouch) await reader.locator('[data-name=size]').selectOption('small');
  else { await reader.keyboard.press('Tab'); await reader.keyboard.press('s'); }
  const filled = 'Dear Ann & Bo, be small.';
  await reader.locator('[data-payload]', { hasText: filled }).waitFor();
  await use(reader.locator('[data-payload-copy]'));
  await copied(reader, new RegExp(`^${filled}\\n$`));
  const download = reader.waitForEvent('download');
  await use(reader.locator('[data-payload-download]'));
  const file = await download;
  assert.equal(file.suggestedFilename(), 'letter.txt');
  assert.equal(readFileSync(await file.path(), 'utf8'), `${filled}\n`);
  // What was typed is nobody else's: it is sent nowhere and gone with the page.
  assert.deepEqual(asked.filter((url) => /Ann/.test(url)), []);
  assert.doesNotMatch(await reader.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])), /Ann/);
  await reader.reload();
  assert.equal(await who.inputValue(), '');
}, async (reader) => {
  assert.equal(await reader.locator('form:visible').count(), 0);
  assert.match(await reader.locator('.workshop table').innerText(), /\{\{who\}\}\s+Whom[^]*\{\{size\}\}/);
  const download = reader.waitForEvent('download');
  await reader.locator('[data-payload-download]').click();
  assert.equal(readFileSync(await (await download).path(), 'utf8'), 'Dear {{who}}, be {{size}}.\n');
});

test('a number with a part of one', async () => {
  const reader = await open(browser, host.root, { permissions: ['clipboard-read', 'clipboard-write'] });
  await reader.goto(host.root + CODE);
  await reader.locator('[data-payload] .blank').first().waitFor();
  await reader.getByLabel('size').fill('2.5');
  await reader.locator('[data-payload-copy]').press('Enter');
  await copied(reader, /let size: f64 = 2\.5;\n/);
  await close(reader);
});

test('a template keeps its colours, whatever is typed', async () => {
  // Whatever is coloured in it, and its words.
  const painted = (page) => page.locator('[data-payload] code span').evaluateAll((all) => all.map((part) => `${part.className} ${getComputedStyle(part).color} ${part.textContent}`));
  const plain = await open(browser, host.root, { javaScriptEnabled: false });
  await plain.goto(host.root + CODE);
  const before = await painted(plain);
  assert.ok(before.length > 80 && before.some((part) => /^s .*"\{\{name\}\}"$/.test(part)), before.join('\n'));
  await close(plain);
  const reader = await open(browser, host.root);
  await reader.goto(host.root + CODE);
  await reader.locator('[data-payload] .blank').first().waitFor();
  const written = (values) => before.map((part) => part.replace(/\{\{(\w+)\}\}/g, (placeholder, name) => values[name] ?? placeholder));
  assert.deepEqual(await painted(reader), written({ name: 'heap', form: 'round' }));
  // What looks like a placeholder and is a value is not filled again.
  await reader.getByLabel('name').fill('{{size}}');
  await reader.getByLabel('size').fill('7');
  assert.deepEqual(await painted(reader), written({ name: '{{size}}', form: 'round', size: '7' }));
  await close(reader);
});

test('without scripts, a table tells what each placeholder wants', async () => {
  const reader = await open(browser, host.root, { javaScriptEnabled: false });
  await reader.goto(host.root + CODE);
  const cells = await reader.locator('.workshop td:last-child').allInnerTexts();
  assert.deepEqual(cells.map((cell) => cell.split('\n')), [['size', 'In metres'], ['form (required)', 'round, flat'], ['name (required)', '= heap']]);
  await close(reader);
});

test('copy and download stay in view, move nothing, and lie over nothing that the keyboard reaches', async () => {
  for (const viewport of [{ width: 1360, height: 700 }, { width: 390, height: 700 }]) {
    const reader = await open(browser, host.root, { viewport });
    await reader.goto(host.root + CODE);
    await reader.locator('[data-payload] .blank').first().waitFor();
    const box = (target) => target.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return { top, bottom }; });
    await reader.evaluate(() => { self.moved = 0; new PerformanceObserver((list) => { for (const { value } of list.getEntries()) self.moved += value; }).observe({ type: 'layout-shift' }); });
    const header = await box(reader.locator('.top')), pre = reader.locator('[data-payload] pre'), download = reader.locator('[data-payload-download]');
    await reader.evaluate(() => { const { bottom } = document.querySelector('[data-payload] pre').getBoundingClientRect(); scrollBy({ top: bottom - innerHeight / 3, behavior: 'instant' }); });
    for (const button of await reader.locator('.payload > .row > :is(a, button)').filter({ visible: true }).all()) {
      const { top, bottom } = await box(button);
      assert.ok(top >= header.bottom && bottom < viewport.height / 3, `${viewport.width}: ${top} ${bottom}`);
    }
    // Coming back from below with the keys.
    await reader.evaluate(() => scrollTo({ top: 1e6, behavior: 'instant' }));
    await pre.focus();
    assert.ok((await box(pre)).top >= (await box(download)).bottom, `${viewport.width}: hidden below the bar`);
    assert.equal(await reader.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted(self.moved))))), 0);
    await close(reader);
  }
});

test('a template on paper: all of its text, and nothing to fill in or to press', async () => {
  const reader = await open(browser, host.root);
  await reader.goto(host.root + CODE);
  await reader.locator('[data-payload] .blank').first().waitFor();
  await reader.emulateMedia({ media: 'print' });
  assert.deepEqual(await reader.locator('[data-payload] pre').evaluate((pre) => [pre.scrollHeight - pre.clientHeight, pre.scrollWidth - pre.clientWidth]), [0, 0]);
  assert.equal(await reader.locator('.panes form, [data-payload-copy], [data-payload-download]').filter({ visible: true }).count(), 0);
  await close(reader);
});

// What a page may remember somewhere: in storage, in its address, in what it asked for.
const traces = (reader) => reader.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, performance.getEntries().map(({ name }) => name)]));

each('a secret of a template', KEY, async (reader, use, isTouch) => {
  await reader.locator('[data-payload] .blank').first().waitFor();
  const secret = reader.getByLabel('Token', { exact: true }), payload = reader.locator('[data-payload]'), preview = reader.locator('[data-preview]');
  const show = reader.getByRole('button', { name: 'Show: Token' });
  assert.deepEqual(await secret.evaluate((field) => [field.type, field.autocomplete, field.name, field.form.autocomplete]), ['password', 'new-password', '', 'off']);
  if (isTouch) await secret.tap(); else await secret.focus();
  await reader.keyboard.type('Hush-4711');
  await preview.filter({ hasText: 'token ••••••••.' }).waitFor();
  for (const place of [payload, preview]) assert.doesNotMatch(await place.innerText(), /Hush/, 'it stands beside its hidden field');
  await use(show);
  assert.equal(await secret.getAttribute('type'), 'text');
  assert.equal(await show.getAttribute('aria-pressed'), 'true');
  for (const place of [payload, preview]) assert.match(await place.innerText(), /token Hush-4711\./);
  await use(show);
  assert.equal(await secret.getAttribute('type'), 'password');
  assert.doesNotMatch(await payload.innerText(), /Hush/);
  await use(reader.locator('[data-payload-copy]'));
  await copied(reader, /token Hush-4711\./);
  const download = reader.waitForEvent('download');
  await use(reader.locator('[data-payload-download]'));
  assert.equal((await download).suggestedFilename(), 'key.md');
  assert.match(readFileSync(await (await download).path(), 'utf8'), /token Hush-4711\./);
  // The key that ends a line sends nothing.
  await secret.press('Enter');
  assert.doesNotMatch(await traces(reader), /Hush/);
  assert.equal(new URL(reader.url()).search, '');
}, async (reader) => {
  assert.match(await reader.locator('.workshop table').innerText(), /\{\{token\}\}\s+Token\s+From the desk/);
  assert.equal(await reader.locator('form:visible').count(), 0);
});

test('what was typed into a template is gone when the page comes back, whatever its field', async () => {
  const reader = await open(browser, host.root);
  const fields = { who: 'Ann', token: 'Hush-4711', note: 'Told nobody', size: 'small' };
  const typed = async () => {
    await reader.locator('[data-payload] .blank').first().waitFor();
    for (const [name, value] of Object.entries(fields)) {
      const field = reader.locator(`[data-name=${name}]`);
      if (name === 'size') await field.selectOption(value); else await field.fill(value);
    }
    await reader.locator('[data-reveal]').click();
    await reader.locator('[data-payload]', { hasText: 'Hush-4711' }).waitFor();
  };
  const held = () => reader.evaluate(() => [...document.querySelectorAll('[data-name]')].map((field) => `${field.type}: ${field.value}`));
  const empty = ['text: ', 'password: ', 'textarea: None', 'select-one: tall'];
  await reader.goto(host.root + KEY);
  await typed();
  await reader.locator('.crumbs a').first().click();
  await reader.waitForURL((url) => !url.href.endsWith(KEY));
  await reader.goBack();
  assert.deepEqual(await held(), empty, 'after Back');
  await typed();
  await reader.reload();
  assert.deepEqual(await held(), empty, 'after a reload');
  // A browser that keeps the whole page says so before it puts it away.
  await typed();
  await reader.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  assert.deepEqual(await held(), empty, 'in a page that is kept whole');
  assert.doesNotMatch(await reader.locator('main').innerText(), /Hush/);
  await close(reader);
});

each('a line that says whose a template is', KEY, async (reader, use) => {
  const line = reader.locator('[data-credit]');
  assert.equal(await line.innerText(), '“Key” by Ada Stone, CC-BY-4.0');
  await use(reader.locator('[data-credit-copy]'));
  await copied(reader, new RegExp(`^“Key” by Ada Stone, CC-BY-4.0, ${host.root}templates/key/$`));
}, async (reader) => {
  assert.ok(await reader.locator('[data-credit]').isVisible());
  assert.equal(await reader.locator('[data-credit-copy]:visible').count(), 0);
});

// The files of an archive by their names: what is told at the front must be told at the end as well, and every checksum hold.
function unpack(bytes) {
  const files = {};
  let at = 0;
  for (; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [sum, size, name] = [bytes.readUInt32LE(at + 14), bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const path = bytes.toString('utf8', at + 30, at + 30 + name);
    const content = bytes.subarray(at + 30 + name, at + 30 + name + size);
    // What gzip writes at its end is the same checksum.
    assert.equal(sum, gzipSync(content).readUInt32LE(gzipSync(content).length - 8), path);
    files[path] = { text: content.toString('utf8'), at, sum };
    at += 30 + name + size;
  }
  const start = at;
  for (const [path, file] of Object.entries(files)) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    assert.deepEqual([bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 42)], [file.sum, file.at], path);
    at += 46 + bytes.readUInt16LE(at + 28);
  }
  assert.deepEqual([bytes.readUInt32LE(at), bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16), bytes.length], [0x06054b50, Object.keys(files).length, start, at + 22]);
  return Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]));
}

each('a template of several files in one archive, filled in', KIT, async (reader, use) => {
  await reader.locator('[data-payload] .filled').waitFor();
  await reader.getByLabel('who').fill('Bo');
  const download = reader.waitForEvent('download');
  await use(reader.locator('[data-payload-zip]'));
  const file = await download;
  assert.equal(file.suggestedFilename(), 'letter.zip');
  assert.deepEqual(unpack(readFileSync(await file.path())), { 'letter.txt': 'Dear Bo\n', 'über/sign.txt': 'Yours, Bo\n' });
}, async (reader) => {
  assert.equal(await reader.locator('[data-payload-zip]:visible').count(), 0);
  assert.equal(await reader.locator('[data-payload-download]:visible, [data-files] a:visible').count(), 2, 'one by one');
});

each('a template whose files are called so that they would climb', 'templates/trap/', async (reader, use) => {
  await reader.waitForLoadState('networkidle');
  assert.equal(await reader.locator('[data-workshop]').getAttribute('data-filename'), '.bashrc');
  const download = reader.waitForEvent('download');
  await use(reader.locator('[data-payload-zip]'));
  assert.deepEqual(unpack(readFileSync(await (await download).path())), { '.bashrc': 'run\n', 'more.txt': 'more\n' });
  // What makes the archive trusts no name either.
  const names = ['../../.bashrc', '/etc/passwd', 'C:\\w\\con.txt', 'a/.git/hooks/run', 'x\u202egpj.exe', 'a\u0000/./b. .', '..', 'über/.editorconfig'];
  const bytes = await reader.evaluate(async (names) => [...new Uint8Array(await cairn.zip(names.map((name) => [name, new Uint8Array()])).arrayBuffer())], names);
  assert.deepEqual(Object.keys(unpack(Buffer.from(bytes))), ['.bashrc', 'etc/passwd', 'C-/w/file-con.txt', 'a/file-.git/hooks/run', 'x-gpj.exe', 'a-/b', 'file', 'über/.editorconfig']);
}, async (reader) => {
  assert.equal(await reader.locator('[data-payload-download]').getAttribute('download'), '.bashrc');
  // Without a script every name stands in an attribute.
  assert.deepEqual(await reader.locator('main *').evaluateAll((all) => all.flatMap((one) => [...one.attributes]).map((one) => one.value).filter((value) => /\.\.\/\.bashrc/.test(value))), []);
});

// Each file of a template by itself is a plain download.
const takeFiles = async (reader, use) => {
  const link = reader.locator('[data-files] a');
  assert.deepEqual(await link.allInnerTexts(), ['über/sign.txt']);
  const download = reader.waitForEvent('download');
  await use(link);
  assert.equal(readFileSync(await (await download).path(), 'utf8'), 'Yours, {{who}}\n');
};
each('the further files of a template', KIT, takeFiles, (reader) => takeFiles(reader, (link) => link.click()));

each('what to read before a template, checked off', KIT, async (reader, use) => {
  const box = reader.getByRole('checkbox', { name: 'Done: Letter' });
  await box.waitFor();
  await use(box, 'Space');
  await reader.locator('[role=status]', { hasText: 'Done: 1 of 1' }).waitFor({ state: 'attached' });
  await reader.reload();
  await reader.locator('.first .done').waitFor();
  assert.ok(await box.isChecked(), 'forgotten after a reload');
  await use(reader.locator('.first a'));
  await reader.waitForURL(host.root + LETTER);
}, async (reader) => {
  assert.equal(await reader.locator('.first input').count(), 0);
  await reader.locator('.first a').click();
  await reader.waitForURL(host.root + LETTER);
});

// Of which day it is, who tried it on what, and when it was changed by whom, the latest first.
const told = async (reader, use) => {
  const line = reader.locator('.payload p', { hasText: 'Version of' });
  assert.equal(await line.innerText(), 'Version of 2026-02-03 · Tested by Bób Heap on 2.1, 2026-03-04');
  const changes = reader.locator('details', { hasText: 'Changes' }).locator('li');
  assert.equal(await changes.first().isVisible(), false);
  await use(reader.locator('summary', { hasText: 'Changes' }));
  await changes.first().waitFor();
  assert.deepEqual(await changes.allInnerTexts(), ['2026-02-03, Bób Heap', '2026-01-02, Ada Stone']);
  await use(line.locator('a'));
  await reader.waitForURL(host.root + 'people/bob/');
};
each('version, tests and changes of a template', KIT, told, (reader) => told(reader, (target) => target.click()));

// From which it was made, and what was made from it, at any distance.
const lineage = async (reader, use) => {
  await use(reader.locator('.items a', { hasText: 'Other' }));
  await reader.waitForURL(host.root + 'templates/other/');
  await use(reader.locator('.items a', { hasText: 'Third' }));
  await reader.waitForURL(host.root + 'templates/third/');
  assert.deepEqual(await reader.locator('.lineage a').allInnerTexts(), ['Other', 'Kit']);
  await use(reader.locator('.lineage a', { hasText: 'Kit' }));
  await reader.waitForURL(host.root + KIT);
};
each('what a template was made from', KIT, lineage, (reader) => lineage(reader, (link) => link.click()));
