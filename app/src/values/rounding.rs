//! How a workspace rounds the durations it shows. Each duration is rounded by itself: an entry, and a total after its
//! exact seconds were added up. What is stored, billed and exported stays exact.

use serde::{Deserialize, Serialize};

/// The steps that can be chosen, in minutes.
const STEPS: [u8; 6] = [1, 5, 6, 10, 15, 30];

/// Where a duration between two steps goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Way {
    Up,
    Nearest,
}

/// How shown durations are rounded; not at all by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rounding(Option<(Way, u8)>);

/// The text names no way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of the ways to round.")]
pub struct RoundingError;

impl Rounding {
    /// Every choice, in the order to offer them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let each = |way: Way| STEPS.map(|minutes| Self(Some((way, minutes))));
        std::iter::once(Self(None))
            .chain(each(Way::Nearest))
            .chain(each(Way::Up))
            .collect()
    }

    /// How forms and the database spell it: `none`, `up_15`, `nearest_6`.
    #[must_use]
    pub fn slug(self) -> String {
        match self.0 {
            None => "none".to_owned(),
            Some((Way::Up, minutes)) => format!("up_{minutes}"),
            Some((Way::Nearest, minutes)) => format!("nearest_{minutes}"),
        }
    }

    /// The choice spelled `slug`.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_slug(slug: &str) -> Result<Self, RoundingError> {
        Self::all()
            .into_iter()
            .find(|rounding| rounding.slug() == slug)
            .ok_or(RoundingError)
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> String {
        let words = |minutes: u8| match minutes {
            1 => "minute".to_owned(),
            minutes => format!("{minutes} minutes"),
        };
        match self.0 {
            None => "To the second".to_owned(),
            Some((Way::Up, 1)) => "Up to the full minute".to_owned(),
            Some((Way::Up, minutes)) => format!("Up to the next {}", words(minutes)),
            Some((Way::Nearest, minutes)) => format!("To the nearest {}", words(minutes)),
        }
    }

    /// A duration as it is shown, in seconds; half a step goes up.
    #[must_use]
    pub fn apply(self, seconds: i64) -> i64 {
        let Some((way, minutes)) = self.0 else {
            return seconds;
        };
        let step = i64::from(minutes) * 60;
        let more = match way {
            Way::Up => step - 1,
            Way::Nearest => step / 2,
        };
        seconds.saturating_add(more).div_euclid(step) * step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_by_their_step() {
        for (slug, seconds, shown) in [
            ("none", 3_661, 3_661),
            ("up_1", 1, 60),
            ("up_15", 0, 0),
            ("up_15", 900, 900),
            ("up_15", 901, 1_800),
            ("up_30", 1, 1_800),
            ("nearest_1", 29, 0),
            ("nearest_1", 30, 60),
            ("nearest_6", 539, 360),
            ("nearest_6", 540, 720),
            ("nearest_10", 7_499, 7_200),
            ("up_5", i64::MAX, i64::MAX / 300 * 300),
        ] {
            let rounding = Rounding::from_slug(slug).unwrap();
            assert_eq!(rounding.apply(seconds), shown, "{slug} {seconds}");
        }
    }

    #[test]
    fn choices_come_back_as_they_went() {
        let all = Rounding::all();
        assert_eq!(all.len(), 13);
        assert_eq!(all[0], Rounding::default());
        for rounding in all {
            assert_eq!(Rounding::from_slug(&rounding.slug()), Ok(rounding));
        }
        for slug in ["", "up", "up_7", "down_5"] {
            assert_eq!(Rounding::from_slug(slug), Err(RoundingError), "{slug}");
        }
    }
}
