// What readers ask of every page before it is shown: more contrast, colours of their own, no motion, less data, larger text, text
// further apart, and all of it four times as large. Each wish is looked at on six kinds of page, in styles as they are computed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { close, hosted, launch, open, violations } from './browser.mjs';
import { buildFiles, example } from './site.mjs';

const CODE = `\`\`\`bash\n# All that there is\nif [ -d "$HOME" ]; then echo 'x' 12; fi\ncairn build --output-dir ./public --base-url https://stones.example/${'a/very/long/address/'.repeat(4)}\n\`\`\`\n`;
const TABLE = '| Stone | Weight | Where it lies | Who laid it |\n| --- | ---: | --- | --- |\n| Granite | 12 kg | At the foot of the hill | Ada |\n';
const BODY = `A stone is laid upon another[^1], and so the [heap](../faq/tall.md) grows by \`one\`.\n\n## Why so\n\n${TABLE}\n${CODE}\n> [!WARNING]\n> Mind your feet.\n\n## What then\n\n- [x] One\n- [ ] Two\n\n[^1]: Mind the order.\n`;
const FILES = {
  'cairn.yml': 'title: Stones and heaps of stones\nbase_url: https://stonesandheapsofstonesandpaths.example/\nlanguages: [en, de]\nareas: {stones: Stones and where to find them}\nrepo: https://forge.example/stones/heaps\nask: "{repo}/ask"\nreport: "{repo}/new?title={title}"\ndiagnostics: {no-history: off}\n',
  'tutorials/heap.md': `---\ntitle: Build a heap of stones that lasts the winter\ndescription: With your hands.\nseries: Stones\nlevel: beginner\narea: stones\ntags: [stones, heaps]\nauthors: [ada, bob]\ntested: {by: bob, on: 2026-03-04, version: 2.1}\noutcome: A heap.\nprerequisites: [path.md]\n---\n\n:::steps\n1. Find a place.\n2. Lay a stone.\n:::\n\n:::tabs\n@tab Linux\n\nOn Linux.\n@tab macOS\n\nOn macOS.\n:::\n\n![The home page](home.png)\n\n${BODY}`,
  'tutorials/home.png': readFileSync(path.join(example, 'content/img/home.png')),
  'tutorials/path.md': '---\ntitle: Mark a path\nseries: Stones\nauthors: [ada]\n---\n\nWith stones.\n',
  'faq/tall.md': `---\ntitle: How tall may it be?\nshort_answer: As tall as \`you\`.\nstatus: outdated\nasked_as: [how high]\nalternatives: [{text: "By a ladder:", page: ../tutorials/path.md}]\nauthors: [bob]\nreviewed: 2026-01-02\n---\n\n${BODY}`,
  'templates/key.md': '---\ntitle: A key that is filled in\nlicense: CC-BY-4.0\nauthors: [ada]\nvariables: [{name: who, required: true, help: Whom it is for}, {name: token, type: secret}, {name: note, type: text, default: None}, {name: size, type: choice, choices: [tall, small]}]\n---\n\n```markdown title="key.md"\nUser {{who}}, token {{token}}.\n\n{{note}} {{size}}\n```\n',
  'people/ada.yml': 'name: Ada Stone\nbio: Lays stones.\n',
  'people/bob.yml': 'name: Bób Heap\n',
};
const PAGES = ['', 'tutorials/', 'tutorials/heap/', 'faq/tall/', 'templates/key/', 'people/ada/'];

let browser, host;
hosted(() => buildFiles(FILES), (made) => ({ browser, host } = made));

// Goes to each page once everything that scripts add is there, and looks at it with `look`.
async function everywhere(options, prepare, look, within = browser) {
  const reader = await open(within, host.root, options);
  await prepare?.(reader);
  for (const page of PAGES) {
    await reader.goto(host.root + page);
    await reader.waitForLoadState('networkidle');
    if (page === 'tutorials/heap/') await reader.locator('.steps .check').first().waitFor();
    if (page === 'templates/key/') await reader.locator('.payload .blank').first().waitFor();
    await look(reader, page || 'home');
  }
  await close(reader);
}

