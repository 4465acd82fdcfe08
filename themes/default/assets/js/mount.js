// The search in a page: on the search page it asks what the address says, and where a page is missing the words of its address.
(() => {
  const { all } = cairn;
  const { panel, openIndex, languages } = cairn.search;
  const where = document.querySelector("[data-search-page]");
  const missing = "missing" in where.dataset;
  const { element, input, put, read } = panel(true, !missing);
  where.append(element);
  if (!missing) { read(); input.focus(); openIndex().catch(() => {}); return; }
  // Its words are those below the site's folder and its language's, and they are asked in that language.
  let path = location.pathname.replace(new URL(cairn.base).pathname, "");
  try { path = decodeURIComponent(path); } catch { /* A stray % stays. */ }
  const lang = [...languages.keys()].find((tag) => path.toLowerCase().startsWith(tag.toLowerCase() + "/"));
  if (lang) path = path.slice(lang.length + 1);
  // The kind is where they thought it lies, not what they look for.
  for (const { pathname } of all(".missing nav a")) {
    const folder = decodeURIComponent(pathname.replace(new URL(cairn.base).pathname, ""));
    if (folder && path.startsWith(folder)) path = path.slice(folder.length) || path;
  }
  path = path.replace(/(index|404)?\.html?$/, "");
  put(path.replace(/[^\p{L}\p{N}]+/gu, " ").trim(), lang ? { lang } : {});
})();
