// Cairn's search client: reads the index below search/<lang>/ and ranks.
//
//   import { open } from "/search/client.js";
//   const index = await open({ base: "/", lang: "en" });
//   const { results, total, more, facets } = await index.search("cannot log in", { limit: 10, offset, kind, tag, area, level, lang, person, counts, signal });
//
// `results` are { url, title, section?, anchor?, excerpt, kind, lang, score, also? }, best first, in an order that does not depend on `limit` and `offset`; `also` are other sections that answer nearly as well; `url` has no anchor, `excerpt` is HTML with nothing but <mark>.
// Filters take a value or an array of values. `facets` counts the values of filters that are chosen or at hand, of all `index.filters` with `counts: true`.
// Nothing is fetched before `open`.
//
// The format of the files is described in src/search/shards.rs. src/search/query.rs, with src/search/query/meet.rs, ranks in the same way; change both together.

const FORMAT = 4, HEAD = 1024, SLOTS = 64, TYPED = 1000;
// Weights, in sixteenths, of the ways in which a term may meet what is looked for.
const EXACT = 16, ENDING = 14, WRITTEN = 14, SYNONYM = 12, MADE = 12, ALIKE = 11, NEARLY = 5, BEGUN = 9, BEGUN_ONLY = 14;
const BEGINNINGS = 20, LIKES = 8, COMMONER = 10, WAYS = 8, RARER = 16, REACH = 3, TAILS = 8000, STOP = 8, ENOUGH = 2, NEAR = 3, STANDING = 64, WINDOW = 5, READ = 24, FAR = 160;

/** Opens the index of a language. With `scripts`, files are loaded as scripts and addresses name `index.html`: for sites opened from disk. */
export async function open({ base = "/", lang, scripts = false } = {}) {
  lang ||= (typeof document === "object" && document.documentElement.lang) || "en";
  const folder = lang.toLowerCase();
  const load = (name, change) => (scripts ? script : bytes)(`${base}search/`, `${folder}/${name}`, change);
  const index = new Index(load, { base, scripts });
  await index.open();
  return index;
}

// Files

