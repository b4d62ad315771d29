//! Which name passkeys belong to: the host of the public address. A number is no name: on the machine itself,
//! `localhost` stands for it.

use url::{Host, Url};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::config::Config;
use crate::services::Services;

/// The only address passkeys work at, and what checks them there.
pub struct RelyingParty {
    /// Such as `https://time.example.com`, without a slash at its end.
    pub address: String,
    /// Makes and checks ceremonies.
    pub webauthn: Webauthn,
}

/// The host's name and the address that goes with it; `None` where there is no name.
fn name_and_address(config: &Config) -> Option<(String, Url)> {
    let mut address = Url::parse(&config.public_address()).ok()?;
    let is_here = match address.host()? {
        Host::Domain(_) => false,
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    if is_here {
        address.set_host(Some("localhost")).ok()?;
    }
    let name = address.domain()?.to_owned();
    Some((name, address))
}

impl Services {
    /// What checks passkeys; `None` where this server has no name they could belong to.
    #[must_use]
    pub fn relying_party(&self) -> Option<RelyingParty> {
        let (name, address) = name_and_address(&self.config)?;
        let webauthn = WebauthnBuilder::new(&name, &address)
            .ok()?
            .rp_name("Timether")
            .build()
            .ok()?;
        Some(RelyingParty {
            address: address.origin().ascii_serialization(),
            webauthn,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(public: Option<&str>, listen: &str) -> Option<(String, String)> {
        let config = Config {
            public_url: public.map(|url| Url::parse(url).unwrap()),
            listen: listen.parse().unwrap(),
            ..Config::with_database("sqlite://x.db".into())
        };
        name_and_address(&config).map(|(name, url)| (name, url.origin().ascii_serialization()))
    }

    #[test]
    fn passkeys_belong_to_a_name() {
        let is = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
        assert_eq!(
            found(Some("https://time.example.com"), "0.0.0.0:1"),
            is("time.example.com", "https://time.example.com")
        );
        assert_eq!(
            found(None, "127.0.0.1:3000"),
            is("localhost", "http://localhost:3000")
        );
        assert_eq!(
            found(None, "[::1]:3000"),
            is("localhost", "http://localhost:3000")
        );
        assert_eq!(
            found(Some("http://127.0.0.1:4000"), "127.0.0.1:3000"),
            is("localhost", "http://localhost:4000")
        );
        assert_eq!(found(None, "10.0.0.5:3000"), None);
        assert_eq!(found(Some("http://10.0.0.5"), "10.0.0.5:3000"), None);
    }
}
