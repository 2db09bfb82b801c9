//! The one who writes the audit log.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use cyberfly_core::SecretKey;
use cyberfly_protocol::{AuditKind as Kind, counted};
use data_encoding::HEXLOWER;

use super::files::{self, Lines, LogFile, Next};
use super::line::{Chain, Record};
use super::{RETIRED, Shared, Waiting, may_gather};
use crate::{config, system};

/// How long a line is without a signature at most, and without a place on the disk, while the node runs: a second with the
/// moment in which records gather and the time that the disk takes.
const CHECKPOINT_AFTER: Duration = Duration::from_millis(900);
/// How many lines there are between checkpoints at most.
const CHECKPOINT_LINES: u64 = 1024;
/// How many records are written at once.
const BATCH: usize = 1024;
/// How long after the disk was found full it is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// With nothing to do, the writer wakes up this often.
const IDLE: Duration = Duration::from_secs(3600);
/// What the line is called that says how many records are in no line.
const MISSED: &str = "missed";

pub(super) struct Writer {
    folder: PathBuf,
    settings: config::Audit,
    key: SecretKey,
    shared: Arc<Shared>,
    chain: Chain,
    file: LogFile,
    out: File,
    size: u64,
    /// Lines behind the last checkpoint, and since when there are some.
    unsigned: u64,
    unsigned_since: Option<Instant>,
    /// Records that are in no line, and that no line tells of yet.
    missed: u64,
    trouble: Option<Trouble>,
}

/// Why nothing is written. The chain in memory may be ahead of the file then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// The disk had no room. It is tried again from this moment on.
    Full(Instant),
    /// What was written may be lost, or cannot be told from what is.
    ForGood,
}

impl Trouble {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full(Instant::now() + AGAIN_AFTER)
            }
            _ => Self::ForGood,
        }
    }
}

/// Where a log ends.
struct Standing {
    chain: Chain,
    file: LogFile,
    out: File,
    size: u64,
    /// How many bytes of a line that was never finished were behind it.
    cut: u64,
}

/// A record of the node itself.
fn of_node(what: &str, which: Option<String>) -> Record {
    Record {
        kind: Kind::Node,
        who: "node".to_owned(),
        what: what.to_owned(),
        which,
        result: "ok".to_owned(),
        from: None,
        request_id: None,
    }
}

/// Takes what waits behind a first record. As long as nobody waits for any of it, the thread is away for a moment first, or until
/// something comes that is to be written at once: who records while it is away has nobody to wake.
fn gather(batch: &mut Vec<Waiting>, records: &Receiver<Waiting>, moment: Duration) {
    let ended_with = take(batch, records);
    // Whoever wakes the thread has sent something before, or hung up: if the queue woke it too early, that shows here.
    if ended_with == Some(TryRecvError::Empty) && batch.iter().all(|waiting| may_gather(waiting.record.kind))
    {
        thread::park_timeout(moment);
        take(batch, records);
    }
}

/// Takes what waits, and says why there is no more of it; none if there may be.
fn take(batch: &mut Vec<Waiting>, records: &Receiver<Waiting>) -> Option<TryRecvError> {
    while batch.len() < BATCH {
        match records.try_recv() {
            Ok(waiting) => batch.push(waiting),
            Err(ended) => return Some(ended),
        }
    }
    None
}

impl Writer {
    pub(super) fn open(
        folder: &Path,
        settings: config::Audit,
        key: SecretKey,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let Standing { chain, file, out, size, cut } = stand(folder)?;
        let mut writer = Self {
            folder: folder.to_path_buf(),
            settings,
            key,
            shared,
            chain,
            file,
            out,
            size,
            unsigned: 0,
            unsigned_since: None,
            missed: 0,
            trouble: None,
        };
        let cut = (cut > 0).then(|| format!("{cut} bytes of a line that a crash had cut were removed"));
        let begun =
            writer.write(vec![Waiting::since_now(of_node("started", cut))]).and_then(|()| writer.sign());
        match begun {
            // As while it runs: the log goes on once there is room.
            Err(error) if matches!(Trouble::of(&error), Trouble::Full(_)) => writer.stumble(&error),
            begun => begun?,
        }
        Ok(writer)
    }

    /// Writes until nobody can send any more.
    pub(super) fn run(mut self, records: &Receiver<Waiting>, moment: Duration) {
        let mut is_over = false;
        while !is_over {
            let mut batch = Vec::new();
            match records.recv_timeout(self.patience()) {
                Ok(first) => {
                    batch.push(first);
                    gather(&mut batch, records, moment);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    batch.push(Waiting::since_now(of_node("stopped", None)));
                    is_over = true;
                }
            }
            let unheard = self.shared.missed.swap(0, Ordering::Relaxed);
            self.miss(unheard);
            if !self.has_recovered(is_over) {
                self.miss(batch.len() as u64);
                continue;
            }
            if self.missed > 0 {
                let missed =
                    of_node(MISSED, Some(format!("{} found no room", counted(self.missed, "record"))));
                batch.push(Waiting::since_now(missed));
            }
            if let Err(error) = self.go_on(batch, is_over) {
                self.stumble(&error);
            }
        }
    }

