//! Plain charts: stacked bars for a week, with direct labels and the same figures as a table.

use leptos::prelude::*;

/// The drawing's size in its own units; CSS sets the size on the page.
const WIDTH: i64 = 40;
const HEIGHT: i64 = 72;

/// One day of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayBar {
    /// "Mon".
    pub label: String,
    /// "6:58", or "–" for a day without time.
    pub total_label: String,
    /// Drawn heavier.
    pub is_today: bool,
    /// From the bottom up.
    pub parts: Vec<BarPart>,
}

/// One colour within a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarPart {
    /// A colour slug.
    pub colour: String,
    /// What it stands for.
    pub name: String,
    /// Its length.
    pub seconds: i64,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendItem {
    /// A colour slug.
    pub colour: String,
    /// What it stands for.
    pub name: String,
    /// Its total over the week.
    pub total_label: String,
}

/// Where a part is drawn, in the drawing's units from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    y: i64,
    height: i64,
}

/// Seven stacked bars and their legend, as a card.
#[component]
pub fn WeekBars(
    /// The days, first to last.
    days: Vec<DayBar>,
    /// Seconds that fill a bar; 0 or less draws empty bars.
    max: i64,
    /// What the colours mean.
    legend: Vec<LegendItem>,
) -> impl IntoView {
    let rows = days.iter().map(table_row).collect_view();
    let bars = days.into_iter().map(|day| day_bar(day, max)).collect_view();
    let has_legend = !legend.is_empty();
    let legend = legend
        .into_iter()
        .map(|item| {
            view! {
                <li data-colour=item.colour>
                    <i class="dot"></i>
                    <span class="truncate">{item.name}</span>
                    <b>{item.total_label}</b>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="week" aria-label="Tracked per day">
            <div class="week-bars" aria-hidden="true">{bars}</div>
            {has_legend.then(|| view! { <ul class="legend">{legend}</ul> })}
            // A table keeps its own width; what hides it has to be around it.
            <div class="visually-hidden">
                <table>
                    <caption>"Tracked per day"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Day"</th>
                            <th scope="col">"Total"</th>
                            <th scope="col">"Projects"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn day_bar(day: DayBar, max: i64) -> impl IntoView {
    let slots = stack(&day.parts, max);
    let parts = day
        .parts
        .into_iter()
        .zip(slots)
        .filter(|(_, slot)| slot.height > 0)
        .map(|(part, slot)| {
            view! {
                <rect
                    x="0"
                    y=slot.y.to_string()
                    width=WIDTH.to_string()
                    height=slot.height.to_string()
                    data-colour=part.colour
                >
                    <title>{part.name}</title>
                </rect>
            }
        })
        .collect_view();
    view! {
        <div class="day-bar" class:today=day.is_today>
            <b>{day.total_label}</b>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">{parts}</svg>
            <span>{day.label}</span>
        </div>
    }
}

fn table_row(day: &DayBar) -> impl IntoView + use<> {
    let projects: Vec<String> = day
        .parts
        .iter()
        .map(|part| {
            format!(
                "{} {}:{:02}",
                part.name,
                part.seconds / 3600,
                part.seconds % 3600 / 60
            )
        })
        .collect();
    view! {
        <tr>
            <th scope="row">{day.label.clone()}</th>
            <td>{day.total_label.clone()}</td>
            <td>{projects.join(", ")}</td>
        </tr>
    }
}

/// Stacks the parts from the bottom; a part that lasts at all is at least one unit high, and the stack never leaves the
/// drawing.
fn stack(parts: &[BarPart], max: i64) -> Vec<Slot> {
    let mut bottom = HEIGHT;
    parts
        .iter()
        .map(|part| {
            let scaled = if max > 0 && part.seconds > 0 {
                (i128::from(part.seconds) * i128::from(HEIGHT) + i128::from(max) / 2)
                    / i128::from(max)
            } else {
                0
            };
            let wanted = i64::try_from(scaled)
                .unwrap_or(HEIGHT)
                .max(i64::from(part.seconds > 0 && max > 0));
            let height = wanted.min(bottom);
            bottom -= height;
            Slot { y: bottom, height }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(seconds: i64) -> BarPart {
        BarPart {
            colour: "teal".into(),
            name: "Webshop".into(),
            seconds,
        }
    }

    #[test]
    fn parts_stack_from_the_bottom() {
        let slots = stack(&[part(3600), part(1800)], 7200);
        assert_eq!(
            slots,
            [Slot { y: 36, height: 36 }, Slot { y: 18, height: 18 }]
        );
    }

    #[test]
    fn a_short_part_is_still_seen() {
        assert_eq!(stack(&[part(1)], 86_400), [Slot { y: 71, height: 1 }]);
    }

    #[test]
    fn nothing_leaves_the_drawing() {
        let slots = stack(&[part(9000), part(i64::MAX)], 7200);
        assert_eq!(slots, [Slot { y: 0, height: 72 }, Slot { y: 0, height: 0 }]);
    }

    #[test]
    fn an_empty_week_draws_nothing() {
        assert_eq!(stack(&[part(0)], 0), [Slot { y: 72, height: 0 }]);
        assert_eq!(stack(&[part(5)], 0), [Slot { y: 72, height: 0 }]);
    }
}
