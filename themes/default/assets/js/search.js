// Search: a combobox in a dialog, or in the search page. The client that reads the index knows nothing of this.
(() => {
  const { make, on, store, fill } = cairn;
  const words = cairn.words;
  const lang = document.documentElement.lang;
  const icon = () => document.querySelector(".find svg")?.cloneNode(true) ?? "";

  let opening;
  const openIndex = () => opening ??= (async () => {
    const address = cairn.base + "search/client.js";
    if (!cairn.relative) return (await import(address)).open({ base: cairn.base, lang });
    await new Promise((done, fail) => {
      const script = make("script", { src: address });
      on(script, "load", done);
      on(script, "error", fail);
      document.head.append(script);
    });
    return window.cairnSearch.open({ base: cairn.base, lang, scripts: true });
  })().catch((error) => { opening = null; throw error; });

  // An excerpt is text with `<mark>` and entities: nothing else of it becomes markup.
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  const excerptNodes = (html) => {
    let marked = false;
    const nodes = [];
    for (const part of (html ?? "").split(/(<\/?mark>)/)) {
      if (/^<\/?mark>$/.test(part)) { marked = part === "<mark>"; continue; }
      const text = part.replace(/&(#39|amp|lt|gt|quot);/g, (_, name) => entities[name]);
      nodes.push(marked ? make("mark", { text }) : text);
    }
    return nodes;
  };
  const kindLabel = (kind) => words["kind-" + kind] ?? kind;
  const label = (facet, value) => facet === "kind" ? kindLabel(value) : words[`${facet}-${value}`] ?? value;
  // Facets are counted values: `{ kind: { faq: 3 } }` or `{ kind: [["faq", 3]] }`.
  const counted = (facet) => Array.isArray(facet) ? facet.map((entry) => Array.isArray(entry) ? entry : [entry.value, entry.count]) : Object.entries(facet);

  const recent = () => { try { return JSON.parse(store.get("recent") ?? "[]").slice(0, 5); } catch { return []; } };
  const remember = (query) => {
    if (query) store.set("recent", JSON.stringify([query, ...recent().filter((other) => other !== query)].slice(0, 5)));
  };

  let panels = 0;
  // The field with its results. `page` results are many and kept in the address.
  const panel = (page) => {
    const id = `cairn-results-${panels += 1}`;
    const input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      "aria-label": words.search, placeholder: words.field, autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go",
    });
    const filters = make("div", { class: "search-filters", role: "group", "aria-label": words.filter, hidden: true });
    const list = make("div", { class: "search-results", role: "listbox", id, "aria-label": words.all });
    const below = make("div", { class: "search-below" });
    const voice = make("div", { class: "sr", role: "status" });
    const box = make("div", { class: "search-box" }, icon(), input);
    const element = make("div", { class: "search-panel" }, box, filters, list, below, voice);

    let options = [];
    let active = -1;
    let chosen = {};
    let stale;
    let shown = 0;
    // Whether the reader chose an option by hand, and whether Enter was pressed before the results were there.
    let moved = false;
    let entered = false;
    let speaking;
    const tell = (text) => { clearTimeout(speaking); speaking = setTimeout(() => { voice.textContent = text; }, 120); };
    const select = (at) => {
      options[active]?.setAttribute("aria-selected", "false");
      active = options.length ? (at + options.length) % options.length : -1;
      const option = options[active];
      if (!option) { input.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };

    const optionOf = (result, first) => {
      const address = new URL(result.url, cairn.base);
      if (result.anchor && !address.hash) address.hash = result.anchor;
      const option = make("a", { role: "option", id: `${id}-${options.length}`, href: address.href, "aria-selected": "false", tabindex: "-1" });
      if (first) {
        option.append(make("span", { class: "search-title" }, make("strong", { text: result.title, lang: result.lang !== lang && result.lang }), make("small", { text: kindLabel(result.kind) })));
      }
      if (result.section && result.section !== result.title) option.append(make("span", { class: "search-section", text: result.section }));
      if (result.excerpt) option.append(make("span", { class: "search-excerpt" }, ...excerptNodes(result.excerpt)));
      on(option, "click", () => remember(input.value.trim()));
      on(option, "pointermove", () => { if (options[active] !== option) select(options.indexOf(option)); });
      options.push(option);
      return option;
    };

    const showFilters = (facets) => {
      const buttons = [];
      for (const [facet, values] of Object.entries(facets ?? {})) {
        const entries = counted(values).filter(([value]) => value).slice(0, 6);
        if (entries.length < 2 && !chosen[facet]) continue;
        for (const [value, count] of entries) {
          const pressed = chosen[facet] === value;
          const button = make("button", { type: "button", class: "tag", "aria-pressed": pressed }, label(facet, value), make("small", { text: count }));
          on(button, "click", () => {
            if (pressed) delete chosen[facet]; else chosen[facet] = value;
            run();
            input.focus();
          });
          buttons.push(button);
        }
      }
      filters.replaceChildren(...buttons);
      filters.hidden = !buttons.length;
    };

    const busy = (is) => { if (is) list.setAttribute("aria-busy", "true"); else list.removeAttribute("aria-busy"); };
    const follow = (apart) => {
      const option = options[active];
      if (!option) return;
      remember(input.value.trim());
      if (apart) window.open(option.href, "_blank", "noopener"); else location.assign(option.href);
    };

    const showRecent = () => {
      busy(false);
      options = [];
      active = -1;
      shown = 0;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      filters.hidden = true;
      const queries = recent();
      if (!queries.length) { below.replaceChildren(); return; }
      const again = queries.map((query) => {
        const button = make("button", { type: "button", class: "tag", text: query });
        on(button, "click", () => { input.value = query; run(); input.focus(); });
        return button;
      });
      const clear = make("button", { type: "button", class: "tag", text: words.clear });
      on(clear, "click", () => { store.set("recent", null); showRecent(); input.focus(); });
      below.replaceChildren(make("p", { class: "quiet", text: words.recent }), make("div", { class: "row" }, ...again, clear));
    };

    const show = ({ results, total, more, facets }, query, offset) => {
      // What the reader chose stays chosen, if it is still there.
      const kept = moved && options[active]?.href;
      if (!offset) { options = []; list.replaceChildren(); shown = 0; }
      const groups = new Map();
      for (const result of results) groups.set(result.url, [...(groups.get(result.url) ?? []), result]);
      for (const [, found] of groups) {
        const group = make("div", { role: "group", "aria-label": found[0].title });
        found.forEach((result, at) => group.append(optionOf(result, at === 0)));
        list.append(group);
      }
      shown += results.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      showFilters(facets);
      const count = more ? `${total}+` : total;
      if (!options.length) {
        const text = fill("none", { q: query });
        const ask = document.querySelector("[data-ask]")?.dataset.ask;
        below.replaceChildren(make("p", { text }), make("p", { class: "quiet", text: words["none-help"] }), ask ? make("a", { class: "button", href: ask, text: words.ask }) : "");
        tell(text);
      } else {
        const rest = [];
        if (page && (total > shown || more)) {
          const next = make("button", { type: "button", class: "button", text: words.more });
          on(next, "click", () => run(shown));
          rest.push(next);
        } else if (!page && total > shown) {
          const href = document.querySelector("[data-search-open]").href + "?q=" + encodeURIComponent(query);
          rest.push(make("a", { href, text: `${words.all} (${count})` }));
        }
        below.replaceChildren(...rest);
        tell(fill("results", { n: count }));
      }
      if (!offset) {
        const at = options.findIndex((option) => option.href === kept);
        moved = at >= 0;
        select(moved ? at : page ? -1 : 0);
      }
      busy(false);
      if (entered && !page) follow();
      entered = false;
    };

    const run = async (offset = 0) => {
      stale?.abort();
      const mine = stale = new AbortController();
      const query = input.value.trim();
      if (page) history.replaceState(null, "", query ? "?q=" + encodeURIComponent(query) : location.pathname);
      if (!query) { chosen = {}; showRecent(); return; }
      try {
        const index = await openIndex();
        if (mine.signal.aborted) return;
        const answer = await index.search(query, { limit: page ? 20 : 10, offset, ...chosen, signal: mine.signal });
        if (!mine.signal.aborted) show(answer, query, offset);
      } catch (error) {
        if (mine.signal.aborted || error.name === "AbortError") return;
        busy(false);
        below.replaceChildren(make("p", { text: words.failed }));
        tell(words.failed);
      }
    };

    let due;
    on(input, "input", () => { moved = entered = false; busy(true); clearTimeout(due); due = setTimeout(run, 25); });
    on(input, "keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length) { event.preventDefault(); moved = true; select(active < 0 && step < 0 ? -1 : active + step); }
      if (event.key === "Enter") {
        event.preventDefault();
        if (list.hasAttribute("aria-busy") && !moved) entered = true;
        else if (options[active]) follow(event.ctrlKey || event.metaKey);
        else run();
      }
    });
    return { element, input, box, run, showRecent };
  };

  let dialog;
  cairn.search = {
    open(opener) {
      openIndex().catch(() => {});
      if (!dialog) {
        const { element, input, box, showRecent } = panel(false);
        const close = make("button", { type: "button", class: "icon-button", "aria-label": words.close, text: "✕" });
        const keys = make("p", { class: "search-keys", "aria-hidden": "true" }, make("kbd", { text: "↑" }), make("kbd", { text: "↓" }), ` ${words.move} `, make("kbd", { text: "↵" }), ` ${words.open} `, make("kbd", { text: "Esc" }), ` ${words.close}`);
        box.append(close);
        element.append(keys);
        dialog = make("dialog", { class: "search-dialog", "aria-label": words.search }, element);
        on(close, "click", () => dialog.close());
        on(dialog, "click", (event) => { if (event.target === dialog) dialog.close(); });
        on(dialog, "keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); dialog.close(); } });
        on(dialog, "close", () => { (dialog.opener ?? document.body).focus(); });
        document.body.append(dialog);
        dialog.start = () => { if (!input.value) showRecent(); input.focus(); input.select(); };
      }
      if (dialog.open) return;
      dialog.opener = opener;
      dialog.showModal();
      dialog.start();
    },
    mount(place) {
      const { element, input, run, showRecent } = panel(true);
      place.append(element);
      const asked = new URLSearchParams(location.search).get("q");
      // Where a page is missing, the words of its address are the question.
      const missing = () => decodeURIComponent(location.pathname).slice(new URL(cairn.base).pathname.length).replace(/(index|404)?\.html?$/, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
      input.value = asked ?? ("missing" in place.dataset ? missing() : "");
      if (input.value) run(); else showRecent();
      if (!("missing" in place.dataset)) input.focus();
    },
  };
})();
