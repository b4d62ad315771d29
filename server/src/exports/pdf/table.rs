//! Tables that go on over pages: wrapped cells, a head on every page, and rows that are cut only where one alone is
//! taller than a page.

use super::faces::Len;
use super::sheet::{LINE, MARGIN, RIGHT, Sheet, Style};
use super::text::{shown, wrap};

/// From line to line within a row.
const LEADING: Len = 1150;
/// Above the first line and below the last.
const PAD: Len = 330;
/// The same in tables of many short rows.
const CLOSE: Len = 200;
/// From the top of a line to what its letters stand on.
const ASCENT: Len = 880;
/// Between columns.
const GAP: Len = 900;
/// The side of a project's square, and the way from there to the text.
const SQUARE: Len = 560;
const INDENT: Len = 950;
/// A row of more lines than these may go on over the end of a page, rather than leave half of it empty.
const WHOLE: usize = 8;
/// Of a row that goes on, no fewer lines stand on either page.
const LEAST: usize = 3;
/// How far the ground behind a row reaches out, so that its text stands in line with the others'.
const BLEED: Len = 600;

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// At the left.
    Left,
    /// At the right, for numbers.
    Right,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name.
    pub(super) head: &'static str,
    /// How wide it is, with the gap to the next.
    pub(super) width: Len,
    /// Where its text stands.
    pub(super) align: Align,
}

/// A line of a cell.
#[derive(Clone, Debug)]
pub(super) struct Line {
    text: String,
    style: Style,
    indent: Len,
    square: Option<u32>,
}

/// A cell's lines.
pub(super) type Cell = Vec<Line>;

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// A cell for each column.
    pub(super) cells: Vec<Cell>,
    /// The colour behind it.
    pub(super) ground: Option<u32>,
}

/// Columns across the page.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<Column>,
    pad: Len,
}

impl Table {
    /// Columns of these widths; the one that is 0 wide takes what is left of the page.
    pub(super) fn new(mut columns: Vec<Column>) -> Self {
        let taken: Len = columns.iter().map(|column| column.width).sum();
        for column in &mut columns {
            if column.width == 0 {
                column.width = RIGHT - MARGIN - taken;
            }
        }
        Self { columns, pad: PAD }
    }

    /// With less room between rows, for many of one line each.
    pub(super) fn close(self) -> Self {
        Self { pad: CLOSE, ..self }
    }

    fn inner(&self, column: usize) -> Len {
        self.columns.get(column).map_or(0, |column| {
            let last = matches!(column.align, Align::Right);
            if last {
                column.width
            } else {
                column.width - GAP
            }
        })
    }

    /// Text wrapped to its column.
    pub(super) fn text(&self, sheet: &Sheet, column: usize, text: &str, style: Style) -> Cell {
        self.lines(sheet, column, text, style, None)
    }

    /// Text wrapped to its column, behind a square of this colour.
    pub(super) fn marked(
        &self,
        sheet: &Sheet,
        column: usize,
        text: &str,
        style: Style,
        square: u32,
    ) -> Cell {
        self.lines(sheet, column, text, style, Some(square))
    }

    /// Text wrapped to its column, below what [`Table::marked`] wrote.
    pub(super) fn below(&self, sheet: &Sheet, column: usize, text: &str, style: Style) -> Cell {
        let mut lines = self.lines(sheet, column, text, style, Some(0));
        for line in &mut lines {
            line.square = None;
        }
        lines
    }

    /// Where a column begins.
    pub(super) fn start(&self, column: usize) -> Len {
        let before = self.columns.iter().take(column);
        MARGIN + before.map(|column| column.width).sum::<Len>()
    }

    fn lines(
        &self,
        sheet: &Sheet,
        column: usize,
        text: &str,
        style: Style,
        square: Option<u32>,
    ) -> Cell {
        let face = sheet.faces.of(style.weight);
        let indent = square.map_or(0, |_| INDENT);
        let width = self.inner(column) - indent;
        wrap(&shown(text, face), face, style.size, width)
            .into_iter()
            .enumerate()
            .map(|(at, text)| Line {
                text,
                style,
                indent,
                square: square.filter(|_| at == 0),
            })
            .collect()
    }

    /// The columns' names, and a line below.
    pub(super) fn head(&self, sheet: &mut Sheet) {
        let style = Style::AXIS;
        let y = sheet.y + PAD + ASCENT;
        self.each(|column, x| match column.align {
            Align::Left => sheet.text(x, y, column.head, style),
            Align::Right => sheet.text_to(x + column.width, y, column.head, style),
        });
        sheet.y += PAD + LEADING + PAD;
        sheet.rule(sheet.y);
    }

    fn each(&self, mut visit: impl FnMut(&Column, Len)) {
        let mut x = MARGIN;
        for column in &self.columns {
            visit(column, x);
            x += column.width;
        }
    }

    /// How high the head is.
    pub(super) const fn head_height() -> Len {
        PAD + LEADING + PAD
    }

    /// How high a row is in one piece.
    pub(super) fn height(&self, row: &Row) -> Len {
        self.height_of(Self::line_count(row))
    }

    fn line_count(row: &Row) -> usize {
        row.cells
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or_default()
            .max(1)
    }

    fn height_of(&self, lines: usize) -> Len {
        Len::try_from(lines).unwrap_or(Len::MAX / 4000) * LEADING + 2 * self.pad
    }

