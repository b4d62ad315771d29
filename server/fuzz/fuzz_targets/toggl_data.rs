//! Toggl's data export: the input's files, packed into an archive whose checksums are right.
#![no_main]

use fuzz::{archive, read_all, reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_all(&archive(bytes), &reading(Some("toggl_data"))));
