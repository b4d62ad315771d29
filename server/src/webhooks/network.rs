//! Which addresses may be sent to: public ones, unless the operator allows others. What a name leads to is looked at when a
//! connection is made, and that very address is connected to, so that a name that leads elsewhere a moment later helps nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, LazyLock};

use app::webhooks::rules::URL_MAX;
use async_trait::async_trait;
use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What is no public IPv4 address (IANA's special-purpose registry): this network, private use, shared by carriers,
/// loopback, link-local with the metadata services of clouds, protocol assignments, documentation, benchmarks, multicast,
/// reserved. One more looks public, and is what Azure tells its machines from inside.
const NOT_PUBLIC_V4: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];
/// IPv6 addresses are public in this block …
const PUBLIC_V6: &str = "2000::/3";
/// … but for protocol assignments with Teredo, documentation and 6to4.
const NOT_PUBLIC_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
/// IPv4 addresses behind a translator (NAT64).
const TRANSLATED_V6: &str = "64:ff9b::/96";

struct Blocks {
    not_public_v4: Vec<Ipv4Net>,
    public_v6: Vec<Ipv6Net>,
    not_public_v6: Vec<Ipv6Net>,
    translated_v6: Vec<Ipv6Net>,
}

static BLOCKS: LazyLock<Blocks> = LazyLock::new(|| Blocks {
    not_public_v4: parsed(&NOT_PUBLIC_V4),
    public_v6: parsed(&[PUBLIC_V6]),
    not_public_v6: parsed(&NOT_PUBLIC_V6),
    translated_v6: parsed(&[TRANSLATED_V6]),
});

fn parsed<T: std::str::FromStr>(blocks: &[&str]) -> Vec<T> {
    blocks
        .iter()
        .filter_map(|block| block.parse().ok())
        .collect()
}

/// Whether an address is one of the public Internet. IPv4 in the clothes of IPv6 is what is inside.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !BLOCKS
        .not_public_v4
        .iter()
        .any(|block| block.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let is_in = |blocks: &[Ipv6Net]| blocks.iter().any(|block| block.contains(&address));
    if is_in(&BLOCKS.translated_v6) {
        let [.., a, b, c, d] = address.octets();
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    is_in(&BLOCKS.public_v6) && !is_in(&BLOCKS.not_public_v6)
}

/// Why an address is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is in a private network")]
pub(super) struct PrivateAddress;

/// The addresses of a name, if every one may be connected to.
pub(super) fn admit(
    addresses: Vec<IpAddr>,
    allow_private: bool,
) -> Result<Vec<IpAddr>, PrivateAddress> {
    if allow_private || addresses.iter().all(|address| is_public(*address)) {
        Ok(addresses)
    } else {
        Err(PrivateAddress)
    }
}

/// An address events may be sent to, or what is wrong with it. Names are looked up only when something is sent.
pub(super) fn check_url(text: &str, allow_private: bool) -> Result<Url, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Enter the address that events are sent to.");
    }
    if text.chars().count() > URL_MAX {
        return Err("Use an address of at most 2,000 characters.");
    }
    let url = Url::parse(text)
        .map_err(|_| "Enter a whole address, such as https://example.com/timether.")?;
    match url.scheme() {
        "https" => {}
        "http" if allow_private => {}
        _ => return Err("Use an address that begins with https://."),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave name and password out of the address.");
    }
    if url.fragment().is_some() {
        return Err("Leave out the part from # on: it is never sent.");
    }
    if !allow_private && !could_be_public(&url) {
        return Err(
            "This address is in a private network. Use one that is reached from the Internet.",
        );
    }
    Ok(url)
}

/// Whether the host is no private address by itself; what a name leads to shows later.
pub(super) fn could_be_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_public_v4(address),
        Some(Host::Ipv6(address)) => is_public_v6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name != "localhost" && !name.ends_with(".localhost")
        }
        None => false,
    }
}

/// Finds the addresses of a name.
#[async_trait]
pub trait Lookup: Send + Sync + std::fmt::Debug {
    /// All of them.
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The machine's own resolver.
#[derive(Debug)]
pub(super) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn addresses(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Hands the client the addresses that were looked at, and no others.
#[derive(Clone, Debug)]
pub(super) struct CarefulResolver {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) allow_private: bool,
}

impl Resolve for CarefulResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self {
            lookup,
            allow_private,
        } = self.clone();
        Box::pin(async move {
            let found = lookup.addresses(name.as_str()).await?;
            let addresses = admit(found, allow_private)?;
            let addresses: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_read() {
        assert_eq!(BLOCKS.not_public_v4.len(), NOT_PUBLIC_V4.len());
        assert_eq!(BLOCKS.not_public_v6.len(), NOT_PUBLIC_V6.len());
        assert_eq!(BLOCKS.public_v6.len() + BLOCKS.translated_v6.len(), 2);
    }

    #[test]
    fn private_addresses_are_known_in_every_clothing() {
        for (text, public) in [
            ("93.184.216.34", true),
            ("8.8.8.8", true),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("100.128.0.1", true),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("168.63.129.16", false),
            ("168.63.129.17", true),
            ("169.254.169.254", false),
            ("172.15.0.1", true),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("192.0.2.1", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("::127.0.0.1", false),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::808:808", true),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::1", false),
            ("2606:2800:220:1:248:1893:25c8:1946", true),
        ] {
            assert_eq!(is_public(text.parse().unwrap()), public, "{text}");
        }
    }

    #[test]
    fn one_private_address_refuses_them_all() {
        let mixed = vec!["8.8.8.8".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        assert_eq!(admit(mixed.clone(), false), Err(PrivateAddress));
        assert_eq!(admit(mixed.clone(), true), Ok(mixed));
    }

    #[test]
    fn an_address_is_public_https_without_secrets() {
        for (text, good) in [
            ("https://example.com/hook?key=1", true),
            (" https://example.com ", true),
            ("https://example.com:8443/", true),
            ("https://93.184.216.34/", true),
            ("", false),
            ("example.com", false),
            ("http://example.com/", false),
            ("ftp://example.com/", false),
            ("file:///etc/passwd", false),
            ("https://user:password@example.com/", false),
            ("https://example.com/#part", false),
            ("https://localhost/", false),
            ("https://LOCALHOST./", false),
            ("https://a.localhost/", false),
            ("https://127.0.0.1/", false),
            ("https://127.1/", false),
            ("https://2130706433/", false),
            ("https://0x7f.0.0.1/", false),
            ("https://[::1]/", false),
            ("https://[::ffff:7f00:1]/", false),
            ("https://169.254.169.254/latest/meta-data", false),
        ] {
            assert_eq!(check_url(text, false).is_ok(), good, "{text}");
        }
        for text in [
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "https://10.0.0.1/",
        ] {
            assert!(check_url(text, true).is_ok(), "{text}");
        }
        let long = format!("https://example.com/{}", "x".repeat(2000));
        assert!(check_url(&long, false).is_err());
    }
}