    /// Draws a row; `again` begins every page that it turns to.
    pub(super) fn row(&self, sheet: &mut Sheet, row: &Row, again: impl Fn(&mut Sheet)) {
        let count = Self::line_count(row);
        let mut from = 0;
        while from < count {
            let left = count - from;
            let fits = (1..=left)
                .take_while(|lines| self.height_of(*lines) <= sheet.room())
                .last()
                .unwrap_or_default();
            let part = if fits == left {
                fits
            } else if count <= WHOLE {
                0
            } else {
                // Not so many that the next page would begin with the last line alone.
                fits.min(left.saturating_sub(LEAST))
            };
            if part < LEAST.min(left) {
                sheet.turn();
                again(sheet);
                continue;
            }
            self.part(sheet, row, from, from + part);
            from += part;
        }
    }

    /// The lines `from..to` of each cell.
    fn part(&self, sheet: &mut Sheet, row: &Row, from: usize, to: usize) {
        let height = self.height_of(to - from);
        let top = sheet.y;
        if let Some(ground) = row.ground {
            let width = RIGHT - MARGIN + 2 * BLEED;
            sheet.fill(MARGIN - BLEED, top, width, height, ground);
        }
        let mut cells = row.cells.iter();
        self.each(|column, x| {
            let lines = cells.next().map_or(&[][..], Vec::as_slice);
            let mut y = top + self.pad + ASCENT;
            for line in lines.iter().skip(from).take(to - from) {
                if let Some(square) = line.square {
                    sheet.fill(x, y - SQUARE, SQUARE, SQUARE, square);
                }
                match column.align {
                    Align::Left => sheet.text(x + line.indent, y, &line.text, line.style),
                    Align::Right => sheet.text_to(x + column.width, y, &line.text, line.style),
                }
                y += LEADING;
            }
        });
        sheet.y = top + height;
        if row.ground.is_none() {
            sheet.fill(MARGIN, sheet.y - 20, RIGHT - MARGIN, 40, LINE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::faces::Faces;
    use super::super::sheet::{BOTTOM, Mark};
    use super::*;

    fn table() -> Table {
        let column = |head, width, align| Column { head, width, align };
        Table::new(vec![
            column("Name", 0, Align::Left),
            column("Hours", 6000, Align::Right),
        ])
    }

    fn row_of(lines: usize) -> Row {
        let line = |at| Line {
            text: format!("line {at}"),
            style: Style::CELL,
            indent: 0,
            square: None,
        };
        Row {
            cells: vec![(0..lines).map(line).collect(), vec![line(0)]],
            ground: None,
        }
    }

    /// Which lines of the first column stand on which page.
    fn pages(rows: &[usize], start: Len) -> Vec<usize> {
        let faces = Faces::even();
        let mut sheet = Sheet::new(&faces);
        sheet.y = start;
        let table = table();
        for lines in rows {
            table.row(&mut sheet, &row_of(*lines), |sheet| table.head(sheet));
        }
        let pages = sheet.finish("", Style::FOOT);
        let first = |mark: &&Mark| match mark {
            Mark::Text { x, text, y, .. } => {
                assert!(*y < BOTTOM + 5000);
                *x == MARGIN && text.starts_with("line")
            }
            Mark::Fill { .. } | Mark::Picture { .. } => false,
        };
        pages
            .iter()
            .map(|page| page.iter().filter(first).count())
            .collect()
    }

    #[test]
    fn a_row_is_not_cut_unless_taller_than_a_page() {
        // Room for four lines: what does not fit goes to the next page as a whole.
        let four = BOTTOM - table().height_of(4);
        assert_eq!(pages(&[4], four), [4]);
        assert_eq!(pages(&[5], four), [0, 5]);
        assert_eq!(pages(&[1, 1, 1], four), [2, 1]);
        assert_eq!(pages(&[8], four), [0, 8]);
        // Tall: it begins where it stands and goes on, with three lines at least on either page.
        assert_eq!(pages(&[9], four), [4, 5]);
        assert_eq!(pages(&[9], BOTTOM - table().height_of(8)), [6, 3]);
        assert_eq!(pages(&[9], BOTTOM - table().height_of(2)), [0, 9]);
        let tall = pages(&[150], four);
        assert_eq!(
            (tall[0], tall.iter().sum::<usize>(), tall.len()),
            (4, 150, 4)
        );
        // Not even a line is left.
        assert_eq!(pages(&[1], BOTTOM), [0, 1]);
    }

    #[test]
    fn numbers_end_at_the_right_edge() {
        let faces = Faces::even();
        let mut sheet = Sheet::new(&faces);
        let table = table();
        let row = Row {
            cells: vec![
                table.marked(&sheet, 0, "A project", Style::CELL, 1),
                table.text(&sheet, 1, "1:30", Style::CELL),
            ],
            ground: None,
        };
        table.row(&mut sheet, &row, |_| {});
        let page = sheet.finish("", Style::FOOT).remove(0);
        let at = |wanted: &str| {
            page.iter().find_map(|mark| match mark {
                Mark::Text { x, text, .. } if text == wanted => Some(*x),
                _ => None,
            })
        };
        assert_eq!(at("A project"), Some(MARGIN + INDENT));
        assert_eq!(at("1:30"), Some(RIGHT - faces.regular.width("1:30", 850)));
    }

    #[test]
    fn words_stay_in_their_column() {
        let faces = Faces::even();
        let sheet = Sheet::new(&faces);
        let cell = table().text(&sheet, 0, &"W".repeat(400), Style::CELL);
        assert!(cell.len() > 3);
        for line in cell {
            assert!(faces.regular.width(&line.text, 850) <= RIGHT - MARGIN - 6000 - GAP);
        }
    }
}
