use std::io::{Cursor, Write as _};

use image::{ImageFormat, RgbImage};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

fn look(name: &str, bytes: &[u8]) -> Result<&'static str, &'static str> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    inspect(&mut file, name).map(|kind| kind.media_type).map_err(|flaw| flaw.code())
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(4, 4).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn d42_each_kind_is_known_by_its_content_and_its_name_agrees() {
    let png = picture(ImageFormat::Png);
    for (name, bytes, expected) in [
        ("a.png", png.clone(), "image/png"),
        ("A.PNG", png.clone(), "image/png"),
        ("a.jpeg", picture(ImageFormat::Jpeg), "image/jpeg"),
        ("a.gif", picture(ImageFormat::Gif), "image/gif"),
        ("a.webp", picture(ImageFormat::WebP), "image/webp"),
        ("a.log", b"12:00 \x1b[31mfailed\x1b[0m\r\n".to_vec(), "text/plain"),
        ("a.csv", "März;1\n".as_bytes().to_vec(), "text/csv"),
        ("a.csv", b"M\xe4rz;1\x80\n".to_vec(), "text/csv"),
        ("a.json", b"{}".to_vec(), "application/json"),
        ("a.pdf", b"%PDF-1.7\n".to_vec(), "application/pdf"),
        ("a.zip", zipped(&[("a", b"x")]), "application/zip"),
        ("a.tar.gz", gzipped(b"x"), "application/gzip"),
    ] {
        assert_eq!(look(name, &bytes), Ok(expected), "{name}");
    }
    let document = zipped(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    assert!(look("a.docx", &document).is_ok());
    assert_eq!(look("a.xlsx", &document), Err("type_mismatch"));
}

#[test]
fn d42_what_is_not_what_it_says_or_could_be_run_is_refused() {
    let png = picture(ImageFormat::Png);
    for (name, bytes, code) in [
        ("a.jpg", png.clone(), "type_mismatch"),
        ("a.txt", png.clone(), "type_mismatch"),
        ("a.png", b"hello".to_vec(), "type_mismatch"),
        ("a.png", png[..20].to_vec(), "type_mismatch"),
        ("a.txt", b"a\0b".to_vec(), "type_mismatch"),
        ("a.txt", b"\x7fELF\x02\x01\x01".to_vec(), "type_mismatch"),
        ("a.txt", b"MZ\x90\x00\x03".to_vec(), "type_mismatch"),
        ("a.zip", b"hello".to_vec(), "type_mismatch"),
        ("a.html", b"<p>hello".to_vec(), "type_not_allowed"),
        ("a.svg", b"<svg/>".to_vec(), "type_not_allowed"),
        ("a.exe", b"MZ".to_vec(), "type_not_allowed"),
        ("png", png, "type_not_allowed"),
        ("a.txt", Vec::new(), "empty"),
    ] {
        assert_eq!(look(name, &bytes), Err(code), "{name}");
    }
}

#[test]
fn d42_a_character_may_lie_across_two_reads_and_a_broken_one_may_not() {
    let mut text = "a".repeat(64 * 1024 - 1).into_bytes();
    text.extend_from_slice("ř".as_bytes());
    assert_eq!(look("a.txt", &text), Ok("text/plain"));
    // Neither UTF-8 nor a letter of an eight-bit alphabet.
    text.extend_from_slice(b"\x81");
    assert_eq!(look("a.txt", &text), Err("type_mismatch"));
}

#[test]
fn d42_archives_that_unfold_to_far_more_are_refused() {
    let zeros = vec![0; 20 * 1024 * 1024];
    assert_eq!(look("bomb.zip", &zipped(&[("zeros", &zeros)])), Err("archive_bomb"), "by what it declares");
    assert_eq!(look("bomb.gz", &gzipped(&zeros)), Err("archive_bomb"), "by what comes out");
    // What is declared is changed to four bytes in both places where the size stands.
    let mut lying = zipped(&[("zeros", &zeros)]);
    let size = (zeros.len() as u32).to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&4_u32.to_le_bytes());
        }
    }
    assert!(look("lying.zip", &lying).is_err(), "whatever it declares");
    let many: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(look("many.zip", &zipped(&many)), Err("archive_bomb"));
    // Text packs well; so little of it is nobody's harm.
    assert!(look("log.gz", &gzipped(&vec![b'a'; 8 * 1024 * 1024])).is_ok());
}

#[test]
fn d42_archives_in_archives_are_looked_into_and_end_somewhere() {
    let inner = zipped(&[("zeros", &vec![0; 20 * 1024 * 1024])]);
    assert_eq!(look("outer.zip", &zipped(&[("inner.zip", &inner)])), Err("archive_bomb"));
    let one = zipped(&[("a.txt", b"x")]);
    let two = zipped(&[("one.zip", &one)]);
    assert!(look("two.zip", &two).is_ok(), "an archive with an office document in it is nothing unusual");
    assert_eq!(look("three.zip", &zipped(&[("two.zip", &two)])), Err("archive_nested"));
    assert_eq!(look("three.gz", &gzipped(&two)), Err("archive_nested"));
    let mut damaged = zipped(&[("a.txt", b"some text that is longer than a few bytes")]);
    let cut = damaged.len() - 10;
    damaged.truncate(cut);
    assert_eq!(look("damaged.zip", &damaged), Err("archive_unreadable"));
}

#[test]
fn d42_a_picture_of_more_than_fifty_million_points_is_refused_by_its_head() {
    let mut png = picture(ImageFormat::Png);
    // IHDR: width and height stand at 16 and 20, their checksum at 29.
    png[16..20].copy_from_slice(&10_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&5_001_u32.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert_eq!(look("large.png", &png), Err("too_many_pixels"));
}
