//! What an invitation and a member's form may say, and the words for what stands in the way.

use super::{InvitationForm, MemberForm, MemberTerms, SeatUse};
use crate::access::{NoRoom, Role};
use crate::accounts::rules::parse_email;
use crate::error::{AppError, Conflict, FieldErrors};
use crate::rates::rules::RateReach;
use crate::values::{Currency, parse_money};

/// The most hours a week has.
const HOURS_MAX: i64 = 168;
const HOUR: i64 = 3600;
/// How long an invitation's link works: 14 days of 24 hours, in seconds.
pub const INVITATION_SECONDS: i64 = 14 * 24 * 3600;

/// What people can be invited as and made into: everything but the owner.
pub const GIVEN_ROLES: [Role; 3] = [Role::Manager, Role::Member, Role::Viewer];

/// An invitation that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
}

/// What a member's form changes; `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberChange {
    /// The role.
    pub role: Option<Role>,
    /// Seconds a week, or none.
    pub capacity: Option<Option<i64>>,
    /// Minor units an hour, or none.
    pub cost: Option<Option<i64>>,
    /// Minor units an hour, or none.
    pub rate: Option<Option<i64>>,
    /// Which saved entries a new rate is for.
    pub reach: RateReach,
}

impl MemberChange {
    /// Whether it says anything about capacity, cost or rate.
    #[must_use]
    pub fn has_terms(&self) -> bool {
        self.capacity.is_some() || self.cost.is_some() || self.rate.is_some()
    }

    /// The terms after it.
    #[must_use]
    pub fn terms(&self, before: MemberTerms) -> MemberTerms {
        MemberTerms {
            weekly_capacity_seconds: self.capacity.unwrap_or(before.weekly_capacity_seconds),
            internal_cost_cents: self.cost.unwrap_or(before.internal_cost_cents),
            hourly_rate_cents: self.rate.unwrap_or(before.hourly_rate_cents),
        }
    }
}

fn parse_role(text: &str) -> Result<Role, &'static str> {
    Role::from_slug(text.trim())
        .filter(|role| GIVEN_ROLES.contains(role))
        .ok_or("Choose Manager, Member or Viewer.")
}

/// The invitation, if both fields are in order.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_invitation(form: &InvitationForm) -> Result<NewInvitation, AppError> {
    let mut errors = FieldErrors::new();
    let email = parse_email(&form.email).map_err(|words| match form.email.trim() {
        "" => "Enter the e-mail address of the person you invite.",
        _ => words,
    });
    let email = errors.take("email", email);
    let role = errors.take("role", parse_role(&form.role));
    let new = email
        .zip(role)
        .map(|(email, role)| NewInvitation { email, role });
    errors.finish(new)
}

/// What a member's form changes, if every field is in order.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_member(form: &MemberForm, currency: Currency) -> Result<MemberChange, AppError> {
    let mut errors = FieldErrors::new();
    let role = match form.role.as_str() {
        "" => None,
        text => errors.take("role", parse_role(text)),
    };
    let says = |text: &str| form.terms || !text.trim().is_empty();
    let capacity = says(&form.weekly_capacity)
        .then(|| errors.take("weekly_capacity", parse_capacity(&form.weekly_capacity)))
        .flatten();
    let amount = |text: &str| match text.trim() {
        "" => Ok(None),
        text => parse_money(text, currency).map(Some),
    };
    let cost = says(&form.internal_cost)
        .then(|| errors.take("internal_cost", amount(&form.internal_cost)))
        .flatten();
    let rate = form
        .hourly_rate
        .as_deref()
        .and_then(|text| errors.take("hourly_rate", amount(text)));
    let change = errors.finish(Some(MemberChange {
        role,
        capacity,
        cost,
        rate,
        reach: RateReach::FromNow,
    }))?;
    let reach = RateReach::read(&form.rate_reach, &form.rate_since)?;
    Ok(MemberChange { reach, ..change })
}

/// Hours a week as people type them, in seconds: `40`, `37.5`, `37,5 h`; nothing is none.
///
/// # Errors
/// A sentence that says what to do.
pub fn parse_capacity(text: &str) -> Result<Option<i64>, &'static str> {
    const WORDS: &str = "Enter hours from 0 to 168, such as 37.5.";
    let text = text.trim();
    let text = text.strip_suffix(['h', 'H']).unwrap_or(text).trim_end();
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 3 {
        return Err(WORDS);
    }
    if decimals.len() > 2 {
        return Err("Enter hours with at most two decimals, such as 37.25.");
    }
    let hours: i64 = whole.parse().map_err(|_| WORDS)?;
    let hundredths: i64 = format!("{decimals:0<2}").parse().map_err(|_| WORDS)?;
    let seconds = hours * HOUR + hundredths * HOUR / 100;
    if seconds > HOURS_MAX * HOUR {
        return Err(WORDS);
    }
    Ok(Some(seconds))
}

