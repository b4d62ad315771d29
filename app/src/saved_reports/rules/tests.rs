//! Parameters read and written, and what a link is refused for.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

fn parse(kind: ReportKind, params: &[(&str, &str)]) -> Result<Params, AppError> {
    let pairs: Vec<(String, String)> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Params::parse(kind, &pairs, date(2026, 11, 20), WeekStart::Monday)
}

fn summary(params: &[(&str, &str)]) -> String {
    parse(ReportKind::Summary, params)
        .unwrap()
        .to_query_string()
}

#[test]
fn parameters_are_written_in_one_way() {
    let project = ("project", ID);
    for (params, written) in [
        (&[][..], "period=this-month".to_owned()),
        (
            &[("saved", "x"), ("save", "1"), ("period", "last-month")],
            "period=last-month".to_owned(),
        ),
        (
            &[("group_by", "tag,day"), project, ("period", "last-month")],
            format!("period=last-month&project={ID}&group_by=tag&then_by=day"),
        ),
        (
            &[
                ("then_by", "day"),
                ("to", "2026-11-30"),
                ("from", "2026-11-01"),
                ("q", "a&b"),
            ],
            "from=2026-11-01&to=2026-11-30&q=a%26b&then_by=day".to_owned(),
        ),
        (
            &[("group_by", "day"), ("then_by", "day")],
            "period=this-month&group_by=day".to_owned(),
        ),
    ] {
        assert_eq!(summary(params), written, "{params:?}");
    }
    for (kind, params, written) in [
        (
            ReportKind::Detailed,
            &[("after", "5_0"), ("size", "50"), ("then_by", "day")][..],
            "period=this-month",
        ),
        (
            ReportKind::Detailed,
            &[("size", "100"), ("group_by", "project,day")],
            "period=this-month&group_by=project&size=100",
        ),
        (
            ReportKind::Weekly,
            &[("group_by", "project"), ("size", "100")],
            "period=this-month",
        ),
        (
            ReportKind::Weekly,
            &[("group_by", "tag"), ("then_by", "day")],
            "period=this-month&group_by=tag",
        ),
        (
            ReportKind::Summary,
            &[("size", "100"), ("then_by", "day")],
            "period=this-month&then_by=day",
        ),
    ] {
        let params = parse(kind, params).unwrap();
        assert_eq!(params.to_query_string(), written, "{kind:?}");
    }
    let profit = parse(
        ReportKind::Profitability,
        &[("group_by", "user"), ("then_by", "day")],
    );
    assert_eq!(
        profit.unwrap().to_query_string(),
        "period=this-month&group_by=user"
    );
}

#[test]
fn what_is_not_understood_is_named() {
    use ReportKind::{Detailed, Profitability, Summary, Weekly};
    for (kind, params, field) in [
        (Summary, [("period", "someday")], "period"),
        (Summary, [("project", "x")], "project"),
        (Summary, [("from", "soon")], "from"),
        (Summary, [("group_by", "shoe")], "group_by"),
        (Summary, [("then_by", "shoe")], "group_by"),
        (Profitability, [("group_by", "day")], "group_by"),
        (Weekly, [("group_by", "day")], "group_by"),
        (Weekly, [("period", "someday")], "period"),
        (Detailed, [("group_by", "shoe")], "group_by"),
        (Detailed, [("size", "7")], "size"),
        (Detailed, [("project", "x")], "project"),
    ] {
        let error = parse(kind, &params).unwrap_err();
        assert!(error.for_field(field).is_some(), "{params:?}: {error:?}");
    }
}

