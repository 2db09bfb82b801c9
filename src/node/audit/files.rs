//! The files of the audit log: `audit/NUMBER.log`, named by the number of their first line, and `audit/HEAD`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::line::LINE_LIMIT;

/// The folder in the data directory.
pub(crate) const FOLDER: &str = "audit";
/// The last checkpoint once more, so that lines cannot be cut off behind it unseen.
const HEAD: &str = "HEAD";
const ENDING: &str = ".log";

/// A file of the log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogFile {
    /// The number of its first line.
    pub(crate) first: u64,
    pub(crate) path: PathBuf,
}

/// The files, the oldest first; none if there is no folder.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<LogFile>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let first = name.and_then(|name| name.strip_suffix(ENDING)?.parse().ok());
        files.extend(first.map(|first| LogFile { first, path }));
    }
    files.sort();
    Ok(files)
}

/// The path of a file that begins with this line.
fn path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:016}{ENDING}"))
}

/// A new file that begins with this line.
pub(crate) fn create(folder: &Path, first: u64) -> io::Result<LogFile> {
    let path = path(folder, first);
    OpenOptions::new().create_new(true).append(true).mode(0o600).open(&path)?.sync_all()?;
    File::open(folder)?.sync_all()?;
    Ok(LogFile { first, path })
}

/// A file, to add lines to it.
pub(crate) fn append(file: &LogFile) -> io::Result<File> {
    OpenOptions::new().append(true).open(&file.path)
}

/// What a file says, line by line.
pub(crate) struct Lines {
    reader: BufReader<File>,
    line: Vec<u8>,
}

/// What comes next in a file.
pub(crate) enum Next<'a> {
    /// A line, without its line break.
    Line(&'a [u8]),
    /// The end of the file stands within a line: so many bytes of it are there.
    Torn(u64),
    /// This is longer than any line.
    TooLong,
    /// There is no more.
    End,
}

impl Lines {
    pub(crate) fn of(file: &LogFile) -> io::Result<Self> {
        Ok(Self { reader: BufReader::new(File::open(&file.path)?), line: Vec::new() })
    }

    pub(crate) fn next(&mut self) -> io::Result<Next<'_>> {
        self.line.clear();
        let limit = LINE_LIMIT as u64 + 1;
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
        Ok(match self.line.strip_suffix(b"\n") {
            Some(line) => Next::Line(line),
            None if read == 0 => Next::End,
            None if read as u64 == limit => Next::TooLong,
            None => Next::Torn(read as u64),
        })
    }
}

/// Writes the last checkpoint once more, whole or not at all.
pub(crate) fn write_head(folder: &Path, line: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(line)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(HEAD)).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// The last checkpoint; none if none was written yet.
pub(crate) fn read_head(folder: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(folder.join(HEAD)) {
        Ok(line) => Ok(Some(line)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
