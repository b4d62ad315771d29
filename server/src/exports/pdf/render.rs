//! Marks to PDF. A page is written and packed as soon as it is complete, so that a long report needs little more memory
//! than its file.

use std::fmt::Write as _;

use app::error::AppError;

use super::faces::{Len, Weight};
use super::file::{self, File, Id};
use super::fonts::{Fonts, Used};
use super::picture::Picture;
use super::sheet::{HEIGHT, Mark, Page, Style, WIDTH};
use crate::local_time::Zone;

/// A report's pages on their way into a file.
#[derive(Debug)]
pub(super) struct Writer {
    fonts: &'static Fonts,
    file: File,
    regular: Used,
    strong: Used,
    picture: Option<Picture>,
    /// What stands on each page; `None` where it could not be packed.
    bodies: Vec<Option<Id>>,
}

impl Writer {
    /// An empty file.
    pub(super) fn new(fonts: &'static Fonts) -> Self {
        Self {
            fonts,
            file: File::new(),
            regular: Used::default(),
            strong: Used::default(),
            picture: None,
            bodies: Vec::new(),
        }
    }

    /// Gives the file the picture that its pages may show.
    pub(super) fn show(&mut self, picture: Picture) {
        self.picture = Some(picture);
    }

    /// Takes a page that is complete but for its foot.
    pub(super) fn add(&mut self, page: Page) {
        let body = self.packed(page);
        self.bodies.push(body);
    }

    fn packed(&mut self, page: Page) -> Option<Id> {
        let content = self.content(page);
        self.file.add_stream("", content.as_bytes()).ok()
    }

    /// The file, with a foot for each page.
    ///
    /// # Errors
    /// When a typeface cannot be embedded, which the tests rule out.
    pub(super) fn finish(
        mut self,
        feet: Vec<Page>,
        title: &str,
        made_at: i64,
    ) -> Result<Vec<u8>, AppError> {
        let feet: Vec<Option<Id>> = feet.into_iter().map(|foot| self.packed(foot)).collect();
        let Self {
            fonts, mut file, ..
        } = self;
        let regular = fonts.embed(Weight::Regular, &self.regular, &mut file)?;
        let strong = fonts.embed(Weight::Strong, &self.strong, &mut file)?;
        let picture = match &self.picture {
            Some(picture) => {
                let id = picture.embed(&mut file).map_err(|_| AppError::Internal)?;
                format!(" /XObject << /L {id} >>")
            }
            None => String::new(),
        };
        let resources = file.add(&format!(
            "<< /Font << /R {regular} /S {strong} >>{picture} /ProcSet [/PDF /Text /ImageC /ImageB] >>"
        ));
        let parent = file.reserve();
        let mut kids = String::new();
        for (body, foot) in self.bodies.iter().zip(&feet) {
            let (Some(body), Some(foot)) = (body, foot) else {
                return Err(AppError::Internal);
            };
            let kid = file.add(&format!(
                "<< /Type /Page /Parent {parent} /Contents [{body} {foot}] >>"
            ));
            // Writing to a String cannot fail.
            let _ = write!(kids, "{kid} ");
        }
        file.put(
            parent,
            &format!(
                "<< /Type /Pages /Count {} /Kids [{kids}] /Resources {resources} /MediaBox [0 0 {} {}] >>",
                self.bodies.len(),
                points(WIDTH),
                points(HEIGHT)
            ),
        );
        let root = file.add(&format!(
            "<< /Type /Catalog /Pages {parent} /Lang (en-GB) /ViewerPreferences << /DisplayDocTitle true >> >>"
        ));
        let made = moment(made_at);
        let info = file.add(&format!(
            "<< /Title {} /Creator (Timether) /Producer (Timether) /CreationDate ({made}) /ModDate ({made}) >>",
            file::text(title)
        ));
        Ok(file.finish(root, info))
    }

    /// Boxes and the picture first, then letters, in the order of reading.
    fn content(&mut self, page: Page) -> String {
        let (fills, texts): (Page, Page) = page
            .into_iter()
            .partition(|mark| !matches!(mark, Mark::Text { .. }));
        let mut content = String::new();
        let mut colour = None;
        for mark in fills {
            // Writing to a String cannot fail.
            let _ = match mark {
                Mark::Fill {
                    x,
                    y,
                    width,
                    height,
                    colour: wanted,
                } => {
                    fill_with(&mut content, &mut colour, wanted);
                    let box_of = [x, HEIGHT - y - height, width, height].map(points);
                    writeln!(content, "{} re f", box_of.join(" "))
                }
                Mark::Picture {
                    x,
                    y,
                    width,
                    height,
                } => {
                    let [x, y, width, height] = [x, HEIGHT - y - height, width, height].map(points);
                    writeln!(content, "q {width} 0 0 {height} {x} {y} cm /L Do Q")
                }
                Mark::Text { .. } => Ok(()),
            };
        }
        content.push_str("BT\n");
        let mut face = None;
        for mark in texts {
            if let Mark::Text { x, y, style, text } = mark {
                fill_with(&mut content, &mut colour, style.colour);
                if face.replace((style.weight, style.size)) != Some((style.weight, style.size)) {
                    let _ = writeln!(content, "{} {} Tf", name(style), points(style.size));
                }
                let (x, y) = (points(x), points(HEIGHT - y));
                let _ = write!(content, "1 0 0 1 {x} {y} Tm <");
                let used = match style.weight {
                    Weight::Regular => &mut self.regular,
                    Weight::Strong => &mut self.strong,
                };
                self.fonts.encode(&text, style.weight, used, &mut content);
                content.push_str("> Tj\n");
            }
        }
        content.push_str("ET");
        content
    }
}

const fn name(style: Style) -> &'static str {
    match style.weight {
        Weight::Regular => "/R",
        Weight::Strong => "/S",
    }
}

fn fill_with(content: &mut String, current: &mut Option<u32>, wanted: u32) {
    if current.replace(wanted) == Some(wanted) {
        return;
    }
    let [_, red, green, blue] = wanted.to_be_bytes().map(|part| f32::from(part) / 255.0);
    // Writing to a String cannot fail.
    let _ = writeln!(content, "{red:.3} {green:.3} {blue:.3} rg");
}

/// Hundredths of a point as points.
fn points(length: Len) -> String {
    let sign = if length < 0 { "-" } else { "" };
    let (whole, rest) = (length.abs() / 100, length.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest:02}"),
    }
}

/// An instant as files have it: `D:20260322101640Z`.
fn moment(at: i64) -> String {
    let local = Zone::named("UTC").local(at);
    let digits = |text: String| text.replace(['-', ':'], "");
    format!(
        "D:{}{}Z",
        digits(local.day.to_string()),
        digits(local.time.to_string())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_points() {
        assert_eq!(
            [84_189, -50, 1200, 5, 0].map(points),
            ["841.89", "-0.50", "12", "0.05", "0"]
        );
    }

    #[test]
    fn instants_in_files() {
        assert_eq!(moment(1_772_616_185), "D:20260304092305Z");
    }
}
