//! The typefaces of a report: read once, and embedded cut down to the characters that are used.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use app::error::AppError;
use printpdf::{ParsedFont, subset_font};

use super::faces::{Face, Faces, Weight};
use super::file::{File, Id};

static REGULAR: &[u8] = include_bytes!("../fonts/inter-regular.ttf");
static STRONG: &[u8] = include_bytes!("../fonts/inter-semibold.ttf");

/// The typefaces, read.
#[derive(Debug)]
pub(super) struct Fonts {
    regular: Font,
    strong: Font,
    /// What layout knows of them.
    pub(super) faces: Faces,
}

#[derive(Debug)]
struct Font {
    name: &'static str,
    parsed: ParsedFont,
    /// By code point: looked up once, not for every letter of a report.
    glyphs: Vec<u16>,
}

/// Which glyphs of a typeface were written, and the character of each.
#[derive(Debug, Default)]
pub(super) struct Used(BTreeMap<u16, char>);

/// The typefaces, read once.
pub(super) fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS.get_or_init(read).as_ref()
}

fn read() -> Option<Fonts> {
    let parsed = |bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new());
    let font = |name, bytes| {
        let parsed: ParsedFont = parsed(bytes)?;
        let glyph = |code| parsed.lookup_glyph_index(code).unwrap_or_default();
        let glyphs = (0..Face::END).map(glyph).collect();
        Some(Font {
            name,
            parsed,
            glyphs,
        })
    };
    let regular = font("Inter-Regular", REGULAR)?;
    let strong = font("Inter-SemiBold", STRONG)?;
    let faces = Faces {
        regular: face(&regular.parsed),
        strong: face(&strong.parsed),
    };
    Some(Fonts {
        regular,
        strong,
        faces,
    })
}

fn face(font: &ParsedFont) -> Face {
    Face::new(|c| {
        if c.is_control() {
            return None;
        }
        let glyph = font.lookup_glyph_index(u32::from(c))?;
        let width = u16::try_from(width(font, glyph)).unwrap_or(u16::MAX);
        (glyph != 0).then_some(width)
    })
}

/// In thousandths of the type size.
fn width(font: &ParsedFont, glyph: u16) -> u32 {
    let units = u32::from(font.font_metrics.units_per_em.max(1));
    u32::from(font.get_horizontal_advance(glyph)) * 1000 / units
}

impl Fonts {
    fn of(&self, weight: Weight) -> &Font {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// A text as the numbers of its glyphs, which are kept in mind.
    pub(super) fn encode(&self, text: &str, weight: Weight, used: &mut Used, content: &mut String) {
        let glyphs = &self.of(weight).glyphs;
        for c in text.chars() {
            let place = usize::try_from(u32::from(c)).unwrap_or(usize::MAX);
            let glyph = glyphs.get(place).copied().unwrap_or_default();
            // Of two characters with one picture the plainer one is copied: a space, not one that holds lines together.
            used.0
                .entry(glyph)
                .and_modify(|known| *known = c.min(*known))
                .or_insert(c);
            // Writing to a String cannot fail.
            let _ = write!(content, "{glyph:04X}");
        }
    }

    /// Embeds what was used of a typeface.
    ///
    /// # Errors
    /// When it cannot be cut down, which the tests rule out.
    pub(super) fn embed(
        &self,
        weight: Weight,
        used: &Used,
        file: &mut File,
    ) -> Result<Id, AppError> {
        let Font { name, parsed, .. } = self.of(weight);
        let glyphs = used.0.iter().map(|(glyph, c)| (*glyph, c.to_string()));
        let subset = subset_font(parsed, &glyphs.collect()).map_err(|error| {
            tracing::error!(%error, "a typeface cannot be cut down");
            AppError::Internal
        })?;
        let internal = |_| AppError::Internal;
        let program = file
            .add_stream(&format!("/Length1 {}", subset.bytes.len()), &subset.bytes)
            .map_err(internal)?;
        // Pages have the numbers of the whole typeface; the part embedded counts anew.
        let last = used.0.keys().next_back().copied().unwrap_or_default();
        let mut places = Vec::new();
        for glyph in 0..=last {
            let place = subset
                .glyph_mapping
                .get(&glyph)
                .map_or(0, |(place, _)| *place);
            places.extend(place.to_be_bytes());
        }
        let places = file.add_stream("", &places).map_err(internal)?;
        let unicode = file
            .add_stream("", to_unicode(used).as_bytes())
            .map_err(internal)?;
        let name = format!("{}+{name}", tag(used));
        let descriptor = file.add(&descriptor(parsed, &name, program));
        let mut widths = String::new();
        for glyph in used.0.keys() {
            // Writing to a String cannot fail.
            let _ = write!(widths, "{glyph} [{}] ", width(parsed, *glyph));
        }
        let descendant = file.add(&format!(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
             /FontDescriptor {descriptor} /DW 0 /W [{widths}] /CIDToGIDMap {places} >>"
        ));
        Ok(file.add(&format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H \
             /DescendantFonts [{descendant}] /ToUnicode {unicode} >>"
        )))
    }
}

