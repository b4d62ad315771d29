//! Amounts and hourly rates in cells, in the currency that the header or the row names.

use app::values::{Currency, parse_money};

use super::cells::short;
use super::csv_file::{CsvFile, Row};
use super::layout::Column;

/// Columns such as `Amount (EUR)`, `Amount ()` and `Amount`: one for each currency; `None` leaves it to the row.
#[derive(Debug, Default)]
pub(super) struct MoneyColumns(Vec<(usize, Option<Currency>)>);

impl MoneyColumns {
    /// All columns of these names, with or without a currency behind.
    pub(super) fn find(file: &CsvFile, names: Column) -> Self {
        let kind = |column: &String| {
            names.iter().find_map(|name| {
                let rest = column.strip_prefix(name)?.trim();
                let code = rest
                    .strip_prefix('(')
                    .and_then(|rest| rest.strip_suffix(')'));
                (rest.is_empty() || code.is_some())
                    .then(|| code.and_then(|code| Currency::parse(code).ok()))
            })
        };
        Self(
            file.names()
                .iter()
                .enumerate()
                .filter_map(|(at, column)| Some((at, kind(column)?)))
                .collect(),
        )
    }

    /// One column whose currency the row names.
    pub(super) fn at(column: Option<usize>) -> Self {
        Self(column.map(|column| (column, None)).into_iter().collect())
    }

    /// Whether the file has none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first one of a row that is more than nothing.
    ///
    /// # Errors
    /// When a cell is no money, in words for the row.
    pub(super) fn read(
        &self,
        row: &Row,
        currency: Currency,
        what: &str,
    ) -> Result<Option<(Currency, i64)>, String> {
        for (column, named) in &self.0 {
            let text = row.cell(Some(*column));
            if text.is_empty() || text == "-" {
                continue;
            }
            let currency = named.unwrap_or(currency);
            let cents = parse_money(text, currency)
                .map_err(|_| format!("The {what} “{}” is no {what} in {currency}.", short(text)))?;
            if cents > 0 {
                return Ok(Some((currency, cents)));
            }
        }
        Ok(None)
    }

    /// The currency, where the header names one alone.
    pub(super) fn only_currency(&self) -> Option<Currency> {
        match self.0.as_slice() {
            [(_, currency)] => *currency,
            _ => None,
        }
    }
}

/// A currency as cells name it: `EUR`, `Euro - EUR`.
pub(super) fn currency_cell(text: &str) -> Option<Currency> {
    Currency::parse(text.rsplit([' ', '-']).next()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_in_cells() {
        for (text, code) in [
            ("EUR", Some("EUR")),
            ("Euro - EUR", Some("EUR")),
            ("United States Dollar - USD", Some("USD")),
            ("", None),
            ("Euro", None),
        ] {
            let found = currency_cell(text).map(|currency| currency.to_string());
            assert_eq!(found.as_deref(), code, "{text}");
        }
    }

    #[test]
    fn columns_of_money() {
        let csv = "Amount (EUR),Amount,Billable Amount (USD),Amount owed,Rate\n1,2,3,4,5\n";
        let file = CsvFile::read(&csv.as_bytes().to_vec().into()).unwrap();
        let found = MoneyColumns::find(&file, &["amount", "billable amount"]);
        assert_eq!(
            found.0.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        assert_eq!(found.only_currency(), None);
        assert!(MoneyColumns::find(&file, &["price"]).is_empty());
    }
}
