//! Stripe's signatures: `t=<seconds>,v1=<hex>` with the HMAC-SHA-256 of `<seconds>.<payload>`, compared in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::billing::provider::EventError;

/// A signature is good for this long, before and after.
pub const TOLERANCE_SECONDS: i64 = 300;

/// Refuses what Stripe did not sign with this secret within the last minutes. While a secret is being replaced there
/// are several signatures, and one that fits is enough.
///
/// # Errors
/// Why it is refused.
pub fn check(payload: &[u8], header: &str, secret: &str, now: i64) -> Result<(), EventError> {
    let parts = || {
        header
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
    };
    let time = parts()
        .find(|(name, _)| *name == "t")
        .map(|(_, time)| time)
        .ok_or(EventError::Signature)?;
    let genuine = parts()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, signature)| bytes(signature))
        .any(|signature| fits(payload, time, secret, &signature));
    if !genuine {
        return Err(EventError::Signature);
    }
    let time: i64 = time.parse().map_err(|_| EventError::Signature)?;
    if now.abs_diff(time) > TOLERANCE_SECONDS.unsigned_abs() {
        return Err(EventError::Stale);
    }
    Ok(())
}

/// The signature of a payload at a time, as Stripe makes it.
#[must_use]
pub fn sign(payload: &[u8], time: i64, secret: &str) -> String {
    let Some(mac) = mac(payload, &time.to_string(), secret) else {
        return String::new();
    };
    let signature = crate::auth::session::hex(&mac.finalize().into_bytes());
    format!("t={time},v1={signature}")
}

fn fits(payload: &[u8], time: &str, secret: &str, signature: &[u8]) -> bool {
    mac(payload, time, secret).is_some_and(|mac| mac.verify_slice(signature).is_ok())
}

fn mac(payload: &[u8], time: &str, secret: &str) -> Option<Hmac<Sha256>> {
    // Keys of any length are taken.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(payload);
    Some(mac)
}

/// The bytes of lower-case or upper-case hexadecimal.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const PAYLOAD: &[u8] = br#"{"id":"evt_1"}"#;
    const AT: i64 = 1_795_168_800;

    fn verdict(header: &str, now: i64) -> Result<(), EventError> {
        check(PAYLOAD, header, SECRET, now)
    }

    /// Computed with `openssl dgst -sha256 -hmac`.
    #[test]
    fn the_signature_is_the_one_others_compute() {
        let header = sign(b"hello", 1, "key");
        assert_eq!(
            header,
            "t=1,v1=9233658ef5e21fe59dba8abb099c978547d7626f87090a6a585c26a2a98a91f8"
        );
    }

    #[test]
    fn tolerance_is_five_minutes_each_way() {
        let header = sign(PAYLOAD, AT, SECRET);
        for (now, answer) in [
            (AT, Ok(())),
            (AT + 300, Ok(())),
            (AT - 300, Ok(())),
            (AT + 301, Err(EventError::Stale)),
            (AT - 301, Err(EventError::Stale)),
        ] {
            assert_eq!(verdict(&header, now), answer, "{now}");
        }
    }

    #[test]
    fn one_of_several_signatures_is_enough() {
        let good = sign(PAYLOAD, AT, SECRET);
        let other = sign(PAYLOAD, AT, "whsec_old");
        let (_, other) = other.split_once(',').unwrap();
        let (time, good) = good.split_once(',').unwrap();
        assert_eq!(verdict(&format!("{time},{other},{good}"), AT), Ok(()));
        assert_eq!(verdict(&format!("{time},v0=abc, {good}"), AT), Ok(()));
        assert_eq!(
            verdict(&format!("{time},{other}"), AT),
            Err(EventError::Signature)
        );
    }

    #[test]
    fn whatever_is_changed_is_refused() {
        let good = sign(PAYLOAD, AT, SECRET);
        let later = good.replace(&AT.to_string(), &(AT + 1).to_string());
        let cut = good.get(..good.len() - 2).unwrap();
        for header in ["", "t=1", "v1=00", "nonsense", "t=,v1=", &later, cut] {
            assert_eq!(verdict(header, AT), Err(EventError::Signature), "{header}");
        }
        assert_eq!(check(b"{}", &good, SECRET, AT), Err(EventError::Signature));
        assert_eq!(
            check(PAYLOAD, &good, "whsec_other", AT),
            Err(EventError::Signature)
        );
    }
}
