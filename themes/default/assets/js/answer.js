// Copies the link to an answer, or the page as Markdown.
cairn.answer = async (button) => {
  const { copyFile } = button.dataset;
  cairn.copy(copyFile ? await (await fetch(copyFile)).text() : location.href.split("#")[0], button);
};
