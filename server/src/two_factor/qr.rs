//! A QR code as one SVG path: a square of one unit for every dark module, the quiet zone included in the size.

use std::fmt::Write;

use app::error::AppError;
use app::two_factor::QrCode;
use qrcode::{Color, EcLevel};

/// Light modules around the code, as the standard wants them.
const QUIET: usize = 4;

/// The QR code that says `text`.
///
/// # Errors
/// `AppError::Internal` if it is too long for one.
pub fn draw(text: &str) -> Result<QrCode, AppError> {
    let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| {
        tracing::error!(%error, "a QR code cannot be drawn");
        AppError::Internal
    })?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{2}z", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    let size = u32::try_from(width + 2 * QUIET).map_err(|_| AppError::Internal)?;
    Ok(QrCode { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corner_is_where_it_belongs() {
        let code =
            draw("otpauth://totp/Timether:maya@example.com?secret=GEZDGNBVGY3TQOJQ").unwrap();
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        assert!(code.size >= 29);
    }
}
