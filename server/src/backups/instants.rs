//! Instants in a backup: unix seconds here, RFC 3339 in UTC in the file. For serde's `with`.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserializer, Visitor};
use serde::ser::{Error as _, Serializer};

/// Writes an instant.
///
/// # Errors
/// When it lies outside the calendar.
pub fn serialize<S: Serializer>(at: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    let at = Timestamp::from_second(*at).map_err(S::Error::custom)?;
    serializer.collect_str(&at)
}

struct Instant;

impl Visitor<'_> for Instant {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant such as 2026-11-21T09:30:00Z")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<i64, E> {
        match text.parse::<Timestamp>() {
            Ok(at) if at.subsec_nanosecond() == 0 => Ok(at.as_second()),
            _ => Err(E::invalid_value(
                serde::de::Unexpected::Str(text),
                &"an instant in whole seconds such as 2026-11-21T09:30:00Z",
            )),
        }
    }
}

/// Reads an instant with any offset.
///
/// # Errors
/// When it is none, or finer than a second.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_str(Instant)
}

/// The same where there may be none: null, but never left out.
pub mod maybe {
    use super::{Deserializer, Serializer, Timestamp};
    use serde::Deserialize;
    use serde::de::Error;

    /// Writes an instant or null.
    ///
    /// # Errors
    /// When it lies outside the calendar.
    pub fn serialize<S: Serializer>(at: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an instant or null.
    ///
    /// # Errors
    /// When it is neither, or finer than a second.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<i64>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| match text.parse::<Timestamp>() {
            Ok(at) if at.subsec_nanosecond() == 0 => Ok(at.as_second()),
            _ => Err(D::Error::custom(format!(
                "{text:?} is no instant in whole seconds such as 2026-11-21T09:30:00Z"
            ))),
        })
        .transpose()
    }
}
