//! How a person wants dates, times of day and amounts of money written. Pure, so that server and browser write the same.

use serde::{Deserialize, Serialize};

use super::{
    Amounts, Currency, Date, DateRange, Rounding, Time, format_clock, format_day, format_day_short,
    format_hours, format_money_with, format_time_of_day, parse_time_of_day,
};

macro_rules! choices {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $each:literal])* $choice:ident = $slug:literal, $label:literal;)+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { #[default] $($(#[doc = $each])* #[serde(rename = $slug)] $choice,)+ }

        impl $name {
            /// Every choice, in the order to offer them.
            pub const ALL: &[Self] = &[$(Self::$choice,)+];

            /// How forms and the database spell it.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$choice => $slug,)+ }
            }

            /// An example, which is its name for people.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$choice => $label,)+ }
            }

            /// The choice spelled `slug`, if there is one.
            #[must_use]
            pub fn from_slug(slug: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.slug() == slug)
            }
        }
    };
}

choices! {
    /// How a date is written.
    DateFormat {
        /// Day, month in letters, year.
        DayMonthYear = "day_month_year", "22 Nov 2026";
        /// As the standard has it.
        Iso = "iso", "2026-11-22";
        /// Day first, with slashes.
        DayFirst = "day_first", "22/11/2026";
        /// Day first, with dots.
        Dotted = "dotted", "22.11.2026";
        /// Month first, with slashes.
        MonthFirst = "month_first", "11/22/2026";
    }
}

choices! {
    /// How a time of day is written.
    TimeFormat {
        /// On 24 hours.
        Hours24 = "hours_24", "14:30";
        /// On 12 hours, with the half of the day.
        Hours12 = "hours_12", "2:30 PM";
    }
}

choices! {
    /// How an amount is written.
    NumberFormat {
        /// A comma between thousands, a point before decimals.
        CommaPoint = "comma_point", "1,234.56";
        /// A point between thousands, a comma before decimals.
        PointComma = "point_comma", "1.234,56";
        /// A space between thousands, a comma before decimals.
        SpaceComma = "space_comma", "1\u{a0}234,56";
        /// An apostrophe between thousands, a point before decimals.
        ApostrophePoint = "apostrophe_point", "1'234.56";
    }
}

impl NumberFormat {
    /// A whole number in groups of three digits: `12,000`.
    #[must_use]
    pub fn grouped(self, number: u64) -> String {
        let (between, _) = self.separators();
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(between);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// What stands between thousands, and before decimals.
    #[must_use]
    pub const fn separators(self) -> (char, char) {
        match self {
            Self::CommaPoint => (',', '.'),
            Self::PointComma => ('.', ','),
            // One that does not break: an amount stays on its line.
            Self::SpaceComma => ('\u{a0}', ','),
            Self::ApostrophePoint => ('\'', '.'),
        }
    }
}

/// How one person wants everything written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Formats {
    /// Dates.
    pub date: DateFormat,
    /// Times of day.
    pub time: TimeFormat,
    /// Amounts of money.
    pub number: NumberFormat,
    /// Durations, as the workspace rounds them.
    pub rounding: Rounding,
}

/// An instant as the reader's clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// The time of day.
    pub time: Time,
}

impl Formats {
    /// A date: `22 Nov 2026`.
    #[must_use]
    pub fn day(self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self.date {
            DateFormat::DayMonthYear => format!("{} {year}", format_day_short(date)),
            DateFormat::Iso => date.to_string(),
            DateFormat::DayFirst => format!("{day:02}/{month:02}/{year}"),
            DateFormat::Dotted => format!("{day:02}.{month:02}.{year}"),
            DateFormat::MonthFirst => format!("{month:02}/{day:02}/{year}"),
        }
    }

    /// A date where there is room: `22 November 2026`; the same as [`Formats::day`] where months are numbers.
    #[must_use]
    pub fn day_in_full(self, date: Date) -> String {
        match self.date {
            DateFormat::DayMonthYear => format_day(date),
            _ => self.day(date),
        }
    }