// The contrast of two colours as they are shown, by WCAG.
const contrast = (reader, one, other) => reader.evaluate((colors) => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (color) => {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = colors.map(luminance).toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}, [one, other]);
const style = (reader, selector, name) => reader.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], name);

// What a reader would have to scroll sideways for, and text that is cut off.
const lost = () => {
  const found = [];
  const sideways = document.documentElement.scrollWidth - innerWidth;
  if (sideways > 0) found.push(`${sideways} pixels sideways`);
  for (const element of document.querySelectorAll('body *')) {
    const { overflowX, overflowY, display } = getComputedStyle(element);
    const isCut = [overflowX, overflowY].some((overflow) => /hidden|clip/.test(overflow));
    if (!isCut || display === 'inline' || element.closest('.sr, svg, select, .bar > .find > span')) continue;
    if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) found.push(`cut: ${element.outerHTML.slice(0, 80)}`);
  }
  return found;
};

for (const colorScheme of ['light', 'dark']) {
  test(`more contrast, in ${colorScheme}: every text 7 : 1, every line 3 : 1`, async () => {
    await everywhere({ colorScheme, contrast: 'more' }, null, async (reader, page) => {
      // The second rule passes over what the first one finds.
      assert.deepEqual(await violations(reader, ['color-contrast', 'color-contrast-enhanced']), [], page);
      const ground = await style(reader, 'body', 'backgroundColor');
      for (const box of ['.top', '.find']) {
        const line = await contrast(reader, await style(reader, box, 'borderBlockEndColor'), ground);
        assert.ok(line >= 3, `${page}: ${box} ${line}`);
      }
    });
  });
}

test('colours of the reader\'s own: what colours said is said by lines, and the focus is seen', async () => {
  const boxes = ['.tag', '.answer', '.part', '.banner', '.alert', '.toc', '.button', '.card', '.details', '.field input', '.field select', '.field textarea', '.code', '.table'];
  const seen = new Set();
  await everywhere({ forcedColors: 'active' }, null, async (reader, page) => {
    const bare = await reader.evaluate((boxes) => boxes.flatMap((box) => [...document.querySelectorAll(box)].filter((element) => element.checkVisibility()).map((element) => {
      const { borderBlockStartStyle, borderBlockStartColor, backgroundColor } = getComputedStyle(element);
      return [box, borderBlockStartStyle === 'solid' && borderBlockStartColor !== backgroundColor];
    })), boxes);
    for (const [box, hasLine] of bare) { seen.add(box); assert.ok(hasLine, `${page}: ${box} has no line around it`); }
    // Text in the colour of its ground is no text.
    const unseen = await reader.evaluate(() => [...document.querySelectorAll('main *')].filter((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      return element.checkVisibility() && color === backgroundColor;
    }).map((element) => element.outerHTML.slice(0, 80)));
    assert.deepEqual(unseen, [], page);
    for (const here of await reader.locator('.side [aria-current=page], [role=tab][aria-selected=true]').all()) {
      assert.notEqual(await here.evaluate((element) => getComputedStyle(element).outlineStyle), 'none', `${page}: nobody sees where they are`);
    }
    for (let i = 0; i < 12; i++) {
      await reader.keyboard.press('Tab');
      const [ring, what] = await reader.evaluate(() => [getComputedStyle(document.activeElement).outlineStyle, document.activeElement.outerHTML.slice(0, 80)]);
      assert.notEqual(ring, 'none', `${page}: ${what}`);
    }
    if (page === 'templates/key/') {
      assert.equal(await style(reader, '.blank', 'outlineStyle'), 'dashed');
      assert.match(await style(reader, '.filled', 'textDecorationLine'), /underline/);
    }
  });
  assert.deepEqual(boxes.filter((box) => !seen.has(box)), [], 'on no page');
});