/// Seconds as hours to type: `37.5`.
#[must_use]
pub fn format_capacity(seconds: i64) -> String {
    let hundredths = (seconds * 100 + HOUR / 2) / HOUR;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many seats are taken, in words.
#[must_use]
pub fn seats_in_words(seats: SeatUse) -> String {
    let SeatUse { used, room } = seats;
    match room.seats {
        _ if !room.plan.has_seats() => format!("{} plan: one person", room.plan.name()),
        Some(1) => format!("{used} of 1 seat"),
        Some(seats) => format!("{used} of {seats} seats"),
        None if used == 1 => "1 seat in use".to_owned(),
        None => format!("{used} seats in use"),
    }
}

/// There is no room for what was asked.
#[must_use]
pub fn no_room(reason: NoRoom) -> AppError {
    let words = match reason {
        NoRoom::OnePerson => "This workspace’s plan is for one person. Its owner can choose a plan with seats under Billing.".to_owned(),
        NoRoom::Seats(seats) => format!(
            "Every seat is taken, and there are {seats}. The owner can add seats under Billing; or make somebody a Viewer first."
        ),
    };
    AppError::conflict(Conflict::SeatsExhausted, words)
}

/// Whoever is invited belongs to the workspace.
#[must_use]
pub fn already_member(name: &str) -> AppError {
    AppError::field(
        "email",
        "member",
        format!("{name} is a member of this workspace already."),
    )
}

/// What is said of an invitation that is unknown, used, replaced, cancelled or too old: never which of these.
#[must_use]
pub fn worthless() -> AppError {
    AppError::field(
        "token",
        "invalid",
        "This invitation is no longer valid: it was used, cancelled, replaced by a newer one, or is older than 14 days. Ask for another.",
    )
}

/// Somebody else was invited.
#[must_use]
pub fn for_another(email: &str) -> AppError {
    AppError::field(
        "token",
        "other_address",
        format!("This invitation is for {email}. Sign in with that address to accept it."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Plan, Room};
    use proptest::prelude::*;

    #[test]
    fn people_write_hours_in_many_ways() {
        for (text, seconds) in [
            ("", None),
            (" ", None),
            ("0", Some(0)),
            ("40", Some(144_000)),
            ("37.5", Some(135_000)),
            ("37,5 h", Some(135_000)),
            ("37.25h", Some(134_100)),
            ("0.01", Some(36)),
            ("168", Some(604_800)),
            ("168.00", Some(604_800)),
        ] {
            assert_eq!(parse_capacity(text), Ok(seconds), "{text}");
        }
        for text in [
            "168.01",
            "169",
            "-1",
            "1e2",
            "forty",
            "1.234",
            ".5",
            "5.",
            "1.2.3",
            "99999999999",
            "٤",
        ] {
            assert!(parse_capacity(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nobody_is_made_owner_by_a_form() {
        for (role, given) in [
            ("manager", Some(Role::Manager)),
            ("member", Some(Role::Member)),
            (" viewer ", Some(Role::Viewer)),
            ("owner", None),
            ("Member", None),
            ("", None),
        ] {
            let form = InvitationForm {
                email: "ben@example.com".into(),
                role: role.into(),
            };
            assert_eq!(parse_invitation(&form).ok().map(|new| new.role), given);
        }
    }

    #[test]
    fn what_a_form_leaves_out_stays() {
        let before = MemberTerms {
            weekly_capacity_seconds: Some(3600),
            internal_cost_cents: Some(3500),
            hourly_rate_cents: Some(8000),
        };
        let usd = Currency::USD;
        let nothing = parse_member(&MemberForm::default(), usd).unwrap();
        assert!(!nothing.has_terms() && nothing.role.is_none());
        assert_eq!(nothing.terms(before), before);
        let form = MemberForm {
            terms: true,
            internal_cost: "$45".into(),
            ..MemberForm::default()
        };
        let after = parse_member(&form, usd).unwrap().terms(before);
        assert_eq!(after.weekly_capacity_seconds, None);
        assert_eq!(after.internal_cost_cents, Some(4500));
        assert_eq!(after.hourly_rate_cents, before.hourly_rate_cents);
        for (sent, rate) in [("", None), (" 90 ", Some(9000)), ("0", Some(0))] {
            let form = MemberForm {
                hourly_rate: Some(sent.into()),
                ..MemberForm::default()
            };
            let change = parse_member(&form, usd).unwrap();
            assert!(change.has_terms());
            assert_eq!(change.terms(before).hourly_rate_cents, rate, "{sent}");
        }
        let alone = MemberForm {
            weekly_capacity: "40".into(),
            ..MemberForm::default()
        };
        let after = parse_member(&alone, usd).unwrap().terms(before);
        assert_eq!(after.weekly_capacity_seconds, Some(144_000));
        assert_eq!(after.internal_cost_cents, before.internal_cost_cents);
        let form = MemberForm {
            role: "owner".into(),
            weekly_capacity: "169".into(),
            internal_cost: "-1".into(),
            hourly_rate: Some("much".into()),
            ..MemberForm::default()
        };
        let Err(AppError::Invalid(errors)) = parse_member(&form, usd) else {
            panic!("refused");
        };
        assert_eq!(errors.len(), 4);
    }

    #[test]
    fn seats_are_said_in_words() {
        let words = |used, plan, seats| {
            seats_in_words(SeatUse {
                used,
                room: Room { plan, seats },
            })
        };
        assert_eq!(words(4, Plan::Team, Some(5)), "4 of 5 seats");
        assert_eq!(words(1, Plan::Team, Some(1)), "1 of 1 seat");
        assert_eq!(words(7, Plan::Business, None), "7 seats in use");
        assert_eq!(words(1, Plan::Free, None), "Free plan: one person");
    }

    proptest! {
        #[test]
        fn hours_survive_the_form(hundredths in 0_i64..=16_800) {
            let seconds = hundredths * 36;
            prop_assert_eq!(parse_capacity(&format_capacity(seconds)), Ok(Some(seconds)));
        }
    }
}
