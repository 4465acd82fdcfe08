// What a term, a footnote or a link is about, beside it: by pointing, by the keyboard, by a tap. Esc closes it.
// A page that is pointed at is fetched once, which also makes its opening quick; not where the reader saves data.
(() => {
  const { all, make, on } = cairn;
  const WAIT = 300;
  const saves = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
  const canPoint = matchMedia("(hover: hover)").matches;
  const box = make("div", { class: "hint", id: "cairn-hint", role: "tooltip", popover: "manual" });
  const pages = new Map();
  const style = cairn.load("hint.css");
  let shown, meant, due;

  // The page at an address without its place, once; the page that is open is at hand.
  const page = (address) => {
    if (address === location.href.split("#")[0]) return document;
    if (!pages.has(address)) {
      const read = async () => {
        const answer = await fetch(address);
        const isPage = answer.ok && /html/.test(answer.headers.get("content-type"));
        return isPage ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      };
      pages.set(address, read().catch(() => null));
    }
    return pages.get(address);
  };
  const isInside = (link) => link.href.startsWith(cairn.base) && /\/$|\.html$/.test(link.pathname) && !link.download && !cairn.relative;

  // The words of an element, at most so many letters.
  const words = (element, most = 280) => {
    const copy = element?.cloneNode(true);
    for (const part of all(".anchor, .sr, button, .footnote-back, svg", copy ?? document.createElement("p"))) part.remove();
    const text = copy?.textContent.replace(/\s+/g, " ").trim() ?? "";
    return text.length > most ? text.slice(0, most).replace(/\s+\S*$/, "") + " …" : text;
  };
  // How long ago a date is. Only where it is asked, because a browser takes long to fetch the words.
  const ago = ({ dateTime }) => {
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    const days = (Date.parse(dateTime) - Date.now()) / 864e5;
    const months = Math.round(days / 30.44);
    return months ? format.format(months, "month") : format.format(Math.round(days), "day");
  };
  const about = async (target) => {
    if (target.tagName === "TIME") return [make("p", { text: ago(target) })];
    if (target.tagName === "ABBR") return [make("p", { text: target.dataset.meaning ?? target.title })];
    if (target.closest(".footnote-ref")) {
      const note = document.getElementById(decodeURIComponent(target.hash.slice(1)));
      return note && [make("p", { text: words(note, 600) })];
    }
    const there = await page(target.href.split("#")[0]);
    const heading = there?.getElementById(decodeURIComponent(target.hash.slice(1) || "-")) ?? (target.hash ? null : there?.querySelector("main h1"));
    if (!heading || !/^H\d$/.test(heading.tagName)) return null;
    const main = heading.closest("main");
    const text = heading.tagName === "H1" ? main.querySelector(".answer > div, .lede, .prose > p") : heading.nextElementSibling?.closest("p");
    return [make("strong", { text: words(heading) }), ...(text ? [make("p", { text: words(text) })] : [])];
  };

  // Below what it is about, or above where there is no room below; never beyond the window.
  const place = (target) => {
    const at = target.getClientRects()[0];
    const { width, height } = box.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 8;
    const start = getComputedStyle(target).direction === "rtl" ? at.right - width : at.left;
    const below = at.bottom + 6 + height < innerHeight || at.top < height + 6;
    box.style.left = `${Math.max(8, Math.min(start, room))}px`;
    box.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
  };
  const plan = (act, wait) => { clearTimeout(due); due = setTimeout(act, wait); };
  const hide = () => {
    if (!shown) return;
    clearTimeout(due);
    box.hidePopover();
    shown.removeAttribute("aria-describedby");
    if (shown.dataset.meaning) shown.title = shown.dataset.meaning;
    shown = null;
  };
  const show = async (target) => {
    meant = target;
    const [content] = await Promise.all([about(target), style]);
    if (!content || meant !== target || shown === target) return;
    hide();
    shown = target;
    // The browser's own hint would be the same a second time.
    if (target.title) { target.dataset.meaning = target.title; target.removeAttribute("title"); }
    box.dir = getComputedStyle(target).direction;
    box.replaceChildren(...content);
    document.body.append(box);
    box.showPopover();
    place(target);
    target.setAttribute("aria-describedby", box.id);
  };

  // Off a term its hint stays a moment, so that the pointer can reach it. Before `cairn.hint` hears of the same event.
  on(document, "pointerover", ({ target }) => {
    clearTimeout(due);
    if (shown?.contains(target) || box.contains(target)) return;
    meant = null;
    if (shown) plan(hide, WAIT);
  }, { capture: true });
  on(document, "focusout", hide);
  on(document, "scroll", hide, { passive: true, capture: true });
  on(document, "click", (event) => { if (!box.contains(event.target)) hide(); }, { capture: true });
  on(document, "keydown", (event) => {
    if (event.key === "Escape" && shown) { hide(); event.stopPropagation(); }
  }, { capture: true });

  cairn.hint = (target, event) => {
    // Without an event it was a tap, where nothing can be pointed at.
    if (!event) { show(target); return; }
    const isText = target.matches("abbr, time, .footnote-ref a");
    const isPointed = event.type === "pointerover";
    if (!isText && (saves || !isInside(target) || target.role === "button")) return;
    const isFor = canPoint && (isText || target.closest(".prose, .answer")) && event.pointerType !== "touch";
    const means = () => target.matches(isPointed ? ":hover" : ":focus-visible");
    if (isFor) plan(() => { if (means()) show(target); }, WAIT);
    // A finger means it at once, a pointer that rests soon, and who goes from link to link with the keyboard only where they stay.
    else if (!isText) plan(() => { if (event.pointerType === "touch" || means()) page(target.href.split("#")[0]); }, { touch: 0, mouse: 80 }[event.pointerType] ?? WAIT);
  };
})();
