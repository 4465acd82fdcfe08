// Check-off of steps and of pages to read first, kept in this browser for this page.
(() => {
  const key = "done:" + location.pathname;
  const done = new Set(JSON.parse(cairn.store.get(key) ?? "[]"));
  const save = () => cairn.store.set(key, done.size ? JSON.stringify([...done]) : null);
  const groups = [...cairn.all(".steps"), ...cairn.all(".first")];
  groups.forEach((group, number) => {
    const items = cairn.all(group.matches(".steps") ? ":scope > ol > li" : "li", group);
    items.forEach((item, at) => {
      const name = `${number}.${at}`;
      const label = item.textContent.trim().slice(0, 60);
      const box = cairn.make("input", { type: "checkbox", class: "check", "aria-label": `${cairn.words.done}: ${label}` });
      const show = () => item.classList.toggle("done", box.checked);
      box.checked = done.has(name);
      cairn.on(box, "change", () => {
        if (box.checked) done.add(name); else done.delete(name);
        save();
        show();
        const n = cairn.all("input:checked", group).length;
        cairn.say(cairn.fill("progress", { n, total: items.length }));
        // Who has done all steps of a part of a series has finished it.
        const boxes = cairn.all(".steps input.check");
        if (boxes.length) cairn.finish?.(boxes.every((box) => box.checked));
      });
      item.prepend(box);
      show();
    });
  });
})();
