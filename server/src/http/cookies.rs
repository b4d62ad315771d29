//! The session cookie: `__Host-` and Secure over HTTPS, plain on a local HTTP address.

use app::context::SessionToken;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::auth::session::ABSOLUTE_SECONDS;

/// The cookie's name.
#[must_use]
pub fn name(https: bool) -> &'static str {
    if https { "__Host-timether" } else { "timether" }
}

/// The token a request carries.
#[must_use]
pub fn read(headers: &HeaderMap, https: bool) -> Option<SessionToken> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name(https) && value.len() == 64)
        .map(|(_, value)| SessionToken(value.to_owned()))
}

/// The header that opens (`Some`) or ends (`None`) a session.
#[must_use]
pub fn write(token: Option<&SessionToken>, https: bool) -> Option<HeaderValue> {
    let (value, age) = token.map_or(("", 0), |token| (token.0.as_str(), ABSOLUTE_SECONDS));
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
        name(https)
    );
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_comes_back_as_it_went() {
        for https in [false, true] {
            let token = SessionToken("a".repeat(64));
            let header = write(Some(&token), https).unwrap();
            let text = header.to_str().unwrap();
            assert_eq!(text.contains("Secure"), https);
            assert!(text.contains("HttpOnly; SameSite=Lax"));
            let mut headers = HeaderMap::new();
            let pair = text.split(';').next().unwrap();
            headers.insert(COOKIE, format!("other=1; {pair}").parse().unwrap());
            assert_eq!(read(&headers, https), Some(token));
        }
    }
}
