//! Where the answer to an app may go: to the app on the person's own device, or where the operator allows it.

use url::{Host, Url};

/// Longest address in characters.
const LONGEST: usize = 1000;

/// An app's address that may be answered to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    sent: String,
    url: Url,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A port of this computer, which the app listens on.
    Loopback,
    /// Links that the system hands to the app.
    AppScheme,
    /// A site that the operator named.
    Listed,
}

impl Redirect {
    /// The address, if it may be answered to: loopback over HTTP with any port, a scheme of the app's own in the manner of
    /// a reversed domain (its dot keeps `javascript:` and its like out), or one that the operator listed letter by letter.
    pub(super) fn parse(sent: &str, listed: &[String]) -> Option<Self> {
        let is_plain = sent.len() <= LONGEST && sent.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_plain || sent.contains('#') {
            return None;
        }
        let url = Url::parse(sent).ok()?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let kind = match url.scheme() {
            "http" if is_loopback(&url) => Kind::Loopback,
            "https" if listed.iter().any(|listed| listed == sent) => Kind::Listed,
            scheme if scheme.contains('.') => Kind::AppScheme,
            _ => return None,
        };
        let sent = sent.to_owned();
        Some(Self { sent, url, kind })
    }

    /// As the app sent it.
    pub(super) fn sent(&self) -> &str {
        &self.sent
    }

    /// Where that is, in words.
    pub(super) fn words(&self) -> String {
        match self.kind {
            Kind::Loopback => "an app on this computer".to_owned(),
            Kind::AppScheme => format!("the app that opens {}: links here", self.url.scheme()),
            Kind::Listed => self.url.origin().ascii_serialization(),
        }
    }

    /// The address with these parameters, beside those it has.
    pub(super) fn with(&self, params: &[(&str, &str)]) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(params);
        url.into()
    }

    /// It, as a source of a content security policy.
    pub(super) fn policy_source(&self) -> String {
        match (self.kind, self.url.host()) {
            (Kind::AppScheme, _) => format!("{}:", self.url.scheme()),
            // A policy knows no addresses of this kind: the scheme has to do.
            (_, Some(Host::Ipv6(_))) => "http:".to_owned(),
            _ => self.url.origin().ascii_serialization(),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "https://focus.example/connected?from=timether";

    fn parse(sent: &str) -> Option<Redirect> {
        Redirect::parse(sent, &[LISTED.to_owned()])
    }

    #[test]
    fn only_apps_on_the_device_and_listed_sites_are_answered() {
        // address, source in the policy
        for (sent, source) in [
            ("http://127.0.0.1:51234/callback", "http://127.0.0.1:51234"),
            ("http://127.0.0.1", "http://127.0.0.1"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://[::1]:51234/callback", "http:"),
            ("com.example.focus:/connected", "com.example.focus:"),
            ("com.example.focus:connected", "com.example.focus:"),
            ("com.example.focus://connected", "com.example.focus:"),
            (LISTED, "https://focus.example"),
        ] {
            let redirect = parse(sent).unwrap_or_else(|| panic!("{sent}"));
            assert_eq!(redirect.sent(), sent);
            assert_eq!(redirect.policy_source(), source);
        }
        for sent in [
            "",
            "/timer",
            "//evil.example/",
            "javascript:alert(1)",
            "data:text/html,hello",
            "file:///etc/passwd",
            "focus:/connected",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/",
            "http://user@127.0.0.1/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "https://127.0.0.1/",
            "https://focus.example/connected",
            "https://focus.example/connected?from=timether&x=1",
            "https://evil.example/",
            "http://127.0.0.1/#fragment",
            "http://127.0.0.1/\r\nSet-Cookie: a=b",
            "http://127.0.0.1/ a",
            "com.example.föcus:/connected",
            &format!("http://127.0.0.1/{}", "a".repeat(1000)),
        ] {
            assert_eq!(parse(sent), None, "{sent}");
        }
    }

    #[test]
    fn parameters_stand_beside_its_own() {
        for (sent, answer) in [
            (
                "http://127.0.0.1:5/cb?a=1",
                "http://127.0.0.1:5/cb?a=1&code=x&state=%26+%3D",
            ),
            (
                "com.example.focus:/cb",
                "com.example.focus:/cb?code=x&state=%26+%3D",
            ),
            (
                "com.example.focus:cb",
                "com.example.focus:cb?code=x&state=%26+%3D",
            ),
        ] {
            let redirect = parse(sent).unwrap();
            assert_eq!(redirect.with(&[("code", "x"), ("state", "& =")]), answer);
        }
    }
}
