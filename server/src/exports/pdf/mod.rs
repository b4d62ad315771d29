//! Time entries as a report to send to a client: PDF, A4, with totals, a chart, and every entry.
//!
//! What stands where is worked out in whole hundredths of a point by pure functions; [`render`] and what it is
//! made of alone know the format.

mod chart;
mod entries;
mod faces;
mod file;
mod first_page;
mod fonts;
pub mod groups;
pub mod invoice;
mod picture;
mod render;
mod sheet;
pub mod summary;
mod table;
mod text;
mod totals;
mod words;

use app::error::AppError;
use app::time_entries::query::EntryFilter;
use app::values::{Formats, WeekStart};

use self::render::Writer;
use self::sheet::{Page, Sheet, Style};
use self::text::{cut, shown};
use self::totals::Totals;
pub use self::words::{Beyond, Names};
use super::csv::ExportedEntry;
use crate::local_time::Zone;

/// Everything a report tells.
#[derive(Debug)]
pub struct Report {
    /// The workspace's name: the title.
    pub workspace: String,
    /// What was asked for.
    pub filter: EntryFilter,
    /// What was asked for beyond that.
    pub beyond: Beyond,
    /// What the filter's ids are called.
    pub names: Names,
    /// The entries, oldest first.
    pub entries: Vec<ExportedEntry>,
    /// Whose days and clock times these are.
    pub zone: Zone,
    /// How dates, times and amounts are written.
    pub formats: Formats,
    /// The first day of the reader's week.
    pub week_start: WeekStart,
    /// When the report was made, in unix seconds.
    pub made_at: i64,
}

impl Report {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        let title = format!("{}: time report", self.workspace);
        writer.finish(feet, &title, self.made_at)
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        let totals = Totals::of(&self.entries, &self.zone);
        first_page::draw(&mut sheet, self, &totals);
        if !self.entries.is_empty() {
            entries::draw(&mut sheet, self, &totals);
        }
        if sheet.has_gaps {
            first_page::explain_gaps(&mut sheet);
        }
        let range = words::range(&self.filter, self.formats, totals.range());
        foot(
            sheet,
            &self.workspace,
            &range,
            self.formats,
            &self.zone,
            self.made_at,
        )
    }
}

/// Below every page: whose report it is, of which days, and when it was made. Answers what [`Sheet::finish`] does.
fn foot(
    sheet: Sheet,
    workspace: &str,
    range: &str,
    formats: Formats,
    zone: &Zone,
    made_at: i64,
) -> Vec<Page> {
    let local = zone.local(made_at);
    let moment = app::values::Moment {
        day: local.day,
        time: local.time,
    };
    let rest = format!(" · {range} · made on {}", formats.moment(moment));
    // Of a long name the beginning is enough; days and date stay whole.
    let face = sheet.faces.of(Style::FOOT.weight);
    let room = Sheet::foot_room() - face.width(&rest, Style::FOOT.size);
    let name = cut(&shown(workspace, face), face, Style::FOOT.size, room);
    sheet.finish(&format!("{name}{rest}"), Style::FOOT)
}

#[cfg(test)]
mod tests;
