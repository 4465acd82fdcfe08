// Marks what was searched for on the page to which a result led; loaded only then. The marks move nothing, and go again.
(() => {
  const { all, make, on, store, words, fill, say } = cairn;
  const MOST = 300;
  let stop;

  cairn.found = () => {
    const [path, marks = [], query = "", when] = store.list("found");
    // The note may be for a page that opens in another tab; after a minute it is for nobody.
    const late = !(Date.now() - when < 6e4);
    if (late || path === location.pathname) store.set("found", null);
    const main = document.querySelector("main");
    if (late || path !== location.pathname || !main) return;
    stop?.();

    const dense = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
    const letters = (word) => dense.test(word) ? 9 : word.length;
    // What the excerpts marked is how pages write it; the query itself where they marked nothing.
    let wanted = marks.length ? marks : query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    wanted = wanted.filter((word) => word.length < 60).slice(0, 64);
    if (wanted.some((word) => letters(word) > 2)) wanted = wanted.filter((word) => letters(word) > 2);
    // A word that is everywhere on the page tells nothing, unless it is all that was asked for.
    const text = main.textContent.toLowerCase();
    const often = (word) => text.split(word).length - 1 > Math.max(20, text.length / 300);
    if (!wanted.every(often)) wanted = wanted.filter((word) => !often(word));
    if (!wanted.length) return;

    const pattern = (word) => {
      const plain = word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      // Endings of the word, where it is long enough to have some.
      return dense.test(word) ? plain : `(?<![\\p{L}\\p{N}])${plain}${word.length > 3 && /\p{L}$/u.test(word) ? "\\p{L}{0,3}" : ""}(?![\\p{L}\\p{N}])`;
    };
    const wherever = new RegExp(wanted.sort((a, b) => b.length - a.length).map(pattern).join("|"), "giu");
    const texts = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest("nav, footer, button, summary, select, textarea, script, style, svg, math, .sr, .crumbs, .anchor, [data-search-page]")) texts.push(node);
    }
    let count = 0;
    for (const node of texts) {
      const parts = [];
      let from = 0;
      for (const { 0: found, index } of node.data.matchAll(wherever)) {
        if (!found || (count += 1) > MOST) break;
        parts.push(node.data.slice(from, index), make("mark", { class: "found", text: found }));
        from = index + found.length;
      }
      if (parts.length) node.replaceWith(...parts, node.data.slice(from));
    }
    if (!count) return;

    cairn.load("found.css").catch(() => {});
    const told = fill("marked", { n: Math.min(count, MOST) });
    const remove = make("button", { type: "button", class: "button", text: words.unmark });
    const bar = make("div", { class: "found-bar", role: "group", "aria-label": told }, make("span", { text: told }), remove);
    stop = () => {
      const held = bar.contains(document.activeElement);
      for (const mark of all("mark.found", main)) {
        const parent = mark.parentNode;
        mark.replaceWith(mark.textContent);
        parent.normalize();
      }
      bar.remove();
      document.removeEventListener("keydown", escape);
      stop = null;
      if (held) main.focus({ preventScroll: true });
    };
    const escape = (event) => { if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) stop(); };
    on(remove, "click", () => stop());
    on(document, "keydown", escape);
    main.append(bar);
    say(told);
  };
})();
