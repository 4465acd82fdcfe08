// Sites for the tests: content-example built by the cairn binary, and a server that hands its files out.
// Begin reading at `build`, then `serve`. Nothing here knows a browser; that is browser.mjs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

// The binary to test: CAIRN_BIN (cargo's test harness sets it), else the newer one of the two that cargo makes.
export function binary() {
  if (process.env.CAIRN_BIN) return process.env.CAIRN_BIN;
  const made = ['debug', 'release']
    .map((profile) => path.join(process.env.CARGO_TARGET_DIR ?? path.join(project, 'target'), profile, 'cairn'))
    .filter(existsSync)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (!made.length) throw new Error('no cairn binary: cargo build, or set CAIRN_BIN');
  return made[0];
}

// The folder that the tests build.
export const example = path.join(project, 'content-example');

// What a command prints.
export function cairn(...words) {
  return execFileSync(binary(), words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

// Builds content-example into a new folder.
export function build(...options) {
  return buildOf(example, ...options);
}

// A site of its own from the texts of its files by their paths, for what content-example has no reason to show.
export function buildFiles(files, ...options) {
  const root = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return buildOf(root, ...options);
}

// The same from a repository: what each commit changes, by whom (`Ada <ada@stones.example>`) and on which day.
export function buildHistory(commits, ...options) {
  const root = folder();
  const git = (args, env = {}) => execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: root, stdio: 'ignore', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
  });
  git(['init', '-q', '-b', 'main']);
  for (const { by, on, files } of commits) {
    const [, name, email] = /^(.*) <(.*)>$/.exec(by);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    git(['add', '-A']);
    const date = `${on}T12:00:00Z`;
    git(['commit', '-qm', 'x'], {
      GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date,
    });
  }
  return buildOf(root, ...options);
}

// Without the cache, so that a test leaves nothing in the source tree.
function buildOf(root, ...options) {
  const out = path.join(folder(), 'site');
  execFileSync(binary(), ['build', root, '-o', out, '--no-cache', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Site(out);
}

function folder() {
  const made = mkdtempSync(path.join(tmpdir(), 'cairn-browser-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

// A built site: where its files are, and which pages it has.
export class Site {
  constructor(out) {
    this.out = out;
    // Folders of all pages as address paths: '' is the home page, 'tutorials/first-site/' a page.
    this.pages = readdirSync(out, { recursive: true })
      .map((file) => file.split(path.sep).join('/'))
      .filter((file) => path.posix.basename(file) === 'index.html')
      .map((file) => file.slice(0, -'index.html'.length))
      .sort();
  }

  html(page) {
    return readFileSync(path.join(this.out, page, 'index.html'), 'utf8');
  }

  // Pages right below a folder, its own index left out: `below('tutorials')`. Lists cut into pages are not content.
  below(folder) {
    const pages = this.pages.filter((page) => {
      const rest = page.startsWith(`${folder}/`) ? page.slice(folder.length + 1) : '';
      return rest !== '' && !/^((page\/)?\d+|(areas|levels)\/.+)\/$/.test(rest) && !this.isRedirect(page);
    });
    if (!pages.length) throw new Error(`content-example has no page below ${folder}/`);
    return pages;
  }

  // Pages of every kind in every language, `each` of a sort: that every address leads somewhere is the link walk's to say,
  // a browser shall see one of everything.
  sample(each) {
    const seen = new Map();
    return this.pages.filter((page) => {
      if (this.isRedirect(page)) return false;
      // Its language, its first folder, and whether it is the folder's index.
      const folders = page.split('/').slice(0, -1);
      const language = /^[a-z]{2}(-[a-z]+)?$/.test(folders[0]) ? folders.shift() : '';
      const sort = `${language} ${folders[0]} ${folders.length > 1}`;
      seen.set(sort, (seen.get(sort) ?? 0) + 1);
      return seen.get(sort) <= each;
    });
  }

  isRedirect(page) {
    return /<meta[^>]+http-equiv="?refresh/i.test(this.html(page));
  }

  // A page that exists in two languages, as [page, its translation].
  translated(language) {
    const title = (page) => /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(this.html(page))?.[1];
    const found = this.pages.find(
      (page) =>
        /^(tutorials|faq|templates)\/./.test(page) &&
        this.pages.includes(`${language}/${page}`) &&
        !this.isRedirect(page) &&
        title(page) !== title(`${language}/${page}`),
    );
    if (!found) throw new Error(`content-example has no page with a translation to ${language} at the same slug`);
    return [found, `${language}/${found}`];
  }

  // The address of a page on disk.
  file(page) {
    return pathToFileURL(path.join(this.out, page, 'index.html')).href;
  }

  // What every address of this site on disk begins with.
  get root() {
    return pathToFileURL(this.out + path.sep).href;
  }
}

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
};

// Serves a built site below `base` on a free port of this machine, as a plain static host does.
// What lies outside of `base` does not exist: a link that forgets it is a 404, which the tests see.
export async function serve(site, base = '/') {
  const server = createServer((request, response) => {
    const [file, status] = find(site.out, base, new URL(request.url, 'http://host').pathname);
    if (!file) return void response.writeHead(404).end('not here');
    response.writeHead(status, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, root: origin + base, close: () => server.close() };
}

function find(out, base, address) {
  if (!address.startsWith(base)) return [null, 404];
  let below = address.slice(base.length);
  try { below = decodeURIComponent(below); } catch { /* No file is called so. */ }
  const file = path.join(out, path.posix.normalize('/' + below));
  for (const candidate of [file, path.join(file, 'index.html')])
    if (existsSync(candidate) && statSync(candidate).isFile()) return [candidate, 200];
  const missing = path.join(out, '404.html');
  return [existsSync(missing) ? missing : null, 404];
}
