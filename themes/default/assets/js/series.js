// Which parts of a series are finished, kept in this browser: marked in its list, and where the page ends the way on.
(() => {
  const { all, fill, make, on, say, store, words } = cairn;
  const bar = document.querySelector(".series");
  const here = location.pathname;
  const parts = all("ol a", bar);
  const done = new Set(store.list("finished"));
  const summary = bar.querySelector("summary");
  const count = make("small", { class: "finished" });
  const next = document.querySelector(".around [rel=next]");
  const button = make("button", { class: "button", type: "button" });

  const show = () => {
    const n = parts.filter((part) => done.has(part.pathname)).length;
    count.textContent = n ? fill("finished", { n, total: parts.length }) : "";
    for (const part of parts) {
      part.querySelector(".sr")?.remove();
      part.parentElement.classList.toggle("done", done.has(part.pathname));
      if (done.has(part.pathname)) part.append(make("span", { class: "sr", text: ` (${words.done})` }));
    }
    const isDone = done.has(here);
    button.ariaPressed = String(isDone);
    button.textContent = isDone ? `✓ ${words.done}` : words.finish;
    next?.classList.toggle("main", isDone);
  };
  // Also asked by the check boxes of steps, when the last one is set.
  cairn.finish = (isDone) => {
    if (done.has(here) === isDone) return;
    if (isDone) done.add(here); else done.delete(here);
    store.set("finished", done.size ? JSON.stringify([...done]) : null);
    show();
    say(fill("finished", { n: parts.filter((part) => done.has(part.pathname)).length, total: parts.length }));
  };
  on(button, "click", () => cairn.finish(!done.has(here)));
  summary.append(" ", count);
  document.querySelector(".end").prepend(make("p", { class: "row" }, button));
  show();
})();
