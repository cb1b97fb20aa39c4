//! One frozen payload, at least, for every kind and version of event there ever was. Reading all of them is what
//! keeps old logs readable.
//!
//! Until the first release a change of an event's shape rewrites its files in the same commit:
//! `DOCKET_GOLDEN=write cargo test -p docket-domain --test golden`. After it, files are only added.

#[cfg(test)]
mod samples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Once;

use docket_domain::{Event, KINDS};
use samples::{Sample, samples};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn file(sample: &Sample) -> PathBuf {
    let version = format!("v{}", sample.event.schema_version());
    folder().join(sample.event.kind()).join(version).join(format!("{}.json", sample.name))
}

fn rewrites() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a switch of the test, not of the program")]
    let switch = std::env::var("DOCKET_GOLDEN");
    switch.as_deref() == Ok("write")
}

fn written(sample: &Sample) -> Vec<u8> {
    let mut bytes = sample.event.encode();
    bytes.push(b'\n');
    bytes
}

/// All samples; their files are rewritten before the first test looks at one, if that is asked for.
fn prepared() -> Vec<Sample> {
    static REWRITE: Once = Once::new();
    let samples = samples();
    REWRITE.call_once(|| {
        if rewrites() {
            for sample in &samples {
                let path = file(sample);
                std::fs::create_dir_all(path.parent().expect("a file is in a folder"))
                    .expect("a folder is made");
                std::fs::write(&path, written(sample)).expect("a file is written");
            }
        }
    });
    samples
}

#[test]
fn every_sample_has_a_golden_file_that_is_written_and_read_the_same() {
    for sample in prepared() {
        let kind = sample.event.kind();
        let frozen = std::fs::read(file(&sample))
            .unwrap_or_else(|error| panic!("{kind} has no golden file {}: {error}", sample.name));
        let read = Event::decode(kind, sample.event.schema_version(), &frozen).unwrap();
        assert_eq!(read, sample.event, "{kind} {} reads as another event", sample.name);
        assert_eq!(
            String::from_utf8_lossy(&frozen),
            String::from_utf8_lossy(&written(&sample)),
            "{kind} {} is written differently now",
            sample.name
        );
    }
}

#[test]
fn no_kind_is_without_a_sample() {
    let covered: BTreeSet<_> = samples().iter().map(|sample| sample.event.kind()).collect();
    let known: BTreeSet<_> = KINDS.concat().into_iter().collect();
    assert_eq!(covered, known);
}

#[test]
fn no_golden_file_is_left_unread() {
    let samples = prepared();
    let expected: BTreeSet<_> = samples.iter().map(file).collect();
    assert_eq!(expected.len(), samples.len(), "two samples share a file");
    let mut found = BTreeSet::new();
    let mut open = vec![folder()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path);
            }
        }
    }
    assert_eq!(found, expected);
}
