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
