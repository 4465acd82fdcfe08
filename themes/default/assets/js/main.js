// Before the first paint: the colours that the reader chose, and the marks that scripts run and that a search was sent. Then what
// every page does, and the loader of what only some pages do. Pages read well without any of it.
(() => {
  const root = document.documentElement;
  const me = document.currentScript;
  const folder = new URL("__BEHAVIOURS__/", me.src).href;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (target, type, act, options) => target.addEventListener(type, act, options);
  const idle = window.requestIdleCallback || setTimeout;

  // An element from its name, attributes (`text` is its text) and children.
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "text") element.textContent = value;
      else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  };

  // Storage may be forbidden or full: then nothing is remembered.
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const store = {
    get: (key) => attempt(() => localStorage.getItem("cairn-" + key)),
    set: (key, value) => attempt(() => value == null ? localStorage.removeItem("cairn-" + key) : localStorage.setItem("cairn-" + key, value)),
  };
  root.dataset.js = "";
  if (/[?&]q=/.test(location.search)) root.dataset.asked = "";
  const scheme = store.get("scheme");
  if (/^(light|dark)$/.test(scheme)) root.dataset.scheme = scheme;

  // Loads a script or style of the theme once.
  const loads = {};
  const load = (name) => loads[name] ??= new Promise((done, fail) => {
    const element = name.endsWith(".css")
      ? make("link", { rel: "stylesheet", href: folder + name })
      : make("script", { src: folder + name });
    on(element, "load", done);
    on(element, "error", () => { delete loads[name]; fail(new Error(name)); });
    document.head.append(element);
  });

  // Says something to people who listen to the page.
  let voice;
  const say = (text) => {
    if (!voice) document.body.append(voice = make("div", { class: "sr", role: "status" }));
    voice.textContent = "";
    setTimeout(() => { voice.textContent = text; }, 50);
  };

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      await load("copy.js");
      cairn.copyPlainly(text);
    }
    say(me.dataset.copied);
    if (button) {
      const before = button.textContent;
      button.textContent = me.dataset.copied;
      setTimeout(() => { button.textContent = before; }, 1600);
    }
  };

  const words = () => load(`words.${root.lang}.js`).catch(() => load("words.en.js")).catch(() => {});
  const cairn = window.cairn = {
    base: new URL(root.dataset.base, location.href).href,
    relative: "relative" in root.dataset,
    words: {}, all, on, make, store, load, say, copy,
    fill: (key, values) => (cairn.words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]),
  };

  on(document, "DOMContentLoaded", () => {
    // Search: fetched when a reader reaches for it.
    const getSearch = () => Promise.all([words(), load("search.css"), load("search.js")]);
    const openSearch = (opener) => getSearch().then(() => cairn.search.open(opener)).catch(() => { location = opener.href; });
    for (const opener of all("[data-search-open]")) {
      opener.role = "button";
      opener.setAttribute("aria-haspopup", "dialog");
      for (const type of ["pointerenter", "focus"]) on(opener, type, () => getSearch().catch(() => {}), { once: true });
      on(opener, "click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openSearch(opener);
      });
    }
    on(document, "keydown", (event) => {
      const writing = event.target.closest("input, textarea, select");
      const wanted = (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey)
        || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey);
      const opener = document.querySelector("[data-search-open]");
      if (wanted && opener) { event.preventDefault(); openSearch(opener); }
    });
    if (/Mac|iP/.test(navigator.platform)) for (const key of all(".find kbd")) key.textContent = key.textContent.replace("Ctrl ", "⌘");
    const inline = document.querySelector("[data-search-page]");
    if (inline) getSearch().then(() => cairn.search.mount(inline)).catch(() => {});
    // A result led here: what was searched for is marked.
    if (store.get("found")) words().then(() => load("found.js")).then(() => cairn.found());

    // What a first click fetches: `menu.js` defines `cairn.menu`, and so on.
    const clicks = {
      "[data-menu-open]": "menu",
      "[data-zoom]": "zoom",
      "[data-code]": "code",
      "[data-read]": "read",
      "[data-theme-toggle]": "colours",
      ".anchor, [data-copy-link], [data-copy-file]": "answer",
      // Where nothing can be pointed at, a tap shows what pointing would.
      ...(matchMedia("(hover: none)").matches && { ".footnote-ref a, abbr": "hint" }),
    };
    for (const opener of all("[data-menu-open]")) opener.role = "button";
    on(document, "click", (event) => {
      for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
      for (const [selector, name] of Object.entries(clicks)) {
        const element = event.target.closest(selector);
        if (element) { event.preventDefault(); load(name + ".js").then(() => cairn[name](element)); }
      }
    });
    on(document, "keydown", (event) => {
      const { key, target } = event;
      if (/^(Enter| )$/.test(key) && target.role === "button" && target.tagName !== "BUTTON") { event.preventDefault(); target.click(); }
      const menu = key === "Escape" && target.closest("details.menu[open]");
      if (menu) { menu.open = false; menu.firstElementChild.focus(); }
    });

    // What a link or a term is about, and the page behind a link before it is asked for.
    for (const type of ["pointerover", "focusin"]) {
      on(document, type, (event) => {
        const target = event.target.closest("a[href], abbr");
        if (target) load("hint.js").then(() => cairn.hint(target, event));
      });
    }

    // Code: copied, and wrapped where it is too wide. A stop for the keyboard only where there is something to scroll.
    for (const block of all(":not([data-payload]) > .code:has(pre)")) {
      const tools = ["wrap", "copy"].map((name) => make("button", { type: "button", "data-code": name, hidden: name === "wrap", "aria-pressed": name === "wrap" && "false", text: me.dataset[name] }));
      (block.querySelector(".code-head") ?? block).append(make("div", { class: "code-tools" }, ...tools));
    }
    const fits = new ResizeObserver((seen) => {
      for (const { target: box } of seen) {
        const over = box.scrollWidth > box.clientWidth;
        if (over || box.scrollHeight > box.clientHeight) box.tabIndex = 0; else box.removeAttribute("tabindex");
        const wrap = box.closest(".code")?.querySelector("[data-code=wrap]");
        if (wrap) wrap.hidden = !over && wrap.ariaPressed !== "true";
      }
    });
    for (const box of all("pre[tabindex], .table")) fits.observe(box);
    if (document.querySelector(".tabs")) load("tabs.js");
    idle(() => {
      // A term is a stop for the keyboard where it is met first.
      const terms = new Map(all("main abbr[title]").reverse().map((term) => [term.title, term]));
      for (const term of terms.values()) term.tabIndex = 0;
      const here = document.querySelector(".side [aria-current]");
      if (here) here.closest(".side").scrollTop = here.offsetTop - 200;
      for (const image of all(".prose img[width]")) {
        if (image.closest("a") || image.getAttribute("width") < image.clientWidth + 80) continue;
        image.tabIndex = 0;
        image.role = "button";
        image.dataset.zoom = "";
        image.setAttribute("aria-label", `${me.dataset.enlarge}: ${image.alt}`);
      }
      const behaviours = { "[data-workshop]": "workshop", ".steps, .first": "steps", ".series": "series", "[data-filter]": "people" };
      for (const [selector, name] of Object.entries(behaviours)) if (document.querySelector(selector)) words().then(() => load(name + ".js"));
    });

    // Dates: how long ago, as a hint that moves nothing.
    const ago = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
    for (const time of all("time")) {
      const days = (Date.parse(time.dateTime) - Date.now()) / 864e5;
      const months = Math.round(days / 30.44);
      time.title = months ? ago.format(months, "month") : ago.format(Math.round(days), "day");
    }

    // Contents: open where there is room, and aware of the place.
    const toc = document.querySelector("[data-toc]");
    if (toc) {
      const wide = matchMedia("(width >= 75rem)");
      const fit = () => { toc.open = wide.matches; };
      on(wide, "change", fit);
      fit();
      const links = new Map(all("a", toc).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
      const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
      const mark = () => {
        const here = headings.findLast((heading) => heading.getBoundingClientRect().top < 140) ?? headings[0];
        for (const [id, link] of links) link.ariaCurrent = id === here?.id ? "location" : null;
      };
      let due;
      on(window, "scroll", () => { due ??= requestAnimationFrame(() => { due = null; mark(); }); }, { passive: true });
      mark();
    }
  });
})();
