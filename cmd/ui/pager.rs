//! Showing a long text page by page, to a person at a terminal.

use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

/// A program that shows what is written to it.
pub(super) struct Pager {
    child: Child,
    input: Option<BufWriter<ChildStdin>>,
}

/// Whether a text has more lines than the terminal.
pub(super) fn is_longer_than_screen(text: &str) -> bool {
    let rows = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_row));
    rows > 0 && text.lines().nth(rows.saturating_sub(1)).is_some()
}

impl Pager {
    /// Starts the pager that the person has chosen, or less; none if there is none, or `cat` was chosen.
    pub(super) fn open() -> Option<Self> {
        let chosen = ["CYBERFLY_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
        let command = chosen.unwrap_or_else(|| "less".to_owned());
        let command = command.trim();
        if command.is_empty() || command == "cat" {
            return None;
        }
        // One that is not there is found out before anything is written to it.
        if !is_there(command.split_whitespace().next().unwrap_or(command)) {
            return None;
        }
        let mut pager = Command::new("/bin/sh");
        pager.arg("-c").arg(format!("exec {command}"));
        if std::env::var_os("LESS").is_none() {
            pager.env("LESS", "FRX");
        }
        let mut child = pager.stdin(Stdio::piped()).spawn().ok()?;
        let input = child.stdin.take().map(BufWriter::new);
        Some(Self { child, input })
    }

    /// Waits until the person has seen enough.
    pub(super) fn wait(mut self) {
        drop(self.input.take());
        let _ended = self.child.wait();
    }
}

/// Whether there is a program of this name.
fn is_there(name: &str) -> bool {
    if name.contains('/') {
        return std::path::Path::new(name).exists();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(name).is_file())
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input.as_mut().map_or_else(|| Err(io::ErrorKind::BrokenPipe.into()), |input| input.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.as_mut().map_or(Ok(()), Write::flush)
    }
}
