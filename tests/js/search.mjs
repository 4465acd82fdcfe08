// Asks the browser's client, outside a browser, the same as tests/search.rs asks the Rust reader.
//   node search.mjs CLIENT INDEX_FOLDER LANG < queries (one JSON array of [text, options]) > answers (one JSON line each)
// With `damage` as a fourth argument: every file of the index is damaged in turn, packed and unpacked; one line says how each search ended.
// With `trips`: how many requests one after the other each search needs once the index is open, a line each.
// With `classic`: the client and the files are classic scripts, run as a browser runs them on `file://`, without `fetch`.
import fs from "node:fs";
import vm from "node:vm";
import path from "node:path";
import zlib from "node:zlib";
import { pathToFileURL } from "node:url";

const [, , client, folder, lang, mode] = process.argv;
let spoil = (name, bytes) => bytes;
// What stands behind `/search/<lang>/`.
const nameOf = (url) => String(url).split("/search/")[1].split("/").slice(1).join("/");
const answer = (name) => {
  try {
    return new Response(spoil(name, fs.readFileSync(path.join(folder, name))));
  } catch {
    return new Response("", { status: 404 });
  }
};
// What is asked for together comes together, as soon as nothing more is asked for.
let [trips, waiting, due] = [0, []];
const arrive = () => {
  trips++;
  for (const resolve of waiting.splice(0)) resolve();
};
globalThis.fetch = async (url) => {
  if (mode === "trips") {
    await new Promise((resolve) => {
      waiting.push(resolve);
      clearTimeout(due);
      due = setTimeout(arrive, 15);
    });
  }
  return answer(nameOf(url));
};
// As much of a document as loads scripts.
globalThis.document = {
  documentElement: { lang: "" },
  createElement: () => ({ remove() {} }),
  head: {
    append(script) {
      setTimeout(() => {
        const name = nameOf(script.src);
        if (!fs.existsSync(path.join(folder, name))) return script.onerror();
        vm.runInThisContext(fs.readFileSync(path.join(folder, name), "utf8"));
        script.onload();
      });
    },
  },
};
const classic = () => {
  globalThis.fetch = undefined;
  vm.runInThisContext(fs.readFileSync(client, "utf8"));
  return vm.runInThisContext("cairnSearch");
};
const { open } = mode === "classic" ? classic() : await import(pathToFileURL(client));
const queries = JSON.parse(fs.readFileSync(0, "utf8"));
const ask = async (index, [text, options]) => {
  const { results, total, more, facets } = await index.search(text, options);
  return { results: results.map((hit) => ({ section: "", anchor: "", also: [], ...hit, url: decodeURI(hit.url).replace(/index\.html$/, "") })), total, more, facets };
};

if (mode === "damage") {
  const seed = { value: Number(process.env.CAIRN_FUZZ_SEED ?? 7) };
  const random = (below) => (seed.value = (seed.value * 48271) % 2147483647) % below;
  for (const name of fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".bin")).sort()) {
    for (let round = 0; round < 4 * (process.env.CAIRN_TEST_ALL ? 20 : 1); round++) {
      // In the last two rounds the sum is right, as when a server unpacks and something else is wrong.
      const unpacked = round % 4 > 1;
      spoil = (asked, packed) => {
        if (asked !== name) return packed;
        const bytes = Buffer.from(unpacked ? zlib.gunzipSync(packed) : packed);
        const cut = round % 2 ? random(bytes.length) : bytes.length;
        if (!(round % 2)) for (let bits = 0; bits <= round / 4; bits++) bytes[random(bytes.length)] ^= 1 << random(8);
        return unpacked ? zlib.gzipSync(bytes.subarray(0, cut)) : bytes.subarray(0, cut);
      };
      const outcome = await (async () => {
        const index = await open({ base: "/", lang });
        for (const query of queries) await ask(index, query);
        return "answered";
      })().catch((error) => (/^(?:search file .*(?:damaged|: 404)|the search index has format)/.test(error?.message) ? "error" : `thrown: ${error?.name} ${error?.message}`));
      console.log(`${name} ${outcome}`);
    }
  }
} else if (mode === "trips") {
  for (const query of queries) {
    const index = await open({ base: "/", lang });
    trips = 0;
    await ask(index, query);
    console.log(trips);
  }
} else {
  const index = await open({ base: "/", lang });
  for (const query of queries) console.log(JSON.stringify(await ask(index, query)));
}