    /// A date of the year that everybody is thinking of: `22 November`, `22/11`, `22.11.`; the standard's is never cut.
    #[must_use]
    pub fn day_of_this_year(self, date: Date) -> String {
        let (month, day) = (date.month(), date.day());
        match self.date {
            DateFormat::DayMonthYear => format_day(date)
                .rsplit_once(' ')
                .map_or_else(String::new, |(day, _)| day.to_owned()),
            DateFormat::Iso => date.to_string(),
            DateFormat::DayFirst => format!("{day:02}/{month:02}"),
            DateFormat::Dotted => format!("{day:02}.{month:02}."),
            DateFormat::MonthFirst => format!("{month:02}/{day:02}"),
        }
    }

    /// A stretch of days: `16 – 22 Nov 2026`, `16.11.2026 – 22.11.2026`; a single day alone.
    #[must_use]
    pub fn range(self, range: DateRange) -> String {
        match self.date {
            DateFormat::DayMonthYear => range.format(),
            _ if range.from == range.to => self.day(range.from),
            _ => format!("{} – {}", self.day(range.from), self.day(range.to)),
        }
    }

    /// A time of day: `14:30` or `2:30 PM`.
    #[must_use]
    pub fn time(self, time: Time) -> String {
        match self.time {
            TimeFormat::Hours24 => format_time_of_day(time),
            TimeFormat::Hours12 => {
                let half = if time.hour() < 12 { "AM" } else { "PM" };
                let hour = match time.hour() % 12 {
                    0 => 12,
                    hour => hour,
                };
                // One that does not break: a time stays on its line.
                format!("{hour}:{:02}\u{a0}{half}", time.minute())
            }
        }
    }

    /// A time of day that a form wrote (`14:30`); other words stay as they are.
    #[must_use]
    pub fn clock(self, text: &str) -> String {
        parse_time_of_day(text).map_or_else(|_| text.to_owned(), |time| self.time(time))
    }

    /// Date and time of day: `22 Nov 2026, 14:30`.
    #[must_use]
    pub fn moment(self, moment: Moment) -> String {
        format!("{}, {}", self.day(moment.day), self.time(moment.time))
    }

    /// A duration to the second, rounded as the workspace wants it: `0:42:17`.
    #[must_use]
    pub fn duration(self, seconds: i64) -> String {
        format_clock(self.rounding.apply(seconds))
    }

    /// A duration in hours and minutes, rounded as the workspace wants it: `31:42`.
    #[must_use]
    pub fn hours(self, seconds: i64) -> String {
        format_hours(self.rounding.apply(seconds))
    }

    /// How many of something there are: `12,000`.
    #[must_use]
    pub fn count(self, count: i64) -> String {
        let sign = if count < 0 { "-" } else { "" };
        format!("{sign}{}", self.number.grouped(count.unsigned_abs()))
    }

    /// An amount in its currency: `$3,140.00`.
    #[must_use]
    pub fn money(self, cents: i64, currency: Currency) -> String {
        format_money_with(cents, currency, self.number)
    }

