// Keeps an open page as new as its sources while `cairn serve` runs. It is not part of a published site.
// The server tells which edition it has; a page of another edition loads itself again. Text of the report is only ever
// set as text, and the report lives in a shadow root, so that neither can the content style it nor it the content.
(() => {
  "use strict";
  const script = document.currentScript;
  const here = script.dataset.stamp;
  const events = new URL("events", script.src);
  const scrollKey = "cairn-scroll " + location.pathname;
  let source = null;
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

  // The page as it is now tells the new addresses of its stylesheets.
  const restyle = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sheets = (where) => [...where.querySelectorAll('link[rel~="stylesheet"][href]')];
    const [old, now] = [sheets(document), sheets(page)];
    if (!answer.ok || old.length !== now.length) return reload();
    old.forEach((link, at) => {
      const fresh = link.cloneNode();
      const address = new URL(now[at].getAttribute("href"), location.href);
      address.searchParams.set("edition", stamp);
      fresh.href = address;
      // The old rules hold until the new ones are there, so that nothing flashes.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", reload, { once: true });
      link.after(fresh);
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
      if (news.stamp === stamp) return;
      // Only the step from the edition before to this one may be one of style alone.
      const style = news.style && news.before === stamp;
      stamp = news.stamp;
      style ? restyle().catch(reload) : reload();
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
