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
    // What is no list, whoever wrote it, is an empty one.
    list: (key) => attempt(() => [...JSON.parse(store.get(key))]) ?? [],
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

  // Search: fetched when a reader reaches for it.
  const getSearch = () => Promise.all([words(), load("search.css"), load("search.js")]);
  const openSearch = (opener) => getSearch().then(() => cairn.search.open(opener)).catch(() => { location = opener.href; });

  // What a first click fetches: `menu.js` defines `cairn.menu`, and so on.
  const clicks = {
    "[data-menu-open]": "menu",
    "[data-zoom]": "zoom",
    "[data-code]": "code",
    "[data-read]": "read",
    "[data-theme-toggle]": "colours",
    ".anchor, [data-copy-link], [data-copy-file], [data-credit-copy]": "answer",
    // Where nothing can be pointed at, a tap shows what pointing would.
    ...(matchMedia("(hover: none)").matches && { ".footnote-ref a, abbr, time:not(a time)": "hint" }),
  };
  on(document, "click", (event) => {
    const { target } = event;
    for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
    const opener = target.closest("[data-search-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); openSearch(opener); }
    for (const [selector, name] of Object.entries(clicks)) {
      const element = target.closest(selector);
      if (element) { event.preventDefault(); load(name + ".js").then(() => cairn[name](element)); }
    }
  });
  on(document, "keydown", (event) => {
    const { key, target, ctrlKey, metaKey, shiftKey, altKey } = event;
    const command = ctrlKey || metaKey;
    const opener = document.querySelector("[data-search-open]");
    if (opener && !altKey && (key === "/" ? !command && !target.closest("input, textarea, select") : command && !shiftKey && key.toLowerCase() === "k")) {
      event.preventDefault();
      openSearch(opener);
    }
    if (/^(Enter| )$/.test(key) && target.role === "button" && target.tagName !== "BUTTON") { event.preventDefault(); target.click(); }
    const menu = key === "Escape" && target.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.firstElementChild.focus(); }
  });

  // Search when its opener is pointed at; what a link or a term is about, and the page behind a link before it is asked for.
  for (const type of ["pointerover", "focusin"]) {
    on(document, type, (event) => {
      const target = event.target.closest("a[href], abbr, time");
      if (!target) return;
      if (target.matches("[data-search-open]")) getSearch().catch(() => {});
      load("hint.js").then(() => cairn.hint(target, event));
    });
  }

  // What can be done after the first frame, each in a task of its own, so that no reader waits for it. What asks where things lie comes
  // before what changes them: a browser that is asked after a change lays the page out again.
  const later = [
    () => {
      const here = document.querySelector(".side [aria-current]");
      const side = here?.closest(".side");
      if (here?.offsetTop > side?.clientHeight - 80) side.scrollTop = here.offsetTop - 200;
      for (const image of all(".prose img[width]").filter((image) => !image.closest("a") && image.getAttribute("width") >= image.clientWidth + 80)) {
        image.tabIndex = 0;
        image.role = "button";
        image.dataset.zoom = "";
        image.setAttribute("aria-label", `${me.dataset.enlarge}: ${image.alt}`);
      }
    },
    // Contents: aware of the place.
    () => {
      const links = new Map(all("[data-toc] a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
      const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
      const mark = () => {
        const here = headings.findLast((heading) => heading.getBoundingClientRect().top < 140) ?? headings[0];
        for (const [id, link] of links) link.ariaCurrent = id === here?.id ? "location" : null;
      };
      let due;
      on(window, "scroll", () => { due ??= requestAnimationFrame(() => { due = null; mark(); }); }, { passive: true });
      mark();
    },
    // Code: copied, and wrapped where it is too wide. A stop for the keyboard only where there is something to scroll.
    () => {
      const tool = (name, extra) => make("button", { type: "button", "data-code": name, text: me.dataset[name], ...extra });
      for (const block of all(":not([data-payload]) > .code:has(pre)")) {
        const tools = make("div", { class: "code-tools" }, tool("copy"));
        const language = block.querySelector(".code-lang");
        // Before the language, which stays where it is.
        if (language) language.before(tools); else (block.querySelector(".code-head") ?? block).append(tools);
      }
      const fits = new ResizeObserver((seen) => {
        for (const [box, wide, tall] of seen.map(({ target: box }) => [box, box.scrollWidth > box.clientWidth, box.scrollHeight > box.clientHeight])) {
          if (wide || tall) box.tabIndex = 0; else box.removeAttribute("tabindex");
          const tools = box.closest(".code")?.querySelector(".code-tools");
          const wrap = tools?.querySelector("[data-code=wrap]");
          if (wrap) wrap.hidden = !wide && wrap.ariaPressed !== "true";
          else if (wide) tools?.prepend(tool("wrap", { "aria-pressed": "false" }));
        }
      });
      for (const box of all("pre[tabindex], .table")) fits.observe(box);
    },
    () => {
      // A term is a stop for the keyboard where it is met first, and so is a date of the page's head.
      const terms = new Map(all("main abbr[title], .strip time").reverse().map((term) => [term.title || term, term]));
      for (const term of terms.values()) term.tabIndex = 0;
      const behaviours = { "[data-workshop]": "workshop", ".steps, .first": "steps", ".series": "series", "[data-filter]": "people" };
      for (const [selector, name] of Object.entries(behaviours)) if (document.querySelector(selector)) words().then(() => load(name + ".js"));
    },
  ];

  // On paper a link tells where it leads, also where that is written from here.
  on(window, "beforeprint", () => { for (const link of all(".prose a[href]:not([href^='#'])")) link.dataset.to = link.href; });

  on(document, "DOMContentLoaded", () => {
    for (const opener of all("[data-search-open], [data-menu-open]")) opener.role = "button";
    for (const opener of all("[data-search-open]")) opener.setAttribute("aria-haspopup", "dialog");
    if (/Mac|iP/.test(navigator.platform)) for (const key of all(".find kbd")) key.textContent = key.textContent.replace("Ctrl ", "⌘");
    if (document.querySelector("[data-search-page]")) getSearch().then(() => load("mount.js")).catch(() => {});
    // A result led here: what was searched for is marked.
    if (store.get("found")) words().then(() => load("found.js")).then(() => cairn.found());
    if (document.querySelector(".tabs")) for (const part of ["tabs.css", "tabs.js"]) load(part);
    // Contents: open where there is room.
    const wide = matchMedia("(width >= 75rem)");
    const fit = () => { for (const toc of all("[data-toc]")) toc.open = wide.matches; };
    on(wide, "change", fit);
    fit();
    requestAnimationFrame(() => { for (const piece of later) idle(piece); });
  });
})();
