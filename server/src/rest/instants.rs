//! Instants as the API takes and gives them: RFC 3339 with any offset; and days, which are the person's.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::local_time::Zone;

/// An instant in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant(pub(super) i64);

impl FromStr for Instant {
    type Err = NoInstant;

    fn from_str(text: &str) -> Result<Self, NoInstant> {
        // A day alone is none, nor is a time without an offset.
        let instant: Timestamp = text.parse().map_err(|_| NoInstant)?;
        Ok(Self(instant.as_second()))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(&Timestamp::from_second(self.0).unwrap_or_default())
    }
}

/// The text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoInstant;

impl fmt::Display for NoInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Send an instant such as 2026-11-21T09:30:00Z.")
    }
}

/// One end of a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// To the second.
    At(i64),
    /// A day, the whole of it.
    Day(Date),
}

impl FromStr for Edge {
    type Err = NoInstant;

    fn from_str(text: &str) -> Result<Self, NoInstant> {
        let is_day = text.len() == 10;
        match text.parse::<Date>() {
            Ok(day) if is_day && (1900..=9000).contains(&day.year()) => Ok(Self::Day(day)),
            _ => text.parse::<Instant>().map(|Instant(at)| Self::At(at)),
        }
    }
}

impl Edge {
    /// The first second that belongs to what begins here.
    pub(super) fn first(self, zone: &Zone) -> i64 {
        match self {
            Self::At(at) => at,
            Self::Day(day) => zone.start_of(day),
        }
    }

    /// The first second after what ends here.
    pub(super) fn after(self, zone: &Zone) -> i64 {
        match self {
            Self::At(at) => at.saturating_add(1),
            Self::Day(day) => zone.start_of(app::values::add_days(day, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_understood() {
        for text in [
            "2026-11-21T09:30:00Z",
            "2026-11-21T10:30:00+01:00",
            "2026-11-21T09:30:00.9Z",
        ] {
            assert_eq!(text.parse(), Ok(Instant(1_795_253_400)), "{text}");
        }
        for text in ["", "now", "2026-11-21", "2026-11-21T09:30:00", "1795253400"] {
            assert_eq!(text.parse::<Instant>(), Err(NoInstant), "{text}");
        }
    }

    #[test]
    fn days_are_whole_and_local() {
        let berlin = Zone::named("Europe/Berlin");
        let day: Edge = "2026-11-21".parse().unwrap();
        assert_eq!(day.after(&berlin) - day.first(&berlin), 24 * 3600);
        // Clocks go forward.
        let short: Edge = "2026-03-29".parse().unwrap();
        assert_eq!(short.after(&berlin) - short.first(&berlin), 23 * 3600);
        let at: Edge = "2026-11-21T09:30:00Z".parse().unwrap();
        assert_eq!(at.after(&berlin) - at.first(&berlin), 1);
        for text in ["", "yesterday", "2026-11-31", "0001-01-01"] {
            assert!(text.parse::<Edge>().is_err(), "{text}");
        }
    }
}