    /// How long nothing has to be done if no record comes.
    fn patience(&self) -> Duration {
        match (self.trouble, self.unsigned_since) {
            (Some(Trouble::ForGood), _) | (None, None) => IDLE,
            (Some(Trouble::Full(again)), _) => again.saturating_duration_since(Instant::now()),
            (None, Some(since)) => CHECKPOINT_AFTER.saturating_sub(since.elapsed()),
        }
    }

    fn miss(&mut self, records: u64) {
        if records > 0 {
            self.missed += records;
            self.shared.tell(|chain| chain.missed += records);
        }
    }

    fn stumble(&mut self, error: &io::Error) {
        let trouble = Trouble::of(error);
        if self.trouble.is_none() || trouble == Trouble::ForGood {
            let until = match trouble {
                Trouble::Full(_) => "until there is room again",
                Trouble::ForGood => "until a restart",
            };
            tracing::error!(%error, "the audit log cannot be written; nothing is recorded {until}");
        }
        self.trouble = Some(trouble);
        self.shared.tell(|chain| chain.broken = true);
    }

    /// Whether lines can be written. After the disk was full, and when it is time, tries to take off what was half-written
    /// and to go on.
    fn has_recovered(&mut self, is_over: bool) -> bool {
        match self.trouble {
            None => return true,
            Some(Trouble::ForGood) => return false,
            Some(Trouble::Full(again)) if !is_over && Instant::now() < again => return false,
            Some(Trouble::Full(_)) => {}
        }
        let back = stand(&self.folder).and_then(|standing| {
            let Standing { chain, file, out, size, .. } = standing;
            (self.chain, self.file, self.out, self.size) = (chain, file, out, size);
            self.sign()
        });
        match back {
            Ok(()) => {
                self.trouble = None;
                self.shared.tell(|chain| chain.broken = false);
                tracing::info!(missed = self.missed, "the audit log is written again");
            }
            Err(error) => self.stumble(&error),
        }
        self.trouble.is_none()
    }

    fn go_on(&mut self, batch: Vec<Waiting>, is_over: bool) -> io::Result<()> {
        let is_urgent = batch.iter().any(|waiting| waiting.record.kind == Kind::Act);
        self.write(batch)?;
        let is_due = self.unsigned_since.is_some_and(|since| since.elapsed() >= CHECKPOINT_AFTER);
        if self.unsigned > 0 && (is_over || is_due || self.unsigned >= CHECKPOINT_LINES) {
            self.sign()?;
            if self.size >= self.settings.file_bytes.0 {
                self.rotate()?;
            }
        } else if is_urgent {
            self.sync()?;
        }
        Ok(())
    }

