//! One question to one server, over a connection that leads nowhere but to the address that was looked at.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::Uri;
use ureq::http::header::{HeaderMap, LOCATION, RANGE, RETRY_AFTER};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, config::Config};
use url::Url;

use crate::ip::is_public;
use crate::source::web::{Manner, Silence};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Whether there is something.
    Head,
    /// The thing itself, of which we read nothing: for servers that know no `HEAD`.
    Get,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// An answer.
    Status {
        /// Its number.
        code: u16,
        /// Where it leads on.
        location: Option<String>,
        /// How long we shall wait.
        retry_after: Option<Duration>,
    },
    /// None.
    Silent(Silence),
}

/// Asks.
pub(super) struct Client {
    agent: Agent,
}

impl Client {
    pub(super) fn new(manner: &Manner) -> Client {
        let config = Agent::config_builder()
            .timeout_global(Some(manner.timeout))
            .http_status_as_error(false)
            // Each step is looked at before it is taken.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Through a proxy nobody could see where a name leads.
            .proxy(None)
            .max_idle_connections(0)
            .user_agent(concat!("Cairn/", env!("CARGO_PKG_VERSION"), " (checks the links of a community's pages)"))
            .build();
        let guard = Guard { manner: manner.clone(), inner: DefaultResolver::default() };
        Client { agent: Agent::with_parts(config, DefaultConnector::default(), guard) }
    }

    pub(super) fn ask(&self, method: Method, url: &Url) -> Reply {
        let asked = match method {
            Method::Head => self.agent.head(url.as_str()).call(),
            Method::Get => self.agent.get(url.as_str()).header(RANGE, "bytes=0-0").call(),
        };
        match asked {
            Ok(response) => {
                let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
                Reply::Status {
                    code: response.status().as_u16(),
                    location: text(LOCATION).map(str::to_owned),
                    retry_after: retry_after(response.headers()),
                }
            }
            Err(error) => Reply::Silent(silence(&error, url)),
        }
    }
}

/// `Retry-After`: seconds, or a point in time.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    let seconds = until.as_second() - Timestamp::now().as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn silence(error: &Error, url: &Url) -> Silence {
    match error {
        Error::Timeout(_) => Silence::Timeout,
        Error::HostNotFound => Silence::NoHost,
        Error::Other(other) if other.is::<Inner>() => Silence::Inner(url.host_str().unwrap_or_default().to_owned()),
        Error::Rustls(_) | Error::Tls(_) => Silence::Certificate,
        // A handshake that fails is told as an error of reading.
        Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => Silence::Certificate,
        Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Silence::Timeout,
        Error::Io(_) | Error::ConnectionFailed => Silence::NoConnection,
        _ => Silence::Nonsense,
    }
}

/// Looks names up, and gives only those addresses out that may be asked. The connection is made to one of them: a name that leads elsewhere
/// when it is asked a second time leads nobody astray.
#[derive(Debug)]
struct Guard {
    manner: Manner,
    inner: DefaultResolver,
}

/// All addresses of a name lie in an inner network.
#[derive(Debug)]
struct Inner;

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads into an inner network")
    }
}

impl std::error::Error for Inner {}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })?;
        let is_trusted = Url::parse(&uri.to_string()).is_ok_and(|url| self.manner.allows(&url));
        let mut safe = self.empty();
        found.iter().filter(|address| is_trusted || may_be_asked(address)).for_each(|address| safe.push(*address));
        if safe.is_empty() { Err(Error::Other(Box::new(Inner))) } else { Ok(safe) }
    }
}

/// A public address, and not the one at which machines of a large cloud find what is meant for them alone.
fn may_be_asked(address: &SocketAddr) -> bool {
    const WIRE_SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16));
    is_public(address.ip()) && address.ip() != WIRE_SERVER
}
