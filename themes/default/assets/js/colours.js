// Colours: as the system, then the other way round, then fixed as they are.
cairn.colours = (button) => {
  const { dataset } = document.documentElement;
  const [same, other] = matchMedia("(prefers-color-scheme: dark)").matches ? ["dark", "light"] : ["light", "dark"];
  const next = { undefined: other, [other]: same }[dataset.scheme];
  if (next) dataset.scheme = next; else delete dataset.scheme;
  cairn.store.set("scheme", next);
  const text = button.dataset[next ?? "auto"];
  button.lastElementChild.textContent = button.title = text;
  cairn.say(text);
};
