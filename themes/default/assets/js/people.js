// Filters a list by the words in a field: every word must occur, accents and letter case do not matter.
for (const field of cairn.all("[data-filter]")) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const people = cairn.all("li", document.getElementById(field.dataset.filter)).map((entry) => [entry, plain(entry.textContent)]);
  let due;
  const filter = () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [entry, text] of people) {
      entry.hidden = !wanted.every((word) => text.includes(word));
      if (!entry.hidden) shown += 1;
    }
    clearTimeout(due);
    due = setTimeout(() => cairn.say(cairn.fill("people", { n: shown })), 400);
  };
  cairn.on(field, "input", filter);
  if (field.value) filter();
}

// Everyone by the day of their last contribution, and back to the alphabet.
for (const button of cairn.all("[data-sort]")) {
  const list = document.getElementById(button.dataset.sort);
  const byName = cairn.all("li", list);
  const byDay = byName.toSorted((one, other) => (other.dataset.last > one.dataset.last) - (other.dataset.last < one.dataset.last));
  cairn.on(button, "click", () => {
    const pressed = button.ariaPressed !== "true";
    button.ariaPressed = String(pressed);
    list.append(...(pressed ? byDay : byName));
  });
}
