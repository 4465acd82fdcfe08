// Copies a link to a heading or to an answer, or the page as Markdown.
cairn.answer = async (element) => {
  const { copyFile } = element.dataset;
  if (element.hash) location.hash = element.hash;
  cairn.copy(copyFile ? await (await fetch(copyFile)).text() : element.href ?? location.href.split("#")[0], element.href ? null : element);
};
