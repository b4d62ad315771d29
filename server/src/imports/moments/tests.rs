//! Dates, clock times and durations as other apps write them.

use super::*;
use DateOrder::{DayFirst, MonthFirst, YearFirst};
use jiff::civil::{date, time};
use proptest::prelude::*;

fn detect(dates: &[&str], american: bool) -> (DateOrder, bool) {
    let hints = Hints {
        american,
        today: date(2026, 11, 21),
    };
    let reading = detect_order(dates.iter().copied(), hints);
    (reading.order, reading.doubt.is_some())
}

#[test]
fn the_whole_file_decides_the_order() {
    for (dates, american, order, doubt) in [
        (&["2023-10-23", "2023-10-24"][..], false, YearFirst, false),
        (&["2023/1/2"], true, YearFirst, false),
        (&[], true, YearFirst, false),
        (&["nonsense", ""], true, YearFirst, false),
        (&["01/02/2024", "13/02/2024"], true, DayFirst, false),
        (&["01/02/2024", "02/13/2024"], false, MonthFirst, false),
        (&["01.02.2024", "31.12.2023"], true, DayFirst, false),
        (&["1/2/24", "1/31/24"], false, MonthFirst, false),
        // Nothing decides: the person's own way.
        (&["01/02/2024"], false, DayFirst, true),
        (&["01/02/2024"], true, MonthFirst, true),
        (&["01.02.2024"], true, DayFirst, true),
        (&["01-02-2024"], true, DayFirst, true),
        // Nobody tracks the future.
        (&["12/01/2026"], true, DayFirst, true),
        (&["01/12/2026"], false, MonthFirst, true),
        // A few mistakes do not turn the file round.
        (
            &["13/02/2024", "14/02/2024", "02/15/2024"],
            true,
            DayFirst,
            false,
        ),
    ] {
        assert_eq!(detect(dates, american), (order, doubt), "{dates:?}");
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
    assert!(has_half("1:05 PM") && has_half("1:05 p.m.") && !has_half("13:05"));
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
    fn no_text_panics(text: String, span: i64, american: bool) {
        let _ = (parse_seconds(&text, Some(span)), parse_time(&text), has_half(&text));
        let hints = Hints { american, today: date(2026, 11, 21) };
        let reading = detect_order([text.as_str()].into_iter(), hints);
        let _ = parse_date(&text, reading.order);
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
