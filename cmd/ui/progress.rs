//! How far a long command is.
//!
//! On a terminal a bar with the rate and the time that remains; off it a line on standard error every ten seconds; neither
//! with `-q` or `--no-progress`. SIGUSR1 asks for the state at once, however little is shown otherwise.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cyberfly_protocol::{SCHEMA_VERSION, sized};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{oneshot, watch};

use super::Ui;
use super::listing::span;

/// How often it is told off a terminal.
const EVERY: Duration = Duration::from_secs(10);
/// What is over sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often a bar is drawn.
const REDRAW: Duration = Duration::from_millis(100);
/// The total of a [`Meter`] that knows none.
const NOT_KNOWN: u64 = u64::MAX;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Bytes, shown in the units that people use.
    Bytes,
    /// Things of this name, which is a plural.
    Items(&'static str),
}

/// How far something is. Whoever does the work holds one, in whichever thread, and tells it.
#[derive(Debug)]
pub(crate) struct Meter {
    doing: &'static str,
    unit: Unit,
    done: AtomicU64,
    total: AtomicU64,
    also: Mutex<String>,
    began: Instant,
}

/// A moment of something that goes on, as a document. Off a terminal it is told so in JSON mode.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Moment {
    /// The version of this document.
    schema_version: u32,
    /// What goes on.
    progress: &'static str,
    /// What is counted.
    unit: &'static str,
    /// How much is done.
    done: u64,
    /// How much there is to do; null if that is not known.
    total: Option<u64>,
    /// How much is done in a second, in the mean; null in the first moment.
    rate_per_second: Option<u64>,
    /// About how many seconds remain; null if that cannot be said.
    remaining_seconds: Option<u64>,
    /// For how long it goes on.
    elapsed_seconds: u64,
}

impl Meter {
    /// Nothing is done yet. `doing` names what goes on, as in "importing".
    pub(crate) fn new(doing: &'static str, unit: Unit) -> Self {
        let (done, total) = (AtomicU64::new(0), AtomicU64::new(NOT_KNOWN));
        Self { doing, unit, done, total, also: Mutex::default(), began: Instant::now() }
    }

    /// Whether bytes are counted.
    pub(crate) fn is_in_bytes(&self) -> bool {
        self.unit == Unit::Bytes
    }

