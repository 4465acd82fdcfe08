// Before the first paint: the colours that the reader chose, and the mark that scripts run.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const scheme = localStorage.getItem("cairn-scheme");
    if (/^(light|dark)$/.test(scheme)) root.dataset.scheme = scheme;
  } catch { /* Storage may be forbidden; the system's colours then hold. */ }
})();
