// A site opened from disk, and one below a folder: every sort of page loads whole, and links lead from page to page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, open } from './browser.mjs';
import { build, serve } from './site.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test('every sort of page opens from disk without an error, styled', async () => {
  const site = build('--links', 'relative');
  const reader = await open(browser, site.root);
  for (const page of site.sample(1)) {
    await reader.goto(site.file(page));
    assert.ok(await reader.evaluate(() => document.styleSheets.length > 0), `${page || 'home'} has no stylesheet`);
  }
  await close(reader);
});

test('links and languages work from disk', async () => {
  const site = build('--links', 'relative');
  const reader = await open(browser, site.root);
  await reader.goto(site.file(''));
  await reader.locator('main a[href*="tutorials/"]:not([href$=".xml"])').first().click();
  await reader.waitForURL((url) => url.href.includes('/tutorials/') && url.href.startsWith(site.root));
  const [page, translation] = site.translated('ja');
  await reader.goto(site.file(page));
  const link = reader.locator('header a[hreflang="ja"], header a[lang="ja"]').first();
  if (!(await link.isVisible())) await link.locator('xpath=ancestor::details[1]/summary').click();
  await link.click();
  await reader.waitForURL(site.file(translation));
  await close(reader);
});

test('every sort of page below a folder of a host loads without an error and links stay below it', async () => {
  const site = build('--base-url', 'https://host/repo/');
  const host = await serve(site, '/repo/');
  const reader = await open(browser, host.root);
  for (const page of site.sample(1)) {
    await reader.goto(host.root + page);
    const outside = await reader.evaluate(
      (root) => [...document.querySelectorAll('a[href]')].map((link) => link.href).filter((href) => href.startsWith(location.origin) && !href.startsWith(root)),
      host.root,
    );
    assert.deepEqual(outside, [], `${page || 'home'} has links that forget the folder`);
  }
  await close(reader);
  host.close();
});
