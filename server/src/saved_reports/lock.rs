//! A link's password: checked through the one throttle, and remembered for an hour by a cookie of the link's own path.

use app::context::Origin;
use app::error::AppError;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use uuid::Uuid;

use super::shares::{Opened, PATH, attempts_from};
use super::sql::ShareRecord;
use crate::auth::session::hex;
use crate::services::Services;

/// How long a password that was entered is remembered.
const UNLOCKED_SECONDS: i64 = 3600;
/// What the server's key signs cookies for.
const PURPOSE: &str = "report_share_unlocked";
/// Longest password that is looked at, in bytes.
const LONGEST: usize = 1024;

fn cookie_name(https: bool) -> &'static str {
    // `__Host-` would want the path to be the whole server.
    if https {
        "__Secure-timether-shared"
    } else {
        "timether-shared"
    }
}

/// Whether two texts are the same, told in the same time wherever they differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && differing == 0
}

impl Services {
    /// The mark that a password was entered: of this link, this password, until then.
    fn mark(&self, share: Uuid, password_hash: &str, until: i64) -> String {
        let secret = format!("{until}/{password_hash}");
        hex(&self
            .key
            .fingerprint(PURPOSE, share.as_bytes(), secret.as_bytes()))
    }

    /// Whether whoever asks may see what is behind the link.
    pub(super) fn is_unlocked(&self, share: &ShareRecord, headers: &HeaderMap) -> bool {
        let Some(password_hash) = &share.password_hash else {
            return true;
        };
        let name = cookie_name(self.config.is_https());
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .filter_map(|(_, value)| value.split_once('.'))
            .any(|(until, mark)| {
                until.parse().is_ok_and(|until: i64| {
                    until > self.now() && same(mark, &self.mark(share.id, password_hash, until))
                })
            })
    }

    /// Checks a link's password; answers the cookie that remembers it.
    ///
    /// # Errors
    /// `password` when it is wrong; `AppError::Throttled` when it was wrong too often.
    pub(super) async fn unlock_share(
        &self,
        opened: &Opened,
        token: &str,
        password: String,
        origin: &Origin,
    ) -> Result<Option<HeaderValue>, AppError> {
        let share = &opened.share;
        let Some(password_hash) = share.password_hash.clone() else {
            return Ok(None);
        };
        let account = format!("share:{}", share.id);
        let attempt = self
            .begin_attempt(&account, &attempts_from(&origin.address))
            .await?;
        let is_right = password.len() <= LONGEST
            && self
                .hasher
                .verify(password, Some(password_hash.clone()))
                .await?;
        if !is_right {
            let words = "This is not the password of this link. Ask whoever sent it.";
            return Err(AppError::field("password", "wrong", words));
        }
        let mut tx = self.db.write(Uuid::nil()).await?;
        self.succeed_attempt(&mut tx, &attempt).await?;
        tx.commit().await?;
        let https = self.config.is_https();
        let until = self.now() + UNLOCKED_SECONDS;
        let mark = self.mark(share.id, &password_hash, until);
        let secure = if https { "; Secure" } else { "" };
        let name = cookie_name(https);
        let cookie = format!(
            "{name}={until}.{mark}; Path={PATH}{token}; HttpOnly; SameSite=Lax; Max-Age={UNLOCKED_SECONDS}{secure}"
        );
        Ok(HeaderValue::from_str(&cookie).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn only_the_same_is_the_same() {
        for (one, other, is) in [
            ("ab", "ab", true),
            ("ab", "ac", false),
            ("ab", "abc", false),
            ("", "", true),
        ] {
            assert_eq!(same(one, other), is, "{one} {other}");
        }
    }
}