fn descriptor(font: &ParsedFont, name: &str, program: Id) -> String {
    let metrics = &font.pdf_font_metrics;
    let scaled = |value: i16| i32::from(value) * 1000 / i32::from(metrics.units_per_em.max(1));
    let [left, low, right, high] =
        [metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max].map(scaled);
    let (ascent, descent) = (scaled(metrics.ascender), scaled(metrics.descender));
    let stem = u32::from(metrics.us_weight_class) / 5;
    format!(
        "<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{left} {low} {right} {high}] \
         /ItalicAngle 0 /Ascent {ascent} /Descent {descent} /CapHeight 727 /StemV {stem} /FontFile2 {program} >>"
    )
}

/// Six letters that tell this part of the typeface from others.
fn tag(used: &Used) -> String {
    let mut sum = used.0.keys().fold(17_u32, |sum, glyph| {
        sum.wrapping_mul(31).wrapping_add(u32::from(*glyph))
    });
    let mut letter = || {
        let letter = b'A' + u8::try_from(sum % 26).unwrap_or_default();
        sum /= 26;
        char::from(letter)
    };
    std::iter::repeat_with(&mut letter).take(6).collect()
}

/// From glyphs back to characters, for who copies and searches.
fn to_unicode(used: &Used) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let glyphs: Vec<_> = used.0.iter().collect();
    for part in glyphs.chunks(100) {
        // Writing to a String cannot fail.
        let _ = writeln!(map, "{} beginbfchar", part.len());
        for (glyph, c) in part {
            let _ = write!(map, "<{glyph:04X}> <");
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typefaces_write_latin_greek_and_cyrillic() {
        let fonts = fonts().unwrap();
        for face in [&fonts.faces.regular, &fonts.faces.strong] {
            for c in "AZaz09 ÄŁőžſ Ωλ Жщѣ €₴₿ –—“”„’…·□ ẞạ\u{a0}\u{202f}".chars()
            {
                assert!(face.has(c), "{c:?}");
            }
            for c in "日א🔍\u{0}\n".chars() {
                assert!(!face.has(c), "{c:?}");
            }
            // Columns of numbers stand straight.
            let one = face.width("1", 1000);
            assert!("234567890".chars().all(|c| face.width_of(c, 1000) == one));
            assert!((500..800).contains(&one));
        }
    }

    #[test]
    fn a_space_is_copied_as_a_space() {
        let mut used = Used::default();
        let mut content = String::new();
        let fonts = fonts().unwrap();
        fonts.encode("A\u{a0}b c", Weight::Regular, &mut used, &mut content);
        assert_eq!(content.len(), 5 * 4);
        assert!(used.0.values().any(|c| *c == ' '));
        let map = to_unicode(&used);
        assert!(map.contains("<0041>") && map.contains("beginbfchar"));
        assert_eq!(tag(&used).len(), 6);
    }
}
