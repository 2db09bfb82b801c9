//! Reading the files of an audit log, by whoever may read the data directory.

use std::collections::VecDeque;
use std::io;
use std::path::Path;

use cyberfly_protocol::{AuditKind as Kind, AuditLine as Line};

use super::files::{self, Lines, LogFile, Next};

/// Which lines are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only of this kind; checkpoints come only if they are asked for.
    pub kind: Option<Kind>,
    /// Only by somebody whose name begins with this.
    pub who: Option<String>,
    /// Only with this in what was done or to what.
    pub text: Option<String>,
    /// Only what did not end well.
    pub failed: bool,
    /// Only from this moment on, in Unix milliseconds.
    pub since_ms: u64,
}

impl Wanted {
    /// Whether a line is wanted.
    pub fn takes(&self, line: &Line) -> bool {
        let has = |text: &str| {
            line.what.contains(text) || line.which.as_deref().is_some_and(|which| which.contains(text))
        };
        self.kind.map_or(line.kind != Kind::Checkpoint, |kind| line.kind == kind)
            && self.who.as_deref().is_none_or(|who| line.who.starts_with(who))
            && self.text.as_deref().is_none_or(has)
            && !(self.failed && line.result == "ok")
            && line.at.0 >= self.since_ms
    }
}

/// Somebody who reads the log, from its oldest line on. Lines that cannot be read are passed over: verification tells.
pub struct Reading {
    files: VecDeque<LogFile>,
    lines: Option<Lines>,
}

impl Reading {
    /// Reads the log in a data directory; one that is not there has no lines.
    pub fn of(data: &Path) -> io::Result<Self> {
        let files = files::list(&data.join(files::FOLDER))?;
        Ok(Self { files: files.into(), lines: None })
    }

    /// The next line; none if there is no more now.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let Some(lines) = &mut self.lines else {
                let Some(file) = self.files.pop_front() else { return Ok(None) };
                self.lines = Some(Lines::of(&file)?);
                continue;
            };
            match lines.next()? {
                Next::Line(text) => {
                    if let Ok(line) = serde_json::from_slice(text) {
                        return Ok(Some(line));
                    }
                }
                Next::End | Next::TooLong | Next::Torn(_) => self.lines = None,
            }
        }
    }

    /// The last lines that are wanted, at most so many, the oldest first.
    pub fn last(&mut self, wanted: &Wanted, limit: usize) -> io::Result<Vec<Line>> {
        let mut last = VecDeque::new();
        while let Some(line) = self.next_line()? {
            if wanted.takes(&line) {
                if last.len() == limit {
                    last.pop_front();
                }
                last.push_back(line);
            }
        }
        Ok(last.into())
    }
}
