//! A picture from anywhere becomes 256 × 256 pixels of our own: nothing of the file is kept but what is seen.

use std::io::Cursor;

use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
};

/// Width and height of what is kept.
pub const SIDE: u32 = 256;
/// The most pixels that a logo keeps in each direction.
const LOGO_WIDTH: u32 = 900;
const LOGO_HEIGHT: u32 = 360;
/// The longest side that is decoded.
const LONGEST: u32 = 8_000;
/// The most pixels that are decoded.
const MOST_PIXELS: u64 = 25_000_000;
/// The most memory that a decoder may take.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Why a file is not taken; the page has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPicture {
    /// Not a PNG, JPEG or WebP file, or a broken one.
    NotAPicture,
    /// More pixels than are decoded.
    TooManyPixels,
}

impl BadPicture {
    /// How the page's address spells it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::NotAPicture => "not_a_picture",
            Self::TooManyPixels => "too_many_pixels",
        }
    }
}

/// The middle square of a picture as a PNG of our own, upright, without anything its file said beside.
///
/// # Errors
/// When the file is no picture or too large a one.
pub fn portrait(file: &[u8]) -> Result<Vec<u8>, BadPicture> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
    let (picture, orientation) = decode(file, &known)?;
    let (width, height) = (picture.width(), picture.height());
    let side = width.min(height);
    let square = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    drop(picture);
    let mut small = square.resize_exact(SIDE, SIDE, FilterType::Triangle);
    small.apply_orientation(orientation);
    encode(&small)
}

/// A PNG or JPEG picture as a PNG of our own, upright, whole, and no larger than a letterhead needs.
///
/// # Errors
/// When the file is no such picture or too large a one.
pub fn logo(file: &[u8]) -> Result<Vec<u8>, BadPicture> {
    let (mut picture, orientation) = decode(file, &[ImageFormat::Png, ImageFormat::Jpeg])?;
    picture.apply_orientation(orientation);
    if picture.width() > LOGO_WIDTH || picture.height() > LOGO_HEIGHT {
        picture = picture.resize(LOGO_WIDTH, LOGO_HEIGHT, FilterType::Triangle);
    }
    encode(&picture)
}

fn decode(file: &[u8], known: &[ImageFormat]) -> Result<(DynamicImage, Orientation), BadPicture> {
    let format = image::guess_format(file).map_err(|_| BadPicture::NotAPicture)?;
    if !known.contains(&format) {
        return Err(BadPicture::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(BadPicture::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    Ok((picture, orientation))
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, BadPicture> {
    let pixels = picture.to_rgba8();
    let (width, height) = pixels.dimensions();
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
        .map_err(|_| BadPicture::NotAPicture)?;
    Ok(png)
}

fn refused(error: &image::ImageError) -> BadPicture {
    match error {
        image::ImageError::Limits(_) => BadPicture::TooManyPixels,
        _ => BadPicture::NotAPicture,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    /// Red on the left, blue on the right, in a format.
    fn two_halves(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 {
                Rgba([255, 0, 0, 255])
            } else {
                Rgba([0, 0, 255, 255])
            }
        });
        let mut file = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgba8(picture);
        match format {
            ImageFormat::Jpeg => {
                DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut file, format)
            }
            _ => picture.write_to(&mut file, format),
        }
        .unwrap();
        file.into_inner()
    }

    #[test]
    fn each_format_becomes_a_small_square() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            for (width, height) in [(400, 300), (30, 90), (1, 1), (256, 256)] {
                let png = portrait(&two_halves(width, height, format)).unwrap();
                let small = image::load_from_memory_with_format(&png, ImageFormat::Png)
                    .unwrap()
                    .to_rgba8();
                assert_eq!(
                    small.dimensions(),
                    (SIDE, SIDE),
                    "{format:?} {width}x{height}"
                );
                if width > 1 {
                    assert!(
                        small.get_pixel(4, 128)[0] > 200,
                        "{format:?}: red on the left"
                    );
                    assert!(
                        small.get_pixel(251, 128)[2] > 200,
                        "{format:?}: blue on the right"
                    );
                }
            }
        }
    }

    #[test]
    fn a_logo_keeps_its_shape() {
        for (width, height, kept) in [
            (400, 300, (400, 300)),
            (1_800, 360, (900, 180)),
            (90, 720, (45, 360)),
        ] {
            let png = logo(&two_halves(width, height, ImageFormat::Png)).unwrap();
            let small = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
            assert_eq!((small.width(), small.height()), kept);
        }
        let webp = two_halves(40, 40, ImageFormat::WebP);
        assert_eq!(logo(&webp), Err(BadPicture::NotAPicture));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let png = two_halves(40, 40, ImageFormat::Png);
        for file in [
            b"".as_slice(),
            b"just words",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            &png[..60],
        ] {
            assert_eq!(portrait(file), Err(BadPicture::NotAPicture), "{file:?}");
        }
    }

    #[test]
    fn a_small_file_of_many_pixels_is_refused_before_it_is_unpacked() {
        // The frame header of a baseline JPEG says 65,500 × 65,500.
        let mut jpeg = two_halves(16, 16, ImageFormat::Jpeg);
        let frame = jpeg
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
        assert_eq!(portrait(&jpeg), Err(BadPicture::TooManyPixels));
        // Within each side, beyond all pixels.
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0x1f, 0x00, 0x1f, 0x00]);
        assert_eq!(portrait(&jpeg), Err(BadPicture::TooManyPixels));
    }

    #[test]
    fn nothing_the_file_says_beside_is_kept() {
        let mut png = two_halves(40, 40, ImageFormat::Png);
        // A text chunk after the header chunk; its checksum is not looked at for text.
        let text = b"tEXtComment\0taken at home";
        let mut chunk = u32::try_from(text.len() - 4)
            .unwrap()
            .to_be_bytes()
            .to_vec();
        chunk.extend_from_slice(text);
        chunk.extend_from_slice(&[0; 4]);
        png.splice(33..33, chunk);
        if let Ok(kept) = portrait(&png) {
            assert!(
                !kept
                    .windows(4)
                    .any(|part| part == b"tEXt" || part == b"home")
            );
        }
        let jpeg = [
            &two_halves(40, 40, ImageFormat::Jpeg)[..2],
            b"\xff\xfe\x00\x0ftaken at home",
            &two_halves(40, 40, ImageFormat::Jpeg)[2..],
        ]
        .concat();
        let kept = portrait(&jpeg).unwrap();
        assert!(!kept.windows(4).any(|part| part == b"home"));
    }
}