    /// Amounts in several currencies: `€5.00 + $3,140.00`.
    #[must_use]
    pub fn amounts(self, amounts: &Amounts) -> String {
        amounts.format_with(|cents, currency| self.money(cents, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn dates(date: DateFormat) -> Formats {
        Formats {
            date,
            ..Formats::default()
        }
    }

    #[test]
    fn dates_are_written_as_their_choice_shows() {
        let day = date(2026, 11, 22);
        for format in DateFormat::ALL {
            assert_eq!(dates(*format).day(day), format.label());
        }
        let early = date(2026, 3, 4);
        for (format, full, this_year, range) in [
            (
                DateFormat::DayMonthYear,
                "4 March 2026",
                "4 March",
                "4 Mar – 22 Nov 2026",
            ),
            (
                DateFormat::Iso,
                "2026-03-04",
                "2026-03-04",
                "2026-03-04 – 2026-11-22",
            ),
            (
                DateFormat::DayFirst,
                "04/03/2026",
                "04/03",
                "04/03/2026 – 22/11/2026",
            ),
            (
                DateFormat::Dotted,
                "04.03.2026",
                "04.03.",
                "04.03.2026 – 22.11.2026",
            ),
            (
                DateFormat::MonthFirst,
                "03/04/2026",
                "03/04",
                "03/04/2026 – 11/22/2026",
            ),
        ] {
            let formats = dates(format);
            assert_eq!(formats.day_in_full(early), full);
            assert_eq!(formats.day_of_this_year(early), this_year);
            let both = DateRange::new(early, day).unwrap();
            assert_eq!(formats.range(both), range);
            assert_eq!(formats.range(DateRange::day(day)), format.label());
        }
    }

    #[test]
    fn times_are_written_on_12_and_24_hours() {
        let twelve = Formats {
            time: TimeFormat::Hours12,
            ..Formats::default()
        };
        for (hour, minute, long, short) in [
            (0, 0, "00:00", "12:00 AM"),
            (0, 5, "00:05", "12:05 AM"),
            (9, 5, "09:05", "9:05 AM"),
            (11, 59, "11:59", "11:59 AM"),
            (12, 0, "12:00", "12:00 PM"),
            (14, 30, "14:30", "2:30 PM"),
            (23, 59, "23:59", "11:59 PM"),
        ] {
            let time = time(hour, minute, 7, 0);
            assert_eq!(Formats::default().time(time), long);
            assert_eq!(twelve.time(time).replace('\u{a0}', " "), short);
            assert_eq!(twelve.clock(long), twelve.time(time), "{long}");
        }
        assert_eq!(twelve.clock("–"), "–");
    }

    #[test]
    fn money_is_written_as_its_choice_shows() {
        let [usd, jpy] = ["USD", "JPY"].map(|code| Currency::parse(code).unwrap());
        for (number, dollars, negative, yen) in [
            (
                NumberFormat::CommaPoint,
                "$1,234.56",
                "-$1,234,567.89",
                "¥12,000",
            ),
            (
                NumberFormat::PointComma,
                "$1.234,56",
                "-$1.234.567,89",
                "¥12.000",
            ),
            (
                NumberFormat::SpaceComma,
                "$1\u{a0}234,56",
                "-$1\u{a0}234\u{a0}567,89",
                "¥12\u{a0}000",
            ),
            (
                NumberFormat::ApostrophePoint,
                "$1'234.56",
                "-$1'234'567.89",
                "¥12'000",
            ),
        ] {
            let formats = Formats {
                number,
                ..Formats::default()
            };
            assert_eq!(formats.money(123_456, usd), dollars);
            assert_eq!(dollars, format!("${}", number.label()));
            assert_eq!(formats.money(-123_456_789, usd), negative);
            assert_eq!(formats.money(12_000, jpy), yen);
            let sums: Amounts = [(usd, 123_456), (jpy, 12_000)].into_iter().collect();
            assert_eq!(formats.amounts(&sums), format!("{yen} + {dollars}"));
        }
    }

    #[test]
    fn durations_are_rounded_one_by_one() {
        let formats = Formats {
            rounding: Rounding::from_slug("up_15").unwrap(),
            ..Formats::default()
        };
        assert_eq!(Formats::default().duration(2_537), "0:42:17");
        assert_eq!(formats.duration(2_537), "0:45:00");
        assert_eq!(formats.hours(2 * 2_537), "1:30");
    }

    #[test]
    fn a_moment_is_a_date_and_a_time() {
        let moment = Moment {
            day: date(2026, 11, 22),
            time: time(14, 30, 0, 0),
        };
        assert_eq!(Formats::default().moment(moment), "22 Nov 2026, 14:30");
    }

    #[test]
    fn choices_come_back_as_they_went() {
        let json = serde_json::to_string(&TimeFormat::Hours12).unwrap();
        assert_eq!(json, format!("\"{}\"", TimeFormat::Hours12.slug()));
        for format in DateFormat::ALL {
            assert_eq!(DateFormat::from_slug(format.slug()), Some(*format));
        }
        for format in TimeFormat::ALL {
            assert_eq!(TimeFormat::from_slug(format.slug()), Some(*format));
        }
        for format in NumberFormat::ALL {
            assert_eq!(NumberFormat::from_slug(format.slug()), Some(*format));
        }
        assert_eq!(DateFormat::from_slug("roman"), None);
    }
}