async function bytes(base, path, change) {
  const answer = await fetch(base + path, change ? { cache: "no-cache" } : {});
  if (!answer.ok) throw new Error(`search file ${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Files on disk are scripts that call `cairnPiece(path, base64)`. */
function script(base, path) {
  const waiting = (globalThis.cairnPieces ||= new Map());
  globalThis.cairnPiece ||= (path, data) => {
    waiting.get(path)?.(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
    waiting.delete(path);
  };
  return new Promise((resolve, reject) => {
    waiting.set(path, resolve);
    const element = document.createElement("script");
    element.src = `${base}${path}.js`;
    element.onload = () => (element.remove(), reject(new Error(`search file ${path} is damaged`)));
    element.onerror = () => (element.remove(), reject(new Error(`search file ${path} cannot be read`)));
    document.head.append(element);
  });
}

function damaged(name) {
  throw new Error(`search file ${name}.bin is damaged`);
}

const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const { readable, writable } = new DecompressionStream("gzip"), writer = writable.getWriter();
  // What goes wrong here goes wrong at the other end too.
  for (const done of [writer.write(bytes), writer.close()]) done.catch(() => {});
  const out = new Uint8Array(await new Response(readable).arrayBuffer());
  // Not every browser minds a stream that ends too early.
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true) !== out.length) throw new Error("damaged");
  return out;
}

/** Reads numbers and texts; throws beyond the end. */
class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    if (!(at >= 0 && end <= bytes.length)) throw new Error("damaged");
    Object.assign(this, { bytes, at, end });
  }
  number() {
    for (let value = 0, scale = 1, n = 0; n < 5; n++, scale *= 128) {
      if (this.at >= this.end) break;
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Error("damaged");
  }
  count() {
    const count = this.number();
    if (count > this.end - this.at) throw new Error("damaged");
    return count;
  }
  take(length) {
    if (length > this.end - this.at) throw new Error("damaged");
    return this.bytes.subarray(this.at, (this.at += length));
  }
  text() {
    return text(this.take(this.count()));
  }
  /** A text that shares its beginning with the one before. */
  after(last) {
    const shared = this.number();
    if (shared > last.length) throw new Error("damaged");
    const rest = this.take(this.count()), all = new Uint8Array(shared + rest.length);
    all.set(last.subarray(0, shared));
    all.set(rest, shared);
    return all;
  }
}

/** A shard: terms by name, forms by name, and all forms in their order. The near shard has `near` pages of each list and no tail. */
function readShard(bytes, tail, near, file) {
  const terms = new Map(), byForm = new Map(), forms = [];
  const reader = new Reader(bytes), count = reader.count(), aliases = reader.count();
  const lengths = [reader.count(), reader.count(), reader.count()];
  const [names, endings, counts] = lengths.map((length) => new Reader(reader.take(length)));
  const form = (text, term, df) => {
    const one = { text, term, df };
    forms.push(one);
    byForm.get(text)?.push(one) ?? byForm.set(text, [one]);
  };
  let last = new Uint8Array(0), marks = 0, rest = 0;
  for (let n = 0; n < count; n++) {
    last = names.after(last);
    const name = text(last), df = counts.number(), titleDf = counts.number(), head = near || HEAD, more = !near && df > head ? counts.number() : 0;
    const term = { name, file, bytes, tail, df, titleDf, marks, count: Math.min(df, head), rest, more, short: near && df > head, forms: [] };
    for (let left = endings.count(); left > 0; left--) {
      const keep = last.length - endings.number();
      if (keep < 0) throw new Error("damaged");
      term.forms.push(text(last.subarray(0, keep)) + endings.text());
    }
    if (!term.forms.length) term.forms.push(name);
    term.forms.forEach((text) => form(text, name, df));
    terms.set(name, term);
    marks += term.count;
    rest += more;
  }
  last = new Uint8Array(0);
  for (let left = aliases; left > 0; left--) {
    last = reader.after(last);
    form(text(last), reader.text(), reader.number());
  }
  const begin = bytes.length - marks, gaps = new Reader(bytes, reader.at, begin);
  for (const term of terms.values()) {
    term.gaps = gaps.at;
    for (let left = term.count; left > 0; left--) gaps.number();
    term.marks += begin;
  }
  if (gaps.at !== begin) throw new Error("damaged");
  return { terms, byForm, forms };
}

/** Reads a term's list, with its rest where there is the tail: `found(page, impact, impact in the title)`. */
function readList(term, tail, pages, found) {
  const list = (bytes, gaps, marks, count) => {
    const reader = new Reader(bytes, gaps, marks);
    for (let n = 0, page = 0; n < count; n++, page++) {
      page += reader.number();
      if (page >= pages) damaged(term.file);
      found(page, bytes[marks + n] & 15, bytes[marks + n] >> 4);
    }
  };
  list(term.bytes, term.gaps, term.marks, term.count);
  const count = term.df - term.count;
  if (tail && count) list(tail, term.rest, term.rest + term.more - count, count);
}

// Words: mirrors src/search/words.rs.

const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
const W = "[\\p{Alphabetic}\\p{N}\\p{M}]", JOIN = "._\\-'’\\u00ad\\u200c\\u200d\\u2010\\u2011";
const CHUNK = new RegExp(`${W}+(?:[${JOIN}]${W}+)*(?:[+#]+)?`, "gu"), SEGMENT = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, "gu");
// The same for texts that need no more, which is much faster.
const ASCII = /^[\0-\x7f]*$/, ASCII_CHUNK = /[A-Za-z0-9]+(?:[._\-'][A-Za-z0-9]+)*(?:[+#]+)?/g, ASCII_WORD = /^[A-Za-z0-9]+$/;
const CAMEL = /^[a-z]{2,}(?:[A-Z][a-z0-9]+)+$/, VERSION = /^[A-Za-z]+(?=\d+(?:\.\d+)+$)/;
const ENDS = new RegExp(`^[${JOIN}]+|[${JOIN}]+$`, "gu"), BEGIN = new RegExp(`^[${JOIN}]*`, "u"), JOINS = new RegExp(`[${JOIN}]`, "gu");
const IS_DENSE = new RegExp(`^[${DENSE}]`, "u"), ALL_DENSE = new RegExp(`[${DENSE}]`, "gu");
const KANA = /^[\u3041-\u30ff]/, IDEOGRAPH = /^[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u, PLAIN = new RegExp(`^(?:(?![${DENSE}])\\p{Alphabetic})+$`, "u");
const SILENT = /['’\u00ad\u200c\u200d\ufe00-\ufe0f]/g;
const ACCENT = /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]/g;
const VARIANT = /[ßæœøđðþłħıςىیةک٠-٩۰-۹ァ-ヶ]/g;
const PLAINER = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ς: "σ", ى: "ي", ی: "ي", ة: "ه", ک: "ك" };

function fold(word) {
  if (/^[a-z0-9]{1,40}$/i.test(word)) return word.toLowerCase();
  word = word.normalize("NFKC").replace(SILENT, "").toLowerCase().normalize("NFD").replace(ACCENT, "");
  word = word.replace(VARIANT, (c) => PLAINER[c] ?? (c < "ァ" ? c.charCodeAt(0) & 15 : String.fromCharCode(c.charCodeAt(0) - 0x60))).normalize("NFC");
  return word.length > 40 ? [...word].slice(0, 40).join("") : word;
}

/** Cuts a text: `emit(start, end, text, shape)`, a whole before its parts. */
function pieces(text, emit) {
  for (const { 0: all, index } of text.matchAll(ASCII.test(text) ? ASCII_CHUNK : CHUNK)) {
    if (ASCII_WORD.test(all) && !CAMEL.test(all)) {
      emit(index, index + all.length, all, "word");
      continue;
    }
    const chunk = all.replace(/[+#]+$/, "");
    for (const { 0: segment, index: at } of chunk.matchAll(SEGMENT)) {
      const start = index + at;
      if (IS_DENSE.test(segment)) {
        emit(start, start + segment.length, segment, "run");
        continue;
      }
      const word = segment.replace(ENDS, "");
      if (word) {
        const last = at + segment.length === chunk.length && segment.endsWith(word);
        joined(word, start + BEGIN.exec(segment)[0].length, last ? all.slice(chunk.length) : "", emit);
      }
    }
  }
}

function joined(segment, start, tail, emit) {
  const parts = [];
  let from = 0;
  for (const { 0: c, index: at } of segment.matchAll(JOINS)) {
    const rest = segment.slice(at + 1);
    const binds = /['’]/.test(c) ? [...rest.slice(0, (rest + "-").search(JOINS))].length <= 2 : /[\u00ad\u200c\u200d]/.test(c);
    if (!binds) {
      parts.push([from, at]);
      from = at + 1;
    }
  }
  parts.push([from, segment.length]);
  if (parts.length > 1) {
    const whole = segment.replace(JOINS, (c, at) => (c === "." && /[0-9]/.test(segment[at - 1]) && /[0-9]/.test(segment[at + 1]) ? c : ""));
    emit(start, start + segment.length, whole, "whole");
  }
  const last = segment.slice(from);
  if (tail && [...last].length <= 2) emit(start + from, start + segment.length + tail.length, last + tail, "whole");
  const version = VERSION.exec(segment)?.[0].length;
  if (version) emit(start + version, start + segment.length, segment.slice(version), "whole");
  for (const [from, to] of parts) {
    const part = segment.slice(from, to), camel = CAMEL.test(part);
    if (camel) emit(start + from, start + to, part, "whole");
    for (const { 0: word, index } of camel ? part.matchAll(/[A-Z]?[a-z0-9]+/g) : [{ 0: part, index: 0 }]) emit(start + from + index, start + from + index + word.length, word, "word");
  }
}

function grams(run, emit) {
  for (let at = 0; at < run.length; at++) {
    // An ideograph and a kana are no pair.
    if (at + 1 < run.length && !(IDEOGRAPH.test(run[at]) ? KANA.test(run[at + 1]) : KANA.test(run[at]) && IDEOGRAPH.test(run[at + 1]))) emit(at, at + 2);
    if (run.length === 1 || IDEOGRAPH.test(run[at])) emit(at, at + 1);
  }
}

/** The words of a text as they follow each other, folded: ` reset your password `. */
function line(text, out = "") {
  pieces(text.normalize("NFC"), (start, end, piece, shape) => {
    const word = fold(piece);
    if (shape === "run") out += word;
    else if (shape === "word") out += (out.endsWith(" ") ? "" : " ") + (word && `${word} `);
  });
  return out;
}

// Queries: mirrors src/search/asked.rs.

/** Understands a query: what is looked for, neighbours that may be one word, phrases, and what a page must not have. */
function asked(query, wordings) {
  query = query.normalize("NFC");
  if (query.length > TYPED) query = query.slice(0, /[\ud800-\udbff]/.test(query[TYPED - 1]) ? TYPED - 1 : TYPED);
  const withoutPhrases = [], parts = query.split(QUOTES), isUnwanted = () => /(^|[ \u3000\u00a0\t\n])[-–−－]$/.test(wanted);
  let without = [], wanted = "";
  parts.forEach((part, n) => {
    const quoted = n % 2 && n + 1 < parts.length;
    if (quoted && isUnwanted() && line(part).trim()) {
      withoutPhrases.push(line(part));
      wanted = wanted.slice(0, -1);
    } else if (quoted) wanted += `"${part}"`;
    // A phrase that is not wanted, while it is still being typed.
    else if (n % 2 && isUnwanted()) wanted = wanted.slice(0, -1);
    else wanted += part;
  });
  wanted = wanted.split(/[ \u3000\u00a0\t\n]/).filter((part) => {
    const found = unwanted(part);
    // What has no words between blanks is not wanted as it stands.
    if (found?.isRun && [...found.word].length > 2) withoutPhrases.push(found.word);
    else if (found) without.push(found);
    return !found;
  }).join(" ");
  let { slots, pairs } = slotsOf(wanted);
  // Nothing but what is not wanted: that is what is asked for.
  if (!slots.length) {
    ({ slots, pairs } = slotsOf(query));
    without = [];
    withoutPhrases.length = 0;
    wanted = query;
  }
  const phrases = [];
  wanted.split(QUOTES).forEach((part, n, all) => {
    const phrase = n % 2 && n + 1 < all.length ? line(part) : "";
    if (!phrase.trim()) return;
    phrases.push(phrase);
    for (const { word } of slotsOf(part).slots) for (const slot of slots) if (slot.word === word) slot.quoted = true;
  });
  const said = line(wanted), groups = [];
  for (const wordingsOfOne of wordings) {
    if (!wordingsOfOne.some((wording) => said.includes(wording))) continue;
    for (const wording of wordingsOfOne) {
      if (said.includes(wording)) continue;
      const others = slotsOf(wording).slots;
      groups.push(others.map((other) => other.word));
      for (const other of others) {
        const known = slots.find((slot) => slot.word === other.word);
        // What was said itself counts everywhere.
        if (known?.groups.length) known.groups.push(groups.length - 1);
        else if (!known) add(slots, { ...other, open: false, share: others.length, groups: [groups.length - 1] });
      }
    }
  }
  return { slots, pairs, phrases, without, withoutPhrases, groups };
}

const QUOTES = /["“”„«»]/;
const slotOf = (word, shape = "word") => ({ word, shape, alone: true, share: 1, groups: [], terms: [] });

/** Adds a slot if there is room and none of its word. */
function add(slots, slot) {
  if (slots.length < SLOTS && !slots.some((known) => known.word === slot.word)) slots.push(slot);
}

/** The word that a part of a query says not to want, `-word`; of several ideographs or kana the line. A short one may be an option, as in `tar -xf`. */
function unwanted(part) {
  if (!/^[-–−－][^-]/.test(part)) return;
  const rest = part.slice(1).replace(/[,.;:!?)、。，！？]+$/, "");
  let first;
  pieces(rest, (...piece) => (first ??= piece));
  if (!first || first[0] || first[1] !== rest.length) return;
  const word = fold(first[2]), long = [...word].length, isRun = first[3] === "run";
  if (long > 1 || (isRun && long && IDEOGRAPH.test(word))) return { word, short: !isRun && long < 4, isRun };
}

/** Cuts a query into what is looked for, with the neighbours that may be one word. */
function slotsOf(query) {
  const slots = [], pairs = [];
  const push = (word, shape, alone, open) => {
    const known = word && slots.find((slot) => slot.word === word);
    if (known) {
      known.open ||= open;
      known.alone ||= alone;
    } else if (word && slots.length < SLOTS) slots.push({ ...slotOf(word, shape), alone, open });
  };
  let before, letter = false;
  pieces(query, (start, end, text, shape) => {
    const last = end === query.length, word = fold(text);
    if (shape === "run") {
      const run = [...word];
      grams(run, (from, to) => {
        // The last ideograph is found with the one before it.
        if (to - from === 1 && to === run.length && to > 2 && IDEOGRAPH.test(run[from - 1])) return;
        push(run.slice(from, to).join(""), shape, run.length === 1, last && run.length === 1);
      });
      return;
    }
    if (shape === "word") {
      if (before && query.slice(before.end, start) === " " && pairs.length < SLOTS) pairs.push([before.word, word, before.word + word]);
      before = { end, word };
    }
    letter = last && word.length <= 1 && shape === "word";
    push(word, shape, true, last && word.length > 1);
  });
  // One letter is the beginning of a word only where nothing else is asked.
  if (letter && slots.length === 1) slots[0].open = true;
  return { slots, pairs };
}

// Ranking: mirrors src/search/query.rs. Integers throughout, so that both come to the same.

function log2(number) {
  number = Math.max(number, 1);
  const exponent = 31 - Math.clz32(number);
  let mantissa = exponent > 20 ? Math.floor(number / 2 ** (exponent - 20)) : number * 2 ** (20 - exponent), result = exponent;
  for (let n = 0; n < 8; n++) {
    mantissa = Math.floor((mantissa * mantissa) / 2 ** 20);
    result *= 2;
    if (mantissa >= 2 ** 21) {
      mantissa = Math.floor(mantissa / 2);
      result++;
    }
  }
  return result;
}

const rarity = (pages, df) => Math.max(1, log2(2 * pages + 2) - log2(2 * df + 1));
const weigh = (slot, rare) => Math.max(1, Math.floor((slot.stop ? Math.floor(rare / STOP) : rare) / slot.share));
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** How many letters to add, drop, change or swap, if at most `most`. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return;
  let before, row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let value = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2] + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return;
    before = row;
    row = next;
  }
  return row[b.length] <= most ? row[b.length] : undefined;
}

/** Collects words at most so many letters from one: the nearest only. Nothing where it is too short to tell, or in a script where letters do not tell. */
function likesOf(word, most) {
  if (word.length < 4 || !PLAIN.test(word)) return;
  let found = [];
  return {
    /** Considers a word. The first letter must be right, or have changed its place with the second. */
    note(form, df) {
      if (form.length < 3 || form === word || !(form[0] === word[0] || (form[1] === word[0] && form[0] === word[1]))) return;
      const far = distance(word, form, most);
      if (far === undefined) return;
      if (far < most) found = [];
      most = far;
      found.push({ form, df });
    },
    best: () => (found.length ? most : undefined),
    words: () => [...new Set(found.sort((a, b) => b.df - a.df || order(a.form, b.form)).map((one) => one.form))].slice(0, LIKES),
  };
}

/** In how many pages a form, or the term of that name, is; 0 where the shard does not know it. */
const dfOf = (shard, form) => {
  const forms = shard.byForm.get(form);
  return forms ? Math.max(...forms.map((one) => one.df)) : (shard.terms.get(form)?.df ?? 0);
};

class Index {
  #file;
  #router;
  #within;
  #site;
  #kept = new Map();
  #scores;

  constructor(file, site) {
    this.#file = file;
    this.#site = site;
  }

  /** Reads the router. */
  async open() {
    this.#router = await this.#read("entry", (file) => {
      const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true), router = JSON.parse(text(new Reader(file, 4).take(length)));
      if (router.format !== FORMAT) return router;
      this.#within = file.subarray(4 + length);
      for (const key of ["bounds", "shards", "blocks"]) router[key] = router[key].split(" ");
      if (router.counts.reduce((sum, count) => sum + count, 0) !== router.pages) throw new Error("damaged");
      router.stop = new Set(router.stop.split(" "));
      return router;
    });
    if (this.#router.format !== FORMAT) throw new Error(`the search index has format ${this.#router.format}, this page reads ${FORMAT}`);
  }

  get pages() {
    return this.#router.pages;
  }

  /** The names of the filters that pages have. */
  get filters() {
    return Object.keys(this.#router.facets);
  }

  /** Asks; see the top of this file. */
  async search(query, options = {}) {
    const { lang, signal } = options;
    signal?.throwIfAborted();
    if (lang && lang.toLowerCase() !== this.#router.lang.toLowerCase()) return (await this.#sibling(lang)).search(query, { ...options, lang: undefined });
    const { slots: said, pairs, phrases, without, withoutPhrases, groups } = asked(String(query ?? ""), this.#router.wordings);
    const meet = (slots) => Promise.all(slots.map((slot) => this.#meet(slot))), { stop } = this.#router;
    const notWanted = await this.#decide(without, said);
    for (const slot of said) slot.stop = stop.has(slot.word) || (slot.shape === "run" && [...slot.word].some((c) => stop.has(`${c}-`)));
    // Little words of another wording say nothing.
    const little = new Set(said.filter((slot) => slot.stop && slot.groups.length).map((slot) => slot.word));
    const all = said.filter((slot) => !little.has(slot.word)), wordings = groups.map((words) => words.filter((word) => !little.has(word)));
    // Not waited for here: it needs nothing of what follows.
    const leftOut = this.#unwanted(notWanted);
    leftOut.catch(() => {});
    // A query that says enough does without its stop words, unless nothing else of it is known.
    const enough = this.#router.bounds.length > 1 && all.filter((slot) => !slot.stop).length >= ENOUGH;
    const later = all.filter((slot) => enough && slot.stop && !slot.open);
    let slots = all.filter((slot) => !later.includes(slot));
    for (const more of await meet(slots)) more.forEach((slot) => add(slots, slot));
    await this.#join(slots, pairs);
    if (!slots.some((slot) => slot.terms.length)) {
      await meet(later);
      slots.push(...later);
    }
    // A filter may want pages far down the lists.
    const whole = Object.keys(this.#router.facets).some((name) => [options[name] ?? []].flat().length);
    // Counts are exact as far as the shards' own lists go, which is a thousand pages; what lies in tails is only told of.
    await this.#complete(slots, whole || options.counts);
    signal?.throwIfAborted();
    const [filters, tails] = await Promise.all([this.#filters(options), this.#tails(slots, whole)]);
    signal?.throwIfAborted();
    const unwanted = await leftOut;
    const { scores, quoted, more } = this.#score(slots, wordings, tails, unwanted), { duplicates = [] } = this.#router;
    // Where a page and the one whose duplicate it is are both found, the answer comes first.
    for (const [page, answer] of duplicates) if (scores[answer] > 0 && scores[answer] <= scores[page]) scores[answer] = scores[page] + 1;
    const limit = options.limit > 0 ? Math.min(options.limit, 1e6) | 0 : 10, from = Math.max(0, options.offset | 0);
    // The windows that the slice touches are read whole, so that the order depends on the question only.
    const first = from - (from % WINDOW), end = Math.ceil((from + limit) / WINDOW) * WINDOW;
    let found = this.#filter(scores, filters), unread = more;
    if (phrases.length || withoutPhrases.length) {
      const { pages, left } = await this.#withPhrases(found.ranked.filter((page) => quoted[page]), phrases, withoutPhrases, end);
      signal?.throwIfAborted();
      // A phrase that nobody wrote is a question like any other, one that everybody wrote cannot be avoided; so is one that was not found in time.
      unread ||= left;
      if (pages.length) {
        const has = new Set(pages);
        scores.forEach((_, page) => has.has(page) || (scores[page] = 0));
        found = { ranked: pages, facets: { ...this.#filter(scores, filters).facets, lang: { [this.#router.lang]: pages.length } } };
        unread = left;
      }
    }
    const shown = found.ranked.slice(first, end), marks = shown.map((page) => scores[page]), matches = this.#matches(slots), sum = matches.weights.reduce((sum, weight) => sum + weight, 0) || 1;
    const results = await Promise.all(shown.map(async (page, n) => this.#result(await this.#record(page), marks[n], matches, sum)));
    signal?.throwIfAborted();
    for (const pair of duplicates) {
      const [page, answer] = pair.map((page) => shown.indexOf(page));
      if (page >= 0 && answer >= 0 && Math.floor(page / WINDOW) === Math.floor(answer / WINDOW)) results[answer].score = Math.max(results[answer].score, results[page].score);
    }
    // Each window is put in order once more, now that the texts say which words stand together.
    const ordered = results.flatMap((_, n) => (n % WINDOW ? [] : results.slice(n, n + WINDOW).sort((a, b) => b.score - a.score)));
    return { results: ordered.slice(from - first, from - first + limit), total: found.ranked.length, more: unread, facets: found.facets };
  }

  /** The best of some pages that have phrases in their text, and others not, up to `most`; and whether any were left unread. */
  async #withPhrases(candidates, phrases, without, most) {
    const pages = [];
    let misses = 0, fetched = 0;
    for (const [n, page] of candidates.entries()) {
      if (pages.length === most || misses === (pages.length ? READ : FAR)) return { pages, left: true };
      // Texts come many at a time: each wait costs more than what is not needed.
      if (n === fetched) {
        fetched += Math.max(n, 2 * WINDOW);
        await Promise.all(candidates.slice(n, fetched).map((page) => this.#record(page)));
      }
      misses++;
      const texts = lines(await this.#record(page)), has = (phrase) => texts.some((text) => text.includes(phrase));
      if (!phrases.every(has) || without.some(has)) continue;
      pages.push(page);
      misses = 0;
    }
    return { pages, left: false };
  }

  /** Which words are not wanted; those that look like options, because no title has them, are looked for instead. */
  async #decide(without, slots) {
    const options = await Promise.all(without.map(async ({ word, short }) => short && (this.#router.stop.has(word) || !(await this.#askedFor(word)).some(([term]) => term.titleDf))));
    without.forEach(({ word }, n) => options[n] && add(slots, slotOf(word)));
    return without.filter((_, n) => !options[n]).map(({ word }) => word);
  }

  /** The pages with words that are not wanted. */
  async #unwanted(words) {
    const pages = new Set();
    for (const [known, weight] of (await Promise.all(words.map((word) => this.#askedFor(word)))).flat()) {
      if (weight === MADE) continue;
      const term = await this.#whole(known);
      const tail = term.more ? await this.#read(term.tail, (bytes) => bytes) : undefined;
      readList(term, tail, this.pages, (page) => pages.add(page));
    }
    return pages;
  }

  #sibling(lang) {
    return this.#keep(`lang ${lang}`, () => open({ ...this.#site, lang }));
  }

  /** Makes something once; what failed is tried anew next time. */
  #keep(key, make) {
    if (!this.#kept.has(key)) {
      const made = make();
      this.#kept.set(key, made);
      made.catch(() => this.#kept.delete(key));
    }
    return this.#kept.get(key);
  }

  /** A file's bytes, unpacked. */
  async #load(name) {
    if (name[0] === "@") {
      const [at, length] = name.slice(1).split(":").map(Number);
      return at + length <= this.#within.length ? this.#within.subarray(at, at + length) : damaged("entry");
    }
    const bytes = await this.#file(name === "entry" ? "entry.bin" : `pieces/${name}.bin`, name === "entry");
    return unpack(bytes).catch(() => damaged(name));
  }

  /** A file as `read` makes sense of it; says which one is damaged. */
  #read(name, read) {
    return this.#keep(name, async () => {
      const bytes = await this.#load(name || damaged("entry"));
      try {
        return read(bytes);
      } catch {
        return damaged(name);
      }
    });
  }

  #shard(number) {
    const { shards, tails, bounds, near } = this.#router;
    return this.#read(shards[number], (bytes) => readShard(bytes, tails[number], number === bounds.length && near, shards[number]));
  }

  /** The near shard, or nothing known. */
  async #near() {
    return this.#router.near ? this.#atHand() : { terms: new Map(), byForm: new Map(), forms: [] };
  }

  /** The shard that knows a form, if any does: the near one, or that of its range. */
  async #home(form) {
    const near = await this.#near();
    return near.byForm.has(form) ? near : this.#shard(this.#route(form));
  }

  /** A term, from the near shard or that of its range. */
  async #term(name) {
    return (await this.#near()).terms.get(name) ?? (await this.#shard(this.#route(name))).terms.get(name);
  }

  /** A term with its whole list. */
  async #whole(term) {
    return term.short ? (await this.#shard(this.#route(term.name))).terms.get(term.name) ?? damaged("entry") : term;
  }

  /** Reads the whole lists of the rarest words of which the near shard has only the beginning, until there are enough whole ones, or of all. */
  async #complete(slots, all) {
    const met = slots.filter((slot) => slot.terms.length), short = met.filter((slot) => slot.terms.some(([term]) => term.short));
    const df = (slot) => Math.max(...slot.terms.map(([term]) => term.df));
    // A phrase needs all the pages of its words.
    short.sort((a, b) => !a.quoted - !b.quoted || df(a) - df(b));
    const most = all ? short.length : Math.max(ENOUGH - met.length + short.length, short.filter((slot) => slot.quoted).length);
    await Promise.all(short.slice(0, Math.max(0, most)).map(async (slot) => {
      slot.terms = await Promise.all(slot.terms.map(async ([term, weight]) => [await this.#whole(term), weight]));
    }));
  }

  #route(word) {
    const { bounds } = this.#router;
    let low = 0, high = bounds.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (bounds[middle] <= word) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Finds the terms that meet a slot, each with its weight. Where the word is misspelt or two in one, slots come back for what else is looked for. */
  async #meet(slot) {
    const { word } = slot, more = [];
    const [own, begun] = await Promise.all([this.#askedFor(word), slot.open ? this.#beginnings(word) : []]);
    const df = Math.max(0, ...own.map(([term]) => term.df)), others = this.#synonyms(word, own);
    let terms = [...own];
    const weight = terms.length ? BEGUN : BEGUN_ONLY;
    terms.push(...begun.map(([term]) => [term, weight]));
    if (slot.shape === "word" && !slot.stop) {
      if (!terms.length) {
        terms = await this.#endings(word);
        this.#synonyms(word, terms).forEach((other) => others.add(other));
      }
      if (!terms.length && !others.size) terms = (await Promise.all((await this.#alike(word)).map((word) => this.#forms(word, ALIKE)))).flat();
      else if (df && !slot.quoted && !slot.groups.length) more.push(...(await this.#commoner(word, df)));
      const two = !terms.length && !others.size && !slot.groups.length && (await this.#parted(word));
      if (two) {
        terms = await this.#named(two[0], ALIKE);
        more.push({ ...slotOf(two[1]), stop: this.#router.stop.has(two[1]), terms: await this.#named(two[1], ALIKE) });
      }
    }
    terms.push(...(await Promise.all([...others].map((other) => this.#forms(other, SYNONYM)))).flat());
    // A term met in two ways counts by the better one, which comes first.
    const best = new Map();
    for (const [term, weight] of terms) if (!best.has(term)) best.set(term, weight);
    slot.terms = [...best];
    return more;
  }

  /** Words that mean the same as one, or as a form of one. */
  #synonyms(word, terms) {
    const { synonyms, rules } = this.#router, names = [word, ...terms.map(([term]) => term.name)];
    for (let n = 0; !terms.length && n + 1 < rules.length; n += 2) {
      const stem = word.endsWith(rules[n]) ? word.slice(0, word.length - rules[n].length) : "", name = stem + rules[n + 1];
      if (stem.length < 3 || !Object.hasOwn(synonyms, name)) continue;
      names.push(name);
      break;
    }
    return new Set(names.flatMap((name) => (Object.hasOwn(synonyms, name) ? synonyms[name] : [])));
  }

  /** The shard at hand: the only one, or the near one. */
  #atHand() {
    return this.#shard(this.#router.near ? this.#router.bounds.length : 0);
  }

  /** For a word of few pages, one letter from words of many, slots for these: who looks for `pasword` does not want only the page that has it so. */
  async #commoner(word, df) {
    const likes = [...word].length > 4 && likesOf(word, 1);
    if (!likes) return [];
    for (const form of (await this.#atHand()).forms) if (form.df >= df * COMMONER) likes.note(form.text, form.df);
    return Promise.all(likes.words().map(async (word) => ({ ...slotOf(word), terms: await this.#forms(word, NEARLY) })));
  }

  /** The two words, both known, that one may have been meant to be: those of which the rarer is commonest. */
  async #parted(word) {
    const letters = [...word], { stop } = this.#router, shard = await this.#atHand();
    let best, most = 0;
    for (let n = 2; n < letters.length - 1 && letters.length > 4; n++) {
      const parts = [letters.slice(0, n).join(""), letters.slice(n).join("")];
      if (stop.has(parts[0])) continue;
      const [a, b] = parts.map((part) => dfOf(shard, part)), least = !b && stop.has(parts[1]) ? a : Math.min(a, b);
      if (least > most) [best, most] = [parts, least];
    }
    return best;
  }

  /** Lets neighbours be met by the word that they are together, where it is at hand: `log in` by `login`. */
  async #join(slots, pairs) {
    const { stop } = this.#router, shard = await this.#atHand();
    for (const pair of pairs) {
      const [first, second, both] = pair, [firstDf, secondDf, df] = pair.map((word) => dfOf(shard, word));
      // What has a hyphen in the texts (`two-factor`) is on no page without its parts, and these do. `in form` does not mean `inform`.
      if (!df || [...both].length < 4 || stop.has(first) || !(df > Math.min(firstDf, secondDf) || stop.has(second))) continue;
      const terms = await this.#named(both, WRITTEN);
      for (const slot of slots) {
        if (slot.word !== first && slot.word !== second) continue;
        for (const [term, weight] of terms) if (!slot.terms.some((known) => known[0] === term)) slot.terms.push([term, weight]);
      }
    }
  }

  /** The terms of which a word is a form, or the one that it is itself although no page has it so: `backup` where there are only `backups`. */
  async #named(word, weight) {
    const terms = await this.#forms(word, weight), own = !terms.length && (await this.#term(word));
    return own ? [[own, weight]] : terms;
  }

  /** The terms of which a word is a form. */
  async #forms(word, weight) {
    const shard = await this.#home(word);
    // What is made with the word (df 0) comes behind what it is.
    const found = shard.byForm.get(word) ?? [], names = (made) => found.filter((form) => !form.df === made).map((form) => form.term);
    return [...(await this.#places(shard, names(false), weight)), ...(await this.#places(shard, names(true), Math.floor((weight * MADE) / EXACT)))];
  }

  /** The terms that a word names; those of a run also in other ways of writing. */
  async #askedFor(word) {
    if (!IS_DENSE.test(word)) return this.#forms(word, EXACT);
    const term = async (word, weight) => [await this.#term(word), weight];
    const [own, others] = await Promise.all([term(word, EXACT), this.#written(word)]);
    return [own, ...(await Promise.all(others.map((other) => term(other, WRITTEN))))].filter(([term]) => term);
  }

  /** Other ways, simplified and traditional, to write an ideograph or a pair. */
  async #written(word) {
    const own = await Promise.all([...word].map(async (c) => {
      if (!IDEOGRAPH.test(c)) return [c];
      const { terms, byForm } = await this.#home(c), df = terms.get(c)?.df ?? 0;
      const usual = (byForm.get(c) ?? []).filter((form) => this.#router.bounds.length === 1 || form.df * RARER >= df);
      return usual.length ? usual.map((form) => form.term) : [c];
    }));
    let ways = [""];
    for (const some of own) ways = ways.flatMap((way) => some.map((c) => way + c)).slice(0, WAYS);
    return ways.filter((way) => way !== word);
  }

  async #places(shard, names, weight) {
    const terms = await Promise.all(names.map(async (name) => shard.terms.get(name) ?? this.#term(name)));
    return terms.filter(Boolean).map((term) => [term, weight]);
  }

  /** The commonest terms with a form that begins so. */
  async #beginnings(word) {
    // A single letter stands for the commonest words at hand.
    const { bounds, near } = this.#router, letter = word.length === 1 && !IS_DENSE.test(word), first = letter && near ? bounds.length : this.#route(word), numbers = [first];
    for (let next = first + 1; !letter && bounds[next]?.startsWith(word) && numbers.length <= REACH; next++) numbers.push(next);
    // What so many words begin with says too little to read them all.
    if (numbers.length > REACH) numbers.length = 1;
    const found = [];
    for (const number of numbers) {
      const shard = await this.#shard(number);
      for (const form of shard.forms) if (form.text.startsWith(word) && form.text !== word) found.push({ ...form, shard, number });
    }
    found.sort((a, b) => b.df - a.df || order(a.term, b.term) || a.number - b.number);
    const best = found.filter((form, n) => !n || form.term !== found[n - 1].term).slice(0, BEGINNINGS);
    return (await Promise.all(best.map((form) => this.#places(form.shard, [form.term], BEGUN)))).flat();
  }

  /** The term that the language's endings lead to, for a form that no page has. */
  async #endings(word) {
    const { rules } = this.#router, near = await this.#near(), { terms } = await this.#shard(this.#route(word));
    for (let n = 0; n + 1 < rules.length; n += 2) {
      if (!word.endsWith(rules[n])) continue;
      const stem = word.slice(0, word.length - rules[n].length), name = stem + rules[n + 1], term = stem.length > 2 && (near.terms.get(name) ?? terms.get(name));
      // By its first form, because that leads to what is made with it too.
      if (term) return [[term, ENDING], ...(await this.#forms(term.forms[0], ENDING))];
    }
    return [];
  }

  /** Words spelt like this one, the commonest first. Those at hand do where one letter is wrong. */
  async #alike(word) {
    const likes = likesOf(word, word.length < 8 ? 1 : 2), { spell } = this.#router;
    if (!likes) return [];
    for (const shard of [await this.#near(), await this.#shard(this.#route(word))]) for (const form of shard.forms) likes.note(form.text, form.df);
    if (likes.best() !== 1) {
      const letters = [...new Set([...word].slice(0, 2))].filter((letter) => Object.hasOwn(spell, letter));
      for (const list of await Promise.all(letters.map((letter) => this.#read(spell[letter], (bytes) => text(bytes).split("\n").filter(Boolean).map((line) => line.split(" ")))))) {
        for (const [form, df] of list) likes.note(form, Number(df));
      }
    }
    return likes.words();
  }

  /** The tails worth their bytes: those of the rarest terms first, until they become many. */
  async #tails(slots, whole) {
    const numbers = new Map(), { shards, tails } = this.#router;
    for (const number of Object.keys(tails)) numbers.set(tails[number], Number(number));
    const wanted = slots.flatMap((slot) => slot.terms).map(([term]) => ({ term, length: term.more, number: numbers.get(term.tail) }));
    const all = wanted.filter((one) => one.length).sort((a, b) => a.term.df - b.term.df || a.number - b.number || a.length - b.length);
    const taken = new Map();
    let room = whole ? Infinity : TAILS;
    for (const { term, length } of all) {
      if (taken.has(term.tail)) continue;
      if (length > room) break;
      room -= length;
      taken.set(term.tail, this.#read(term.tail, (bytes) => bytes));
    }
    for (const [name, tail] of taken) taken.set(name, await tail);
    return taken;
  }

  #score(slots, wordings, tails, unwanted) {
    const { pages } = this;
    const { scores, titles, covered, best, bestTitle } = (this.#scores ??= Object.fromEntries(["scores", "titles", "covered", "best", "bestTitle"].map((key) => [key, new Float64Array(pages)])));
    for (const list of [scores, titles, covered]) list.fill(0);
    const met = new Uint8Array(pages), quotes = slots.filter((slot) => slot.quoted).length;
    const mets = new Map();
    let all = 0, more = false;
    for (const slot of slots) {
      if (!slot.terms.length) continue;
      const seen = [], metTitle = [];
      let df = 0;
      for (const [term, weight] of slot.terms) {
        df = Math.max(df, term.df);
        more ||= term.short || (term.more > 0 && !tails.has(term.tail));
        const titleWeight = weight * weigh(slot, rarity(pages, term.titleDf));
        readList(term, tails.get(term.tail), pages, (page, impact, inTitle) => {
          if (!best[page]) seen.push(page);
          best[page] = Math.max(best[page], weight * impact);
          if (!inTitle) return;
          if (!bestTitle[page]) metTitle.push(page);
          bestTitle[page] = Math.max(bestTitle[page], titleWeight * inTitle);
        });
      }
      const rare = weigh(slot, rarity(pages, Math.max(df, seen.length)));
      all += rare;
      // What belongs to other wordings waits until it is known where they are.
      const held = slot.groups.length > 0;
      if (wordings.length) {
        const of = (pages, values) => new Map(pages.map((page) => [page, values[page]]));
        mets.set(slot.word, { slot, rare, inText: of(seen, best), inTitle: of(metTitle, bestTitle) });
      }
      for (const page of seen) {
        if (!held) scores[page] += rare * best[page];
        best[page] = 0;
        if (slot.quoted) met[page]++;
      }
      for (const page of metTitle) {
        if (!held) {
          titles[page] += bestTitle[page];
          covered[page] += rare;
        }
        bestTitle[page] = 0;
      }
    }
    // Another wording is met where all its words are, in the text or in the title.
    const everywhere = (words, place) => {
      const lists = words.map((word) => mets.get(word)?.[place]);
      return new Set(lists.length && lists.every(Boolean) ? [...lists[0].keys()].filter((page) => lists.every((list) => list.has(page))) : []);
    };
    const inText = wordings.map((words) => everywhere(words, "inText")), inTitle = wordings.map((words) => everywhere(words, "inTitle"));
    for (const { slot, rare, ...met } of mets.values()) {
      if (!slot.groups.length) continue;
      for (const [page, value] of met.inText) if (slot.groups.some((group) => inText[group].has(page))) scores[page] += rare * value;
      for (const [page, value] of met.inTitle) {
        if (!slot.groups.some((group) => inTitle[group].has(page))) continue;
        titles[page] += value;
        covered[page] += rare;
      }
    }
    let left = false;
    for (let page = 0; page < pages; page++) {
      if (covered[page]) scores[page] += Math.floor((titles[page] * covered[page]) / (2 * all));
      left ||= scores[page] > 0 && !unwanted.has(page);
    }
    // Pages with unwanted words go, unless none would be left.
    if (left) for (const page of unwanted) scores[page] = 0;
    // Searches that overlap share the lists, so what is used later is copied.
    return { scores: scores.slice(), quoted: met.map((count) => count === quotes), more };
  }

  /** The filters' files, where they are small or used. */
  async #filters(options) {
    const names = Object.keys(this.#router.facets), out = [];
    for (const name of names) {
      const file = this.#router.facets[name], chosen = [options[name] ?? []].flat();
      if (!chosen.length && !options.counts && file[0] !== "@") continue;
      out.push(this.#read(file, (bytes) => JSON.parse(text(bytes))).then((values) => ({ name, chosen, values })));
    }
    return Promise.all(out);
  }

  #filter(scores, filters) {
    const { pages } = this, fails = new Uint8Array(pages), facets = {};
    const each = (runs, visit) => {
      for (let n = 0, page = 0; n + 1 < runs.length; n += 2) {
        page += runs[n];
        for (let left = runs[n + 1]; left > 0; left--, page++) {
          if (!(page < pages)) damaged("entry");
          visit(page);
        }
      }
    };
    filters.forEach(({ chosen, values }, number) => {
      if (!chosen.length) return;
      const bit = 1 << number;
      for (let page = 0; page < pages; page++) fails[page] |= bit;
      for (const [value, runs] of values) if (chosen.includes(value)) each(runs, (page) => (fails[page] &= ~bit));
    });
    const ranked = [];
    scores.forEach((score, page) => score > 0 && !fails[page] && ranked.push(page));
    ranked.sort((a, b) => scores[b] - scores[a] || a - b);
    filters.forEach(({ name, values }, number) => {
      const counts = values.map(([value, runs]) => {
        let count = 0;
        each(runs, (page) => (count += scores[page] > 0 && !(fails[page] & ~(1 << number))));
        return [value, count];
      });
      facets[name] = Object.fromEntries(counts.filter((one) => one[1]).sort((a, b) => b[1] - a[1] || order(a[0], b[0])));
    });
    if (ranked.length) facets.lang = { [this.#router.lang]: ranked.length };
    return { ranked, facets };
  }

  /** What the excerpts look for: folded form to its slot and whether it is marked. */
  #matches(slots) {
    const words = new Map();
    const weights = slots.map((slot) => weigh(slot, rarity(this.pages, Math.max(0, ...slot.terms.map(([term]) => term.df)))));
    // Little words are marked only where nothing else was found.
    const tells = slots.some((slot) => !slot.stop && slot.terms.length);
    slots.forEach((slot, number) => {
      const marked = (form) => !(slot.stop && tells) && (slot.shape !== "run" || slot.alone || [...form].length > 1);
      for (const [term] of slot.terms) {
        for (const form of term.forms) if (!words.has(form)) words.set(form, [number, marked(form)]);
      }
    });
    return { words, weights };
  }

  async #record(page) {
    const { counts, blocks } = this.#router;
    let number = 0;
    while (page >= counts[number]) page -= counts[number++];
    const block = await this.#read(blocks[number], (bytes) => JSON.parse(text(bytes)));
    if (!Array.isArray(block?.[page]?.[4]) || !(block[page][5] >= 0)) damaged(blocks[number]);
    return block[page];
  }

  #result(record, mark, matches, all) {
    const [path, title, kind] = record, { base, scripts } = this.#site;
    const address = encodeURI(path.replace(/^\//, "")).replace(/[?#]/g, encodeURIComponent);
    const url = base + address + (scripts && /(^|\/)$/.test(address) ? "index.html" : "");
    const { near, ...shown } = show(record, matches), close = mark + Math.floor((mark * near * NEAR) / (10 * all));
    // Among pages that answer alike the outdated come last.
    const score = close - Math.floor((close * Math.min(record[5], 2)) / STANDING);
    return { url, title, ...shown, kind, lang: this.#router.lang, score };
  }
}

// Excerpts: mirrors src/search/excerpt.rs.

function show([, , , short, sections], matches) {
  let near = 0;
  const found = (short ? [["", "", short, ""], ...sections] : sections).map((section) => {
    const all = section.slice(1).map((text) => places(text, matches)), seen = new Set(all.flat().map((place) => place[2]));
    for (const n of [1, 2]) near = Math.max(near, around(all[n], isDense(section[n + 1]) ? 50 : 100, matches).best);
    let score = 0;
    for (const slot of seen) score += matches.weights[slot];
    // One word in passing is no reason to lead there.
    return { score, section, all, tells: all[0].length > 0 || new Set([...all[1], ...all[2]].map((place) => place[2])).size > 1 };
  });
  // The first of the best, and behind it those that come near.
  found.sort((a, b) => b.score - a.score);
  const [best, ...others] = found;
  if (!best) return { near, excerpt: "" };
  if (!best.score) return { near, excerpt: cut(short || sections[0]?.[2] || "", [], matches).html };
  const least = Math.floor((best.score * 2) / 3);
  const also = others.filter(({ score, tells, section: [anchor] }) => score >= least && tells && anchor && anchor !== best.section[0]).slice(0, 2);
  return { near, ...shownOf(best, matches), ...(also.length && { also: also.map((section) => shownOf(section, matches)) }) };
}

/** A section with its excerpt: from its prose, or from its code where that tells more. */
function shownOf({ section: [anchor, section, prose, code], all }, matches) {
  const inProse = cut(prose, all[1], matches), inCode = cut(code, all[2], matches);
  const { html } = inCode.score > inProse.score || !prose ? inCode : inProse;
  return { ...(section && { section }), ...(anchor && { anchor }), excerpt: html };
}

/** Where a text has what is looked for: [begin, end, slot, whether it is marked]. */
function places(text, { words }) {
  const out = [];
  pieces(text, (start, end, piece, shape) => {
    if (out.length >= 400) return;
    const word = fold(piece);
    if (shape !== "run") {
      const found = words.get(word);
      if (found) out.push([start, end, ...found]);
      return;
    }
    const run = [...word], raw = [...piece], ends = [start];
    for (const c of raw) ends.push(ends.at(-1) + c.length);
    grams(run, (from, to) => {
      const found = words.get(run.slice(from, to).join(""));
      if (found) out.push(raw.length === run.length ? [ends[from], ends[to], ...found] : [start, end, ...found]);
    });
  });
  return out;
}

/** The texts of a page as lines, in which phrases are looked for. */
function lines([, title, , short, sections, , asked]) {
  return [title, short, asked, ...sections.flatMap((section) => section.slice(1))].map((text) => `${line(text, " ")} `);
}

const isDense = (text) => ([...text.slice(0, 120)].slice(0, 60).join("").match(ALL_DENSE) ?? []).length > 15;

/** The part of `length` units whose matches are worth most: their worth, and where it begins. */
function around(places, length, { weights }) {
  const seen = [];
  let best = 0, at = 0;
  places.forEach(([start], number) => {
    let score = 0;
    for (let n = number; n < places.length && places[n][1] <= start + length; n++) {
      const slot = places[n][2];
      if (seen[slot] !== number) score += weights[slot];
      seen[slot] = number;
    }
    if (score > best) [best, at] = [score, start];
  });
  return { best, at };
}

/** The best window of a text. */
function cut(text, places, matches) {
  const length = isDense(text) ? 90 : 180, { best, at } = around(places, length, matches);
  let from = at < length / 2 ? 0 : Math.max(0, at - 40), to = Math.min(text.length, from + length);
  if (from > 0) {
    const gap = text.slice(from, at).indexOf(" ");
    if (gap >= 0) from += gap + 1;
  }
  if (to < text.length) {
    const gap = text.slice(from, to).lastIndexOf(" ");
    if (gap >= 0 && from + gap + 30 > to) to = from + gap;
  }
  // Never within a surrogate pair.
  if (/[\udc00-\udfff]/.test(text[from])) from++;
  if (/[\udc00-\udfff]/.test(text[to])) to--;
  const marked = new Uint8Array(text.length);
  for (const place of places) if (place[3] && place[0] >= from && place[1] <= to) marked.fill(1, place[0], place[1]);
  let html = from > 0 ? "…" : "";
  for (let start = from, end; start < to; start = end) {
    for (end = start; end < to && marked[end] === marked[start]; ) end++;
    const part = text.slice(start, end).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
    html += marked[start] ? `<mark>${part}</mark>` : part;
  }
  return { score: best, html: html + (to < text.length ? "…" : "") };
}
