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
  const split = (text) => quoted.length ? text.split(new RegExp(`(${quoted.join("|")})`)) : [text];
  const parts = split(source);
  const value = (part) => written.get(part)?.value || part;
  const filled = (text) => split(text).map(value).join("");
  const text = () => filled(source);
  // In the preview, each text that has a placeholder gives way to its parts.
  const places = [];
  for (const preview of cairn.all("[data-preview]", bench)) {
    const walk = document.createTreeWalker(preview, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    for (const node of texts) {
      const found = split(node.data);
      if (found.length < 2) continue;
      const made = found.map((part) => written.has(part) ? cairn.make("mark") : part);
      made.forEach((mark, at) => { if (mark.tagName) places.push([mark, found[at]]); });
      node.replaceWith(...made);
    }
  }
  const show = () => {
    code.replaceChildren(...parts.map((part) => written.has(part) ? cairn.make("mark", { text: value(part) }) : part));
    for (const [mark, part] of places) mark.textContent = value(part);
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
  // All files of the template in one, each that is text filled in like the first.
  const zip = bench.querySelector("[data-payload-zip]");
  if (zip) {
    cairn.on(zip, "click", async () => {
      if (!ready()) return;
      const links = cairn.all("[data-files] a");
      const others = links.map(async (link) => {
        const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
        try {
          return [link.textContent, new TextEncoder().encode(filled(new TextDecoder("utf-8", { fatal: true }).decode(bytes)))];
        } catch {
          return [link.textContent, bytes];
        }
      });
      const [files] = await Promise.all([Promise.all(others), cairn.load("zip.js")]);
      const { filename } = bench.dataset;
      const packed = cairn.zip([[filename, new TextEncoder().encode(text())], ...files]);
      const address = URL.createObjectURL(packed);
      cairn.make("a", { href: address, download: filename.replace(/\.[^.]*$/, "") + ".zip" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    });
  }
}
