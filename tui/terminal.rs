//! The terminal: taken over, and given back as it was found, whatever happens.

use std::io::{self, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, EventStream,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// The terminal that the dashboard draws on.
pub type Console = Terminal<CrosstermBackend<Whole<Stdout>>>;

/// Whether the terminal is taken over now.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal while it is taken over. Whoever drops it gives the terminal back; so does a panic, before it says
/// anything.
pub struct Taken {
    mouse: bool,
}

impl Taken {
    /// Takes the terminal over: raw, on its other screen, without a cursor. On an error it is as it was.
    pub fn take(mouse: bool) -> io::Result<Self> {
        HOOK.call_once(|| {
            let told = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                told(panic);
            }));
        });
        let taken = Self { mouse };
        taken.again()?;
        Ok(taken)
    }

    /// Takes it over once more, after it was given back or someone else has changed it.
    pub fn again(&self) -> io::Result<()> {
        TAKEN.store(true, SeqCst);
        // What is remembered as the settings before may be of another time.
        disable_raw_mode()?;
        enable_raw_mode()?;
        let mut out = io::stdout();
        let taken = execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide);
        let taken = taken.and_then(|()| if self.mouse { execute!(out, EnableMouseCapture) } else { Ok(()) });
        if taken.is_err() {
            give_back();
        }
        taken
    }

    /// Gives it back for a while.
    pub fn give_back(&self) {
        give_back();
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back. What cannot be written any more, because the terminal is gone, is nobody's loss.
fn give_back() {
    if TAKEN.swap(false, SeqCst) {
        let mut out = io::stdout();
        let _written = out.write_all(END.as_bytes());
        let _written =
            execute!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _set = disable_raw_mode();
    }
}

/// A terminal that knows synchronized updates shows what is between these at once; any other overlooks them.
const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// A writer that keeps what it gets until it is flushed, and writes it then as one synchronized update.
pub struct Whole<W> {
    inner: W,
    kept: Vec<u8>,
}

impl<W> Whole<W> {
    /// A writer in front of another.
    pub fn new(inner: W) -> Self {
        Self { inner, kept: Vec::new() }
    }
}

impl<W: Write> Write for Whole<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.kept.is_empty() {
            self.kept.extend_from_slice(BEGIN.as_bytes());
        }
        self.kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.kept.is_empty() {
            self.kept.extend_from_slice(END.as_bytes());
            let written = self.inner.write_all(&self.kept);
            self.kept.clear();
            written?;
        }
        self.inner.flush()
    }
}

/// What is typed at the terminal.
pub fn input() -> EventStream {
    EventStream::new()
}

/// How many columns and lines the terminal has, if there is one.
pub fn size() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok().filter(|(width, height)| *width > 0 && *height > 0)
}

/// A terminal to draw on, over standard output.
pub fn console() -> io::Result<Console> {
    Terminal::new(CrosstermBackend::new(Whole::new(io::stdout())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_flushed_is_one_update_and_nothing_is_written_for_nothing() {
        let mut writer = Whole::new(Vec::new());
        writer.flush().unwrap();
        writer.write_all(b"ab").unwrap();
        writer.write_all(b"c").unwrap();
        assert_eq!(writer.inner, b"");
        writer.flush().unwrap();
        writer.flush().unwrap();
        assert_eq!(writer.inner, b"\x1b[?2026habc\x1b[?2026l");
    }
}
