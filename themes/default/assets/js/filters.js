// All filters of a search by what they are about; loaded when a reader asks for them. What they are is search.js's to say.
(() => {
  const { make, words, all } = cairn;
  const MOST = 8;
  const open = new Set();
  // How many results the same query has in the site's other languages.
  let counted = {};
  let latest;

  const countElsewhere = async (state) => {
    const { query, chosen, index, languages } = state;
    const asked = JSON.stringify([query, { ...chosen, lang: "" }]);
    if (counted.asked === asked) return;
    const mine = counted = { asked };
    const { lang: _, ...rest } = chosen;
    const asker = await index();
    await Promise.all([...languages.keys()].map(async (lang) => {
      mine[lang] = (await asker.search(query, { ...rest, lang, limit: 1 }).catch(() => ({ total: 0 }))).total;
    }));
    if (counted === mine) latest();
  };

  cairn.filters = (state) => {
    const { groups, facets, chosen, chip, languages } = state;
    const draw = () => {
      const held = document.activeElement?.dataset.key;
      const made = [];
      for (const facet of ["area", "tag", "level", "person", "lang"]) {
        const values = facet === "lang"
          ? [...languages.keys()].map((lang) => [lang, counted[lang] ?? facets.lang?.[lang]])
          : Object.entries(facets[facet] ?? {});
        const some = values.filter(([value, count]) => count || chosen[facet] === value);
        // Of one value there is nothing to choose, unless it is another language.
        if (some.length < 2 && !chosen[facet] && (facet !== "lang" || !some.some(([value]) => value !== document.documentElement.lang))) continue;
        const id = `${groups.id}-${facet}`;
        const chips = some.slice(0, open.has(facet) ? 40 : MOST).map(([value, count]) => chip(facet, value, count));
        if (some.length > MOST && !open.has(facet)) {
          const more = make("button", { type: "button", class: "tag", "aria-label": `${words["by-" + facet]}: ${words.more}`, text: "…" });
          more.addEventListener("click", () => { open.add(facet); draw(); all(".tag", document.getElementById(id).parentNode)[MOST]?.focus(); });
          chips.push(more);
        }
        made.push(make("div", { role: "group", "aria-labelledby": id }, make("p", { id, class: "quiet", text: words["by-" + facet] }), make("div", { class: "row" }, ...chips)));
      }
      groups.replaceChildren(...made);
      if (held) all("[data-key]", groups).find((other) => other.dataset.key === held)?.focus();
    };
    latest = draw;
    draw();
    if (languages.size > 1) countElsewhere(state).catch(() => {});
  };
})();