test('what was checked once is in the colour of what holds only where nothing speaks against it', async () => {
  const colours = {};
  await everywhere({}, null, async (reader, page) => {
    if (await reader.locator('.strip .tag').count()) colours[page] = [await style(reader, '.strip .tag', 'backgroundColor') !== 'rgba(0, 0, 0, 0)', (await reader.locator('.strip .tag').first().innerText()).replace(/\s+/, ' ')];
  });
  assert.deepEqual(colours, { 'tutorials/heap/': [true, 'Verified 2026-03-04'], 'faq/tall/': [false, 'Verified 2026-01-02'] });
});

test('no motion: nothing moves or fades', async () => {
  for (const reducedMotion of ['no-preference', 'reduce']) {
    let moving = 0;
    await everywhere({ reducedMotion }, null, async (reader) => {
      moving += await reader.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return transitionDuration.split(',').some((time) => parseFloat(time) > 0) || animationName !== 'none' || scrollBehavior !== 'auto';
      }).length);
    });
    if (reducedMotion === 'reduce') assert.equal(moving, 0); else assert.ok(moving > 0, 'there was nothing to leave out');
  }
});

describe('less data', () => {
  let other;
  before(async () => { other = await launch('--enable-blink-features=PrefersReducedData'); });
  after(() => other?.close());

  // What is fetched when a reader points at the first link of each page.
  const fetched = async (value) => {
    const asked = [];
    let began = 0;
    await everywhere({}, async (reader) => {
      reader.on('request', (request) => asked.push(request.url()));
      const session = await reader.context().newCDPSession(reader);
      await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-data', value }] });
    }, async (reader, page) => {
      assert.equal(await reader.evaluate(() => matchMedia('(prefers-reduced-data: reduce)').matches), value === 'reduce', page);
      const before = asked.length;
      await reader.locator('.crumbs a, main .card, main .items a').first().hover();
      await reader.waitForTimeout(600);
      began += asked.slice(before).filter((url) => url.endsWith('/')).length;
    }, other);
    return began;
  };
  test('no page is fetched before it is opened', async () => {
    assert.ok((await fetched('no-preference')) >= PAGES.length - 1);
    assert.equal(await fetched('reduce'), 0);
  });
});

test('text twice as large: nothing is cut off, and nothing lies sideways', async (context) => {
  const other = await launch('--blink-settings=defaultFontSize=32');
  context.after(() => other.close());
  for (const width of [1280, 640]) {
    await everywhere({ viewport: { width, height: 900 } }, null, async (reader, page) => {
      assert.equal(await style(reader, 'html', 'fontSize'), '32px');
      assert.deepEqual(await reader.evaluate(lost), [], `${page}, ${width}`);
    }, other);
  }
});

test('text further apart: nothing is cut off, and nothing lies sideways', async () => {
  for (const width of [1280, 390]) {
    await everywhere({ viewport: { width, height: 900 }, bypassCSP: true }, null, async (reader, page) => {
      // As WCAG 1.4.12 has it, with a weight that no rule of a page outdoes.
      await reader.addStyleTag({ content: '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }' });
      assert.deepEqual(await reader.evaluate(lost), [], `${page}, ${width}`);
    });
  }
});

test('four times as large: one column, a bar that leaves room to read, and the focus is never behind it', async () => {
  await everywhere({ viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, null, async (reader, page) => {
    assert.deepEqual(await reader.evaluate(lost), [], page);
    assert.ok((await reader.locator('.top').boundingBox()).height <= 256 / 3, `${page}: the bar fills the window`);
    for (let i = 0; i < 20; i++) {
      await reader.keyboard.press('Tab');
      const [isSeen, what] = await reader.evaluate(() => {
        const element = document.activeElement;
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
        const there = document.elementFromPoint(x, y);
        return [element === document.body || element.contains(there) || there?.contains(element) && !there.closest('.top'), element.outerHTML.slice(0, 80)];
      });
      assert.ok(isSeen, `${page}: ${what} is not seen`);
    }
  });
});
