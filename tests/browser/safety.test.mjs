// What strangers may write, opened in a real browser: every payload of the security corpus in every place that takes words,
// once with the page's policy and once without it. Begin reading at `examine`, which tells what a page did and holds;
// the first test shows that it can tell. CAIRN_TEST_ALL=1 gives every payload a page of its own and opens every page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { DESKTOP, launch } from './browser.mjs';
import { Site, binary, serve } from './site.mjs';

const data = process.env.CAIRN_TEST_DATA ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../shared');
const corpus = path.join(data, 'security-corpus');
const skip = existsSync(corpus) ? false : `skipped: no security-corpus in ${data}`;
if (skip && process.env.CAIRN_TEST_DATA) throw new Error(`CAIRN_TEST_DATA is set, and ${corpus} is not there`);

const all = process.env.CAIRN_TEST_ALL === '1';

let browser;
// No name but this machine's leads anywhere.
before(async () => (browser = await launch('--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1')));
after(() => browser?.close());

// Words that break out of the places which the corpora do not think of: JSON, XML, templates, attributes, addresses.
const OWN = [
  '</script><script>alert(1)</script>', '</title><script>alert(1)</script>', '--><script>alert(1)</script><!--',
  ']]><script>alert(1)</script>', '" onmouseover="alert(1)" autofocus onfocus="alert(1)" x="', "' onfocus='alert(1)' autofocus x='",
  'x onfocus=alert(1) autofocus', '\u2028alert(1)//', '";alert(1)//', "';alert(1)//", '${alert(1)}', '{{ get_env(name="HOME") }}',
  '{% include "base.html" %}{{ 7 * 7 }}', '__proto__', 'constructor', 'javascript:alert(1)', 'JaVaScRiPt&colon;alert(1)',
  'java\tscript:alert(1)', ' data:text/html,<script>alert(1)</script>', 'vbscript:msgbox(1)', '//evil.example/x', '\\\\evil.example\\x',
  '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>', '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<form id=search><input name=attributes><input name=body></form>', '<base href=//evil.example/>', '=cmd|calc!A1',
  '::error file=x::y', '\u001b]8;;http://evil.example\u0007x', '\u202e<script>alert(1)</script>', '<a href="javascript:alert(1)">x</a>',
];

function payloads() {
  const files = ['dompurify-fixtures.json', 'h5sc-vectors.json', 'owasp-xss-filter-evasion.json'];
  const read = (file) => JSON.parse(readFileSync(path.join(corpus, file), 'utf8')).payloads.map((entry) => entry.payload);
  return [...new Set([...files.flatMap(read), ...OWN])];
}

// What a page did: dialogs and functions that payloads call, and requests that left this machine.
async function watched(options, root) {
  const context = await browser.newContext({ ...DESKTOP, serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(20_000);
  const seen = [];
  await context.exposeFunction('cairnSaw', (what) => void seen.push(what));
  await context.addInitScript(() => {
    // Kept before anything on the page could put itself in its place.
    const tell = window.cairnSaw;
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'execScript', 'msgbox']) window[name] = () => tell(`executed ${name}`);
    // The browser's driver evaluates too.
    const own = window.eval;
    window.eval = (text) => (/alert|confirm|prompt/.test(text) && tell('executed eval'), own(text));
    addEventListener('message', (event) => event.data === 'pwned' && tell('executed a message'));
    for (const name of ['xss', 'vulnerable', 'pwned']) Object.defineProperty(document, name, { set: () => tell(`executed ${name}`) });
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!/^(data|blob|about):/.test(url) && !url.startsWith(root)) seen.push(`left the machine: ${url.slice(0, 120)}`);
  });
  context.on('page', (page) => page.on('dialog', (dialog) => (seen.push('opened a dialog'), dialog.dismiss())));
  return { context, seen };
}

