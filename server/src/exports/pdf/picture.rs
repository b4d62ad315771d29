//! A picture on its way into a file: its colours, and how much of the paper shows through.

use std::io;

use super::faces::Len;
use super::file::{File, Id};

/// How wide a picture is for how high it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    width: u32,
    height: u32,
}

impl Shape {
    /// Of so many pixels.
    #[cfg(test)]
    pub(super) const fn of(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The largest size of this shape within a box.
    pub(super) fn within(self, width: Len, height: Len) -> (Len, Len) {
        let (w, h) = (i64::from(self.width.max(1)), i64::from(self.height.max(1)));
        let (most_w, most_h) = (i64::from(width), i64::from(height));
        let length = |length: i64| Len::try_from(length.max(1)).unwrap_or(1);
        if most_w * h <= most_h * w {
            (width, length(most_w * h / w))
        } else {
            (length(most_h * w / h), height)
        }
    }
}

/// A picture's pixels.
pub(super) struct Picture {
    shape: Shape,
    /// Three bytes each.
    colours: Vec<u8>,
    /// One byte each: 0 is the paper.
    cover: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("shape", &self.shape)
            .finish_non_exhaustive()
    }
}

impl Picture {
    /// A PNG of our own making; nothing where it is none.
    pub(super) fn of_png(png: &[u8]) -> Option<Self> {
        let picture = image::load_from_memory_with_format(png, image::ImageFormat::Png).ok()?;
        let pixels = picture.to_rgba8();
        let (width, height) = pixels.dimensions();
        let mut colours = Vec::with_capacity(pixels.len() / 4 * 3);
        let mut cover = Vec::with_capacity(pixels.len() / 4);
        for image::Rgba([red, green, blue, alpha]) in pixels.pixels() {
            colours.extend([red, green, blue]);
            cover.push(*alpha);
        }
        Some(Self {
            shape: Shape { width, height },
            colours,
            cover,
        })
    }

    /// Its shape.
    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// Writes it into a file.
    ///
    /// # Errors
    /// Never in memory; the compressor's signature has it.
    pub(super) fn embed(&self, file: &mut File) -> io::Result<Id> {
        let Shape { width, height } = self.shape;
        let common = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
        );
        let cover = file.add_stream(&format!("{common} /ColorSpace /DeviceGray"), &self.cover)?;
        file.add_stream(
            &format!("{common} /ColorSpace /DeviceRGB /SMask {cover}"),
            &self.colours,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_fit_their_box() {
        for (pixels, fits) in [
            ((100, 100), (500, 500)),
            ((400, 100), (1_000, 250)),
            ((100, 400), (125, 500)),
            ((1, 1_000_000), (1, 500)),
            ((0, 0), (500, 500)),
        ] {
            assert_eq!(Shape::of(pixels.0, pixels.1).within(1_000, 500), fits);
        }
    }
}
