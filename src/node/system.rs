//! What the operating system says: the time, and what this process takes. Read in one place.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// The last millisecond of the year 9999, behind which a time has no text.
const LAST_MS: u64 = 253_402_300_799_999;

/// A time in milliseconds since 1970, as documents have it.
pub fn rfc3339(unix_ms: u64) -> String {
    let unix_ms = unix_ms.min(LAST_MS);
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(unix_ms)).to_string()
}

/// What this process takes of the machine. What the system does not say is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Process {
    /// Bytes of memory it has.
    pub(crate) resident: Option<u64>,
    /// The most it ever had.
    pub(crate) peak: Option<u64>,
    /// Seconds of processor time it has used.
    pub(crate) cpu_seconds: Option<f64>,
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
            peak: number_after(&status, "VmHWM:").map(|kib| kib * 1024),
            cpu_seconds: fs::read_to_string("/proc/self/stat").ok().and_then(|stat| cpu_seconds(&stat)),
            threads: number_after(&status, "Threads:"),
            open_files: open,
            files_limit: number_after(&limits, "Max open files"),
            memory_available: number_after(&memory, "MemAvailable:").map(|kib| kib * 1024),
        }
    }
}

/// Linux tells times in hundredths of a second, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

/// The time spent in the program and in the system for it, out of `/proc/self/stat`.
fn cpu_seconds(stat: &str) -> Option<f64> {
    // The second field is a name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u32>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((f64::from(user) + f64::from(system)) / TICKS_PER_SECOND)
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
    fn every_time_has_a_text() {
        assert_eq!(rfc3339(1), "1970-01-01T00:00:00.001Z");
        assert_eq!(rfc3339(u64::MAX), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn a_name_with_blanks_and_parentheses_does_not_shift_the_times() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(cpu_seconds("7 (a) S 1"), None);
    }

    #[test]
    fn a_process_knows_what_it_takes() {
        let process = Process::read();
        assert!(process.resident.unwrap() > 100_000 && process.peak >= process.resident);
        assert!(process.cpu_seconds.unwrap() >= 0.0);
        assert!(process.threads.unwrap() >= 1);
        let before = process.open_files.unwrap();
        let file = fs::File::open("/proc/self/status").unwrap();
        assert!(before >= 1 && Process::read().open_files.unwrap() >= 1);
        drop(file);
        assert!(process.files_limit.unwrap() >= before);
        assert!(process.memory_available.unwrap() > 0);
    }
}
