//! What the targets share: whose file it is, what is done with one that is understood, and archives out of plain text.

use app::values::Currency;
use flate2::Crc;
use server::imports::csv_file::FileError;
use server::imports::{DateOrder, ImportedFile, Reading, Spool, read_file};
use server::local_time::Zone;

/// A person in Berlin on 21 November 2026, in a workspace in dollars.
#[must_use]
pub fn reading(format: Option<&str>) -> Reading {
    Reading {
        zone: Zone::named("Europe/Berlin"),
        zone_name: "Europe/Berlin".to_owned(),
        now: 1_795_258_800,
        currency: Currency::parse("USD").expect("dollars are a currency"),
        date_order: DateOrder::named("day_first"),
        format: format.map(str::to_owned),
        columns: String::new(),
    }
}

/// Reads a file to its last row, as a preview does.
pub fn read_all(bytes: &[u8], reading: &Reading) {
    if let Ok(file) = read_file(&Spool::from(bytes.to_vec()), reading) {
        read_rows(&file).expect("what was kept can be read again");
    }
}

fn read_rows(file: &ImportedFile) -> Result<(), FileError> {
    let mut count = 0_i64;
    for batch in file.entries.batches(500) {
        for entry in batch? {
            assert!(entry.ended_at >= entry.started_at.saturating_add(entry.seconds));
            assert!(!entry.key.is_empty());
            count += 1;
        }
    }
    assert_eq!(count, file.entries.count);
    Ok(())
}

/// An archive of the files in a text, each below a line `=== its name`: the checksums are right, so that what is inside is
/// read.
#[must_use]
pub fn archive(text: &[u8]) -> Vec<u8> {
    let (mut local, mut central) = (Vec::new(), Vec::new());
    let mut count = 0_u16;
    for (name, content) in files(text).into_iter().take(200) {
        let start = length(local.len());
        let mut crc = Crc::new();
        crc.update(content);
        let size = length(content.len());
        let mut facts = Vec::new();
        // Stored, without a time.
        facts.extend([0; 8]);
        for fact in [crc.sum(), size, size] {
            facts.extend(fact.to_le_bytes());
        }
        facts.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        facts.extend([0; 2]);
        local.extend(b"PK\x03\x04\x14\x00".iter().chain(&facts).chain(name));
        local.extend(content);
        central.extend(b"PK\x01\x02\x14\x00\x14\x00".iter().chain(&facts));
        central.extend([0; 10]);
        central.extend(start.to_le_bytes());
        central.extend(name);
        count += 1;
    }
    let (begin, size) = (length(local.len()), length(central.len()));
    local.extend(central);
    local.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        local.extend(count.to_le_bytes());
    }
    local.extend(size.to_le_bytes());
    local.extend(begin.to_le_bytes());
    local.extend([0; 2]);
    local
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("inputs are short")
}

/// Names and contents; what stands before the first heading belongs to no file.
fn files(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    const HEADING: &[u8] = b"=== ";
    let mut starts: Vec<usize> = text
        .windows(HEADING.len())
        .enumerate()
        .filter(|(at, bytes)| *bytes == HEADING && (*at == 0 || text[at - 1] == b'\n'))
        .map(|(at, _)| at)
        .collect();
    starts.push(text.len());
    starts
        .windows(2)
        .filter_map(|pair| {
            let file = &text[pair[0] + HEADING.len()..pair[1]];
            let end = file.iter().position(|byte| *byte == b'\n')?;
            let name = &file[..end];
            (name.len() < 200).then_some((name, &file[end + 1..]))
        })
        .collect()
}
