//! What the system says of this process.

/// Memory that the process holds, in bytes; none where the system does not say.
pub(super) async fn resident_bytes() -> Option<i64> {
    let status = tokio::fs::read_to_string("/proc/self/status").await.ok()?;
    resident_in(&status)
}

/// The figure in what Linux says of a process.
fn resident_in(status: &str) -> Option<i64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\ttimether\nVmHWM:\t   50000 kB\nVmRSS:\t   40960 kB\nThreads:\t4\n";
        assert_eq!(resident_in(status), Some(40 * 1024 * 1024));
        for nonsense in ["", "VmRSS:\n", "VmRSS:\t12 MB\n", "VmRSS:\tmuch kB\n"] {
            assert_eq!(resident_in(nonsense), None, "{nonsense:?}");
        }
    }
}
