//! Archives, good, damaged and hostile.

use super::*;
use crate::imports::tests::{in_berlin, read_bytes};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

/// An archive of these files, deflated.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut contents) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(content);
        let start = u32::try_from(bytes.len()).unwrap();
        let name_length = u16::try_from(name.len()).unwrap();
        // Flags, method, time, date, checksum, sizes, lengths of name and extra field.
        let mut common = Vec::new();
        for field in [0_u16, 8, 0, 0] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), len(&packed), len(content)] {
            common.extend(field.to_le_bytes());
        }
        for field in [name_length, 0] {
            common.extend(field.to_le_bytes());
        }
        bytes.extend(LOCAL.to_le_bytes());
        bytes.extend(20_u16.to_le_bytes());
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        contents.extend(ENTRY.to_le_bytes());
        contents.extend([20_u16.to_le_bytes(), 20_u16.to_le_bytes()].concat());
        contents.extend(&common);
        // Length of the comment, disk, attributes.
        contents.extend([0; 10]);
        contents.extend(start.to_le_bytes());
        contents.extend(name.as_bytes());
    }
    let (start, count) = (len(&bytes), u16::try_from(files.len()).unwrap());
    let size = len(&contents);
    bytes.extend(contents);
    bytes.extend(END.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    bytes.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    bytes.extend([0; 2]);
    bytes
}

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

#[test]
fn files_are_found_in_any_folder() {
    let bytes = zip(&[
        ("__MACOSX/a.csv", b"no"),
        ("export/a.csv", b"yes, yes, yes"),
        ("../b.csv", b""),
    ]);
    let bytes = Spool::from(bytes);
    assert!(is_zip(&bytes));
    let mut archive = ZipFile::open(&bytes).unwrap();
    assert!(archive.has("a.csv") && archive.has("b.csv") && !archive.has("c.csv"));
    assert_eq!(
        unpacked(&mut archive, "a.csv"),
        Ok(Some(b"yes, yes, yes".to_vec()))
    );
    assert_eq!(unpacked(&mut archive, "b.csv"), Ok(Some(Vec::new())));
    assert_eq!(unpacked(&mut archive, "c.csv"), Ok(None));
}

#[test]
fn an_archive_in_an_archive_stays_closed() {
    let inner = zip(&[
        ("organizations.csv", b"id,currency\no,EUR\n"),
        ("time_entries.csv", b"id,start,end\n"),
    ]);
    let outer = zip(&[("export.zip", &inner)]);
    assert_eq!(
        read_bytes(&outer, None, &in_berlin()).unwrap_err(),
        FileError::UnknownArchive
    );
    let posing = zip(&[
        ("organizations.csv", b"id,currency\no,EUR\n"),
        ("time_entries.csv", &inner),
    ]);
    assert_eq!(
        read_bytes(&posing, None, &in_berlin()).unwrap_err(),
        FileError::OtherKind("a ZIP archive or an Excel workbook")
    );
    let lists = zip(&[("clients.json", &inner), ("projects.json", b"[]")]);
    assert_eq!(
        read_bytes(&lists, None, &in_berlin()).unwrap_err(),
        FileError::BrokenFileInArchive("clients.json".to_owned())
    );
}

#[test]
fn bombs_stop_at_the_bound() {
    let bytes = zip(&[("a.csv", &vec![b'x'; 2000]), ("b.csv", &vec![b'x'; 2000])]).into();
    let mut archive = ZipFile::open(&bytes).unwrap();
    archive.left = 3000;
    assert_eq!(
        unpacked(&mut archive, "a.csv").unwrap().unwrap().len(),
        2000
    );
    assert_eq!(
        unpacked(&mut archive, "b.csv"),
        Err(FileError::LargeArchive)
    );
}

/// An archive, its bytes at `at` from the end of its table of contents changed.
fn changed(at: usize, bytes: &[u8]) -> Spool {
    let mut archive = zip(&[("a.csv", b"some text, some text, some text")]);
    let begin = archive.len() - 22 - 46 - 5 + at;
    archive[begin..begin + bytes.len()].copy_from_slice(bytes);
    archive.into()
}

#[test]
fn damage_is_named() {
    let good = zip(&[("a.csv", b"some text, some text, some text")]);
    for bytes in [&b"PK\x03\x04"[..], &good[..good.len() - 30], &[]] {
        assert_eq!(
            ZipFile::open(&bytes.to_vec().into()).err(),
            Some(FileError::BrokenArchive),
            "{}",
            bytes.len()
        );
    }
    for (what, at, bytes, error) in [
        (
            "another checksum",
            16,
            &[0xaa, 0xbb][..],
            FileError::BrokenArchive,
        ),
        ("a password", 8, &[1], FileError::LockedArchive),
        ("an unknown method", 10, &[99], FileError::BrokenArchive),
        ("four gigabytes", 20, &[0xff; 8], FileError::BrokenArchive),
        ("another place", 42, &[0xff; 4], FileError::BrokenArchive),
    ] {
        let bytes = changed(at, bytes);
        let mut archive = ZipFile::open(&bytes).unwrap();
        assert_eq!(unpacked(&mut archive, "a.csv"), Err(error), "{what}");
    }
}

fn unpacked(archive: &mut ZipFile<'_>, name: &str) -> Result<Option<Vec<u8>>, FileError> {
    let read = |content: Spool| {
        let mut bytes = Vec::new();
        content.reader(0).read_to_end(&mut bytes).unwrap();
        bytes
    };
    Ok(archive.unpack(name)?.map(read))
}

proptest! {
    #[test]
    fn no_damage_panics(at in 0..200_usize, byte: u8, cut in 0..200_usize) {
        let mut bytes = zip(&[("a.csv", b"some text, some text, some text"), ("b.csv", b"x")]);
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length - cut % 30);
        let bytes = Spool::from(bytes);
        if let Ok(mut archive) = ZipFile::open(&bytes) {
            let _ = (archive.unpack("a.csv"), archive.unpack("b.csv"));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), end in 0..400_usize) {
        let mut bytes = bytes;
        // Random bytes are no archive; with the mark of an end in them some come further.
        let at = end % (bytes.len() + 1);
        bytes.splice(at..at, END.to_le_bytes());
        let bytes = Spool::from(bytes);
        if let Ok(mut archive) = ZipFile::open(&bytes) {
            let _ = archive.unpack("a.csv");
        }
    }
}
