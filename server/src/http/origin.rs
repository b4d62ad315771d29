//! Where a request came from: the peer's address, or what a trusted proxy says of it.

use std::net::{IpAddr, SocketAddr};

use app::context::Origin;
use http::HeaderMap;
use http::header::USER_AGENT;

/// The peer of the connection, as the accept loop saw it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Address and browser of a request. `X-Forwarded-For` counts only from a trusted proxy, and then
/// its last address that is not itself a trusted proxy's.
#[must_use]
pub fn origin(headers: &HeaderMap, peer: Option<Peer>, trusted: &[IpAddr]) -> Origin {
    let mut address = peer.map(|Peer(peer)| peer.ip().to_canonical());
    if address.is_some_and(|address| trusted.contains(&address)) {
        let forwarded = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|part| part.trim().parse::<IpAddr>().ok())
            .map(|address| address.to_canonical())
            .rfind(|address| !trusted.contains(address));
        address = forwarded.or(address);
    }
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Origin {
        address: address
            .map(|address| address.to_string())
            .unwrap_or_default(),
        user_agent: agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(forwarded: &str, peer: [u8; 4]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted = [IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2])];
        origin(&headers, Some(Peer(SocketAddr::from((peer, 5)))), &trusted).address
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(address("9.9.9.9", [1, 2, 3, 4]), "1.2.3.4");
        assert_eq!(address("9.9.9.9", [10, 0, 0, 1]), "9.9.9.9");
        assert_eq!(
            address("6.6.6.6, 9.9.9.9, 10.0.0.2", [10, 0, 0, 1]),
            "9.9.9.9"
        );
        assert_eq!(address("nonsense", [10, 0, 0, 1]), "10.0.0.1");
    }
}
