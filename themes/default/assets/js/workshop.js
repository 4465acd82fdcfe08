// Fills a template in as the reader types: preview, copy and download. Nothing leaves the page, and what was typed goes with it.
(() => {
  const { all, copy, load, make, on } = cairn;
  for (const bench of all("[data-workshop]")) {
    const form = bench.querySelector("form");
    const code = bench.querySelector("[data-payload] code") ?? bench.querySelector("[data-payload] pre");
    if (!code) continue;
    const lines = all(".line", code);
    const source = lines.length ? lines.map((line) => line.textContent.replace(/\n$/, "")).join("\n") + "\n" : code.textContent;
    const fields = form ? all("[data-name]", form) : [];
    // One pass over all placeholders, longest first, so that a value that looks like one is not filled again.
    const written = new Map(fields.map((field) => [bench.dataset.placeholder.replace("name", field.dataset.name), field]));
    const quoted = [...written.keys()].sort((a, b) => b.length - a.length).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const split = (text) => quoted.length ? text.split(new RegExp(`(${quoted.join("|")})`)) : [text];
    const value = (part) => written.get(part)?.value || part;
    const filled = (text) => split(text).map(value).join("");
    const text = () => filled(source);
    // What stands in the place of a placeholder: itself until it is filled in, and of a secret as many dots as of any other.
    const fill = (mark, part) => {
      const field = written.get(part);
      mark.className = field.value ? "filled" : "blank";
      mark.textContent = field.value && field.type === "password" ? "••••••••" : value(part);
      return mark;
    };
    // Each placeholder in the text and in the preview gives way to a mark. What stands round it, such as colours, stays; colours may also
    // part the placeholder itself.
    const places = [];
    for (const shown of quoted.length ? [code, ...all("[data-preview]", bench)] : []) {
      const walk = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
      const texts = [];
      for (let start = 0; walk.nextNode(); start += walk.currentNode.length) texts.push([walk.currentNode, start]);
      // From the last to the first, so that where the others begin stays true.
      for (const { 0: part, index } of [...shown.textContent.matchAll(quoted.join("|"))].reverse()) {
        const place = new Range();
        const [from, to] = [index, index + part.length - 1].map((at) => texts.findLast(([, start]) => start <= at));
        place.setStart(from[0], index - from[1]);
        place.setEnd(to[0], index + part.length - to[1]);
        place.deleteContents();
        const mark = make("mark");
        place.insertNode(mark);
        places.push([mark, part]);
      }
    }
    const show = () => { for (const [mark, part] of places) fill(mark, part); };
    const given = [];
    // Gives a file away under an address that is forgotten after a while.
    const offer = (blob) => {
      const address = URL.createObjectURL(blob);
      given.push(address);
      setTimeout(() => URL.revokeObjectURL(address), 60000);
      return address;
    };
    if (form) {
      const reveal = (button, isShown) => {
        button.previousElementSibling.type = isShown ? "text" : "password";
        button.ariaPressed = String(isShown);
      };
      const buttons = all("[data-reveal]", form);
      for (const button of buttons) on(button, "click", () => { reveal(button, button.ariaPressed !== "true"); show(); });
      on(form, "submit", (event) => event.preventDefault());
      on(form, "input", show);
      // A page that is left may come back as it was, on a screen that somebody else looks at.
      const forget = () => {
        for (const button of buttons) reveal(button, false);
        for (const address of given.splice(0)) URL.revokeObjectURL(address);
        form.reset();
        show();
      };
      on(window, "pagehide", forget);
      on(window, "pageshow", (event) => { if (event.persisted) forget(); });
    }
    if (fields.length) show();
    const ready = () => fields.every((field) => field.reportValidity());
    const button = bench.querySelector("[data-payload-copy]");
    if (button) on(button, "click", () => { if (ready()) copy(text(), button); });
    const download = bench.querySelector("[data-payload-download]");
    if (download) {
      on(download, "click", (event) => {
        if (ready()) download.href = offer(new Blob([text()], { type: "text/plain" })); else event.preventDefault();
      });
    }
    // All files of the template in one, each that is text filled in like the first.
    const zip = bench.querySelector("[data-payload-zip]");
    if (zip) {
      on(zip, "click", async () => {
        if (!ready()) return;
        const links = all("[data-files] a");
        const others = links.map(async (link) => {
          const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
          try {
            return [link.textContent, new TextEncoder().encode(filled(new TextDecoder("utf-8", { fatal: true }).decode(bytes)))];
          } catch {
            return [link.textContent, bytes];
          }
        });
        const [files] = await Promise.all([Promise.all(others), load("zip.js")]);
        const { filename } = bench.dataset;
        const packed = cairn.zip([[filename, new TextEncoder().encode(text())], ...files]);
        make("a", { href: offer(packed), download: filename.replace(/(?<=.)\.[^.]*$/, "") + ".zip" }).click();
      });
    }
  }
})();
