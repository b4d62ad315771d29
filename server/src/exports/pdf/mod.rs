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
pub mod profit;
mod render;
mod sheet;
mod table;
mod text;
mod totals;
mod words;

use app::access::Actor;
use app::error::AppError;
use app::reports::shown::Shown;
use app::time_entries::query::EntryFilter;
use app::values::{Formats, Moment, WeekStart};

use self::render::Writer;
use self::sheet::{Page, Sheet, Style};
use self::text::{cut, shown};
use self::totals::Totals;
pub use self::words::{Beyond, Names};
use super::csv::ExportedEntry;
use crate::local_time::Zone;

/// What a report's file says of itself.
#[derive(Debug)]
pub struct About {
    /// The title: the workspace's name, or that of a shared report.
    pub title: String,
    /// Below the title: whose report it is, or `None` for what kind of report.
    pub subtitle: Option<String>,
    /// What was asked for.
    pub filter: EntryFilter,
    /// What the filter's ids are called.
    pub names: Names,
    /// What is left in it.
    pub shown: Shown,
    /// Whose days and clock times these are.
    pub zone: Zone,
    /// What their time zone is called, for readers who do not know it.
    pub zone_name: Option<String>,
    /// How dates, times and amounts are written.
    pub formats: Formats,
    /// When the report was made, in unix seconds.
    pub made_at: i64,
}

impl About {
    /// For whoever belongs to the workspace: everything is shown, in their time zone.
    pub(super) fn for_member(
        (workspace, filter, names): (String, EntryFilter, Names),
        actor: &Actor,
        formats: Formats,
        made_at: i64,
    ) -> Self {
        Self {
            title: workspace,
            subtitle: None,
            filter,
            names,
            shown: Shown::ALL,
            zone: Zone::named(&actor.timezone),
            zone_name: None,
            formats,
            made_at,
        }
    }

    /// What the file calls itself.
    fn file_title(&self, kind: &str) -> String {
        match &self.subtitle {
            Some(owner) => format!("{owner}: {}", self.title),
            None => format!("{}: {}", self.title, kind.to_lowercase()),
        }
    }

    /// Title, days and what holds entries back.
    fn head(&self, sheet: &mut Sheet, kind: &str, range: &str, filters: &[(&'static str, String)]) {
        let subtitle = self.subtitle.as_deref().unwrap_or(kind);
        first_page::head(sheet, &self.title, subtitle, range, filters);
    }

    /// Below every page: whose report it is, of which days, and when it was made. Answers what [`Sheet::finish`] does.
    fn foot(&self, sheet: Sheet, range: &str) -> Vec<Page> {
        let local = self.zone.local(self.made_at);
        let made = self.formats.moment(Moment {
            day: local.day,
            time: local.time,
        });
        let zone = match &self.zone_name {
            Some(name) => format!(" ({name})"),
            None => String::new(),
        };
        let rest = format!(" · {range} · made on {made}{zone}");
        // Of a long name the beginning is enough; days and date stay whole.
        let face = sheet.faces.of(Style::FOOT.weight);
        let room = Sheet::foot_room() - face.width(&rest, Style::FOOT.size);
        let name = cut(&shown(&self.title, face), face, Style::FOOT.size, room);
        sheet.finish(&format!("{name}{rest}"), Style::FOOT)
    }
}

/// Everything a report of time entries tells.
#[derive(Debug)]
pub struct Report {
    /// What it says of itself.
    pub about: About,
    /// What was asked for beyond a page's filter.
    pub beyond: Beyond,
    /// The entries, oldest first.
    pub entries: Vec<ExportedEntry>,
    /// The first day of the reader's week.
    pub week_start: WeekStart,
}

/// What kind of report that is.
const KIND: &str = "Time report";

impl Report {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        writer.finish(feet, &self.about.file_title(KIND), self.about.made_at)
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        let totals = Totals::of(&self.entries, &self.about.zone);
        first_page::draw(&mut sheet, self, &totals);
        if !self.entries.is_empty() {
            entries::draw(&mut sheet, self, &totals);
        }
        if sheet.has_gaps {
            first_page::explain_gaps(&mut sheet);
        }
        let range = words::range(&self.about.filter, self.about.formats, totals.range());
        self.about.foot(sheet, &range)
    }
}

#[cfg(test)]
mod tests;
