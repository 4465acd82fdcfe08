//! Scripts: the same client and the same files for a site opened from disk.
//!
//! On `file://` a browser refuses modules and `fetch`, but runs classic scripts: every file of the index becomes a script that hands over its
//! bytes, and the client becomes a script that defines `cairnSearch`.

use crate::search::Index;

impl Index {
    /// The files as scripts: `entry.bin` becomes `entry.bin.js`, which calls `cairnPiece("<folder>/entry.bin", "<base64>")`.
    /// `folder` is the index's folder below `search/`.
    pub fn as_scripts(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        self.files.iter().map(|(name, bytes)| script(folder, name, bytes)).collect()
    }
}

/// One file as a script, for callers that write files as they come.
pub fn script(folder: &str, name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (format!("{name}.js"), format!("cairnPiece(\"{folder}/{name}\",\"{}\")\n", base64(bytes)).into_bytes())
}

/// The client as a classic script that defines `cairnSearch.open`.
///
/// The module is wrapped in a function, and its one `export` becomes that function's result. In this form `open` reads scripts by default.
pub fn client_classic(module: &str) -> String {
    let body = module.replace("export async function open(", "async function open(");
    format!(
        "var cairnSearch = (() => {{\n{body}\nreturn {{ open: (options) => open({{ scripts: true, ...options }}) }};\n}})();\n"
    )
}

/// Bytes as letters, as RFC 4648 §4 writes them.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0u32, |all, &byte| all << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() {
                char::from(ALPHABET[(all >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn a_module_becomes_a_script() {
        let script = client_classic("// Search.\nexport async function open(options) {}\n");
        assert!(script.starts_with("var cairnSearch = ") && !script.contains("export"));
    }
}
