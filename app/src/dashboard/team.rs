//! The team's week: each person's hours, against what they have time for where the reader may know.

use leptos::prelude::*;

use super::figures::Meter;
use super::{Team, TeamMember};
use crate::accounts::PersonMark;
use crate::reports::address::PATH as REPORTS;
use crate::ui::{Column, Table};
use crate::values::Formats;
use crate::workspaces::frame::formats;

/// The people, the most time first.
#[component]
pub fn TeamCard(
    /// The team.
    team: Team,
) -> impl IntoView {
    let formats = formats();
    let Team {
        people,
        others,
        sees_capacity,
    } = team;
    let mut columns = vec![Column::text("Person"), Column::number("Time")];
    if sees_capacity {
        columns.push(Column::number("Capacity"));
    }
    let rows = people
        .into_iter()
        .map(|member| view! { <MemberRow member sees_capacity /> })
        .collect_view();
    let report = format!("{REPORTS}?period=this-week&group_by=user");
    let rest = match others {
        0 => "The team in the report".to_owned(),
        1 => "One more in the report".to_owned(),
        others => format!("{} more in the report", count(others, formats)),
    };
    view! {
        <section class="dashboard-card">
            <h2>"Team this week"</h2>
            <Table caption="Team this week" columns>{rows}</Table>
            <p class="dashboard-more"><a href=report>{rest}</a></p>
        </section>
    }
}

fn count(number: usize, formats: Formats) -> String {
    formats.count(i64::try_from(number).unwrap_or(i64::MAX))
}

#[component]
fn MemberRow(member: TeamMember, sees_capacity: bool) -> impl IntoView {
    let formats = formats();
    let TeamMember {
        person,
        seconds,
        capacity_seconds,
    } = member;
    let name = person.name.clone();
    let capacity = capacity_seconds.filter(|capacity| *capacity > 0);
    view! {
        <tr>
            <th scope="row"><span class="dashboard-person"><PersonMark person /><span class="truncate">{name}</span></span></th>
            <td class="num">{formats.hours(seconds)}</td>
            {sees_capacity.then(|| view! {
                <td class="num" data-label="Capacity">
                    {capacity.map_or_else(|| "–".to_owned(), |capacity| formats.hours(capacity))}
                    {capacity.map(|of| view! { <Meter seconds of /> })}
                </td>
            })}
        </tr>
    }
}
