//! Which plan and how many seats may be chosen, and the words for why not.

use super::{Provider, RoomForm};
use crate::access::{NoRoom, Plan, Room};
use crate::error::{AppError, FieldErrors};

/// Most seats a workspace can have.
pub const MAX_SEATS: i64 = 10_000;

/// What the form asks for. Seats belong to plans that have them; without a number there is no
/// limit, which only a provider that takes no money can grant.
///
/// # Errors
/// `AppError::Invalid` at `plan` or `seats`.
pub fn parse_room(form: &RoomForm, before: Room, provider: Provider) -> Result<Room, AppError> {
    let mut errors = FieldErrors::new();
    let plan = match form.plan.as_str() {
        "" => Some(before.plan),
        slug => Plan::from_slug(slug),
    };
    let Some(plan) = plan else {
        errors.push("plan", "invalid", "Choose one of the four plans.");
        return errors.finish(None);
    };
    if !plan.has_seats() {
        return Ok(Room { plan, seats: None });
    }
    let seats = match form.seats.trim() {
        "" => Ok(None),
        number => number
            .parse::<i64>()
            .ok()
            .filter(|seats| (1..=MAX_SEATS).contains(seats))
            .map(Some)
            .ok_or(()),
    };
    match seats {
        Ok(None) if provider != Provider::Manual => {
            errors.push("seats", "required", "Say for how many seats you pay.");
            errors.finish(None)
        }
        Ok(seats) => errors.finish(Some(Room { plan, seats })),
        Err(()) => {
            errors.push("seats", "invalid", "Use a whole number from 1 to 10,000.");
            errors.finish(None)
        }
    }
}

/// Refuses a room that is too small for who is here.
///
/// # Errors
/// `AppError::Invalid` at `plan` or `seats`, with how many have to go.
pub fn must_fit(room: Room, people: i64, seated: i64) -> Result<(), AppError> {
    match room.fits(people, seated) {
        Ok(()) => Ok(()),
        Err(NoRoom::OnePerson) => Err(AppError::field(
            "plan",
            "too_many_people",
            format!(
                "The {} plan is for one person, and {people} people are here. Remove {} of them first.",
                room.plan.name(),
                people - 1
            ),
        )),
        Err(NoRoom::Seats(seats)) => {
            let over = seated - seats;
            Err(AppError::field(
                "seats",
                "too_few_seats",
                format!(
                    "{seated} people here take a seat. Choose {seated} seats or more, or remove {over} of them or make {over} of them Viewers first."
                ),
            ))
        }
    }
}

/// Whether there is less in `after`: then people must fit before anything else happens.
#[must_use]
pub fn shrinks(before: Room, after: Room) -> bool {
    let seats = |room: Room| {
        if room.plan.has_seats() {
            room.seats.unwrap_or(i64::MAX)
        } else {
            1
        }
    };
    after.plan < before.plan || seats(after) < seats(before)
}

/// What a month costs, in US cents; `None` where seats have no limit and no price.
#[must_use]
pub fn monthly_cents(room: Room) -> Option<i64> {
    let price = room.plan.monthly_price_cents();
    if room.plan.has_seats() {
        room.seats.map(|seats| price * seats)
    } else {
        Some(price)
    }
}

/// Plan and seats in words: `Team, 5 seats`.
#[must_use]
pub fn room_words(room: Room) -> String {
    let name = room.plan.name();
    if !room.plan.has_seats() {
        return name.to_owned();
    }
    match room.seats {
        None => format!("{name}, seats without a limit"),
        Some(1) => format!("{name}, 1 seat"),
        Some(seats) => format!("{name}, {seats} seats"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(plan: Plan, seats: Option<i64>) -> Room {
        Room { plan, seats }
    }

    fn form(plan: &str, seats: &str) -> RoomForm {
        RoomForm {
            plan: plan.to_owned(),
            seats: seats.to_owned(),
        }
    }

    #[test]
    fn a_wish_is_read() {
        let before = room(Plan::Team, Some(5));
        let table = [
            (form("", "5"), before),
            (form("business", "5"), room(Plan::Business, Some(5))),
            (form("", " 7 "), room(Plan::Team, Some(7))),
            (form("free", "7"), room(Plan::Free, None)),
            (form("solo_pro", ""), room(Plan::SoloPro, None)),
            (form("team", ""), room(Plan::Team, None)),
        ];
        for (form, after) in table {
            assert_eq!(
                parse_room(&form, before, Provider::Manual),
                Ok(after),
                "{form:?}"
            );
        }
    }

    #[test]
    fn nonsense_is_refused_at_its_field() {
        let before = room(Plan::Team, Some(5));
        let table = [
            (form("gold", ""), "plan"),
            (form("Free", ""), "plan"),
            (form("", "0"), "seats"),
            (form("", "-1"), "seats"),
            (form("", "10001"), "seats"),
            (form("", "1.5"), "seats"),
            (form("", "many"), "seats"),
        ];
        for (form, field) in table {
            let error = parse_room(&form, before, Provider::Manual).unwrap_err();
            assert!(error.for_field(field).is_some(), "{form:?}");
        }
    }

    #[test]
    fn who_takes_money_wants_a_number() {
        let before = room(Plan::Free, None);
        for seats in ["", " "] {
            let wish = form("team", seats);
            let error = parse_room(&wish, before, Provider::Stripe).unwrap_err();
            assert!(error.for_field("seats").is_some());
        }
        assert_eq!(
            parse_room(&form("team", "3"), before, Provider::Stripe),
            Ok(room(Plan::Team, Some(3)))
        );
    }

    #[test]
    fn a_refusal_says_how_many_have_to_go() {
        let error = must_fit(room(Plan::Free, None), 4, 3).unwrap_err();
        assert_eq!(
            error.for_field("plan").as_deref(),
            Some("The Free plan is for one person, and 4 people are here. Remove 3 of them first.")
        );
        let error = must_fit(room(Plan::Team, Some(5)), 9, 7).unwrap_err();
        let words = error.for_field("seats").unwrap();
        assert!(words.contains("make 2 of them Viewers"), "{words}");
        assert_eq!(must_fit(room(Plan::Team, Some(7)), 9, 7), Ok(()));
    }

    #[test]
    fn less_is_less() {
        let table = [
            (room(Plan::Team, Some(5)), room(Plan::Team, Some(4)), true),
            (room(Plan::Team, None), room(Plan::Team, Some(4)), true),
            (room(Plan::Team, Some(5)), room(Plan::SoloPro, None), true),
            (
                room(Plan::Team, Some(5)),
                room(Plan::Business, Some(4)),
                true,
            ),
            (
                room(Plan::Team, Some(5)),
                room(Plan::Business, Some(5)),
                false,
            ),
            (room(Plan::Team, Some(5)), room(Plan::Team, None), false),
            (room(Plan::Free, None), room(Plan::Team, Some(1)), false),
        ];
        for (before, after, less) in table {
            assert_eq!(shrinks(before, after), less, "{before:?} {after:?}");
        }
    }

    #[test]
    fn seats_are_paid_each() {
        assert_eq!(monthly_cents(room(Plan::Free, None)), Some(0));
        assert_eq!(monthly_cents(room(Plan::SoloPro, None)), Some(299));
        assert_eq!(monthly_cents(room(Plan::Team, Some(5))), Some(2495));
        assert_eq!(monthly_cents(room(Plan::Business, None)), None);
        assert_eq!(room_words(room(Plan::Team, Some(1))), "Team, 1 seat");
    }
}
