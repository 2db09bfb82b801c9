//! What the network remembers in the data directory: small files of lines that a person can read.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

/// The longest file that is read, in bytes.
const BOOK_LIMIT: u64 = 1024 * 1024;

/// Which file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Page {
    /// Peers with which there was a connection, as `ID@HOST:PORT`.
    Remembered,
    /// The ids of banned peers.
    Banned,
    /// Node certificates.
    Certificates,
}

impl Page {
    const fn name(self) -> &'static str {
        match self {
            Page::Remembered => "peers",
            Page::Banned => "banned",
            Page::Certificates => "certificates",
        }
    }
}

/// The folder of these files; without one nothing is remembered.
pub(crate) struct Book(pub(crate) Option<PathBuf>);

impl Book {
    /// The lines of a page. One that is not there has none; one that cannot be read is left alone and told of.
    pub(crate) fn read(&self, page: Page) -> Vec<String> {
        let Some(path) = self.0.as_ref().map(|folder| folder.join(page.name())) else { return Vec::new() };
        let read = || -> io::Result<String> {
            if fs::metadata(&path)?.len() > BOOK_LIMIT {
                return Err(io::Error::other("it is too long"));
            }
            fs::read_to_string(&path)
        };
        match read() {
            Ok(text) => {
                text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a file about peers cannot be read");
                Vec::new()
            }
        }
    }

    /// Replaces a page, whole or not at all; when this returns it is on the disk.
    pub(crate) fn write(&self, page: Page, lines: impl IntoIterator<Item = String>) -> io::Result<()> {
        let Some(folder) = &self.0 else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let new = folder.join(format!("{}.new", page.name()));
        let mut file = File::create(&new)?;
        for line in lines {
            writeln!(file, "{line}")?;
        }
        file.sync_all()?;
        fs::rename(&new, folder.join(page.name()))?;
        File::open(folder)?.sync_all()
    }
}
