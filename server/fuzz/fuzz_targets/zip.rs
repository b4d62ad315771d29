//! A ZIP archive: its table of contents, and whatever can be unpacked of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::imports::Spool;
use server::imports::zip_file::{ZipFile, is_zip};

const NAMES: [&str; 7] = [
    "a",
    "meta.json",
    "clients.csv",
    "time_entries.csv",
    "clients.json",
    "projects.json",
    "tags.json",
];

fuzz_target!(|bytes: &[u8]| {
    let source = Spool::from(bytes.to_vec());
    let _ = is_zip(&source);
    if let Ok(mut archive) = ZipFile::open(&source) {
        for name in NAMES {
            if let Ok(found) = archive.unpack(name) {
                assert_eq!(found.is_some(), archive.has(name));
            }
        }
    }
});
