//! What the operating system says: the time, and what this process takes. Read in one place.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock, to be replaced where an application or a test brings its own.
pub trait WallClock: Send + Sync {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> u64;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl WallClock for SystemClock {
    fn now_ms(&self) -> u64 {
        now_ms()
    }
}

/// Milliseconds since 1970, zero if the clock stands before that.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// What this process takes of the machine. What the system does not say is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Process {
    /// Bytes of memory it has.
    pub(crate) resident: Option<u64>,
    pub(crate) threads: Option<u64>,
    pub(crate) open_files: Option<u64>,
    pub(crate) files_limit: Option<u64>,
    /// Bytes of memory that processes can still take.
    pub(crate) memory_available: Option<u64>,
}

impl Process {
    /// Asks `/proc`.
    pub(crate) fn read() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        // The listing itself holds one file open.
        let open = fs::read_dir("/proc/self/fd").ok().map(|files| (files.count() as u64).saturating_sub(1));
        Self {
            resident: number_after(&status, "VmRSS:").map(|kib| kib * 1024),
            threads: number_after(&status, "Threads:"),
            open_files: open,
            files_limit: number_after(&limits, "Max open files"),
            memory_available: number_after(&memory, "MemAvailable:").map(|kib| kib * 1024),
        }
    }
}

/// The first number in the line that begins with a label.
fn number_after(text: &str, label: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(label))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_knows_what_it_takes() {
        let process = Process::read();
        assert!(process.resident.unwrap() > 100_000);
        assert!(process.threads.unwrap() >= 1);
        let before = process.open_files.unwrap();
        let file = fs::File::open("/proc/self/status").unwrap();
        assert!(before >= 1 && Process::read().open_files.unwrap() >= 1);
        drop(file);
        assert!(process.files_limit.unwrap() >= before);
        assert!(process.memory_available.unwrap() > 0);
    }
}
