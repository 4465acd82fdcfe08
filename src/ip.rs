//! Addresses of machines: which of them anybody can reach, and blocks of them.
//!
//! Begin with [`is_public`]. The rest of the address space is kept: for inner networks, for the machine itself, for protocols, and for
//! documentation (RFC 5735, RFC 6890, RFC 5737, RFC 3849, RFC 9637).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one of the public internet, and so belongs to somebody.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_global = (0x2000..=0x3fff).contains(&first);
    let is_documentation = (first == 0x2001 && second == 0x0db8) || first == 0x3fff;
    // 2001::/23 and 2002::/16 are for protocols; behind the second may lie any IPv4 address.
    let is_protocol = (first == 0x2001 && second < 0x0200) || first == 0x2002;
    is_global && !is_documentation && !is_protocol
}

/// Neighbouring addresses, as `203.0.113.0/24` names them; one alone is a block of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    first: IpAddr,
    bits: u32,
}

impl Block {
    /// Reads `203.0.113.7`, `203.0.113.0/24` or `2001:db8::/32`. What stands behind the block's own bits is passed over.
    pub fn parse(text: &str) -> Option<Block> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first: IpAddr = address.parse().ok()?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) if bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
            Some(_) => return None,
        };
        (bits <= most).then_some(Block { first, bits })
    }

    /// Whether the address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (one, other, all) = match (self.first, address) {
            (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(one.to_bits()), u128::from(other.to_bits()), 32),
            (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        (one ^ other).checked_shr(all - self.bits).unwrap_or(0) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_some_can_reach_is_not_public() {
        let kept = [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "100::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
        ];
        for address in kept {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "169.253.0.1",
            "198.20.0.1",
            "2606:4700::1",
            "2001:4860::1",
            "2003::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn blocks_hold_their_addresses_and_no_others() {
        let holds = |block: &str, address: &str| Block::parse(block).unwrap().contains(address.parse().unwrap());
        let table = [
            ("8.8.8.0/24", "8.8.8.255", true),
            ("8.8.8.0/24", "8.8.9.0", false),
            ("8.8.8.77/24", "8.8.8.1", true),
            ("8.8.8.8", "8.8.8.8", true),
            ("8.8.8.8", "8.8.8.9", false),
            ("0.0.0.0/0", "255.1.2.3", true),
            ("0.0.0.0/0", "2a00::1", false),
            ("2a00:1::/32", "2a00:1:ffff::1", true),
            ("2a00:1::/32", "2a00:2::1", false),
            ("::/0", "2a00::1", true),
        ];
        for (block, address, expected) in table {
            assert_eq!(holds(block, address), expected, "{block} {address}");
        }
        for none in ["8.8.8", "8.8.8.0/33", "8.8.8.0/", "8.8.8.0/+8", "2a00::/129", "8.8.8.0/24/1", ""] {
            assert_eq!(Block::parse(none), None, "{none}");
        }
    }
}
