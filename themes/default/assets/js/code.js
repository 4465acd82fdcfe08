// Copies a block of code without prompts, output and removed lines, or wraps its lines.
cairn.code = (button) => {
  const block = button.closest(".code");
  if (button.dataset.code === "wrap") {
    button.ariaPressed = String(block.classList.toggle("wrap"));
    return;
  }
  const marked = cairn.all(".line:not(del)", block);
  let lines = marked.length ? marked.map((line) => line.textContent.replace(/\n$/, "")) : block.querySelector("pre").textContent.trimEnd().split("\n");
  if (lines.some((line) => /^\$ /.test(line))) lines = lines.filter((line) => /^[$>] /.test(line)).map((line) => line.slice(2));
  cairn.copy(lines.join("\n"), button);
};
