// Copies where the clipboard is closed to scripts: on addresses without encryption.
cairn.copyPlainly = (text) => {
  const area = cairn.make("textarea", { class: "sr", text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
};
