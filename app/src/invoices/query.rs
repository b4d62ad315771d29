//! The list of invoices: which are asked for, and what comes back.

use serde::{Deserialize, Serialize};

use super::PATH;
use super::rules::State;
use crate::clients::ClientRef;
use crate::error::{AppError, FieldErrors};
use crate::values::{Amounts, ClientId, Currency, Date, InvoiceId, parse_day};

/// Invoices of one page.
pub const PAGE_ROWS: usize = 50;

/// Which invoices an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InvoiceQuery {
    /// A state; empty is any.
    #[serde(default)]
    pub state: String,
    /// A client; empty is any.
    #[serde(default)]
    pub client: String,
    /// A month, `2026-11`; empty is any.
    #[serde(default)]
    pub month: String,
}

/// Which invoices are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceFilter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only this client's.
    pub client: Option<ClientId>,
    /// Only of this month: `2026-11`.
    pub month: Option<String>,
}

impl InvoiceQuery {
    /// What an address asks for.
    pub fn from_params(params: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| params(name).unwrap_or_default();
        Self {
            state: get("state"),
            client: get("client"),
            month: get("month"),
        }
    }

    /// The address of this list from `after` on.
    #[must_use]
    pub fn path(&self, after: Option<&str>) -> String {
        let pairs = [
            ("state", self.state.as_str()),
            ("client", &self.client),
            ("month", &self.month),
            ("after", after.unwrap_or_default()),
        ];
        let text: Vec<String> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if text.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{}", text.join("&"))
        }
    }

    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at what says nothing.
    pub fn parse(&self) -> Result<InvoiceFilter, AppError> {
        let mut errors = FieldErrors::new();
        let state = match self.state.as_str() {
            "" => None,
            slug => {
                let state = State::from_slug(slug);
                if state.is_none() {
                    errors.push("state", "invalid", "Choose one of the states.");
                }
                state
            }
        };
        let client = match self.client.as_str() {
            "" => None,
            id => errors.take("client", id.parse()),
        };
        let month = match self.month.as_str() {
            "" => None,
            month => errors
                .take("month", parse_day(&format!("{month}-01")))
                .map(|_| month.to_owned()),
        };
        errors.finish(Some(InvoiceFilter {
            state,
            client,
            month,
        }))
    }
}

/// An invoice as its list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Its id.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// How it stands.
    pub state: State,
    /// What the client was called.
    pub client_name: String,
    /// The day it was drafted.
    pub issue_date: Date,
    /// The day it is to be paid by.
    pub due_date: Option<Date>,
    /// What its total is in.
    pub currency: Currency,
    /// What it comes to.
    pub total_cents: i64,
    /// What credit notes have taken back of it.
    pub credited_cents: i64,
}

/// What the invoices of a month come to that stand alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTotal {
    /// The month: `2026-11`.
    pub month: String,
    /// How they stand.
    pub state: State,
    /// How many there are.
    pub count: i64,
    /// What they come to.
    pub amounts: Amounts,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePage {
    /// The invoices, newest first.
    pub rows: Vec<InvoiceRow>,
    /// Where the next page begins.
    pub older: Option<String>,
    /// What there is by month and state, whatever state is asked for; newest month first.
    pub totals: Vec<InvoiceTotal>,
    /// Clients to choose from.
    pub clients: Vec<ClientRef>,
    /// Today where the reader is.
    pub today: Date,
}

impl InvoicePage {
    /// What all invoices in this state come to, and how many there are.
    #[must_use]
    pub fn total(&self, state: State) -> (i64, Amounts) {
        let mut count = 0;
        let mut amounts = Amounts::new();
        for total in self.totals.iter().filter(|total| total.state == state) {
            count += total.count;
            amounts.merge(&total.amounts);
        }
        (count, amounts)
    }

    /// What a month's invoices come to that stand for money: in `state`, or in any but void. What credit notes took
    /// back of them is off already.
    #[must_use]
    pub fn month(&self, month: &str, state: Option<State>) -> Amounts {
        let mut amounts = Amounts::new();
        for total in &self.totals {
            let counts = state.map_or(
                // What a credit note takes back is taken off its invoice.
                !matches!(total.state, State::Void | State::CreditNote),
                |state| total.state == state,
            );
            if total.month == month && counts {
                amounts.merge(&total.amounts);
            }
        }
        amounts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back_as_they_went() {
        for (query, path) in [
            (InvoiceQuery::default(), "/invoices"),
            (
                InvoiceQuery {
                    state: "overdue".into(),
                    month: "2026-11".into(),
                    ..InvoiceQuery::default()
                },
                "/invoices?state=overdue&month=2026-11",
            ),
        ] {
            assert_eq!(query.path(None), path);
            assert!(query.parse().is_ok());
        }
        for (state, client, month) in [
            ("late", "", ""),
            ("", "x", ""),
            ("", "", "2026"),
            ("", "", "2026-13"),
        ] {
            let query = InvoiceQuery {
                state: state.into(),
                client: client.into(),
                month: month.into(),
            };
            assert!(query.parse().is_err(), "{query:?}");
        }
    }

    #[test]
    fn currencies_and_months_stay_apart() {
        let total = |month: &str, state, code: &str, cents| InvoiceTotal {
            month: month.to_owned(),
            state,
            count: 1,
            amounts: [(Currency::parse(code).unwrap(), cents)]
                .into_iter()
                .collect(),
        };
        let page = InvoicePage {
            rows: Vec::new(),
            older: None,
            totals: vec![
                total("2026-11", State::Sent, "EUR", 500),
                total("2026-11", State::Void, "EUR", 700),
                total("2026-11", State::Sent, "USD", 300),
                total("2026-10", State::Sent, "EUR", 100),
            ],
            clients: Vec::new(),
            today: Date::constant(2026, 11, 20),
        };
        assert_eq!(page.month("2026-11", None).format(), "€5.00 + $3.00");
        assert_eq!(page.month("2026-11", Some(State::Void)).format(), "€7.00");
        let (count, amounts) = page.total(State::Sent);
        assert_eq!((count, amounts.format().as_str()), (3, "€6.00 + $3.00"));
    }
}
