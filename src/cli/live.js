// Keeps an open page as new as its sources while `cairn serve` runs. It is not part of a published site.
// The server tells which edition it has; a page of another edition takes over what is new, or loads itself again. Text of the report is only ever
// set as text, and the report lives in a shadow root, so that neither can the content style it nor it the content.
(() => {
  "use strict";
  const script = document.currentScript;
  const here = script.dataset.stamp;
  const events = new URL("events", script.src);
  const scrollKey = "cairn-scroll " + location.pathname;
  let source = null;
  let work = Promise.resolve();
  let stamp = here;

  const saved = sessionStorage.getItem(scrollKey);
  if (saved !== null) {
    sessionStorage.removeItem(scrollKey);
    addEventListener("load", () => scrollTo(0, Number(saved)), { once: true });
  }

  const reload = () => {
    sessionStorage.setItem(scrollKey, String(scrollY));
    location.reload();
  };

  // The page as the server has it, before scripts do anything to it.
  const fetched = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const stampOf = (page) => page.querySelector("script[data-stamp]").dataset.stamp;
  // The same, as it was when it was loaded: known once there is time to ask.
  let sent = null;
  addEventListener("load", () => fetched().then((page) => { if (stampOf(page) === stamp) sent = page; }).catch(() => {}));

  // Everything but what is written in the article, and what only programs read.
  const around = (page) => {
    const copy = page.documentElement.cloneNode(true);
    copy.querySelectorAll("script[data-stamp], meta, script[type='application/ld+json']").forEach((part) => part.remove());
    copy.querySelector(".prose").replaceChildren();
    return copy.outerHTML;
  };
  // Blocks that no script of a theme cares for.
  const isPlain = (block) =>
    block.matches("p, ul, ol, dl, blockquote")
    && [...block.querySelectorAll("*")].every((part) => !part.id && part.matches("a, em, strong, code, del, sub, sup, kbd, br, li, p, ul, ol, dt, dd, .broken-link"));

  // Where only plain blocks of the article are others, they take the places of the old ones. Anything else needs the page anew.
  const rewrite = async () => {
    const page = await fetched();
    const articles = [sent, page, document].map((from) => from ? [...from.querySelectorAll(".prose")] : []);
    if (articles.some((found) => found.length !== 1) || around(sent) !== around(page)) return reload();
    const [old, now, shown] = articles.map(([article]) => [...article.children]);
    if (shown.length !== old.length || shown.some((block, at) => block.tagName !== old[at].tagName)) return reload();
    const isSame = (one, other) => one && other && one.outerHTML === other.outerHTML;
    let [start, end] = [0, 0];
    while (isSame(old[start], now[start])) start++;
    while (end < Math.min(old.length, now.length) - start && isSame(old.at(-1 - end), now.at(-1 - end))) end++;
    const [gone, come] = [old, now].map((blocks) => blocks.slice(start, blocks.length - end));
    if (![...gone, ...come].every(isPlain)) return reload();
    // The server may be further than its news were.
    [sent, stamp] = [page, stampOf(page)];
    const [behind] = shown.slice(shown.length - end);
    shown.slice(start, shown.length - end).forEach((block) => block.remove());
    // The other page keeps its own: it is compared with the next.
    const blocks = come.map((block) => document.importNode(block, true));
    behind ? behind.before(...blocks) : document.querySelector(".prose").append(...blocks);
  };

  const sheets = (where) => [...where.querySelectorAll('link[rel~="stylesheet"][href]')];
  const scripts = (where) => [...where.querySelectorAll("head script[src]")].map((script) => script.getAttribute("src")).join();
  // Those of the page itself: what a behaviour loads comes later, and stays as it is while the behaviours are the same.
  let worn = sheets(document);
  const known = scripts(document);

  // The page as it is now tells the new addresses of its stylesheets.
  const restyle = async () => {
    const page = await fetched();
    const now = sheets(page);
    // Where the script that loads behaviours is another, so are they.
    if (worn.length !== now.length || stampOf(page) !== stamp || scripts(page) !== known) return reload();
    sent = page;
    worn = worn.map((link, at) => {
      const fresh = link.cloneNode();
      const address = new URL(now[at].getAttribute("href"), location.href);
      address.searchParams.set("edition", stamp);
      fresh.href = address;
      // The old rules hold until the new ones are there, so that nothing flashes.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", reload, { once: true });
      link.after(fresh);
      return fresh;
    });
  };

  const report = document.createElement("cairn-report");
  const shadow = report.attachShadow({ mode: "open" });
  const element = (name, style, text) => {
    const made = document.createElement(name);
    Object.assign(made.style, style);
    made.textContent = text || "";
    return made;
  };
  let shown = "";
  let dismissed = "";

  const show = ({ problems, count: all, failed }) => {
    const more = all > problems.length ? [`and ${all - problems.length} more: see the terminal, or run cairn check`] : [];
    const text = [...problems, ...more].join("\n\n");
    if (text === shown) return;
    shown = text;
    report.remove();
    shadow.replaceChildren();
    if (!text || text === dismissed) return;
    const box = element("details", {
      all: "revert", position: "fixed", insetBlockEnd: "1rem", insetInlineEnd: "1rem", zIndex: "2147483647",
      maxInlineSize: "min(60rem, calc(100vw - 2rem))", maxBlockSize: "60vh", overflow: "auto", direction: "ltr",
      font: "14px/1.5 ui-monospace, monospace", color: "#f4f4f5", background: failed ? "#5c1111" : "#27272a",
      border: "1px solid #a1a1aa", borderRadius: "8px", padding: "8px 12px", textAlign: "left",
    });
    box.open = failed || sessionStorage.getItem("cairn-report") === "open";
    const count = all === 1 ? "1 problem" : all + " problems";
    const close = element("button", { all: "revert", marginBlock: "8px", minBlockSize: "28px" }, "Hide until it changes");
    close.addEventListener("click", () => {
      dismissed = text;
      report.remove();
    });
    const title = failed ? "The site could not be built; this is the last one that could" : count;
    const summary = element("summary", { cursor: "pointer" }, title);
    // Remembers what the reader wants, not that a failure opened it. The click comes before the box changes.
    summary.addEventListener("click", () => sessionStorage.setItem("cairn-report", box.open ? "closed" : "open"));
    box.append(
      summary,
      element("pre", { whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: "8px 0 0" }, text),
      close,
    );
    shadow.append(box);
    report.setAttribute("role", "status");
    document.body.append(report);
  };

  const listen = () => {
    if (source || document.visibilityState !== "visible") return;
    source = new EventSource(events);
    source.addEventListener("message", (event) => {
      const news = JSON.parse(event.data);
      show(news);
      // One after the other: each begins with what the one before has left.
      work = work.then(() => {
        if (news.stamp === stamp) return null;
        // Only the step from the edition before to this one may be one of style alone.
        const style = news.style && news.before === stamp;
        stamp = news.stamp;
        return style ? restyle() : rewrite();
      }).catch(reload);
    });
  };
  const rest = () => {
    if (source) source.close();
    source = null;
  };
  // Browsers keep six connections to a server: tabs that nobody looks at leave theirs to the others.
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? listen() : rest()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
})();
