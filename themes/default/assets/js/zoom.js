// An image as large as the window, in a dialog.
cairn.zoom = async (image) => {
  await cairn.load("zoom.css");
  const large = cairn.make("img", { src: image.currentSrc || image.src, alt: image.alt, width: image.naturalWidth, height: image.naturalHeight });
  const dialog = cairn.make("dialog", { class: "zoom-dialog", "aria-label": image.alt || image.getAttribute("aria-label"), tabindex: -1 }, large);
  cairn.on(dialog, "click", () => dialog.close());
  cairn.on(dialog, "close", () => { dialog.remove(); image.focus(); });
  document.body.append(dialog);
  dialog.showModal();
};
