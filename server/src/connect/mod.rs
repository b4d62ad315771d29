//! Apps that people connect, as OAuth 2.1 has it for apps that keep no secret: an authorization code with PKCE (RFC 7636),
//! answered to the app on the person's own device (RFC 8252), becomes a token for one workspace.

mod exchange;
pub mod http;
mod pkce;
mod redirect;
mod request;
mod service;
pub mod sql;

use ::http::Uri;

use crate::config::Config;
use redirect::Redirect;
use request::Params;

/// Where the connect page's form may be answered to, as a content security policy has it, with a space before it; nothing
/// on other pages and for what is no app's address.
#[must_use]
pub fn answer_source(uri: &Uri, config: &Config) -> Option<String> {
    let query = uri.query().filter(|_| uri.path() == app::connect::PATH)?;
    let mut params = Params::read(query.as_bytes(), &["redirect_uri"]).ok()?;
    let sent = params.take("redirect_uri")?;
    let redirect = Redirect::parse(&sent, &config.connect_redirects)?;
    Some(format!(" {}", redirect.policy_source()))
}
