//! What a workspace has paid for, what each plan brings, and how the payment stands.

use serde::{Deserialize, Serialize};

/// What a workspace has paid for; each plan has what the smaller ones have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// One person; no invoices, exports or API.
    Free,
    /// One person, with invoices and exports.
    SoloPro,
    /// Paid seats.
    Team,
    /// Paid seats; what a self-hosted instance starts with.
    Business,
}

impl Plan {
    /// Every plan, smallest first.
    pub const ALL: [Self; 4] = [Self::Free, Self::SoloPro, Self::Team, Self::Business];

    /// How the database, the API and the configuration spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::SoloPro => "solo_pro",
            Self::Team => "team",
            Self::Business => "business",
        }
    }

    /// The plan spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| plan.slug() == slug)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::SoloPro => "Solo Pro",
            Self::Team => "Team",
            Self::Business => "Business",
        }
    }

    /// What a month costs, in US cents: of the workspace, or of each seat where seats are paid.
    #[must_use]
    pub fn monthly_price_cents(self) -> i64 {
        match self {
            Self::Free => 0,
            Self::SoloPro => 299,
            Self::Team => 499,
            Self::Business => 799,
        }
    }

    /// Whether other people can be in the workspace, each writing one on a paid seat.
    #[must_use]
    pub fn has_seats(self) -> bool {
        self >= Self::Team
    }
}

/// What a workspace has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The plan.
    pub plan: Plan,
    /// Seats that are paid for, where the plan has seats; `None` without a limit, as on an instance that takes no money.
    pub seats: Option<i64>,
}

/// Why people do not fit into a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoRoom {
    /// The plan is for one person.
    OnePerson,
    /// There are fewer seats than people who need one.
    Seats(i64),
}

impl Room {
    /// Whether so many people fit, of whom `seated` take a seat (Owner, Manager, Member).
    ///
    /// # Errors
    /// Why they do not.
    pub fn fits(self, people: i64, seated: i64) -> Result<(), NoRoom> {
        if !self.plan.has_seats() {
            return if people <= 1 {
                Ok(())
            } else {
                Err(NoRoom::OnePerson)
            };
        }
        match self.seats {
            Some(seats) if seated > seats => Err(NoRoom::Seats(seats)),
            _ => Ok(()),
        }
    }
}

/// How a workspace's payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingState {
    /// Paid.
    Active,
    /// A renewal failed; everything works during the grace period.
    PastDue,
    /// The grace period is over: reading and exports only.
    ReadOnly,
}

/// How long everything goes on after a renewal failed: 14 days of 24 hours, in seconds.
pub const GRACE_SECONDS: i64 = 14 * 24 * 3600;

impl BillingState {
    /// How the database and the API spell it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::ReadOnly => "read_only",
        }
    }

    /// The state spelled `slug`, if there is one.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Active, Self::PastDue, Self::ReadOnly]
            .into_iter()
            .find(|state| state.slug() == slug)
    }

    /// The state at an instant: grace that began at `past_due_since` ends by itself. Both in unix seconds.
    #[must_use]
    pub fn at(self, past_due_since: Option<i64>, now: i64) -> Self {
        match (self, past_due_since) {
            (Self::PastDue, Some(since)) if now - since >= GRACE_SECONDS => Self::ReadOnly,
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_for_those_who_write() {
        let room = |plan, seats| Room { plan, seats };
        // room, people, of whom seated, fits
        let table = [
            (room(Plan::Free, None), 1, 1, Ok(())),
            (room(Plan::Free, None), 2, 1, Err(NoRoom::OnePerson)),
            (room(Plan::SoloPro, Some(9)), 2, 2, Err(NoRoom::OnePerson)),
            (room(Plan::Team, Some(5)), 5, 5, Ok(())),
            (room(Plan::Team, Some(5)), 6, 6, Err(NoRoom::Seats(5))),
            (room(Plan::Team, Some(5)), 60, 5, Ok(())),
            (room(Plan::Business, None), 600, 600, Ok(())),
        ];
        for (room, people, seated, fits) in table {
            assert_eq!(
                room.fits(people, seated),
                fits,
                "{room:?} {people} {seated}"
            );
        }
    }

    #[test]
    fn grace_ends_to_the_second() {
        let at = |now| BillingState::PastDue.at(Some(1_000), now);
        assert_eq!(at(1_000), BillingState::PastDue);
        assert_eq!(at(1_000 + GRACE_SECONDS - 1), BillingState::PastDue);
        assert_eq!(at(1_000 + GRACE_SECONDS), BillingState::ReadOnly);
        let paid = BillingState::Active.at(Some(1_000), 1_000 + GRACE_SECONDS);
        assert_eq!(paid, BillingState::Active);
    }
}
