//! A backup, read to its end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::backups::read_backup;

fuzz_target!(|bytes: &[u8]| {
    let mut entries = 0_u64;
    let read = read_backup(bytes, &mut |entry| {
        assert!(entry.ended_at - entry.started_at >= entry.seconds);
        entries += 1;
        Ok(())
    });
    drop(read);
});