// Everything of a page that acts, or could: as it was sent, and as it stands after its own scripts ran.
function dangers(sent) {
  const found = [];
  const elements = 'iframe, frame, frameset, object, embed, applet, base, style, foreignObject, animate, set, animateTransform, annotation-xml,'
    + ' portal, marquee, bgsound, layer, audio, video, source, track, body link, body meta, body title, noscript, xmp, plaintext, template:not(main template)';
  const look = (root, is_sent) => {
    for (const element of root.querySelectorAll(elements)) {
      if (is_sent || element.localName !== 'template') found.push(`element <${element.localName}>`);
    }
    for (const element of root.querySelectorAll('script')) {
      const isData = /^application\/(ld\+)?json$/.test(element.type);
      const own = new URL(element.src || 'x:', location.href);
      if (isData ? element.src : own.origin !== location.origin || element.textContent.trim()) found.push('element <script>');
    }
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const is = (names) => names.includes(name);
        if (/^on/i.test(name) || is(['srcdoc', 'formaction', 'background', 'ping', 'lowsrc', 'dynsrc', 'xlink:href'])) found.push(`attribute ${name}`);
        if (is_sent && name === 'style') found.push('attribute style');
        // What is no address leads nowhere.
        if (is(['href', 'src', 'action', 'data', 'poster', 'cite', 'srcset']) && URL.canParse(value, location.href)) {
          const scheme = new URL(value, location.href).protocol;
          const fine = ['http:', 'https:', ...(element.localName === 'a' ? ['mailto:'] : []), ...(element.localName === 'img' ? ['data:'] : [])];
          if (!fine.includes(scheme)) found.push(`${name} with ${scheme}`);
          if (element.localName !== 'a' && element.localName !== 'link' && new URL(value, location.href).origin !== location.origin && !value.startsWith('data:')) found.push(`${name} of another host`);
        }
      }
    }
  };
  look(new DOMParser().parseFromString(sent, 'text/html'), true);
  look(document, false);
  return [...new Set(found)];
}

// Clicks every link with an odd scheme, and wakes what waits for a pointer; how many such links there were, and whether it is a page.
function click() {
  const links = [...document.querySelectorAll('a, area')].filter((link) => link.hasAttribute('href') || link.hasAttribute('xlink:href'));
  // An address that cannot be read has the scheme `:`, and leads nowhere.
  const odd = links.filter((link) => !['http:', 'https:', 'mailto:', ':'].includes(link.protocol));
  odd.forEach((link) => link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })));
  for (const element of document.querySelectorAll('body *')) {
    for (const name of ['mouseover', 'focus', 'click', 'toggle', 'animationstart']) {
      if (element.getAttributeNames().some((attribute) => attribute.toLowerCase() === `on${name}`)) element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }
  return [odd.length, document.contentType === 'text/html'];
}

const sent = async (url) => (await fetch(url)).text();

// Opens addresses, one by itself and several in frames beside each other, and returns what was wrong.
async function examine(tab, urls) {
  const { page, seen } = tab;
  seen.length = 0;
  // What has no policy of its own, and lies on this machine as they do, may show them.
  await page.goto(urls.length === 1 ? urls[0] : tab.plain, { waitUntil: 'load' });
  if (urls.length > 1) await page.setContent(urls.map((url) => `<iframe src="${url}" width="900" height="600"></iframe>`).join(''), { waitUntil: 'load' });
  const found = [];
  for (const frame of urls.length === 1 ? [page.mainFrame()] : page.mainFrame().childFrames()) {
    const [text, [odd, isPage]] = await Promise.all([sent(frame.url()), frame.evaluate(click)]);
    const here = [...(isPage ? await frame.evaluate(dangers, text) : []), ...(odd ? [`${odd} links with an odd scheme`] : [])];
    found.push(...here.map((what) => `${urls.length === 1 ? '' : `${frame.url()}: `}${what}`));
  }
  // Clicks run after this, and pictures that are not there fail now.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
  return [...found, ...seen];
}

