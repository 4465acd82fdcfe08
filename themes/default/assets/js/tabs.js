// Tabs by the ARIA pattern; the choice is remembered and holds for every group that has a tab of the name.
cairn.load("tabs.css").catch(() => {}).then(() => {
  const { all, make, on, store } = cairn;
  const groups = all(".tabs").map((group) => {
    const panels = all(":scope > .tab", group);
    const name = (at) => panels[at].dataset.tab;
    const list = make("div", { class: "tab-list", role: "tablist" });
    const tabs = panels.map((panel, at) => {
      panel.id ||= `cairn-tab-${all(".tab").indexOf(panel)}`;
      const tab = make("button", { type: "button", role: "tab", id: `${panel.id}-tab`, "aria-controls": panel.id, text: name(at) });
      panel.role = "tabpanel";
      panel.setAttribute("aria-labelledby", tab.id);
      on(tab, "click", () => {
        store.set("tab", name(at));
        for (const group of groups) group.choose(name(at));
      });
      on(tab, "keydown", (event) => {
        const back = getComputedStyle(list).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
        const next = { Home: 0, End: tabs.length - 1, ArrowLeft: at + 1, ArrowRight: at + 1, [back]: at - 1 + tabs.length }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        tabs[next % tabs.length].focus();
        tabs[next % tabs.length].click();
      });
      return tab;
    });
    const choose = (wanted) => {
      if (!panels.some((panel, at) => name(at) === wanted)) return;
      panels.forEach((panel, at) => {
        const chosen = name(at) === wanted;
        panel.hidden = !chosen;
        tabs[at].ariaSelected = chosen;
        tabs[at].tabIndex = chosen ? 0 : -1;
      });
    };
    list.append(...tabs);
    group.prepend(list);
    if (panels.length) choose(name(0));
    choose(store.get("tab"));
    return { group, choose };
  });
  // A place that an address names is shown, whichever tab it is in.
  const show = () => {
    const target = document.querySelector(":target");
    let panel = target?.closest(".tab");
    if (!panel) return;
    for (; panel; panel = panel.parentElement.closest(".tab")) groups.find(({ group }) => group === panel.parentElement)?.choose(panel.dataset.tab);
    target.scrollIntoView();
  };
  on(window, "hashchange", show);
  // The same address once more is no change.
  on(document, "click", ({ target }) => { if (target.closest("a[href]")?.href === location.href) setTimeout(show); });
  show();
});
