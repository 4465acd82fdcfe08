// Reading: the text alone, a little larger. Esc or the button leads back.
(() => {
  const { load, on } = cairn;
  const root = document.documentElement;
  cairn.read = async (button) => {
    await load("read.css");
    const reads = root.toggleAttribute("data-reading");
    button.ariaPressed = String(reads);
  };
  on(document, "keydown", (event) => {
    const button = document.querySelector("[data-read]");
    if (event.key === "Escape" && "reading" in root.dataset && !document.querySelector("dialog[open]")) cairn.read(button);
  });
})();