async function tabs(count, options, root, plain) {
  const open = async () => {
    const { context, seen } = await watched(options, root);
    return { page: await context.newPage(), context, seen, plain: root + plain };
  };
  return Promise.all(Array.from({ length: count }, open));
}

test('what runs, asks and stands on an unsafe page is seen', async () => {
  const bodies = {
    '/script': '<script>alert(1)</script>',
    '/image': '<img src=x onerror="alert(1)">',
    '/remote': '<img src="https://evil.example/x.png">',
    '/link': '<a href="javascript:alert(1)">x</a>',
    '/frame': '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    '/style': '<p style="color:red">x</p>',
    '/clean': '<p>x</p>',
  };
  const server = createServer((request, response) => {
    if (request.url === '/drawing.svg') {
      response.writeHead(200, { 'content-type': 'image/svg+xml' });
      return void response.end('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    }
    const known = bodies[request.url];
    response.writeHead(known ? 200 : 404, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>x</title>${known ?? ''}`);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  // Whatever fails below, nothing keeps the process.
  server.unref();
  const root = `http://127.0.0.1:${server.address().port}/`;
  const [tab] = await tabs(1, {}, root, 'clean');
  const expected = {
    script: ['element <script>', 'executed alert'],
    image: ['attribute onerror', 'executed alert'],
    remote: ['src of another host', 'left the machine: https://evil.example/x.png'],
    link: ['href with javascript:', '1 links with an odd scheme', 'executed alert'],
    frame: ['element <iframe>', 'executed alert'],
    style: ['attribute style'],
    'drawing.svg': ['executed alert'],
    clean: [],
  };
  for (const [page, wanted] of Object.entries(expected)) {
    const found = await examine(tab, [root + page]);
    for (const what of wanted) assert.ok(found.includes(what), `${page}: ${what} is not among ${found}`);
    if (!wanted.length) assert.deepEqual(found, []);
    const beside = await examine(tab, [`${root}clean`, root + page]);
    for (const what of wanted) assert.ok(beside.some((line) => line.endsWith(what)), `${page} in a frame: ${what} is not among ${beside}`);
  }
  await tab.context.close();
  server.close();
});

// A repository in which every place that takes words holds every payload; how many placements that are.
function repository(root, list) {
  const placed = {};
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const count = (place, times = 1) => (placed[place] = (placed[place] ?? 0) + times);
  const quoted = (text) => JSON.stringify(text);
  const line = (text) => text.replace(/\s*\n\s*/g, ' ');
  const groups = (size, of = list) => Array.from({ length: Math.ceil(of.length / size) }, (_, at) => of.slice(at * size, (at + 1) * size));
  const git = (...args) =>
    execFileSync('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'user.name=Ada', '-c', 'user.email=ada@private.example', ...args], {
      cwd: root, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  write('cairn.yml', 'title: Payloads\nbase_url: https://host.example/\ncredits: {default: named-only}\n');

  // What is never closed takes the rest of the page with it, so each has a page of its own, under its name and that of another.
  const tame = (text) => line(text).replace(/[/\\\0<>:"|?*\u202e]/g, '').slice(0, 60);
  groups(all ? 1 : 6).forEach((texts, at) => {
    // The end of a quotation ends what is open in it.
    const apart = (text) => (all ? text : text.replace(/^/gm, '> '));
    const parts = texts.flatMap((text) => [`Before ${line(text)} after.`, apart(`<div>\n${text}\n</div>`), apart(text)].join('\n\n'));
    write(`one/${at}${tame(texts[0])}.md`, `---\ntitle: ${quoted(list[(at + 1) % list.length])}\n---\n\n${parts.join('\n\nNext.\n\n')}\n`);
  });
  list.forEach((text, at) => write(`titles/${at}.md`, `---\ntitle: ${quoted(text)}\n---\n\nText.\n`));
  // Names that are refused.
  list.forEach((text, at) => write(`files/${at}${line(text).replace(/[/\0]/g, '').slice(0, 60)}.txt`, 'Words.\n'));
  ['body', 'HTML block', 'inline', 'title', 'file name'].forEach((place) => count(place, list.length));
  groups(8).forEach((texts, at) => {
    const parts = texts.map((text) => {
      const one = line(text);
      return [
        `[link](${one})`, `[link](<${one.replace(/[<>]/g, '')}>)`, `[ref-${at}]: ${one}`, `![${one}](x.png)`, `![alt](${one})`, `![alt](<${one.replace(/[<>]/g, '')}> "${one}")`,
        `<${one.replace(/[<>\s]/g, '')}>`, `[[${one}]]`, `\`\`\`${one.replace(/`/g, '')}\ncode ${one}\n\`\`\``, `## Heading {#${one}}`, `## ${one}`, `| a |\n| - |\n| ${one} |`,
        `:::note[${one}]\n${one}\n:::`, `*[abbr]: ${one}`, `a $${one}$ b`, `[^n${one}]: ${one}`, `\`${one}\``,
      ].join('\n\n');
    });
    write(`faq/line-${at}.md`, `---\ntitle: Lines ${at}\n---\n\n${parts.join('\n\n')}\n`);
    ['link', 'image', 'alt text', 'code info string', 'heading id'].forEach((place) => count(place, texts.length));
  });
  // No page has more tags, and none is longer.
  groups(20).forEach((texts, at) => {
    const [title] = texts;
    const listed = `[${texts.map((text) => quoted(text.slice(0, 400))).join(', ')}]`;
    const joined = quoted(texts.map(line).join(' ').slice(0, 4000));
    write(`faq/meta-${at}.md`, `---\ntitle: ${quoted(title)}\ndescription: ${joined}\nshort_answer: ${joined}\nalternatives: [${texts.map((text) => `{text: ${quoted(text.slice(0, 400))}}`).join(', ')}]\nauthors: ${listed}\n---\n\nText.\n`);
    write(`faq/asked-${at}.md`, `---\ntitle: Asked ${at}\nasked_as: ${listed}\naliases: ${listed}\n---\n\nText.\n`);
    write(`faq/tags-${at}.md`, `---\ntitle: Tags ${at}\ntags: [${texts.map((text) => quoted(text.slice(0, 64))).join(', ')}]\narea: ${quoted(title)}\nlevel: ${quoted(title)}\nsource: ${quoted(title)}\nredirects: ${listed}\n---\n\nText.\n`);
    const variables = texts.map((text, n) => `- {name: v${n}, label: ${quoted(text.slice(0, 200))}, help: ${quoted(text.slice(0, 200))}, ${n % 4 ? `default: ${quoted(text.slice(0, 200))}, choices: [${quoted(text.slice(0, 100))}]` : 'type: secret'}}`);
    const fence = `\`\`\`html title="${line(title).replace(/["\`]/g, '')}.html"\n${texts.map(line).join('\n')}\n{{v0}}\n\`\`\``;
    write(`templates/t-${at}.md`, `---\ntitle: Template ${at}\nlicense: ${quoted(title)}\nbased_on: {title: ${joined}, author: ${quoted(title)}, license: ${quoted(title)}, change: ${joined}, url: ${quoted(title)}}\nvariables:\n${variables.join('\n')}\n---\n\nText.\n\n${fence}\n`);
    write(`people/p${at}.yml`, `name: ${quoted(line(title))}\nbio: ${quoted(texts.join('\n\n').slice(0, 6000))}\npronouns: ${joined}\nlinks: [{label: ${joined}, url: ${quoted(title)}}]\naffiliation: [{name: ${joined}}]\n`);
    ['description', 'author name', 'bio', 'template variable', 'tag'].forEach((place) => count(place, texts.length));
  });
  const levels = (texts) => texts.map((text, at) => `  - {name: ${quoted(text)}, rule: {pages: ${at + 1}}}`).join('\n');
  const badges = groups(24).map((texts, at) => `- id: b${at}\n  name: ${quoted(texts[0])}\n  description: ${quoted(texts.join(' ').slice(0, 2000))}\n  levels:\n${levels(texts)}`);
  write('badges.yml', `issuer: {name: ${quoted(list[0])}}\nbadges:\n${badges.join('\n')}\n`);
  count('badge', list.length);
  const drawing = (inside) => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">${inside}</svg>`;
  const files = list.map((text, at) => {
    write(`files/d${at}.svg`, drawing(text));
    return `[drawing](d${at}.svg)`;
  });
  write('files/page.html', list.join('\n'));
  write('files/page.xml', '<x><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script></x>');
  write('files/acting.svg', drawing('<script>alert(1)</script><g onload="alert(1)"/><image href="https://evil.example/"/>'));
  write('files/gives.md', `# Files\n\n${files.join('\n\n')}\n\n[page](page.html) [feed](page.xml) [schema](page.xsd) [data](page.data) ![acting](acting.svg)\n`);
  write('files/page.xsd', '<x><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script></x>');
  write('files/page.data', '\ufeff\n<!doctype html><script>alert(1)</script>');
  write('static/page.html', '<script>alert(1)</script>');
  write('static/page.data', '<script>alert(1)</script>');
  write('static/acting.svg', drawing('<script>alert(1)</script>'));
  count('drawing', list.length);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'all');
  // Git itself would take `<` and `>` out of names; whoever writes the objects does not.
  const object = (kind, bytes) => {
    const whole = Buffer.concat([Buffer.from(`${kind} ${bytes.length}\0`), bytes]);
    const id = createHash('sha1').update(whole).digest('hex');
    mkdirSync(path.join(root, '.git/objects', id.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(root, '.git/objects', id.slice(0, 2), id.slice(2)), deflateSync(whole, { level: 1 }));
    return id;
  };
  const entries = (of) => String(git('ls-tree', '-z', of)).split('\0').filter(Boolean).map((row) => /^(\d+) \w+ (\w+)\t(.*)$/s.exec(row).slice(1));
  const tree = (rows) => object('tree', Buffer.concat(rows.flatMap(([mode, id, name]) => [Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(id, 'hex')])));
  const [top, faq] = [entries('HEAD'), entries('HEAD:faq')];
  let head = String(git('rev-parse', 'HEAD')).trim();
  list.forEach((text, at) => {
    const name = `line-${at % Math.ceil(list.length / 8)}.md`;
    const page = `${readFileSync(path.join(root, 'faq', name), 'utf8')}\nOther words ${at}.\n`;
    write(`faq/${name}`, page);
    faq.find((row) => row[2] === name)[1] = object('blob', Buffer.from(page));
    top.find((row) => row[2] === 'faq')[1] = tree(faq);
    const one = line(text).replaceAll('\0', '');
    const time = `${1_700_000_000 + at} +0000`;
    const words = `${text.replaceAll('\0', '')}\n\nCo-authored-by: ${one.replace(/[<>]/g, '')} <b${at}@private.example>\nReviewed-by: ${one} <c@private.example>\n`;
    const who = `author ${one} <a${at}@private.example> ${time}\ncommitter Ada ${at} <${one}> ${time}`;
    head = object('commit', Buffer.from(`tree ${tree(top)}\nparent ${head}\n${who}\n\n${words}`));
  });
  git('update-ref', 'refs/heads/main', head);
  ['commit author', 'commit mailbox', 'commit message'].forEach((place) => count(place, list.length));
  return placed;
}

test('no payload runs, asks or stands anywhere, with the policy and without', { skip, timeout: 1_500_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cairn-safety-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [root, out] = [path.join(folder, 'repository'), path.join(folder, 'site')];
  mkdirSync(root);
  const list = payloads();
  const placed = repository(root, list);
  // Findings are errors of `check`; the build goes on.
  execFileSync(binary(), ['build', root, '-o', out, '--no-cache', '--quiet'], { stdio: ['ignore', 'ignore', 'ignore'] });
  const site = new Site(out);
  const host = await serve(site);
  t.after(() => host.close());
  const pages = site.pages.filter((page) => !site.isRedirect(page));
  const files = readdirSync(out, { recursive: true }).map((file) => file.split(path.sep).join('/'));
  const active = files.filter((file) => /\.(svg|xml)$/.test(file) || (/\.html?$/.test(file) && !file.endsWith('index.html')));
  const addresses = [...pages, ...active].map((file) => host.root + file.split('/').map(encodeURIComponent).join('/'));
  assert.ok(!files.some((file) => /(^|\/)page\.(html|xml|xsd|data)$/.test(file)), 'a document of strangers is published');
  assert.equal(files.filter((file) => /(^|\/)page\.(html|xml|xsd|data)\.txt$/.test(file)).length, 4, 'and is given away as text');
  // The policy comes before anything it could forbid.
  const policy = /^<!doctype html>\s*<html[^>]*>\s*<head>\s*<meta http-equiv="Content-Security-Policy" content="default-src (&#39;|')none\1;[^"]*"/i;
  assert.deepEqual(pages.filter((page) => !policy.test(site.html(page))).slice(0, 10), [], 'pages without the policy');

  // Of what differs in one word alone some is opened: lists by tag, titles, people without a file; and with the policy a part of all.
  const isAlike = (url) => /\/(topics|areas|titles)\/.|\/people\/(?!p\d+\/(cv\/)?$)./.test(new URL(url).pathname);
  const isFile = (url) => !url.endsWith('/');
  let [opened, loads] = [0, 0];
  for (const [name, options] of [['without', { bypassCSP: true }], ['with', {}]]) {
    const part = all ? 1 : name === 'with' ? 8 : 1;
    const chosen = addresses.filter((url, at) => at % (isAlike(url) && !all ? Math.max(20, part) : part) === 0);
    const queue = [];
    const [apart, beside] = [chosen.filter(isFile), chosen.filter((url) => !isFile(url))];
    while (beside.length) queue.push(beside.splice(0, all ? 1 : 8));
    while (apart.length) queue.push(apart.splice(0, 32));
    const open = await tabs(4, options, host.root, 'robots.txt');
    const trouble = [];
    opened += chosen.length;
    loads += queue.length;
    await Promise.all(open.map(async (tab) => {
      for (let urls = queue.shift(); urls; urls = queue.shift()) {
        const found = await examine(tab, urls).catch((error) => [`failed: ${error.message.split('\n')[0]}`]);
        trouble.push(...found.map((what) => `${urls[0]}: ${what}`));
      }
    }));
    assert.deepEqual(trouble.slice(0, 40), [], `${name} the policy`);

    const [{ page, seen }] = open;
    await page.goto(host.root);
    await page.keyboard.press('/');
    const field = page.locator('dialog[open] input[type=search]');
    await field.waitFor();
    const typed = list.filter((_, at) => at % part === 0);
    for (const text of typed) {
      await field.fill(text.replace(/\n/g, ' '));
      await page.waitForTimeout(15);
      if (seen.length) break;
    }
    await page.waitForTimeout(500);
    assert.deepEqual([...seen, ...(await page.evaluate(dangers, ''))], [], `typed into search, ${name} the policy`);
    placed['search query'] = (placed['search query'] ?? 0) + typed.length;
    await Promise.all(open.map((tab) => tab.context.close()));
  }
  const sum = Object.values(placed).reduce((sum, times) => sum + times, 0);
  t.diagnostic(`${list.length} payloads in ${Object.keys(placed).length} places, ${sum} placements; of ${addresses.length} pages and files ${opened} opened, in ${loads} loads`);
});
