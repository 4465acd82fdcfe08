// Check-off of steps and of pages to read first, kept in this browser for this page.
cairn.load("steps.css").catch(() => {}).then(() => {
  const { all, fill, make, on, say, store, words } = cairn;
  const key = "done:" + location.pathname;
  const done = new Set(store.list(key));
  const group = (items, name, label) => {
    items.forEach((item, at) => {
      const box = make("input", { type: "checkbox", class: "check", title: words.done, "aria-label": label(item) });
      const show = () => item.classList.toggle("done", box.checked);
      box.checked = done.has(name(item, at));
      on(box, "change", () => {
        if (box.checked) done.add(name(item, at)); else done.delete(name(item, at));
        store.set(key, done.size ? JSON.stringify([...done]) : null);
        show();
        say(fill("progress", { n: items.filter((item) => item.matches(".done")).length, total: items.length }));
        // Who has done all steps of a part of a series has finished it.
        const boxes = all(".steps .check");
        if (boxes.length) cairn.finish?.(boxes.every((box) => box.checked));
      });
      item.append(box);
      show();
    });
  };
  for (const list of all(".steps > ol")) group([...list.children], (step, at) => step.id || at, (step) => `${fill("step", { n: [...list.children].indexOf(step) + 1 })}: ${step.innerText.trim().split("\n")[0].slice(0, 80)}`);
  for (const list of all(".first ul")) group([...list.children], (page) => page.querySelector("a").pathname, (page) => `${words.done}: ${page.textContent.trim()}`);
});
