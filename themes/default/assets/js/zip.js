// Files in one, as a ZIP archive without compression: names and bytes in, a blob out. No dates, so that the same files make the same archive.
cairn.zip = (files) => {
  const crc = (bytes) => {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  };
  // Numbers of two or four bytes, the lowest byte first: `[size, number]`.
  const numbers = (...pairs) => {
    const bytes = new Uint8Array(pairs.reduce((sum, [size]) => sum + size, 0));
    let at = 0;
    for (const [size, number] of pairs) for (let i = 0; i < size; i++) bytes[at++] = (number >>> (8 * i)) & 255;
    return bytes;
  };
  const parts = [];
  const list = [];
  let offset = 0;
  // Whoever unpacks it gets files below one folder, whatever they are called here: nothing climbs, begins at a root, or is what git obeys.
  const plain = (name) => name.replace(/[\p{Cc}\p{Bidi_Control}<>:"|?*]/gu, "-").replace(/[. ]+$/, "");
  const own = (name) => /^(\.git|git~1|(con|prn|aux|nul|com\d|lpt\d)(\..*)?)$/i.test(name) ? "file-" + name : name;
  const safe = (path) => path.split(/[/\\]/).map(plain).filter(Boolean).map(own).join("/") || "file";
  for (const [path, bytes] of files) {
    const name = new TextEncoder().encode(safe(path));
    // Version 2.0, names in UTF-8, stored; the first day that the format knows; checksum, sizes.
    const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crc(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
    const head = numbers([4, 0x04034b50], ...about);
    parts.push(head, name, bytes);
    list.push(numbers([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    offset += head.length + name.length + bytes.length;
  }
  const size = list.reduce((sum, part) => sum + part.length, 0);
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return new Blob([...parts, ...list, end], { type: "application/zip" });
};
