//! Moving between the cells of the grid by keyboard, as in a spreadsheet.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use super::DAYS;

/// Where a cell is: its row's key and its day.
pub type Place = (String, usize);

/// A step from one cell to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The day before.
    Left,
    /// The day after.
    Right,
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// The row's first day.
    RowStart,
    /// The row's last day.
    RowEnd,
    /// The first cell of all.
    First,
    /// The last one.
    Last,
    /// The next cell, in the next row after the last day.
    Next,
    /// The one before, in the row before the first day.
    Previous,
    /// The cell itself.
    Stay,
}

impl Step {
    /// What a key means on a cell that is not being typed into.
    #[must_use]
    pub fn of_key(key: &str, ctrl: bool) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "Home" if ctrl => Self::First,
            "End" if ctrl => Self::Last,
            "Home" => Self::RowStart,
            "End" => Self::RowEnd,
            _ => return None,
        })
    }

    /// Where it leads from `row` and `day` in a grid of so many rows; the grid's edges hold.
    #[must_use]
    pub fn go(self, row: usize, day: usize, rows: usize) -> (usize, usize) {
        let (bottom, end) = (rows.saturating_sub(1), DAYS - 1);
        match self {
            Self::Left => (row, day.saturating_sub(1)),
            Self::Right => (row, (day + 1).min(end)),
            Self::Up => (row.saturating_sub(1), day),
            Self::Down => ((row + 1).min(bottom), day),
            Self::RowStart => (row, 0),
            Self::RowEnd => (row, end),
            Self::First => (0, 0),
            Self::Last => (bottom, end),
            Self::Next if day < end => (row, day + 1),
            Self::Next if row < bottom => (row + 1, 0),
            Self::Previous if day > 0 => (row, day - 1),
            Self::Previous if row > 0 => (row - 1, end),
            Self::Next | Self::Previous | Self::Stay => (row, day),
        }
    }
}

/// The id of what can be focused in a cell.
#[must_use]
pub fn cell_id(row: &str, day: usize) -> String {
    format!("cell-{row}-{day}")
}

/// Puts the focus into a cell, once it stands there.
pub fn focus_cell((row, day): &Place) {
    let id = cell_id(row, *day);
    request_animation_frame(move || {
        let found = document()
            .get_element_by_id(&id)
            .and_then(|found: Element| found.dyn_into::<HtmlElement>().ok());
        if let Some(cell) = found {
            let _ = cell.focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_hold() {
        for (step, from, to) in [
            (Step::Left, (1, 0), (1, 0)),
            (Step::Left, (1, 3), (1, 2)),
            (Step::Right, (1, 6), (1, 6)),
            (Step::Right, (1, 5), (1, 6)),
            (Step::Up, (0, 4), (0, 4)),
            (Step::Up, (2, 4), (1, 4)),
            (Step::Down, (2, 4), (2, 4)),
            (Step::Down, (0, 4), (1, 4)),
            (Step::RowStart, (2, 4), (2, 0)),
            (Step::RowEnd, (2, 4), (2, 6)),
            (Step::First, (2, 4), (0, 0)),
            (Step::Last, (0, 4), (2, 6)),
            (Step::Next, (0, 6), (1, 0)),
            (Step::Next, (2, 6), (2, 6)),
            (Step::Next, (2, 5), (2, 6)),
            (Step::Previous, (1, 0), (0, 6)),
            (Step::Previous, (0, 0), (0, 0)),
            (Step::Previous, (0, 1), (0, 0)),
            (Step::Stay, (1, 1), (1, 1)),
        ] {
            assert_eq!(step.go(from.0, from.1, 3), to, "{step:?} {from:?}");
        }
        assert_eq!(Step::Down.go(0, 0, 0), (0, 0));
    }

    #[test]
    fn keys_that_move() {
        assert_eq!(Step::of_key("Home", false), Some(Step::RowStart));
        assert_eq!(Step::of_key("Home", true), Some(Step::First));
        assert_eq!(Step::of_key("End", true), Some(Step::Last));
        assert_eq!(Step::of_key("Tab", false), None);
        assert_eq!(Step::of_key("7", false), None);
    }
}
