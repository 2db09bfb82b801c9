//! How far a long command is: a line on standard error every ten seconds, none with `-q`.

use std::time::{Duration, Instant};

use super::Ui;

/// How often it is told.
const EVERY: Duration = Duration::from_secs(10);

/// Something that goes on for long.
pub(crate) struct Progress {
    what: &'static str,
    count: u64,
    began: Instant,
    told: Instant,
}

impl Progress {
    /// Nothing is done yet of what is counted under this name.
    pub(crate) fn new(what: &'static str) -> Self {
        let now = Instant::now();
        Self { what, count: 0, began: now, told: now }
    }

    /// So many more are done.
    pub(crate) fn advance(&mut self, ui: &mut Ui, count: u64) {
        self.count += count;
        let now = Instant::now();
        if now.duration_since(self.told) >= EVERY {
            self.told = now;
            let seconds = now.duration_since(self.began).as_secs().max(1);
            ui.note(&format!("{} {}, {} a second", self.count, self.what, self.count / seconds));
        }
    }
}
