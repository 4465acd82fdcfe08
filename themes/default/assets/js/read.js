// Reading: the text alone, a little larger. Esc or the button leads back.
(() => {
  const { load, on } = cairn;
  const root = document.documentElement;
  cairn.read = async (button) => {
    await load("read.css");
    const reads = root.toggleAttribute("data-reading");
    button.ariaPressed = String(reads);
    // On a phone the button comes out of the menu, which closes first, and goes back into it.
    setTimeout(() => { if (!button.checkVisibility()) document.querySelector("[data-menu-open]").focus(); else if (reads) button.focus(); });
  };
  on(document, "keydown", (event) => {
    const button = document.querySelector("[data-read]");
    if (event.key === "Escape" && "reading" in root.dataset && !document.querySelector("dialog[open]")) cairn.read(button);
  });
})();