    /// So many more are done.
    pub(crate) fn advance(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// So many are done in all.
    pub(crate) fn reach(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    /// There are so many to do.
    pub(crate) fn expect(&self, total: u64) {
        self.total.store(total.min(NOT_KNOWN - 1), Ordering::Relaxed);
    }

    /// What else is to be said beside the figures, as "120 lines" beside bytes.
    pub(crate) fn also(&self, text: String) {
        *self.also.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }

    fn said_beside(&self) -> String {
        self.also.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn moment(&self, elapsed: Duration) -> Moment {
        let done = self.done.load(Ordering::Relaxed);
        let total = Some(self.total.load(Ordering::Relaxed)).filter(|total| *total != NOT_KNOWN);
        let ms = elapsed.as_millis().max(1);
        let whole = |figure: u128| u64::try_from(figure).unwrap_or(u64::MAX);
        let is_told = done > 0 && ms >= 100;
        let rate = is_told.then(|| whole(u128::from(done) * 1000 / ms));
        let left = total.filter(|_| is_told).map(|total| total.saturating_sub(done));
        let remaining = left.map(|left| whole(u128::from(left) * ms / u128::from(done) / 1000));
        Moment {
            schema_version: SCHEMA_VERSION,
            progress: self.doing,
            unit: match self.unit {
                Unit::Bytes => "bytes",
                Unit::Items(name) => name,
            },
            done,
            total,
            rate_per_second: rate,
            remaining_seconds: remaining,
            elapsed_seconds: elapsed.as_secs(),
        }
    }

    /// The line that is told off a terminal.
    fn line(&self, elapsed: Duration) -> String {
        format!("{}: {}", self.doing, self.figures(elapsed))
    }

    fn figures(&self, elapsed: Duration) -> String {
        let moment = self.moment(elapsed);
        let (figure, noun): (fn(u64) -> String, _) = match self.unit {
            Unit::Bytes => (sized, String::new()),
            Unit::Items(name) => (|count| count.to_string(), format!(" {name}")),
        };
        let of = moment.total.map(|total| format!(" of {}", figure(total))).unwrap_or_default();
        let mut parts = vec![format!("{}{of}{noun}", figure(moment.done)), self.said_beside()];
        parts.extend(moment.rate_per_second.map(|rate| format!("{} a second", figure(rate))));
        let left = |seconds| format!("about {} left", span(Duration::from_secs(seconds)));
        parts.extend(moment.remaining_seconds.map(left));
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

/// An index that catches up with its journal tells how far it is.
impl cyberfly_store::Progress for Meter {
    fn done(&self, bytes: u64, total: u64) {
        self.expect(total);
        self.reach(bytes);
    }
}

/// Something that goes on for long, from when this is made to when it is dropped.
pub(crate) struct Progress {
    meter: Arc<Meter>,
    teller: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// Whether a bar may be drawn on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terminal {
    /// Nothing else is there.
    Free,
    /// The result is written to it, or somebody types there.
    InUse,
}

/// How it is told.
#[derive(Clone)]
enum Telling {
    /// By a bar.
    Bar(ProgressBar),
    /// By a line now and then.
    Lines,
    /// Only if it is asked for.
    Asked,
}

impl Progress {
    /// Begins to tell of something, which `doing` names as in "importing". How much there is to do is said to the meter.
    pub(crate) fn begin(ui: &mut Ui, doing: &'static str, unit: Unit) -> Self {
        Self::of(ui, Arc::new(Meter::new(doing, unit)), Terminal::Free)
    }

    /// Begins to tell what a meter says.
    pub(crate) fn of(ui: &mut Ui, meter: Arc<Meter>, terminal: Terminal) -> Self {
        let has_terminal =
            io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let telling = match (ui.shows_progress(), has_terminal) {
            (false, _) => Telling::Asked,
            (true, false) => Telling::Lines,
            (true, true) if terminal == Terminal::InUse => Telling::Asked,
            (true, true) => Telling::Bar(ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())),
        };
        ui.bar = match &telling {
            Telling::Bar(bar) => Some(bar.clone()),
            _ => None,
        };
        // Before the work begins, so that whoever sees it may ask.
        let _listening = Questions::of_this_process();
        let (end, ended) = oneshot::channel();
        let (told, is_json, is_quiet) = (Arc::clone(&meter), ui.is_json(), ui.quiet);
        let thread = std::thread::Builder::new().name("progress".to_owned());
        let teller = thread.spawn(move || tell(&Teller { meter: told, telling, is_json, is_quiet }, ended));
        // Without a thread to tell it, it goes on untold.
        Self { meter, teller: teller.ok().map(|thread| (end, thread)) }
    }

    /// The meter, for whoever does the work.
    pub(crate) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }
}

impl std::ops::Deref for Progress {
    type Target = Meter;

    fn deref(&self) -> &Meter {
        &self.meter
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.teller.take() {
            drop(end);
            let _told = thread.join();
        }
    }
}

/// How often SIGUSR1 came. A command has phases, each with a teller of its own, and a question that comes between two of
/// them belongs to the second: so one listener lives as long as the process, and counts.
#[derive(Clone)]
struct Questions {
    /// None where no signal can be listened to.
    asked: Option<watch::Receiver<u64>>,
}

/// How many questions have been answered, by whichever teller.
static ANSWERED: AtomicU64 = AtomicU64::new(0);

impl Questions {
    /// The listener is begun by whoever asks first, and is there when this returns.
    fn of_this_process() -> Self {
        static LISTENER: OnceLock<Questions> = OnceLock::new();
        LISTENER.get_or_init(|| Self { asked: Self::listen().ok() }).clone()
    }

    fn listen() -> io::Result<watch::Receiver<u64>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        // Whoever asks may be inside a runtime of its own, where none can be waited for.
        let mut signals = {
            let _inside = runtime.enter();
            signal(SignalKind::user_defined1())?
        };
        let (count, asked) = watch::channel(0);
        std::thread::Builder::new().name("questions".to_owned()).spawn(move || {
            runtime.block_on(async {
                while signals.recv().await.is_some() {
                    count.send_modify(|count| *count += 1);
                }
            });
        })?;
        Ok(asked)
    }

    /// Waits for a question that nobody answered, and takes it.
    async fn next(&mut self) {
        let Some(asked) = &mut self.asked else { return std::future::pending().await };
        match asked.wait_for(|count| *count > ANSWERED.load(Ordering::Relaxed)).await {
            Ok(count) => ANSWERED.store(*count, Ordering::Relaxed),
            Err(_) => std::future::pending().await,
        }
    }
}

/// Who tells of it, in a thread of its own: the work may keep the others from it.
struct Teller {
    meter: Arc<Meter>,
    telling: Telling,
    is_json: bool,
    is_quiet: bool,
}

fn tell(teller: &Teller, ended: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    if let Ok(runtime) = runtime {
        runtime.block_on(teller.until(ended));
    }
    if let Telling::Bar(bar) = &teller.telling {
        bar.finish_and_clear();
    }
}

impl Teller {
    async fn until(&self, mut ended: oneshot::Receiver<()>) {
        let mut questions = Questions::of_this_process();
        let (first, then) = match self.telling {
            Telling::Bar(_) => (PATIENCE, REDRAW),
            Telling::Lines | Telling::Asked => (EVERY, EVERY),
        };
        let mut next = tokio::time::interval_at(tokio::time::Instant::now() + first, then);
        loop {
            tokio::select! {
                _ = &mut ended => return,
                () = questions.next() => self.answer(),
                _ = next.tick() => match &self.telling {
                    Telling::Bar(bar) => self.draw(bar),
                    Telling::Lines => self.line(),
                    Telling::Asked => {}
                },
            }
        }
    }

    /// Somebody asked.
    fn answer(&self) {
        match &self.telling {
            _ if self.is_quiet => {}
            Telling::Bar(bar) => bar.suspend(|| self.line()),
            Telling::Lines | Telling::Asked => self.line(),
        }
    }

    fn line(&self) {
        let elapsed = self.meter.began.elapsed();
        let line = match self.is_json {
            true => serde_json::to_string(&self.meter.moment(elapsed)).unwrap_or_default(),
            false => self.meter.line(elapsed),
        };
        let _nobody = writeln!(io::stderr(), "{line}");
    }

    fn draw(&self, bar: &ProgressBar) {
        let elapsed = self.meter.began.elapsed();
        let moment = self.meter.moment(elapsed);
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.set_message(self.meter.doing);
        }
        match moment.total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        bar.set_style(style(moment.total.is_some()));
        bar.set_prefix(self.meter.figures(elapsed));
        bar.set_position(moment.done);
        bar.tick();
    }
}

/// How a bar looks: a spinner where the end is not known. A narrow terminal cuts it off behind.
fn style(has_total: bool) -> ProgressStyle {
    let template =
        if has_total { "{msg} {percent:>3}% [{bar:20}] {prefix}" } else { "{msg} {spinner} {prefix}" };
    let style = ProgressStyle::default_bar().template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ").tick_chars("|/-\\ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(unit: Unit, done: u64, total: Option<u64>) -> Meter {
        let meter = Meter::new("importing", unit);
        meter.advance(done);
        if let Some(total) = total {
            meter.expect(total);
        }
        meter
    }

    #[test]
    fn a_line_says_what_is_known_and_nothing_else() {
        let lines = meter(Unit::Items("lines"), 500, None);
        assert_eq!(lines.line(Duration::from_secs(10)), "importing: 500 lines, 50 a second");
        lines.expect(2_000);
        assert_eq!(
            lines.line(Duration::from_secs(10)),
            "importing: 500 of 2000 lines, 50 a second, about 30s left"
        );
        let bytes = meter(Unit::Bytes, 1 << 20, Some(4 << 20));
        bytes.also("12 lines".to_owned());
        assert_eq!(
            bytes.line(Duration::from_secs(1)),
            "importing: 1.0 MiB of 4.0 MiB, 12 lines, 1.0 MiB a second, about 3s left"
        );
        assert_eq!(
            meter(Unit::Items("keys"), 0, Some(7)).line(Duration::from_secs(30)),
            "importing: 0 of 7 keys"
        );
    }

    #[test]
    fn what_cannot_be_known_is_null() {
        let moment = meter(Unit::Items("lines"), 0, None).moment(Duration::ZERO);
        let told = serde_json::to_value(moment).unwrap();
        for unknown in ["total", "rate_per_second", "remaining_seconds"] {
            assert_eq!(told[unknown], serde_json::Value::Null, "{unknown}");
        }
        assert_eq!((&told["done"], &told["unit"]), (&0.into(), &"lines".into()));
    }

    #[test]
    fn every_bar_has_a_template_that_holds() {
        for template in [style(true), style(false)] {
            let bar = ProgressBar::with_draw_target(Some(4), ProgressDrawTarget::hidden());
            bar.set_style(template);
            bar.tick();
        }
    }
}
