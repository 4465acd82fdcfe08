// Saves a page again and again while a browser shows it, and prints how long each change took to be there.
// Both clocks are those of this machine: the time of the save is taken before the file is written, the other one in the page,
// once its text has the change.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../tests/browser/browser.mjs';

const [binary, site, runs] = [process.argv[2], process.argv[3], Number(process.argv[4])];

// Starts the server; answers with its address.
function serve() {
  const server = spawn(binary, ['serve', site, '--port', '0', '-q'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
  return { server, address };
}

// A page in the middle of the site.
function somePage() {
  const all = readdirSync(path.join(site, 'content'), { recursive: true }).filter((file) => file.endsWith('.md')).sort();
  return path.join(site, 'content', all[Math.floor(all.length / 2)]);
}

function print(name, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  console.log(`${name.padEnd(28)} median ${at(0.5)} ms, 95 % ${at(0.95)} ms, fastest ${sorted[0]} ms, ${times.length} runs`);
}

const file = somePage();
const before = readFileSync(file, 'utf8');
const styles = path.join(site, 'theme', 'assets', 'css');
mkdirSync(styles, { recursive: true });
writeFileSync(path.join(styles, 'site.css'), '');
const { server, address } = serve();
const browser = await launch();
try {
  const root = await address;
  const pages = JSON.parse(await (await fetch(new URL('/site.json', root))).text()).pages;
  const url = pages.find((page) => path.join(site, page.source) === file).url;
  const context = await browser.newContext();
  const page = await context.newPage();
  let seen = () => {};
  await page.exposeFunction('seenChange', (mark, time) => seen(mark, time));
  await page.addInitScript(() => {
    const look = () => {
      const mark = /saved-\d+-times/.exec(document.querySelector('main').textContent)?.[0];
      if (mark) window.seenChange(mark, Date.now());
    };
    addEventListener('DOMContentLoaded', () => {
      look();
      // Text may be exchanged without loading the page again.
      new MutationObserver(look).observe(document.querySelector('main'), { childList: true, subtree: true });
    });
  });
  await page.goto(new URL(url, root).href, { waitUntil: 'load' });

  const save = async (number) => {
    const mark = `saved-${number}-times`;
    const there = new Promise((resolve) => { seen = (found, time) => found === mark && resolve(time); });
    const start = Date.now();
    writeFileSync(file, `${before}\n\nThis was ${mark}.\n`);
    const time = (await there) - start;
    await page.waitForTimeout(200);
    return time;
  };
  const times = [];
  for (let number = -2; number < runs; number++) {
    const time = await save(number + 3);
    if (number >= 0) times.push(time);
  }
  print('text of a page', times);

  // A stylesheet of the site: the page stays, so what it is told survives.
  await page.evaluate(() => { window.stays = true; });
  const restyled = [];
  for (let number = 0; number < Math.ceil(runs / 3); number++) {
    const colour = `rgb(${number + 1}, 20, 30)`;
    const start = Date.now();
    writeFileSync(path.join(styles, 'site.css'), `body { color: ${colour} }\n`);
    const time = await page.evaluate((wanted) => new Promise((resolve) => {
      const look = () => (getComputedStyle(document.body).color === wanted ? resolve(Date.now()) : requestAnimationFrame(look));
      look();
    }), colour);
    restyled.push(time - start);
    await page.waitForTimeout(150);
  }
  print('a stylesheet', restyled);
  console.log(`the page stayed while its style changed: ${await page.evaluate(() => window.stays === true)}`);
} finally {
  await browser.close();
  server.kill();
  writeFileSync(file, before);
  rmSync(path.join(site, 'theme'), { recursive: true, force: true });
}
