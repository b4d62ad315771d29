//! Time-based codes (RFC 6238): SHA-1, 6 digits, 30 seconds, the step before and after accepted too.

use app::error::AppError;
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::clock::Random;

/// A seed's length: that of a SHA-1 hash, as RFC 4226 recommends.
const SEED_BYTES: usize = 20;
const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;
/// Steps before and after the current one whose codes are accepted.
const SKEW: u16 = 1;
/// How an authenticator app names the account's home.
const ISSUER: &str = "Timether";

/// A new seed.
#[must_use]
pub fn new_seed(random: &dyn Random) -> Zeroizing<Vec<u8>> {
    let mut seed = Zeroizing::new(vec![0; SEED_BYTES]);
    random.fill(&mut seed);
    seed
}

fn totp(seed: &[u8], account: &str) -> Result<Totp, AppError> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS)
        .with_secret(Secret::from(seed.to_vec()))
        // A colon separates issuer and account.
        .with_account_name(account.replace(':', ""))
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|error| {
            tracing::error!(%error, "a seed cannot be used");
            AppError::Internal
        })
}

/// The time step whose code this is, if it is one that is accepted at `now` (unix seconds).
///
/// # Errors
/// `AppError::Internal` if the seed is none.
pub fn matching_step(seed: &[u8], code: &str, now: i64) -> Result<Option<i64>, AppError> {
    if code.len() != usize::from(DIGITS) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let now = u64::try_from(now).map_err(|_| AppError::Internal)?;
    let step = totp(seed, "")?.check(code, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The seed as people type it and as an app reads it from a QR code (`otpauth://…`).
#[derive(Clone)]
pub struct SeedToShow {
    /// Base32 without padding.
    pub secret: String,
    /// What the QR code says.
    pub address: String,
}

/// What is shown of a seed that is not in use yet.
///
/// # Errors
/// `AppError::Internal` if the seed is none.
pub fn seed_to_show(seed: &[u8], email: &str) -> Result<SeedToShow, AppError> {
    let totp = totp(seed, email)?;
    let address = totp.to_url().map_err(|error| {
        tracing::error!(%error, "a seed cannot be shown");
        AppError::Internal
    })?;
    Ok(SeedToShow {
        secret: totp.secret().to_base32(),
        address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six digits.
        for (now, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(matching_step(SEED, code, now).unwrap(), Some(now / 30));
        }
    }

    #[test]
    fn one_step_before_and_after_is_accepted_and_no_more() {
        let now = 1_111_111_109;
        for (shift, accepted) in [(-60, false), (-30, true), (30, true), (60, false)] {
            let step = matching_step(SEED, "081804", now + shift).unwrap();
            assert_eq!(step.is_some(), accepted, "{shift}");
        }
    }

    #[test]
    fn what_is_no_code_is_no_error() {
        for code in [
            "",
            "1",
            "12345",
            "1234567",
            "12345a",
            "１２３４５６",
            "-12345",
            "+12345",
        ] {
            assert_eq!(matching_step(SEED, code, 59).unwrap(), None, "{code}");
        }
    }

    #[test]
    fn an_app_reads_who_it_is_for() {
        let shown = seed_to_show(SEED, "maya@example.com").unwrap();
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(
            shown.address.starts_with("otpauth://totp/Timether:maya"),
            "{}",
            shown.address
        );
        assert!(
            shown.address.contains("issuer=Timether"),
            "{}",
            shown.address
        );
    }
}
