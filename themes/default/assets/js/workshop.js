// Fills a template in as the reader types: preview, copy and download. Nothing leaves the page.
for (const bench of cairn.all("[data-workshop]")) {
  const form = bench.querySelector("form");
  const code = bench.querySelector("[data-payload] code") ?? bench.querySelector("[data-payload] pre");
  if (!code) continue;
  const lines = cairn.all(".line", code);
  const source = lines.length ? lines.map((line) => line.textContent.replace(/\n$/, "")).join("\n") + "\n" : code.textContent;
  // Names of variables are the author's, and a form lends its own names to its fields: so it is asked for nothing.
  const fields = form ? cairn.all("input, select, textarea", form) : [];
  // One pass over all placeholders, longest first, so that a value that looks like one is not filled again.
  const written = new Map(fields.map((field) => [bench.dataset.placeholder.replace("name", field.name), field]));
  const quoted = [...written.keys()].sort((a, b) => b.length - a.length).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = quoted.length ? source.split(new RegExp(`(${quoted.join("|")})`)) : [source];
  const value = (part) => written.get(part)?.value || part;
  const text = () => parts.map(value).join("");
  const show = () => {
    code.replaceChildren(...parts.map((part) => written.has(part) ? cairn.make("mark", { text: value(part) }) : part));
  };
  if (form) {
    cairn.on(form, "submit", (event) => event.preventDefault());
    cairn.on(form, "input", show);
  }
  if (fields.length) show();
  const ready = () => fields.every((field) => field.reportValidity());
  const copy = bench.querySelector("[data-payload-copy]");
  if (copy) cairn.on(copy, "click", () => { if (ready()) cairn.copy(text(), copy); });
  const download = bench.querySelector("[data-payload-download]");
  if (download) {
    cairn.on(download, "click", (event) => {
      if (!ready()) { event.preventDefault(); return; }
      const address = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
      download.href = address;
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    });
  }
}
