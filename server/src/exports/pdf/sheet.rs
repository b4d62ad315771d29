//! Sheets of A4: marks on them, from the top down, and a foot with the page's number.

use super::faces::{Faces, Len, Weight};
use super::render::Writer;
use super::text::{MISSING, cut, shown};

/// A4, 210 mm wide.
pub(super) const WIDTH: Len = 59_528;
/// A4, 297 mm high.
pub(super) const HEIGHT: Len = 84_189;
/// Left and right of everything.
pub(super) const MARGIN: Len = 4200;
/// The right edge of everything.
pub(super) const RIGHT: Len = WIDTH - MARGIN;
/// Where a page begins.
pub(super) const TOP: Len = 4800;
/// Where a page ends; the foot is below.
pub(super) const BOTTOM: Len = HEIGHT - 5600;
const FOOT: Len = HEIGHT - 3200;

/// Headings and running text.
pub(super) const INK: u32 = 0x001b_1d22;
/// What explains.
pub(super) const SOFT: u32 = 0x005a_5f69;
/// The product's own colour.
pub(super) const ACCENT: u32 = 0x004f_46c8;
/// Lines between rows.
pub(super) const LINE: u32 = 0x00e1_e0da;
/// The rest of a bar.
pub(super) const FAINT: u32 = 0x00ec_ebe7;
/// Behind headings of days.
pub(super) const GROUND: u32 = 0x00f4_f3f0;

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Type size.
    pub(super) size: Len,
    /// How strong.
    pub(super) weight: Weight,
    /// 0xRRGGBB.
    pub(super) colour: u32,
}

impl Style {
    /// The workspace's name.
    pub(super) const TITLE: Self = Self::strong(2000);
    /// Below it.
    pub(super) const SUBTITLE: Self = Self::regular(1050, SOFT);
    /// What the report is about.
    pub(super) const RANGE: Self = Self::strong(1200);
    /// The great sums.
    pub(super) const FIGURE: Self = Self::strong(1400);
    /// Above a part.
    pub(super) const HEADING: Self = Self::strong(1200);
    /// Cells.
    pub(super) const CELL: Self = Self::regular(850, INK);
    /// Cells that matter.
    pub(super) const SUM: Self = Self::strong(850);
    /// Second lines of cells, labels.
    pub(super) const NOTE: Self = Self::regular(800, SOFT);
    /// Explanations.
    pub(super) const PLAIN: Self = Self::regular(950, INK);
    /// Beside a chart.
    pub(super) const AXIS: Self = Self::regular(700, SOFT);
    /// Below everything.
    pub(super) const FOOT: Self = Self::regular(750, SOFT);

    const fn strong(size: Len) -> Self {
        Self {
            size,
            weight: Weight::Strong,
            colour: INK,
        }
    }

    const fn regular(size: Len, colour: u32) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            colour,
        }
    }
}

/// Something on a page; lengths from its left and top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A line of text that begins at `x`; `y` is what the letters stand on.
    Text {
        x: Len,
        y: Len,
        style: Style,
        text: String,
    },
    /// A filled box.
    Fill {
        x: Len,
        y: Len,
        width: Len,
        height: Len,
        colour: u32,
    },
    /// The picture of the file, this large.
    Picture {
        x: Len,
        y: Len,
        width: Len,
        height: Len,
    },
}

/// A page's marks, what lies below first.
pub(super) type Page = Vec<Mark>;

/// Pages that are filled from the top down.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// The typefaces.
    pub(super) faces: &'a Faces,
    /// How far down the last page is filled.
    pub(super) y: Len,
    /// Whether a character was written as a box.
    pub(super) has_gaps: bool,
    page: Page,
    count: usize,
    done: Done<'a>,
}

/// Where complete pages go.
#[derive(Debug)]
enum Done<'a> {
    /// They are kept, to be looked at.
    #[cfg(test)]
    Kept(Vec<Page>),
    /// They are written, and forgotten.
    Written(&'a mut Writer),
}

impl<'a> Sheet<'a> {
    /// One empty page; pages are written as soon as they are complete.
    pub(super) fn onto(faces: &'a Faces, writer: &'a mut Writer) -> Self {
        Self::with(faces, Done::Written(writer))
    }

    /// One empty page; [`Sheet::finish`] answers all of them.
    #[cfg(test)]
    pub(super) fn new(faces: &'a Faces) -> Self {
        Self::with(faces, Done::Kept(Vec::new()))
    }

    fn with(faces: &'a Faces, done: Done<'a>) -> Self {
        Self {
            faces,
            y: TOP,
            has_gaps: false,
            page: Page::new(),
            count: 1,
            done,
        }
    }

    /// How wide a foot may be, beside the page's number.
    pub(super) const fn foot_room() -> Len {
        RIGHT - MARGIN - 8000
    }

    /// What is left of the page.
    pub(super) const fn room(&self) -> Len {
        BOTTOM - self.y
    }

    /// Goes on with a new page.
    pub(super) fn turn(&mut self) {
        self.complete();
        self.count += 1;
        self.y = TOP;
    }

    fn complete(&mut self) {
        let page = std::mem::take(&mut self.page);
        match &mut self.done {
            #[cfg(test)]
            Done::Kept(pages) => pages.push(page),
            Done::Written(writer) => writer.add(page),
        }
    }

    /// Turns the page if less than this is left of it.
    pub(super) fn need(&mut self, height: Len) {
        if self.room() < height && self.y > TOP {
            self.turn();
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.page.push(mark);
    }

    /// A filled box.
    pub(super) fn fill(&mut self, x: Len, y: Len, width: Len, height: Len, colour: u32) {
        self.mark(Mark::Fill {
            x,
            y,
            width,
            height,
            colour,
        });
    }

    /// The picture that the file was given.
    pub(super) fn picture(&mut self, x: Len, y: Len, width: Len, height: Len) {
        self.mark(Mark::Picture {
            x,
            y,
            width,
            height,
        });
    }

    /// A hair's breadth across the page, at `y`.
    pub(super) fn rule(&mut self, y: Len) {
        self.fill(MARGIN, y - 25, RIGHT - MARGIN, 50, LINE);
    }

    /// A line of text that stands on `y`. Only what [`shown`] let through.
    pub(super) fn text(&mut self, x: Len, y: Len, text: &str, style: Style) {
        self.has_gaps |= text.contains(MISSING);
        self.mark(Mark::Text {
            x,
            y,
            style,
            text: text.to_owned(),
        });
    }

    /// A line of text that ends at `x`.
    pub(super) fn text_to(&mut self, x: Len, y: Len, text: &str, style: Style) {
        let width = self.faces.of(style.weight).width(text, style.size);
        self.text(x - width, y, text, style);
    }

    /// Completes the last page. Answers what was kept of each page, with `foot` and its number.
    pub(super) fn finish(mut self, foot: &str, style: Style) -> Vec<Page> {
        self.complete();
        let face = self.faces.of(style.weight);
        let foot = shown(foot, face);
        let foot = cut(&foot, face, style.size, Self::foot_room());
        let count = self.count;
        let mut pages = match self.done {
            #[cfg(test)]
            Done::Kept(pages) => pages,
            Done::Written(_) => vec![Page::new(); count],
        };
        for (at, page) in pages.iter_mut().enumerate() {
            let number = format!("{} of {count}", at + 1);
            let x = RIGHT - face.width(&number, style.size);
            for (x, text) in [(MARGIN, foot.clone()), (x, number)] {
                let y = FOOT;
                page.push(Mark::Text { x, y, style, text });
            }
        }
        pages
    }
}
