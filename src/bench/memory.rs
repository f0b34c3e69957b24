//! Memory of the process and of the machine, where the system tells: Linux does, in `/proc`.

use std::fs;

/// Bytes that may still be used without swapping, as the kernel estimates; a container's own limit is not in it.
pub fn available() -> Option<u64> {
    bytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")
}

/// Begins to watch the peak anew; whether the system lets us.
pub(super) fn forget_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The most bytes of this process that were in memory at once since the peak was last forgotten.
pub(super) fn peak() -> Option<u64> {
    bytes(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

/// The figure of a line such as `VmHWM:    1234 kB`.
fn bytes(lines: &str, name: &str) -> Option<u64> {
    let line = lines.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_bytes_or_not_at_all() {
        let lines = "VmPeak:\t 100 kB\nVmHWM:\t   12345 kB\nVmRSS:\t some kB\nThreads:\t 2\n";
        assert_eq!(bytes(lines, "VmHWM:"), Some(12_641_280));
        assert_eq!(bytes(lines, "VmRSS:"), None);
        assert_eq!(bytes(lines, "Threads:"), None);
        assert_eq!(bytes(lines, "VmSwap:"), None);
    }

    /// A peak of one thing does not hide in that of the next.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_peak_is_forgotten() {
        const LARGE: usize = 256 << 20;
        if !forget_peak() {
            return;
        }
        let large = std::hint::black_box(vec![1_u8; LARGE]);
        let peak_with = peak().unwrap();
        assert!(peak_with > large.len() as u64, "{peak_with}");
        drop(large);
        assert!(forget_peak());
        let without = peak().unwrap();
        assert!(without + (LARGE as u64) / 2 < peak_with, "{without} after {peak_with}");
    }
}
