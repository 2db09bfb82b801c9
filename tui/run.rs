//! The loop: it waits for a key, for the node, for a signal or for time to pass, changes the model, and draws what changed.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind, MouseEventKind};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;
use futures_core::Stream;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, sleep_until};

use crate::ask::Wish;
use crate::heard::{Done, Heard};
use crate::keys::{Action, Press};
use crate::model::Model;
use crate::now_ms;
use crate::order::Order;
use crate::record::{Player, Recorder};
use crate::update::{self, Effect};
use crate::{screens, view};

/// Between two drawings passes at least this.
const FRAME: Duration = Duration::from_millis(34);
/// When nothing happens, the clock in the corner goes on all the same.
const CLOCK: Duration = Duration::from_secs(1);
/// How many things that were heard are taken in before the next drawing.
const AT_ONCE: usize = 256;

/// Why the dashboard was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Someone wanted to.
    Quit,
    /// By a signal with this number.
    Signal(i32),
    /// The terminal is gone.
    NoTerminal,
}

/// Where what is heard comes from.
pub enum Source {
    /// From a node; questions go there.
    Node {
        /// What is heard.
        heard: Receiver<Heard>,
        /// What is asked.
        ask: Sender<Wish>,
        /// What is heard is written here too.
        recorder: Option<Recorder>,
    },
    /// From a recording.
    Recording(Box<Player>),
}

/// What can be done with a terminal beside drawing on it.
pub trait Hold {
    /// Gives it back for a while.
    fn give_back(&self);
    /// Takes it over once more.
    fn again(&self) -> io::Result<()>;
    /// Stops this process until someone continues it.
    fn stop(&self) -> io::Result<()>;
}

impl Hold for crate::terminal::Taken {
    fn give_back(&self) {
        Self::give_back(self);
    }

    fn again(&self) -> io::Result<()> {
        Self::again(self)
    }

    fn stop(&self) -> io::Result<()> {
        Ok(rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?)
    }
}

/// The signals that are listened to.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    stop: Signal,
    go_on: Signal,
}

enum Told {
    Leave(i32),
    Stop,
    GoOn,
}

impl Signals {
    fn new() -> io::Result<Self> {
        /// SIGTSTP and SIGCONT, which have no name of their own in tokio.
        const STOP: i32 = rustix::process::Signal::TSTP.as_raw();
        const GO_ON: i32 = rustix::process::Signal::CONT.as_raw();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            stop: signal(SignalKind::from_raw(STOP))?,
            go_on: signal(SignalKind::from_raw(GO_ON))?,
        })
    }

    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.interrupt.recv() => Told::Leave(2),
            _ = self.terminate.recv() => Told::Leave(15),
            _ = self.hang_up.recv() => Told::Leave(1),
            _ = self.stop.recv() => Told::Stop,
            _ = self.go_on.recv() => Told::GoOn,
        }
    }
}

/// Runs the dashboard on a terminal until someone leaves it. On an error of the terminal it ends; the terminal is given
/// back by whoever took it.
pub async fn run<B, I>(
    terminal: &mut Terminal<B>,
    hold: &impl Hold,
    model: &mut Model,
    mut input: I,
    mut source: Source,
) -> io::Result<Left>
where
    B: Backend<Error = io::Error>,
    I: Stream<Item = io::Result<Event>> + Unpin,
{
    let mut signals = Signals::new()?;
    let mut drawn_at: Option<Instant> = None;
    let mut played_at = Instant::now();
    let mut changed = true;
    let mut whole = false;
    loop {
        // At most thirty times a second, when something changed; once a second for the clock.
        let now = Instant::now();
        let due = drawn_at.map_or(now, |at| at + if changed { FRAME } else { CLOCK });
        if due <= now {
            let wall_ms = if let Source::Recording(player) = &source { player.clock_ms() } else { now_ms() };
            update::tick(model, wall_ms);
            if whole {
                anew(terminal)?;
            }
            draw(terminal, model)?;
            drawn_at = Some(Instant::now());
            (changed, whole) = (false, false);
            continue;
        }
        let frame = if matches!(source, Source::Recording(_)) { due.min(played_at + FRAME) } else { due };
        let effect = tokio::select! {
            key = next(&mut input) => match key {
                None | Some(Err(_)) => return end(source, Left::NoTerminal),
                Some(Ok(event)) => {
                    changed = true;
                    on_input(model, &event)
                }
            },
            told = signals.next() => match told {
                Told::Leave(number) => return end(source, Left::Signal(number)),
                Told::Stop => Some(Effect::Suspend),
                Told::GoOn => {
                    hold.again()?;
                    Some(Effect::Redraw)
                }
            },
            () = hear(&mut source, model) => {
                changed = true;
                None
            }
            () = sleep_until(frame) => None,
        };
        if let Source::Recording(player) = &mut source {
            let elapsed = played_at.elapsed();
            played_at = Instant::now();
            changed |= play(player, model, elapsed, effect)?;
        }
        match effect {
            Some(Effect::Leave) => return end(source, Left::Quit),
            Some(Effect::Suspend) => {
                hold.give_back();
                hold.stop()?;
                hold.again()?;
                (changed, whole) = (true, true);
            }
            Some(Effect::Redraw) => (changed, whole) = (true, true),
            Some(Effect::Give(order)) => give(&source, model, order),
            Some(Effect::Skip(_)) | None => {}
        }
        if let Source::Node { ask, .. } = &source {
            for question in update::questions(model) {
                // Whoever cannot ask now asks again when the answer is missed.
                let _later = ask.try_send(Wish::Know(question));
            }
        }
    }
}

