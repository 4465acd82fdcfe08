// The menu of a phone borrows navigation from the page while it is open.
cairn.menu = async (opener) => {
  const { all, make, on } = cairn;
  await cairn.load("menu.css");
  const borrowed = all(".bar > .kinds, .frame > .side, .bar > .languages, .bar > :is(.read, .scheme)").map((part) => {
    const place = document.createComment("");
    part.replaceWith(place);
    return [part, place];
  });
  const close = make("button", { class: "icon-button close", type: "button", "aria-label": opener.dataset.close, text: "✕" });
  const dialog = make("dialog", { class: "menu-dialog", "aria-label": opener.textContent }, close, ...borrowed.map(([part]) => part));
  on(dialog, "click", (event) => { if (event.target === dialog || event.target.closest("a, [data-read]")) dialog.close(); });
  on(close, "click", () => dialog.close());
  on(dialog, "close", () => {
    for (const [part, place] of borrowed) place.replaceWith(part);
    dialog.remove();
    opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
};
