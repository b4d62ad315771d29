//! The session's cookie and six short-lived ones: `__Host-` and Secure over HTTPS, plain on a local HTTP address.

use app::context::{
    ConnectQuery, InvitationToken, PendingToken, SealedCodes, SealedToken, SessionToken,
};
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::auth::session::ABSOLUTE_SECONDS;
use crate::challenges::WAIT_SECONDS;

/// Longest app's request that is kept; browsers keep cookies of up to 4,096 characters.
const CONNECT_MAX: usize = 3500;
/// Long enough to sign up, too short to be found by whoever uses the browser next.
const INVITATION_SECONDS: i64 = 3600;

/// The cookie's name.
#[must_use]
pub fn name(https: bool) -> &'static str {
    if https { "__Host-timether" } else { "timether" }
}

/// The cookie of a sign-in that waits for its second factor.
#[must_use]
pub fn pending_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-pending"
    } else {
        "timether-pending"
    }
}

/// The cookie of recovery codes on their way to their page.
#[must_use]
pub fn codes_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-codes"
    } else {
        "timether-codes"
    }
}

/// The cookie of an invitation that somebody signs in or up for: an hour.
#[must_use]
pub fn invitation_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-invitation"
    } else {
        "timether-invitation"
    }
}

/// The cookie of an invitation on its way to the page that shows its link.
#[must_use]
pub fn invited_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-invited"
    } else {
        "timether-invited"
    }
}

/// The cookie of an API token on its way to the page that shows it.
#[must_use]
pub fn new_token_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-token"
    } else {
        "timether-token"
    }
}

/// The cookie of an app's request that somebody signs in or up for: an hour.
#[must_use]
pub fn connect_name(https: bool) -> &'static str {
    if https {
        "__Host-timether-connect"
    } else {
        "timether-connect"
    }
}

/// The token a request carries.
#[must_use]
pub fn read(headers: &HeaderMap, https: bool) -> Option<SessionToken> {
    value(headers, name(https))
        .filter(|value| value.len() == 64)
        .map(|value| SessionToken(value.to_owned()))
}

/// The token of a sign-in that waits for its second factor.
#[must_use]
pub fn read_pending(headers: &HeaderMap, https: bool) -> Option<PendingToken> {
    value(headers, pending_name(https))
        .filter(|value| value.len() == 64)
        .map(|value| PendingToken(value.to_owned()))
}

/// Recovery codes that were not shown yet.
#[must_use]
pub fn read_codes(headers: &HeaderMap, https: bool) -> Option<SealedCodes> {
    value(headers, codes_name(https))
        .filter(|value| !value.is_empty())
        .map(|value| SealedCodes(value.to_owned()))
}

/// An API token that was not shown yet.
#[must_use]
pub fn read_new_token(headers: &HeaderMap, https: bool) -> Option<SealedToken> {
    value(headers, new_token_name(https))
        .filter(|value| !value.is_empty())
        .map(|value| SealedToken(value.to_owned()))
}

/// The invitation that somebody signs in or up for.
#[must_use]
pub fn read_invitation(headers: &HeaderMap, https: bool) -> Option<InvitationToken> {
    invitation(headers, invitation_name(https))
}

/// The invitation that somebody has just made.
#[must_use]
pub fn read_invited(headers: &HeaderMap, https: bool) -> Option<InvitationToken> {
    invitation(headers, invited_name(https))
}

/// The app's request that somebody signs in or up for; nothing but an encoded query.
#[must_use]
pub fn read_connect(headers: &HeaderMap, https: bool) -> Option<ConnectQuery> {
    let is_encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._+%&=".contains(&byte);
    value(headers, connect_name(https))
        .filter(|value| !value.is_empty() && value.bytes().all(is_encoded))
        .map(|value| ConnectQuery(value.to_owned()))
}

fn invitation(headers: &HeaderMap, name: &str) -> Option<InvitationToken> {
    value(headers, name)
        .filter(|value| value.len() == 64)
        .map(|value| InvitationToken(value.to_owned()))
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The header that opens (`Some`) or ends (`None`) a session.
#[must_use]
pub fn write(token: Option<&SessionToken>, https: bool) -> Option<HeaderValue> {
    let value = token.map(|token| token.0.as_str());
    header(name(https), value, ABSOLUTE_SECONDS, https)
}

/// The header that begins or ends a sign-in's wait for its second factor.
#[must_use]
pub fn write_pending(token: Option<&PendingToken>, https: bool) -> Option<HeaderValue> {
    let value = token.map(|token| token.0.as_str());
    header(pending_name(https), value, WAIT_SECONDS, https)
}

/// The header that keeps or forgets recovery codes.
#[must_use]
pub fn write_codes(codes: Option<&SealedCodes>, https: bool) -> Option<HeaderValue> {
    let value = codes.map(|codes| codes.0.as_str());
    header(codes_name(https), value, WAIT_SECONDS, https)
}

/// The header that keeps or forgets the invitation that somebody signs in or up for.
#[must_use]
pub fn write_invitation(token: Option<&InvitationToken>, https: bool) -> Option<HeaderValue> {
    let value = token.map(|token| token.0.as_str());
    header(invitation_name(https), value, INVITATION_SECONDS, https)
}

/// The header that keeps or forgets the invitation that somebody has just made.
#[must_use]
pub fn write_invited(token: Option<&InvitationToken>, https: bool) -> Option<HeaderValue> {
    let value = token.map(|token| token.0.as_str());
    header(invited_name(https), value, WAIT_SECONDS, https)
}

/// The header that keeps or forgets an API token that was not shown yet.
#[must_use]
pub fn write_new_token(token: Option<&SealedToken>, https: bool) -> Option<HeaderValue> {
    let value = token.map(|token| token.0.as_str());
    header(new_token_name(https), value, WAIT_SECONDS, https)
}

/// The header that keeps or forgets the app's request that somebody signs in or up for.
#[must_use]
pub fn write_connect(query: Option<&ConnectQuery>, https: bool) -> Option<HeaderValue> {
    let value = query.map(|query| query.0.as_str());
    if value.is_some_and(|value| value.len() > CONNECT_MAX) {
        return None;
    }
    header(connect_name(https), value, INVITATION_SECONDS, https)
}

fn header(name: &str, value: Option<&str>, age: i64, https: bool) -> Option<HeaderValue> {
    let (value, age) = value.map_or(("", 0), |value| (value, age));
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
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
