// Loads one page of every site in turn, round after round, so that noise falls on everybody: on a phone with slow 4G and a processor
// four times slower. Prints JSON: medians of all rounds, and what one load without throttling asked the server for.
//   node measure.mjs <lib.mjs of the reader audit> <path of the page> <rounds> name=folder …
import { pathToFileURL } from 'node:url';

const [library, page, rounds, ...named] = process.argv.slice(2);
const { serve, launch, visit, VIEW, median } = await import(pathToFileURL(library));
// As the reader audit: applied to the real load, not computed afterwards.
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const SLOWER = 4;

const watch = () => {
  const seen = window.seen = { fcp: null, shift: 0, long: [] };
  const on = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  on('paint', (entry) => { if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime; });
  on('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  on('longtask', (entry) => seen.long.push([entry.startTime, entry.duration]));
};

// What a task holds up beyond 50 ms, of those that end after the first paint.
const blocking = ({ fcp, long }) =>
  long.reduce((sum, [start, length]) => sum + (start + length > (fcp ?? 0) ? Math.max(0, length - 50) : 0), 0);

async function load(browser, site, slow) {
  const context = await browser.newContext({ ...VIEW.mobile, colorScheme: 'light' });
  await context.addInitScript(watch);
  const tab = await context.newPage();
  if (slow) {
    const session = await context.newCDPSession(tab);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW_4G);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  }
  site.log.length = 0;
  await visit(tab, site.origin + page, 700);
  const seen = await tab.evaluate(() => window.seen);
  const nodes = await tab.evaluate(() => document.querySelectorAll('*').length);
  await context.close();
  return { ...seen, nodes };
}

const browser = await launch();
const sites = [];
for (const pair of named) {
  const cut = pair.indexOf('=');
  sites.push({ name: pair.slice(0, cut), served: await serve(pair.slice(cut + 1)), loads: [] });
}
try {
  for (const site of sites) {
    const { nodes } = await load(browser, site.served, false);
    site.nodes = nodes;
    site.requests = site.served.log.length;
    site.bytes = {};
    for (const { kind, bytes } of site.served.log) site.bytes[kind] = (site.bytes[kind] ?? 0) + bytes;
  }
  for (let round = 0; round < Number(rounds); round++) {
    for (const site of sites) site.loads.push(await load(browser, site.served, true));
    process.stderr.write(`round ${round + 1} of ${rounds}: ${sites.map(({ name, loads }) => `${name} ${Math.round(loads.at(-1).fcp)}`).join(', ')}\n`);
  }
} finally {
  await browser.close();
  for (const { served } of sites) served.close();
}
const result = {};
for (const { name, loads, nodes, requests, bytes } of sites) {
  const middle = (figure) => median(loads.map(figure));
  result[name] = { bytes, requests, nodes, fcp: middle((seen) => seen.fcp), all: loads.map((seen) => seen.fcp), blocking: middle(blocking), shift: middle((seen) => seen.shift) };
}
console.log(JSON.stringify({ chromium: browser.version(), sites: result }));
