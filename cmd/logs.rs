//! Where the node's log goes: standard error in the foreground, `node.log` in the background, and in both the node's own
//! book of the latest lines.

mod book;

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use book::Writer;
use cyberfly_node::LogBook;
use cyberfly_node::config::{Level, Log, LogFormat};
use cyberfly_telemetry::TARGET;
use tracing_subscriber::filter::{FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Identity, Layered, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, reload};

use crate::trace::Steps;

/// A log file that has grown past this is set aside.
const FILE_LIMIT: u64 = 10 * 1024 * 1024;
/// How many log files are set aside before the oldest goes.
const KEPT: u32 = 3;

const fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    }
}

/// Changes the level of the log while it is written.
pub(crate) struct LevelSwitch(reload::Handle<LevelFilter, Traced>);

/// What takes in all that is traced, steps first.
type Traced = Layered<Box<dyn Layer<Registry> + Send + Sync>, Registry>;

impl LevelSwitch {
    /// Logs from this level on.
    pub(crate) fn set(&self, level: Level) {
        // An error means that another logger was there first; it stays as it is.
        let _other = self.0.reload(filter(level));
    }
}

/// Logs to standard error from now on.
pub(crate) fn to_stderr(log: &Log, color: bool, book: &Arc<LogBook>, steps: Steps<Registry>) -> LevelSwitch {
    begin(log, color, io::stderr, book, steps)
}

/// Logs to `node.log` in this folder from now on, set aside when it grows large.
pub(crate) fn to_file(
    log: &Log,
    folder: &Path,
    book: &Arc<LogBook>,
    steps: Steps<Registry>,
) -> io::Result<LevelSwitch> {
    let file = RotatingLog::open(folder.join("node.log"))?;
    Ok(begin(log, false, Mutex::new(file), book, steps))
}

fn begin<W>(log: &Log, color: bool, writer: W, book: &Arc<LogBook>, steps: Steps<Registry>) -> LevelSwitch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let (level, switch) = reload::Layer::new(filter(log.level));
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_writer(writer);
    let lines = match log.format {
        LogFormat::Text => lines.with_ansi(color).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    // Steps of a trace are for the collector, whatever the level of the log.
    let log = lines.and_then(Writer::new(book)).with_filter(level.and(filter_fn(|of| of.target() != TARGET)));
    // Who wants no steps says so. Where nobody is asked, all that is below the level is kept, entered and left, though never written.
    let steps = steps.unwrap_or_else(|| Identity::new().with_filter(LevelFilter::OFF).boxed());
    // A second logger in one process is refused; the first one stays.
    let _first_stays = tracing_subscriber::registry().with(steps).with(log).try_init();
    LevelSwitch(switch)
}

/// Opens `node.log` to append to it.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    File::options().append(true).create(true).mode(0o600).open(path)
}

/// A log file, and the older ones beside it: `node.log.1` is the newest of them.
struct RotatingLog {
    path: PathBuf,
    file: File,
    written: u64,
}

impl RotatingLog {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = open(&path)?;
        let written = file.metadata()?.len();
        Ok(Self { path, file, written })
    }

    fn rotate(&mut self) -> io::Result<()> {
        let aside = |number: u32| self.path.with_extension(format!("log.{number}"));
        for number in (1..KEPT).rev() {
            match fs::rename(aside(number), aside(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(&self.path, aside(1))?;
        self.file = open(&self.path)?;
        self.written = 0;
        Ok(())
    }
}

impl Write for RotatingLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written >= FILE_LIMIT {
            self.rotate()?;
        }
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_never_takes_more_than_four_files() {
        let temp = tempfile::tempdir().unwrap();
        let mut log = RotatingLog::open(temp.path().join("node.log")).unwrap();
        for round in 0u8..8 {
            log.written = FILE_LIMIT;
            log.write_all(&[b'0' + round, b'\n']).unwrap();
        }
        let read = |name: &str| fs::read_to_string(temp.path().join(name)).unwrap();
        assert_eq!(
            ["node.log", "node.log.1", "node.log.2", "node.log.3"].map(read),
            ["7\n", "6\n", "5\n", "4\n"]
        );
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 4);
    }
}
