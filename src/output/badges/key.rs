//! The key with which a maintainer signs badges, as it is handed in: never from the repository, never printed.

use std::fmt;

use ed25519_dalek::pkcs8::DecodePrivateKey;
use ed25519_dalek::{Signer, SigningKey};

/// An Ed25519 key.
#[derive(Clone)]
pub struct BadgeKey(SigningKey);

impl BadgeKey {
    /// Reads a key as `openssl genpkey -algorithm ed25519` writes it: PKCS #8 as PEM.
    pub fn parse(pem: &str) -> Result<BadgeKey, String> {
        let help = "make one with `openssl genpkey -algorithm ed25519`";
        SigningKey::from_pkcs8_pem(pem.trim())
            .map(BadgeKey)
            .map_err(|_| format!("the badge key is no Ed25519 key in PEM (PKCS #8); {help}"))
    }

    /// The public half as a Multikey (W3C Controlled Identifiers 1.0 §2.2.2): what it is, and then its bytes.
    pub(super) fn multikey(&self) -> String {
        let bytes = [&[0xed, 0x01], self.0.verifying_key().as_bytes().as_slice()].concat();
        format!("z{}", base58(&bytes))
    }

    /// The signature of a message, in the same letters.
    pub(super) fn sign(&self, message: &[u8]) -> String {
        format!("z{}", base58(&self.0.sign(message).to_bytes()))
    }
}

impl fmt::Debug for BadgeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BadgeKey(…)")
    }
}

/// Letters of base58btc: no 0, O, I and l, which look alike.
fn base58(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Digits in base 58, lowest first.
    let mut digits: Vec<u32> = Vec::new();
    for byte in &bytes[zeros..] {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let zeros = std::iter::repeat_n(0, zeros);
    zeros.chain(digits.into_iter().rev()).map(|digit| char::from(LETTERS[digit as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the test vectors of RFC 8032 §7.1 the first, as PEM.
    const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
        -----END PRIVATE KEY-----\n";

    #[test]
    fn base58_is_that_of_the_draft() {
        // draft-msporny-base58-03 §5.
        for (text, expected) in [
            ("Hello World!", "2NEpo7TZRRrLZSi2U"),
            (
                "The quick brown fox jumps over the lazy dog.",
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            ("", ""),
        ] {
            assert_eq!(base58(text.as_bytes()), expected);
        }
        assert_eq!(base58(&[0, 0, 0x28, 0x7f, 0xb4, 0xcd]), "11233QC4");
    }

    #[test]
    fn a_key_signs_as_rfc_8032_says_and_is_not_shown() {
        let key = BadgeKey::parse(PEM).unwrap();
        assert_eq!(format!("{key:?}"), "BadgeKey(…)");
        assert!(key.multikey().starts_with("z6Mk"), "{}", key.multikey());
        let expected = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
        let bytes: Vec<u8> = (0..64).map(|at| u8::from_str_radix(&expected[2 * at..2 * at + 2], 16).unwrap()).collect();
        assert_eq!(key.sign(b""), format!("z{}", base58(&bytes)));
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        for text in ["", "secret", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"] {
            let error = BadgeKey::parse(text).unwrap_err();
            assert!(error.contains("openssl") && !error.contains("c2Vj") && !error.contains("secret"), "{error}");
        }
    }
}
