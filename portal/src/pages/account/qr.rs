//! A QR code as a picture of lines and squares: nothing foreign, sharp at any size.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::markup::Html;

/// The quiet zone around the code, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// The picture of a text, or `None` where it is too long for one. `label` says to those who do not see it what it is.
pub(super) fn picture(text: &str, label: &str) -> Option<Html> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing to a String does not fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    let size = width + 2 * MARGIN;
    let label = crate::form::escaped(label);
    Some(Html::trusted(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_its_quiet_zone() {
        let svg = picture("otpauth://totp/Docket:a@b.example?secret=ABC", "“x” <y>").unwrap().to_string();
        assert!(svg.starts_with("<svg ") && svg.contains("“x” &lt;y&gt;"), "{svg}");
        // The first module of the first finder pattern.
        assert!(svg.contains("d=\"M4 4h1v1h-1z"), "{svg}");
    }
}
