// Search: a combobox in a dialog, or in the search page. The client that reads the index knows nothing of this.
(() => {
  const { all, make, on, store, fill, load } = cairn;
  const words = cairn.words;
  const lang = document.documentElement.lang;
  const FACETS = ["kind", "area", "tag", "level", "person", "lang"];
  // What the site speaks, by the names in its menu.
  const languages = new Map(all(".languages a[lang]").map((link) => [link.lang, link.firstChild.textContent.trim()]));

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

  // An excerpt is text with `<mark>` and decimal character references: nothing else of it becomes markup.
  const excerptNodes = (html) => {
    let marked = false;
    const nodes = [];
    for (const part of (html ?? "").split(/(<\/?mark>)/)) {
      if (/^<\/?mark>$/.test(part)) { marked = part === "<mark>"; continue; }
      const text = part.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code));
      nodes.push(marked ? make("mark", { text }) : text);
    }
    return nodes;
  };

  // One drawing for each kind; what a site invents is drawn as a page.
  const sheet = "M4 2.5h8l4 4v11H4zM12 2.5v4h4";
  const shapes = {
    tutorial: "M3 4.5A2 2 0 0 1 5 3h12v14H5a2 2 0 0 1-2-2zM3 15a2 2 0 0 1 2-2h12",
    faq: "M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM7.8 7.8a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.8-1.1 1.7m0 2.6v.1",
    template: sheet + "M7 10.5h6M7 13.5h6",
  };
  const icon = (shape) => {
    const drawing = document.querySelector(".find svg")?.cloneNode(true);
    if (shape) drawing?.firstElementChild.setAttribute("d", shape);
    return drawing ?? "";
  };
  const label = (facet, value) => (facet === "lang" ? languages.get(value) : words[`${facet}-${value}`]) ?? value;
  // The kind, and the folders between the kind's and the page.
  const place = (result) => {
    const folders = decodeURI(new URL(result.url, cairn.base).href.slice(cairn.base.length)).split("/").slice(0, -2);
    if (folders[0] === result.lang.toLowerCase()) folders.shift();
    return [label("kind", result.kind), ...folders.slice(1)].join(" · ");
  };

  const recent = () => store.list("recent").slice(0, 5);
  const remember = (query) => {
    if (query) store.set("recent", JSON.stringify([query, ...recent().filter((other) => other !== query)].slice(0, 5)));
  };

  let panels = 0;
  // The field with its results. Those of the search page (`page`) are many, and what is asked stands in its address
  // (`addressed`). `done` is told of a result on the page that is open already.
  const panel = (page, addressed, done) => {
    const id = `cairn-results-${panels += 1}`;
    const input = make("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      "aria-label": words.search, placeholder: words.field, autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: page ? "search" : "go",
    });
    const filters = make("div", { class: "search-filters", role: "group", "aria-label": words.filter, hidden: true });
    const narrow = make("button", { type: "button", class: "tag", "data-narrow": true, "aria-expanded": "false", "aria-controls": id + "-filters", text: words.filter });
    const groups = make("div", { class: "search-groups", id: id + "-filters", hidden: true });
    const above = make("div", { class: "search-above" });
    const list = make("div", { class: "search-results", role: "listbox", id, "aria-label": words.all });
    const below = make("div", { class: "search-below" });
    const voice = make("div", { class: "sr", role: "status" });
    const box = make("div", { class: "search-box" }, icon(), input);
    const element = make("div", { class: "search-panel" }, box, filters, groups, above, list, below, voice);

    let options = [];
    let active = -1;
    let chosen = {};
    let stale;
    let shown = 0;
    let last = {};
    // The filters that the site's pages have.
    let known = [];
    // Whether the reader chose an option by hand, and whether Enter was pressed before the results were there.
    let moved = false;
    let entered = false;
    // Whether the address is a step of its own, to which Back shall lead.
    let settled = true;
    const query = () => input.value.trim();
    const address = () => {
      const parts = String(new URLSearchParams(query() && { q: query(), ...chosen }));
      return parts ? "?" + parts : location.pathname;
    };
    const save = (step) => {
      if (!addressed || location.search === address()) return;
      // On a disk some browsers forbid it.
      try { history[step || settled ? "pushState" : "replaceState"](null, "", address()); } catch { addressed = false; }
      settled = step;
    };

    let speaking;
    const tell = (text) => { clearTimeout(speaking); speaking = setTimeout(() => { voice.textContent = text; }, 120); };
    const busy = (is) => { if (is) list.setAttribute("aria-busy", "true"); else list.removeAttribute("aria-busy"); };
    const button = (text, act, kind = "tag") => {
      const made = make("button", { type: "button", class: kind, text });
      on(made, "click", act);
      return made;
    };
    const select = (at) => {
      options[active]?.setAttribute("aria-selected", "false");
      active = options.length ? (at + options.length) % options.length : -1;
      const option = at < 0 && !moved ? null : options[active];
      if (!option) { active = -1; input.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const offer = (option) => {
      option.id = `${id}-${options.length}`;
      on(option, "pointermove", () => { if (options[active] !== option) select(options.indexOf(option)); });
      options.push(option);
      return option;
    };
    const clear = () => {
      options = [];
      active = -1;
      shown = 0;
      above.replaceChildren();
      list.replaceChildren();
      input.removeAttribute("aria-activedescendant");
    };

    const optionOf = (result, first) => {
      const to = new URL(result.url, cairn.base);
      if (result.anchor && !to.hash) to.hash = result.anchor;
      const option = make("a", { role: "option", href: to.href, "aria-selected": "false", tabindex: "-1", lang: result.lang !== lang && result.lang });
      if (first) option.append(make("span", { class: "search-title" }, icon(shapes[result.kind] ?? sheet), make("strong", { text: result.title }), make("small", { text: place(result), lang })));
      if (result.section && result.section !== result.title) option.append(make("span", { class: "search-section", text: result.section }));
      if (result.excerpt) option.append(make("span", { class: "search-excerpt" }, ...excerptNodes(result.excerpt)));
      for (const type of ["click", "auxclick"]) on(option, type, (event) => {
        leave(option);
        const here = to.hash && to.href.split("#")[0] === location.href.split("#")[0];
        if (here && type === "click" && !event.ctrlKey && !event.metaKey) done?.();
      });
      return offer(option);
    };
    const leave = (option) => {
      remember(query());
      // For `found.js` where the result leads: the words as the pages write them, those of this page first, and of the
      // query what stands in the page's title and headings.
      const text = option.parentNode.textContent.toLowerCase();
      const asked = query().toLowerCase().split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => (word.length > 3 || word > "\u2e80") && text.includes(word));
      const marks = [option.parentNode, list].flatMap((place) => all("mark", place).map((mark) => mark.textContent.toLowerCase())).concat(asked);
      store.set("found", JSON.stringify([new URL(option.href).pathname, [...new Set(marks)], query(), Date.now()]));
    };

    const toggle = (facet, value) => {
      if (chosen[facet] === value) delete chosen[facet]; else chosen[facet] = value;
      save(true);
      run();
    };
    const chip = (facet, value, count) => {
      const made = button(label(facet, value), () => toggle(facet, value));
      made.dataset.key = `${facet} ${value}`;
      made.ariaPressed = chosen[facet] === value;
      if (count != null) made.append(make("small", { text: count }));
      return made;
    };
    const showFilters = () => {
      const facets = last.facets ?? {};
      const held = document.activeElement?.dataset.key;
      const kinds = Object.entries(facets.kind ?? {});
      const chips = kinds.length > 1 || chosen.kind ? kinds.map(([value, count]) => chip("kind", value, count)) : [];
      for (const facet of FACETS) {
        const value = chosen[facet];
        if (value && !(facet === "kind" && facets.kind?.[value])) chips.push(chip(facet, value, facets[facet]?.[value]));
      }
      const more = languages.size > 1 || known.some((facet) => facet !== "kind" && Object.keys(facets[facet] ?? { 1: 1, 2: 1 }).length > 1);
      // Where nothing is found there is nothing to narrow down, but perhaps another language has it.
      const found = last.total > 0 || chips.length > 0;
      narrow.textContent = found ? words.filter : words["by-lang"];
      filters.replaceChildren(...chips, ...(found ? more : languages.size > 1) ? [narrow] : []);
      filters.hidden = !query() || !filters.childNodes.length;
      groups.hidden = filters.hidden || !narrow.isConnected || narrow.ariaExpanded !== "true";
      if (!groups.hidden) cairn.filters?.({ groups, facets, chosen, chip, languages, query: query(), index: openIndex });
      if (held && document.activeElement?.dataset.key !== held) all("[data-key]", element).find((other) => other.dataset.key === held)?.focus();
    };
    on(narrow, "click", async () => {
      narrow.ariaExpanded = narrow.ariaExpanded !== "true";
      await load("filters.js").catch(() => {});
      if (narrow.ariaExpanded === "true") run(); else showFilters();
    });

    const showRecent = () => {
      busy(false);
      clear();
      last = {};
      showFilters();
      below.replaceChildren();
      const queries = recent();
      input.ariaExpanded = queries.length > 0;
      if (!queries.length) return;
      const group = make("div", { role: "group", "aria-label": words.recent, class: "search-recent" });
      for (const before of queries) {
        const option = offer(make("div", { role: "option", "aria-selected": "false" }, icon(), make("span", { text: before })));
        on(option, "click", () => { input.value = before; save(true); run(); input.focus(); });
        group.append(option);
      }
      list.append(group);
      above.append(make("p", { text: words.recent }), button(words.clear, () => { store.set("recent", null); showRecent(); input.focus(); }));
    };

    const ask = (text, kind) => {
      const href = document.querySelector("[data-ask]")?.dataset.ask;
      return href ? [text, make("a", { class: kind, href, text: words.ask })] : [];
    };
    const show = (answer, offset) => {
      // What the reader chose stays chosen, if it is still there.
      const kept = moved && options[active]?.href;
      if (!offset) clear();
      last = answer;
      const { results, total, more } = answer;
      const pages = new Map();
      for (const result of results) pages.set(result.url, [...(pages.get(result.url) ?? []), result]);
      for (const found of pages.values()) {
        const group = make("div", { role: "group", "aria-label": found[0].title });
        list.append(group);
        const parts = found.flatMap((result) => [result, ...(result.also ?? []).map((part) => ({ ...result, ...part }))]);
        parts.forEach((part, at) => group.append(optionOf(part, at === 0)));
      }
      shown += results.length;
      input.ariaExpanded = options.length > 0;
      showFilters();
      const count = more ? `${total}+` : total;
      if (!options.length) {
        const text = fill("none", { q: query().length > 80 ? `${query().slice(0, 80)}…` : query() });
        const without = button(words.unfilter, () => { chosen = {}; save(true); run(); input.focus(); }, "button");
        below.replaceChildren(make("p", { text }), make("p", { class: "quiet", text: words["none-help"] }),
          ...(Object.keys(chosen).length ? [without] : []), ...ask("", "button"));
        tell(text);
      } else {
        const rest = (total > shown || more) && results.length > 0;
        const next = button(words.more, () => run(shown), "button");
        const all = make("a", { href: document.querySelector("[data-search-open]").href + address(), text: `${words.all} (${count})` });
        below.replaceChildren(...(!rest ? [] : page ? [next] : [all]), make("p", { class: "quiet" }, ...ask(words.stuck + " ")));
        tell(fill("results", { n: count }));
      }
      if (!offset) {
        const at = options.findIndex((option) => option.href === kept);
        moved = at >= 0;
        select(moved ? at : page ? -1 : 0);
      }
      busy(false);
      if (entered) options[Math.max(active, 0)]?.click();
      entered = false;
    };

    const run = async (offset = 0, again = true) => {
      stale?.abort();
      const { signal } = stale = new AbortController();
      if (addressed) document.title = query() ? `${query()} · ${words.search}` : words.search;
      if (!query()) { chosen = {}; showRecent(); return; }
      busy(true);
      try {
        const index = await openIndex();
        if (signal.aborted) return;
        known = index.filters;
        const answer = await index.search(query(), { limit: page ? 20 : 10, offset, ...chosen, counts: narrow.ariaExpanded === "true", signal });
        if (!signal.aborted) show(answer, offset);
      } catch (error) {
        if (signal.aborted || error.name === "AbortError") return;
        // The site may have been published anew since the index was opened, and then its pieces have other names.
        opening = null;
        if (again) return run(offset, false);
        busy(false);
        entered = false;
        clear();
        below.replaceChildren(make("p", { text: words.failed }), button(words.retry, () => { run(); input.focus(); }, "button"));
        tell(words.failed);
      }
    };

    let due;
    on(input, "input", () => {
      // What is still on its way answers another query: Enter must not take it.
      stale?.abort();
      moved = entered = false;
      if (!shown) clear();
      busy(true);
      clearTimeout(due);
      due = setTimeout(() => { save(false); run(); }, 25);
    });
    on(input, "keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && options.length) { event.preventDefault(); moved = true; select(active < 0 && step < 0 ? -1 : active + step); }
      if (event.key === "Enter") {
        event.preventDefault();
        // On a page of results a finger's Enter shows them; that of a keyboard opens the first.
        const touched = page && matchMedia("(pointer: coarse)").matches;
        const option = options[active] ?? (query() && !touched ? options[0] : null);
        if (!touched && list.hasAttribute("aria-busy") && !moved) entered = true;
        else if (option?.href && (event.ctrlKey || event.metaKey)) { leave(option); window.open(option.href, "_blank", "noopener"); }
        else if (option) option.click();
        else if (page) { remember(query()); settled = true; if (touched) input.blur(); }
      }
    });
    // Asks what the address says.
    const read = () => {
      const asked = new URLSearchParams(location.search);
      input.value = asked.get("q") ?? "";
      chosen = Object.fromEntries(FACETS.filter((facet) => asked.get(facet)).map((facet) => [facet, asked.get(facet)]));
      if (!languages.has(chosen.lang)) delete chosen.lang;
      moved = entered = false;
      settled = true;
      run();
    };
    if (addressed) on(window, "popstate", read);
    // Asks this, of these pages only.
    const put = (text, facets) => { input.value = text; chosen = facets; run(); };
    return { element, input, box, put, read, showRecent };
  };

  let dialog;
  cairn.search = {
    panel, openIndex, languages,
    open(opener) {
      openIndex().catch(() => {});
      if (!dialog) {
        const { element, input, box, showRecent } = panel(false, false, () => {
          dialog.close();
          load("found.js").then(() => cairn.found());
        });
        const close = make("button", { type: "button", class: "icon-button", "aria-label": words.close, text: "✕" });
        const keys = make("p", { class: "search-keys", "aria-hidden": "true" }, make("kbd", { text: "↑" }), make("kbd", { text: "↓" }), ` ${words.move} `, make("kbd", { text: "↵" }), ` ${words.open} `, make("kbd", { text: "Esc" }), ` ${words.close}`);
        box.append(close);
        element.append(keys);
        dialog = make("dialog", { class: "search-dialog", "aria-label": words.search }, element);
        on(close, "click", () => dialog.close());
        on(dialog, "click", (event) => { if (event.target === dialog) dialog.close(); });
        on(dialog, "keydown", (event) => { if (event.key === "Escape" && !event.isComposing) { event.preventDefault(); dialog.close(); } });
        on(dialog, "close", () => { (dialog.opener ?? document.body).focus({ preventScroll: true }); });
        document.body.append(dialog);
        dialog.start = () => { if (!input.value) showRecent(); input.focus(); input.select(); };
      }
      if (dialog.open) return;
      dialog.opener = opener;
      dialog.showModal();
      dialog.start();
    },
  };
})();
