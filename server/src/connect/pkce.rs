//! PKCE (RFC 7636): whoever comes for the token is who asked for the code.

use sha2::{Digest, Sha256};

/// Characters of base64url, by their value.
const BASE64URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Characters of a SHA-256 in base64url.
const CHALLENGE_CHARS: usize = 43;
/// Characters of a verifier.
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;

/// Whether a text can be a challenge of the method S256.
#[must_use]
pub(super) fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_CHARS && text.bytes().all(|byte| BASE64URL.contains(&byte))
}

/// Whether the challenge was made of this verifier.
#[must_use]
pub(super) fn fits(verifier: &str, challenge: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    VERIFIER_CHARS.contains(&verifier.len())
        && verifier.bytes().all(is_unreserved)
        && base64url(&Sha256::digest(verifier.as_bytes())) == challenge
}

/// Six bits a character, without padding.
fn base64url(bytes: &[u8]) -> String {
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let bits = chunk.iter().enumerate().fold(0_usize, |bits, (at, byte)| {
                bits | (usize::from(*byte) << (16 - 8 * at))
            });
            (0..=chunk.len()).map(move |at| char::from(BASE64URL[(bits >> (18 - 6 * at)) & 63]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn base64url_is_the_one_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xff, 0xef, 0xbf]), "_--_");
    }

    #[test]
    fn only_its_own_verifier_fits() {
        assert!(is_challenge(CHALLENGE));
        assert!(fits(VERIFIER, CHALLENGE));
        for verifier in [
            "",
            &VERIFIER[1..],
            &VERIFIER.replace('d', "e"),
            &VERIFIER.replace('-', "+"),
            &format!("{VERIFIER} "),
            CHALLENGE,
        ] {
            assert!(!fits(verifier, CHALLENGE), "{verifier}");
        }
        let long = "a".repeat(129);
        assert!(!fits(&long, &base64url(&Sha256::digest(long.as_bytes()))));
        for text in [
            "",
            "short",
            &CHALLENGE[1..],
            &format!("{CHALLENGE}="),
            &"+".repeat(43),
        ] {
            assert!(!is_challenge(text), "{text}");
        }
    }
}
