// Before the first paint: the colours that the reader chose, and the marks that scripts run and that a search was sent.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  if (/[?&]q=/.test(location.search)) root.dataset.asked = "";
  try {
    const scheme = localStorage.getItem("cairn-scheme");
    if (/^(light|dark)$/.test(scheme)) root.dataset.scheme = scheme;
  } catch { /* Storage may be forbidden; the system's colours then hold. */ }
})();