/// Has the node do something. Where it cannot be told so, that is said.
fn give(source: &Source, model: &mut Model, order: Order) {
    let is_given = match source {
        Source::Node { ask, .. } => ask.try_send(Wish::Done(order)).is_ok(),
        Source::Recording(_) => false,
    };
    if !is_given {
        let why = ErrorBody::new(ErrorCode::Overloaded, "the node cannot be told now; nothing was changed");
        update::heard(model, Heard::Done(Box::new(Done { order, outcome: Err(why) })));
    }
}

fn end(source: Source, left: Left) -> io::Result<Left> {
    if let Source::Node { recorder: Some(recorder), .. } = source {
        recorder.end()?;
    }
    Ok(left)
}

async fn next<I: Stream<Item = io::Result<Event>> + Unpin>(input: &mut I) -> Option<io::Result<Event>> {
    poll_fn(|context| Pin::new(&mut *input).poll_next(context)).await
}

fn on_input(model: &mut Model, event: &Event) -> Option<Effect> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => update::press(model, Press::of(key)),
        // Whatever a terminal did with the cells while its size changed, even if it is the old one again.
        Event::Resize(..) => Some(Effect::Redraw),
        Event::Paste(text) if model.typing.is_some() => {
            for character in text.chars().filter(|character| !character.is_control()) {
                let code = crossterm::event::KeyCode::Char(character);
                update::press(model, Press { code, with: crossterm::event::KeyModifiers::NONE });
            }
            None
        }
        Event::Mouse(mouse) if model.settings.mouse => {
            let action = match mouse.kind {
                MouseEventKind::ScrollUp => Action::Up,
                MouseEventKind::ScrollDown => Action::Down,
                _ => return None,
            };
            let press = model.settings.keys.of(action).first().copied()?;
            update::press(model, press)
        }
        _ => None,
    }
}

/// Takes in what was heard, all that is there.
async fn hear(source: &mut Source, model: &mut Model) {
    let Source::Node { heard, recorder, .. } = source else { return std::future::pending().await };
    let Some(first) = heard.recv().await else { return std::future::pending().await };
    let mut told = Some(first);
    for _ in 0..AT_ONCE {
        let Some(heard_now) = told.take() else { break };
        let at_ms = now_ms();
        update::tick(model, at_ms);
        if let Some(Err(error)) = recorder.as_mut().map(|recorder| recorder.note(at_ms, &heard_now)) {
            *recorder = None;
            update::heard(model, Heard::RecordingFailed { why: error.to_string() });
        }
        update::heard(model, heard_now);
        told = heard.try_recv().ok();
    }
    if let Some(last) = told {
        update::heard(model, last);
    }
}

/// Goes on in a recording. While the picture is frozen, so is the recording. Says whether anything changed.
fn play(
    player: &mut Player,
    model: &mut Model,
    elapsed: Duration,
    effect: Option<Effect>,
) -> io::Result<bool> {
    let speed = model.playing.as_ref().map_or(1.0, |playing| playing.speed);
    let by_ms = match effect {
        Some(Effect::Skip(by_ms)) => by_ms,
        _ if model.frozen_ms.is_some() => return Ok(false),
        _ => crate::value::whole(elapsed.as_secs_f64() * speed * 1000.0),
    };
    go_on(player, model, by_ms)
}

/// Goes on in a recording by so much. Says whether anything was heard.
pub fn go_on(player: &mut Player, model: &mut Model, by_ms: u64) -> io::Result<bool> {
    let mut changed = false;
    player.go_on(by_ms, |at_ms, heard| {
        update::tick(model, at_ms);
        update::heard(model, heard);
        changed = true;
    })?;
    update::tick(model, player.clock_ms());
    if let Some(playing) = &mut model.playing
        && playing.ended != player.is_over()
    {
        playing.ended = player.is_over();
        changed = true;
    }
    Ok(changed)
}

/// Makes the next drawing a whole one. `Terminal::clear` would ask the terminal where its cursor is, and wait for an answer
/// that a slow line may not bring in time.
fn anew<B: Backend<Error = io::Error>>(terminal: &mut Terminal<B>) -> io::Result<()> {
    let size = terminal.size()?;
    terminal.resize(size.into())
}

/// Draws the model.
pub fn draw<B: Backend<Error = io::Error>>(terminal: &mut Terminal<B>, model: &mut Model) -> io::Result<()> {
    let picture = screens::picture(model);
    let mut drawn = view::Drawn::default();
    terminal.draw(|frame| {
        let area = frame.area();
        drawn = view::draw(&picture, &model.settings, area, frame.buffer_mut());
    })?;
    model.page = drawn.page;
    if let Some(choice) = model.choice_mut() {
        choice.top = drawn.top;
    }
    Ok(())
}
