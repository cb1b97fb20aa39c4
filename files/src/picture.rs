//! Pictures: how large they are, and small ones made of them.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Seek as _, SeekFrom};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, Rgb, RgbImage};

use crate::inspect::Flaw;

/// The most points a picture may have.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The longer side of a thumbnail, in points.
pub const THUMBNAIL_SIDE: u32 = 320;
/// The most memory that unfolding one picture may take: 50 million points of four bytes, and what decoders need.
const MAX_MEMORY: u64 = 320 * 1024 * 1024;
/// Of 100. Small pictures are looked at, not measured.
const QUALITY: u8 = 80;

/// Whether our decoder reads its head; asked before anything is unfolded.
pub(crate) fn is_decodable(file: &mut File) -> Result<bool, Flaw> {
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format()?;
    let Ok((width, height)) = reader.into_dimensions() else { return Ok(false) };
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Flaw::TooManyPixels { width, height });
    }
    Ok(width > 0 && height > 0)
}

/// A small picture of a picture, as JPEG: upright, on white, without anything else the original carried. `None` where
/// it cannot be unfolded. Takes up to some hundred MiB and a second: one at a time, and not on the runtime's threads.
///
/// # Errors
/// When the file cannot be read.
pub fn thumbnail(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let Ok(mut decoder) = reader.into_decoder() else { return Ok(None) };
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Ok(None);
    }
    let orientation = decoder.orientation().ok();
    let Ok(picture) = DynamicImage::from_decoder(decoder) else { return Ok(None) };
    let mut small = picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    drop(picture);
    if let Some(orientation) = orientation {
        small.apply_orientation(orientation);
    }
    let mut bytes = Cursor::new(Vec::new());
    let encoded = JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&on_white(&small));
    Ok(encoded.is_ok().then(|| bytes.into_inner()))
}

/// JPEG knows no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let source = picture.to_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [r, g, b, alpha] = source.get_pixel(x, y).0;
        let over = |colour: u8| {
            let alpha = u16::from(alpha);
            u8::try_from((u16::from(colour) * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use image::{ImageFormat, RgbaImage};

    use super::*;

    fn written(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn a_thumbnail_is_small_and_keeps_the_shape() {
        let mut png = Cursor::new(Vec::new());
        RgbaImage::new(1000, 500).write_to(&mut png, ImageFormat::Png).unwrap();
        let small = thumbnail(&mut written(png.get_ref())).unwrap().unwrap();
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), (THUMBNAIL_SIDE, THUMBNAIL_SIDE / 2));
        assert!(small.to_rgb8().get_pixel(3, 3).0.iter().all(|c| *c > 250), "what was transparent is white");
    }

    #[test]
    fn what_is_damaged_has_none() {
        let mut png = Cursor::new(Vec::new());
        RgbaImage::new(100, 100).write_to(&mut png, ImageFormat::Png).unwrap();
        let half = png.get_ref().len() / 2;
        assert_eq!(thumbnail(&mut written(&png.get_ref()[..half])).unwrap(), None);
        assert_eq!(thumbnail(&mut written(b"no picture")).unwrap(), None);
    }
}
