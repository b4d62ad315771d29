//! What time earned and cost as CSV: its groups as rows, an amount column for each currency. What is not known is empty.

use app::error::AppError;
use app::reports::Dimension;
use app::reports::profit::{ProfitGroup, Profitability};
use app::values::{Currency, WeekStart, format_clock, format_decimal, format_plain};

use super::csv::fresh;
use super::report_csv::{amount_cells, amount_heads, client_of, finish, name_of};

/// The file.
///
/// # Errors
/// Never: it is written in memory.
pub(super) fn profit_csv(report: &Profitability) -> Result<Vec<u8>, AppError> {
    written(report).map_err(|_| AppError::Internal)
}

fn written(report: &Profitability) -> csv::Result<Vec<u8>> {
    let amounts = report.totals.amounts.iter();
    let currencies: Vec<Currency> = amounts.map(|(currency, _)| currency).collect();
    let mut writer = fresh();
    writer.write_record(head(report, &currencies))?;
    for group in &report.groups {
        writer.write_record(row(report, group, &currencies))?;
    }
    finish(writer)
}

fn head(report: &Profitability, currencies: &[Currency]) -> Vec<String> {
    let mut head = vec![report.group_by.label().to_owned()];
    if report.group_by == Dimension::Project {
        head.push("Client".to_owned());
    }
    for word in [
        "Duration",
        "Duration (decimal)",
        "Billable",
        "Billable (decimal)",
    ] {
        head.push(word.to_owned());
    }
    head.extend(amount_heads(currencies));
    let code = report.currency.code();
    for word in ["Cost", "Not billable cost", "Profit"] {
        head.push(format!("{word} {code}"));
    }
    head.push("Margin %".to_owned());
    if report.group_by == Dimension::User {
        head.push("Utilisation %".to_owned());
    }
    head.push("Duration without cost".to_owned());
    head
}

fn row(report: &Profitability, group: &ProfitGroup, currencies: &[Currency]) -> Vec<String> {
    let (by, currency, earnings) = (report.group_by, report.currency, &group.earnings);
    // No grouping of profit is a stretch of time: where weeks begin says nothing here.
    let mut row = vec![name_of(by, &group.key, &group.name, WeekStart::Monday)];
    if by == Dimension::Project {
        row.push(client_of(group.note.as_deref()));
    }
    for seconds in [earnings.seconds, earnings.billable_seconds] {
        row.push(format_clock(seconds));
        row.push(format_decimal(seconds));
    }
    row.extend(amount_cells(&earnings.amounts, currencies));
    row.push(format_plain(earnings.cost_cents, currency));
    row.push(format_plain(earnings.other_cost_cents(), currency));
    let profit = earnings.profit(currency);
    row.push(profit.map_or_else(String::new, |cents| format_plain(cents, currency)));
    row.push(percent(earnings.margin(currency)));
    if by == Dimension::User {
        row.push(percent(group.utilisation));
    }
    row.push(format_clock(earnings.costless_seconds));
    row
}

/// Tenths of a percent as a number of percent.
fn percent(tenths: Option<i64>) -> String {
    let Some(tenths) = tenths else {
        return String::new();
    };
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::reports::GroupKey;
    use app::reports::profit::Earnings;
    use app::values::Colour;

    fn group(name: &str, amounts: &[(&str, i64)], cost_cents: i64) -> ProfitGroup {
        let amounts = amounts.iter();
        ProfitGroup {
            key: GroupKey::Id(name.to_owned()),
            name: name.to_owned(),
            note: Some("Acme".to_owned()),
            colour: Colour::Teal,
            earnings: Earnings {
                seconds: 7200,
                billable_seconds: 3600,
                amounts: amounts
                    .map(|(code, cents)| (Currency::parse(code).unwrap(), *cents))
                    .collect(),
                cost_cents,
                billable_cost_cents: 3500,
                costless_seconds: 60,
            },
            utilisation: Some(1505),
        }
    }

    fn file(by: Dimension, groups: Vec<ProfitGroup>) -> String {
        let mut totals = Earnings::default();
        for group in &groups {
            totals.add(&group.earnings);
        }
        let report = Profitability {
            range: None,
            group_by: by,
            groups,
            totals,
            utilisation: None,
            currency: Currency::USD,
            people: Vec::new(),
        };
        String::from_utf8(profit_csv(&report).unwrap()).unwrap()
    }

    #[test]
    fn what_is_not_known_is_empty() {
        let groups = vec![
            group("=Site", &[("USD", 20_000)], 7000),
            group("Shop", &[("EUR", 5000)], 4500),
            group("Gifts", &[("USD", 100)], 300),
            group("Own", &[], 7000),
        ];
        assert_eq!(
            file(Dimension::Project, groups),
            "Project,Client,Duration,Duration (decimal),Billable,Billable (decimal),Amount EUR,Amount USD,Cost USD,Not billable cost USD,Profit USD,Margin %,Duration without cost\r\n\
             '=Site,Acme,2:00:00,2.00,1:00:00,1.00,0.00,200.00,70.00,35.00,130.00,65.0,0:01:00\r\n\
             Shop,Acme,2:00:00,2.00,1:00:00,1.00,50.00,0.00,45.00,10.00,,,0:01:00\r\n\
             Gifts,Acme,2:00:00,2.00,1:00:00,1.00,0.00,1.00,3.00,-32.00,-2.00,-200.0,0:01:00\r\n\
             Own,Acme,2:00:00,2.00,1:00:00,1.00,0.00,0.00,70.00,35.00,-70.00,,0:01:00\r\n"
        );
        let person = file(
            Dimension::User,
            vec![group("Maya", &[("USD", 20_000)], 7000)],
        );
        assert_eq!(
            person,
            "Person,Duration,Duration (decimal),Billable,Billable (decimal),Amount USD,Cost USD,Not billable cost USD,Profit USD,Margin %,Utilisation %,Duration without cost\r\n\
             Maya,2:00:00,2.00,1:00:00,1.00,200.00,70.00,35.00,130.00,65.0,150.5,0:01:00\r\n"
        );
    }
}
