//! What servers elsewhere say of the addresses that pages link to: only where somebody asked for it by name.
//!
//! Begin with [`ask`]. Whoever writes a page decides which addresses are asked, and from whose machine they do not decide: so nothing is asked
//! that only that machine can reach ([`client`] looks at the address that it then connects to), and no server is asked more often than a patient
//! reader would ([`queue`]).

mod client;
mod queue;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::ip::is_public;
use crate::source::web::client::Client;

/// How it is asked.
#[derive(Clone, Debug)]
pub struct Manner {
    /// How long one answer may take.
    pub timeout: Duration,
    /// How long a host is left alone after each answer.
    pub pause: Duration,
    /// The longest time that a host may ask us to wait (`Retry-After`) before it is left alone altogether.
    pub patience: Duration,
    /// How long all of it may take; what has not been asked by then is left for another time.
    pub whole: Duration,
    /// Hosts that may be asked wherever they are: `wiki.corp.example`, or with a port. Without one, ports 80 and 443 are meant.
    pub allowed: Vec<String>,
}

impl Manner {
    /// As a patient reader would.
    pub fn new(timeout: Duration, allowed: Vec<String>) -> Manner {
        let (pause, patience, whole) = (Duration::from_secs(1), Duration::from_secs(60), Duration::from_secs(30 * 60));
        Manner { timeout, pause, patience, whole, allowed }
    }

    /// Whether whoever started us trusts this host.
    fn allows(&self, url: &Url) -> bool {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        let with_port = format!("{host}:{port}");
        self.allowed.iter().any(|allowed| {
            allowed.eq_ignore_ascii_case(&with_port) || (matches!(port, 80 | 443) && allowed.eq_ignore_ascii_case(host))
        })
    }

    /// Whether the address names a place that can be asked at all: not an example, no inner machine, no service that is no web server.
    pub fn reaches(&self, url: &Url) -> bool {
        self.allows(url) || is_public_host(url)
    }
}

/// Whether the name of the host could be that of a public one. Where it leads is seen when it is asked.
fn is_public_host(url: &Url) -> bool {
    const KEPT: [&str; 8] = ["localhost", "example", "test", "invalid", "local", "internal", "home.arpa", "onion"];
    const EXAMPLES: [&str; 3] = ["example.com", "example.net", "example.org"];
    let is_web = url.port_or_known_default().is_some_and(|port| matches!(port, 80 | 443) || port >= 1024);
    let is_public = match url.host() {
        Some(url::Host::Ipv4(address)) => is_public(address.into()),
        Some(url::Host::Ipv6(address)) => is_public(address.into()),
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let is_below =
                |kept: &str| name.strip_suffix(kept).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            name.contains('.') && !KEPT.iter().chain(&EXAMPLES).any(|kept| is_below(kept))
        }
        None => false,
    };
    is_web && is_public
}

/// The address that is asked for one that is written: without what stands behind `#`. `None` where there is nothing to ask: another
/// scheme, no host, a password in it, or a place that is to be filled in.
pub fn asked_for(written: &str) -> Option<Url> {
    if written.contains(['{', '}', '<', '>']) {
        return None;
    }
    let mut url = Url::parse(written).ok().filter(is_plain)?;
    url.set_fragment(None);
    Some(url)
}

/// Whether it may be asked: the web, and nobody's password.
fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty() && url.password().is_none()
}

/// What is known of an address now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Somebody is there.
    Alive {
        /// Where it has moved for good.
        moved: Option<String>,
    },
    /// Nothing is there, and the server says so.
    Dead(Gone),
    /// Nobody could be asked now.
    Unanswered(Silence),
}

/// How it is known that nothing is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    /// 404 or 410.
    Status(u16),
    /// It leads on and on.
    Circle,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// The server answers that it cannot answer now.
    Status(u16),
    /// It took too long.
    Timeout,
    /// No such name is known here.
    NoHost,
    /// Nobody listens there.
    NoConnection,
    /// Its certificate is not right.
    Certificate,
    /// The name leads into an inner network, here or after it led on: nothing was asked.
    Inner(String),
    /// The host did not answer others, or asked to be left alone.
    LeftAlone,
    /// What came was no answer.
    Nonsense,
}

/// Asks each address once, several hosts at a time, none of them in a hurry. `tell` is called for each that is known. An address without an answer
/// was not asked, because the time was over.
pub fn ask(addresses: Vec<Url>, manner: &Manner, tell: &(dyn Fn() + Sync)) -> BTreeMap<String, Answer> {
    queue::work_off(addresses, manner, &Client::new(manner), tell)
}
