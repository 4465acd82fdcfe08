//! Bytes as letters, as RFC 4648 writes them.

/// As §4 writes it, filled up with `=`: for data inside pictures.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = letters(bytes, b"+/");
    text.extend(std::iter::repeat_n('=', (4 - text.len() % 4) % 4));
    text
}

fn letters(bytes: &[u8], last: &[u8; 2]) -> String {
    let letter = |six: u32| match six as u8 {
        six @ 0..26 => b'A' + six,
        six @ 26..52 => b'a' + six - 26,
        six @ 52..62 => b'0' + six - 52,
        six => last[six as usize - 62],
    };
    let group = |group: &[u8]| {
        let number = (0..3).fold(0, |number, at| number << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        (0..=group.len()).map(|at| char::from(letter(number >> (18 - 6 * at) & 63))).collect::<Vec<char>>()
    };
    bytes.chunks(3).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }
}