#[test]
fn days_stay_relative() {
    let days = |params: &[(&str, &str)]| parse(ReportKind::Summary, params).unwrap().days();
    let words = |days| days_words(days, Formats::default());
    let last = days(&[("period", "last-month")]);
    assert_eq!(last, SavedDays::Period(Period::LastMonth));
    assert_eq!(words(last), "Last month");
    assert_eq!(words(days(&[])), "This month");
    let (from, to) = (("from", "2026-11-01"), ("to", "2026-11-30"));
    assert_eq!(words(days(&[from, to])), "1 – 30 Nov 2026");
    assert_eq!(words(days(&[from])), "From 1 Nov 2026");
    assert_eq!(words(days(&[to])), "Until 30 Nov 2026");
    assert_eq!(words(days(&[("period", "custom")])), "All time");
    assert_eq!(
        group_by_words(&[Dimension::User, Dimension::Day]),
        "by person and day"
    );
    assert_eq!(group_by_words(&[]), "every entry");
}

#[test]
fn pages_show_what_they_know() {
    use Dimension::{Day, Month, Tag};
    let query = EntryQuery::default();
    let page = |kind, by: &[Dimension], size| Params::of_page(kind, &query, by, size);
    let detailed = page(ReportKind::Detailed, &[Day, Tag], "100");
    assert_eq!(detailed.group_by(), [Day]);
    assert_eq!(
        detailed.page("5_0".into()),
        PageQuery {
            group_by: "day".into(),
            after: "5_0".into(),
            size: "100".into(),
        }
    );
    assert!(page(ReportKind::Detailed, &[], "50").group_by().is_empty());
    let weekly = page(ReportKind::Weekly, &[Month], "");
    assert_eq!(weekly.group_by(), [Dimension::Project]);
    let summary = page(ReportKind::Summary, &[Tag, Day], "100");
    assert_eq!(summary.group_by_slugs(), "tag,day");
    assert_eq!(summary.page(String::new()).size, "");
}

#[test]
fn links_end_today_at_the_earliest_and_passwords_have_a_length() {
    let today = date(2026, 11, 20);
    let form = |expires_on: &str, password: &str| ShareForm {
        expires_on: expires_on.into(),
        password: password.into(),
        ..ShareForm::default()
    };
    let wish = parse_share(&form("", ""), today).unwrap();
    assert!(wish.expires_on.is_none() && wish.password == PasswordWish::Keep);
    assert!(!wish.shows_amounts && !wish.shows_people);
    let wish = parse_share(&form("2026-11-20", "eight ch"), today).unwrap();
    assert_eq!(wish.expires_on, Some(today));
    assert!(wish.password == PasswordWish::Set("eight ch".into()));
    let removed = ShareForm {
        without_password: "true".into(),
        ..form("", "")
    };
    assert!(parse_share(&removed, today).unwrap().password == PasswordWish::Remove);
    for (expires_on, password, field) in [
        ("2026-11-19", "", "expires_on"),
        ("tomorrow", "", "expires_on"),
        ("", "seven c", "password"),
        ("", &*"x".repeat(201), "password"),
    ] {
        let Err(error) = parse_share(&form(expires_on, password), today) else {
            panic!("{expires_on} {password} is refused");
        };
        assert!(error.for_field(field).is_some());
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read_again(
        q in "[a-zä&=% ]{0,20}",
        kind in 0..4_usize,
        by in prop::collection::vec(0..7_usize, 0..3),
        size in prop::sample::select(vec!["", "50", "100", "7"]),
    ) {
        let kind = ReportKind::ALL[kind];
        let mut by: Vec<Dimension> = by.into_iter().map(|at| Dimension::ALL[at]).collect();
        by.dedup();
        if by.is_empty() && kind != ReportKind::Detailed {
            by.push(Dimension::Project);
        }
        if kind == ReportKind::Profitability {
            by = vec![Dimension::Client];
        }
        let query = EntryQuery { q: q.trim().to_owned(), ..EntryQuery::default() };
        let params = Params::of_page(kind, &query, &by, size);
        let text = params.to_query_string();
        let pairs: Vec<(String, String)> = text
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect();
        let again = Params::parse(kind, &pairs, date(2026, 11, 20), WeekStart::Monday).unwrap();
        prop_assert_eq!(again, params);
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        bytes.push(u8::from_str_radix(&rest[at + 1..at + 3], 16).unwrap());
        rest = &rest[at + 3..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap()
}
