// Copies a link to a heading or to an answer, the page as Markdown, or the line that says whose a template is.
cairn.answer = async (element) => {
  const { copyFile, creditCopy } = element.dataset;
  const here = location.href.split("#")[0];
  if (element.hash) location.hash = element.hash;
  let text = element.href ?? here;
  if (copyFile) text = await (await fetch(copyFile)).text();
  else if (creditCopy != null) {
    text = document.querySelector("[data-credit]").textContent;
    // A site that was built without its address learns it here.
    if (!document.querySelector("[rel=canonical]") && /^http/.test(location.protocol)) text += `, ${here.split("?")[0]}`;
  }
  cairn.copy(text, element.href ? null : element);
};