    fn write(&mut self, batch: Vec<Waiting>) -> io::Result<()> {
        let (mut text, mut lines) = (Vec::new(), Vec::new());
        let records = batch.iter().filter(|waiting| waiting.record.what != MISSED).count();
        let tells_of_missed = records < batch.len();
        for Waiting { record, at_ms } in batch {
            let (line, bytes) = self.chain.add(record, at_ms, None);
            text.extend_from_slice(&bytes);
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.out.write_all(&text) {
            self.miss(records as u64);
            return Err(error);
        }
        if tells_of_missed {
            self.missed = 0;
        }
        self.size += text.len() as u64;
        self.unsigned += lines.len() as u64;
        self.unsigned_since.get_or_insert_with(Instant::now);
        self.shared.keep(lines);
        Ok(())
    }

    /// Waits for the disk. If that fails, what was written before may be gone, whatever the reason is.
    fn sync(&self) -> io::Result<()> {
        self.out.sync_data().map_err(io::Error::other)
    }

    /// Adds a checkpoint, waits for the disk, and names it in `HEAD`.
    fn sign(&mut self) -> io::Result<()> {
        let (line, bytes) = self.chain.checkpoint(&self.key, system::now_ms());
        self.out.write_all(&bytes)?;
        self.sync()?;
        self.size += bytes.len() as u64;
        files::write_head(&self.folder, bytes.strip_suffix(b"\n").unwrap_or(&bytes))?;
        (self.unsigned, self.unsigned_since) = (0, None);
        self.shared.keep(vec![line]);
        Ok(())
    }

    /// Begins a new file, and puts old ones away as the settings have it.
    fn rotate(&mut self) -> io::Result<()> {
        self.file = files::create(&self.folder, self.chain.next)?;
        (self.out, self.size) = (files::append(&self.file)?, 0);
        let mut old = files::list(&self.folder)?;
        old.retain(|file| file.first < self.file.first);
        let Some(kept_from) = self.first_to_keep(&old)? else { return Ok(()) };
        let (gone, kept) = old.split_at(kept_from);
        let Some(last) = gone.last() else { return Ok(()) };
        let through = kept.first().map_or(self.file.first, |file| file.first) - 1;
        let (chain, ..) = end_of(last)?;
        // That they are gone is in the log and signed before they are, so that it is never a question who took them.
        let retired = of_node(RETIRED, Some(format!("{through} {}", HEXLOWER.encode(&chain.last))));
        self.write(vec![Waiting::since_now(retired)])?;
        self.sign()?;
        for file in gone {
            fs::remove_file(&file.path)?;
        }
        File::open(&self.folder)?.sync_all()
    }

    /// How many of the old files, which are in order, are to go.
    fn first_to_keep(&self, old: &[LogFile]) -> io::Result<Option<usize>> {
        let (mut size, mut gone) = (self.size, 0);
        let oldest = system::now_ms()
            .saturating_sub(u64::try_from(self.settings.keep.0.as_millis()).unwrap_or(u64::MAX));
        for (place, file) in old.iter().enumerate().rev() {
            let metadata = fs::metadata(&file.path)?;
            size += metadata.len();
            let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let is_old = u64::try_from(modified.as_millis()).unwrap_or(u64::MAX) < oldest;
            if size > self.settings.keep_bytes.0 || is_old {
                gone = place + 1;
                break;
            }
        }
        Ok((gone > 0).then_some(gone))
    }
}

/// The end of the log in a folder, without the rest of a line that was never finished; a folder without a log gets one.
fn stand(folder: &Path) -> io::Result<Standing> {
    let (file, chain, cut) = match files::list(folder)?.pop() {
        None => (files::create(folder, Chain::NEW.next)?, Chain::NEW, 0),
        Some(newest) => {
            let (chain, whole, torn) = end_of(&newest)?;
            if torn > 0 {
                let out = files::append(&newest)?;
                out.set_len(whole)?;
                out.sync_all()?;
            }
            (newest, chain, torn)
        }
    };
    let out = files::append(&file)?;
    let size = out.metadata()?.len();
    Ok(Standing { chain, file, out, size, cut })
}

/// The end of the chain in a file, how many bytes its whole lines have, and how many come behind them.
fn end_of(file: &LogFile) -> io::Result<(Chain, u64, u64)> {
    let mut chain = Chain { next: file.first, last: super::line::BEGINNING };
    let (mut whole, mut is_first) = (0, true);
    let mut lines = Lines::of(file)?;
    loop {
        match lines.next()? {
            Next::Line(text) => {
                // A line that was changed is found when the log is verified; the chain goes on behind it all the same.
                chain = Chain { next: chain.next + 1, last: *blake3::hash(text).as_bytes() };
                whole += text.len() as u64 + 1;
                is_first = false;
            }
            Next::End | Next::TooLong if is_first && file.first > 1 => return Ok((before(file)?, whole, 0)),
            Next::End | Next::TooLong => return Ok((chain, whole, 0)),
            Next::Torn(bytes) if is_first && file.first > 1 => return Ok((before(file)?, whole, bytes)),
            Next::Torn(bytes) => return Ok((chain, whole, bytes)),
        }
    }
}

/// The end of the chain before a file that has no line yet.
fn before(file: &LogFile) -> io::Result<Chain> {
    let folder = file.path.parent().unwrap_or(Path::new("."));
    let earlier = files::list(folder)?.into_iter().rfind(|other| other.first < file.first);
    match earlier {
        Some(earlier) => end_of(&earlier).map(|(chain, ..)| chain),
        None => Ok(Chain { next: file.first, last: super::line::BEGINNING }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicU64;

    use super::*;

    #[test]
    fn a_log_that_cannot_be_written_any_more_waits_as_one_with_nothing_to_do() {
        let data = tempfile::tempdir().unwrap();
        let shared = Shared { recent: Mutex::default(), missed: AtomicU64::new(0), chain: Mutex::default() };
        let folder = data.path().join("audit");
        let key = SecretKey::from_seed(&[5; 32]);
        let mut writer = Writer::open(&folder, config::Audit::default(), key, Arc::new(shared)).unwrap();
        writer.write(vec![Waiting::since_now(of_node("unsigned", None))]).unwrap();
        assert!(writer.patience() <= CHECKPOINT_AFTER);
        fs::remove_dir_all(&folder).unwrap();
        let error = writer.sign().unwrap_err();
        writer.stumble(&error);
        assert_eq!((writer.patience(), writer.has_recovered(false)), (IDLE, false));
        writer.trouble = Some(Trouble::of(&io::ErrorKind::StorageFull.into()));
        assert!(writer.patience() > CHECKPOINT_AFTER && writer.patience() <= AGAIN_AFTER);
        assert!(!writer.has_recovered(false));
    }
}
