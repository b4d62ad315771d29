//! Dates, clock times and durations as other apps write them.

use super::*;
use DateOrder::{DayFirst, MonthFirst, YearFirst};
use jiff::civil::{date, time};
use proptest::prelude::*;

fn detect(dates: &[&str]) -> Option<DateOrder> {
    let mut finder = OrderFinder::default();
    for text in dates {
        finder.see(text);
    }
    finder.found(date(2026, 11, 21))
}

#[test]
fn the_whole_file_decides_the_order() {
    for (dates, order) in [
        (&["2023-10-23", "2023-10-24"][..], Some(YearFirst)),
        (&["2023/1/2"], Some(YearFirst)),
        (&[], Some(YearFirst)),
        (&["nonsense", ""], Some(YearFirst)),
        (&["01/02/2024", "13/02/2024"], Some(DayFirst)),
        (&["01/02/2024", "02/13/2024"], Some(MonthFirst)),
        (&["01.02.2024", "31.12.2023"], Some(DayFirst)),
        (&["1/2/24", "1/31/24"], Some(MonthFirst)),
        // Nothing decides.
        (&["01/02/2024"], None),
        (&["01.02.2024", "03.03.2024"], None),
        (&["01-02-2024"], None),
        // Both give the same days.
        (&["03/03/2024", "04/04/2024"], Some(DayFirst)),
        // Nobody tracks the future.
        (&["12/01/2026"], Some(DayFirst)),
        (&["01/12/2026"], Some(MonthFirst)),
        (&["01/12/2027"], None),
        // A few mistakes do not turn the file round.
        (&["13/02/2024", "14/02/2024", "02/15/2024"], Some(DayFirst)),
    ] {
        assert_eq!(detect(dates), order, "{dates:?}");
    }
    assert_eq!(DateOrder::named("month_first"), Some(MonthFirst));
    assert_eq!(DateOrder::named("sideways"), None);
}

#[test]
fn date_and_time_in_one() {
    let berlin = Zone::named("Europe/Berlin");
    for (text, order, unix) in [
        ("2024-03-04T09:23:52Z", YearFirst, Some(1_709_544_232)),
        ("2024-03-04T10:23:52+01:00", YearFirst, Some(1_709_544_232)),
        ("2024-03-04 10:23:52", YearFirst, Some(1_709_544_232)),
        ("2024-03-04T10:23:52", YearFirst, Some(1_709_544_232)),
        ("03/04/2024 10:23:52 AM", MonthFirst, Some(1_709_544_232)),
        ("04.03.2024, 10:23:52", DayFirst, Some(1_709_544_232)),
        ("2024-03-04", YearFirst, None),
        ("10:23", YearFirst, None),
        ("2024-02-30 10:23", YearFirst, None),
        ("", YearFirst, None),
    ] {
        assert_eq!(parse_moment(text, order, &berlin), unix, "{text}");
    }
    assert_eq!(date_part("23. 10. 2023"), "23. 10. 2023");
    assert_eq!(date_part("10/23/2023 1:05 PM"), "10/23/2023");
}

#[test]
fn minutes() {
    for (text, seconds) in [
        ("98", Some(5880)),
        ("5.56", Some(334)),
        ("139,25", Some(8355)),
        ("0", Some(0)),
        ("1:30", None),
        ("-1", None),
        ("ages", None),
        ("", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(parse_minutes(text), seconds, "{text}");
    }
}

#[test]
fn dates() {
    for (text, order, wanted) in [
        ("2023-10-23", YearFirst, Some(date(2023, 10, 23))),
        ("2023-10-23", MonthFirst, Some(date(2023, 10, 23))),
        ("23.10.2023", DayFirst, Some(date(2023, 10, 23))),
        ("23.10.2023.", DayFirst, Some(date(2023, 10, 23))),
        ("23. 10. 2023", DayFirst, Some(date(2023, 10, 23))),
        ("10/23/2023", MonthFirst, Some(date(2023, 10, 23))),
        (" 1/2/24 ", MonthFirst, Some(date(2024, 1, 2))),
        ("29/02/2024", DayFirst, Some(date(2024, 2, 29))),
        ("29/02/2023", DayFirst, None),
        ("23/10/2023", MonthFirst, None),
        ("23/10/2023", YearFirst, None),
        ("23/10-2023", DayFirst, None),
        ("23/10", DayFirst, None),
        ("2023-10-23T10:00", YearFirst, None),
        ("+2/10/2023", DayFirst, None),
        ("", YearFirst, None),
        ("٢٣/10/2023", DayFirst, None),
    ] {
        assert_eq!(parse_date(text, order), wanted, "{text:?}");
    }
}

#[test]
fn times() {
    for (text, wanted) in [
        ("10:01:07", Some(time(10, 1, 7, 0))),
        ("9:05", Some(time(9, 5, 0, 0))),
        ("10:23:52 AM", Some(time(10, 23, 52, 0))),
        ("12:00:00 am", Some(time(0, 0, 0, 0))),
        ("1:05\u{202f}p.m.", Some(time(13, 5, 0, 0))),
        ("25:00:00", None),
        ("13:00 PM", None),
        ("2023", None),
        ("", None),
    ] {
        assert_eq!(parse_time(text), wanted, "{text:?}");
    }
}

#[test]
fn durations() {
    for (text, span, wanted) in [
        ("02:13:55", None, Some(8035)),
        ("00:00:00", None, Some(0)),
        ("30:00:00", None, Some(108_000)),
        ("2:13", None, Some(7980)),
        ("1.5", None, Some(5400)),
        ("1,25", None, Some(4500)),
        ("1.50 h", None, Some(5400)),
        ("47:06 min", None, Some(2826)),
        ("12 sec", None, Some(12)),
        ("5 min", None, Some(300)),
        ("2", None, Some(7200)),
        ("2", Some(7200), Some(7200)),
        ("90", Some(5400), Some(5400)),
        ("8035", Some(8035), Some(8035)),
        ("8785", None, None),
        ("-1:00", None, None),
        ("-5", None, None),
        ("+5", None, None),
        ("99999999999999999999", None, None),
        ("9223372036854775807", None, None),
        ("soon", None, None),
        ("", None, None),
    ] {
        assert_eq!(parse_seconds(text, span), wanted, "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*|[0-9TZ:/., +-]{0,25}", span: i64) {
        let _ = (parse_seconds(&text, Some(span)), parse_time(&text), parse_minutes(&text));
        let order = detect(&[&text]).unwrap_or(DayFirst);
        let _ = (parse_date(&text, order), parse_moment(&text, order, &Zone::named("Europe/Berlin")));
    }

    #[test]
    fn a_written_day_is_read(days in 0..30_000_i64) {
        let day = app::values::add_days(date(1990, 1, 1), days);
        let (y, m, d) = (day.year(), day.month(), day.day());
        for (text, order) in [
            (format!("{y}-{m:02}-{d:02}"), YearFirst),
            (format!("{d:02}/{m:02}/{y}"), DayFirst),
            (format!("{d}.{m}.{y}"), DayFirst),
            (format!("{m:02}/{d:02}/{y}"), MonthFirst),
        ] {
            prop_assert_eq!(parse_date(&text, order), Some(day));
        }
    }
}
