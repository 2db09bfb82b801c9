//! What the dashboard costs: T17. A real `cyberfly top` on a pseudo-terminal of 200x60, looking at a node that knows sixty
//! peers and has nothing to do: its processor time, its frames and their bytes. And how long a frame with 10,000 peers takes.
//!
//! `scripts/bench top [--seconds 60]`
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use cyberfly_core::SecretKey;
use cyberfly_protocol::{Peer, Peers, SCHEMA_VERSION, Time};
use cyberfly_tui::ask::Question;
use cyberfly_tui::heard::{Answer, Answered, Heard, Link};
use cyberfly_tui::model::{Model, Screen};
use cyberfly_tui::settings::Settings;
use cyberfly_tui::{screens, update, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

const PEERS: u8 = 60;
const MANY: u32 = 10_000;
const SIZE: (u16, u16) = (200, 60);
/// Before each synchronized update.
const FRAME: &[u8] = b"\x1b[?2026h";

fn main() {
    let mut seconds = 60;
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next().and_then(|value| value.parse().ok()).unwrap(),
            other => panic!("{other} means nothing here"),
        }
    }
    println!("name | ours | reference | ratio | target");
    many_peers();
    let home = tempfile::tempdir().unwrap();
    let _node = node(home.path());
    for screen in ["overview", "peers", "sync"] {
        idle(home.path(), screen, Duration::from_secs(seconds));
    }
}

fn row(name: &str, ours: &str, limit: &str, ratio: f64, target: &str) {
    println!("{name} | {ours} | {limit} | {ratio:.2} | {target}");
}

/// The picture of 10,000 peers, made and drawn.
fn many_peers() {
    let mut model = Model { screen: Screen::Peers, ..Model::new("bench", "0", Settings::default()) };
    update::tick(&mut model, 1_800_000_000_000);
    update::heard(&mut model, Heard::Link(Link::Live));
    let peers = (0..MANY).map(|number| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        Peer {
            id: SecretKey::from_seed(&seed).public(),
            state: if number % 3 == 0 { "active" } else { "backing_off" }.to_owned(),
            since: Time(1_799_999_000_000 + u64::from(number)),
            source: "configured".to_owned(),
            sources: vec!["configured".to_owned()],
            addresses: vec![format!("192.0.2.{}:7421", number % 250)],
            rank: 1,
            rtt_seconds: None,
            reached: None,
            has_double: false,
            reason: (number % 3 != 0).then(|| "lost".to_owned()),
            detail: None,
            next_try: None,
            failures: 3,
            breaker: "closed".to_owned(),
            phi: Some(f64::from(number % 80) / 10.0),
            connection: None,
        }
    });
    let answer = Ok(Answer::Peers(Peers { schema_version: SCHEMA_VERSION, peers: peers.collect() }));
    let answered = Answered { question: Question::Peers, answer };
    update::heard(&mut model, Heard::Answered(Box::new(answered)));
    frame(&mut model, "");
    press(&mut model, "s s");
    frame(&mut model, ", sorted by text");
    press(&mut model, "/ s t a t e = a c t i v e enter");
    frame(&mut model, ", sorted and filtered by a column");
    press(&mut model, "esc / a b c d enter");
    frame(&mut model, ", sorted and filtered by a word");
}

fn press(model: &mut Model, keys: &str) {
    for key in keys.split(' ') {
        let _effect = update::press(model, key.parse().unwrap());
    }
}

fn frame(model: &mut Model, how: &str) {
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let mut frames: Vec<f64> = (0..50)
        .map(|_| {
            let mut buffer = Buffer::empty(area);
            let begun = Instant::now();
            let drawn = view::draw(&screens::picture(model), &model.settings, area, &mut buffer);
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            model.page = drawn.page;
            took
        })
        .collect();
    frames.sort_by(f64::total_cmp);
    let median = frames[frames.len() / 2];
    let ours = format!("{median:.1} ms, {:.1} at best", frames[0]);
    row(&format!("a frame with {MANY} peers{how}"), &ours, "4 ms", median / 4.0, "T17: at most 1");
}

/// Ended when it is forgotten.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn cyberfly(home: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cyberfly"));
    command.args(line.split_whitespace()).env_clear().env("HOME", home).current_dir(home);
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A node that knows sixty peers at whose addresses nobody answers.
fn node(home: &Path) -> Ended {
    let node = cyberfly(home, "start --http 127.0.0.1:0 --listen 127.0.0.1:0").spawn().unwrap();
    let node = Ended(node);
    assert!(cyberfly(home, "wait --ready").status().unwrap().success());
    for number in 0..PEERS {
        let id = SecretKey::from_seed(&[number + 1; 32]).public();
        let added = cyberfly(home, &format!("peers add {id}@127.0.0.1:9")).status().unwrap();
        assert!(added.success(), "{id}");
    }
    node
}

/// So many ticks Linux counts in a second, on every machine.
const TICKS: f64 = 100.0;

/// The processor time of a process, in seconds.
fn processor_time(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let behind_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<f64> = behind_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    (fields[11] + fields[12]) / TICKS
}

/// What is drawn while so much time passes.
fn draws(drawn: &Receiver<Vec<u8>>, passes: Duration) -> Vec<u8> {
    let until = Instant::now() + passes;
    let next = || drawn.recv_timeout(until.saturating_duration_since(Instant::now())).ok();
    std::iter::from_fn(next).flatten().collect()
}

fn frames(drawn: &[u8]) -> usize {
    drawn.windows(FRAME.len()).filter(|bytes| *bytes == FRAME).count()
}

fn idle(home: &Path, screen: &str, passes: Duration) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let user =
        rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    tcsetwinsize(&user, Winsize { ws_row: SIZE.1, ws_col: SIZE.0, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let (tell, drawn) = mpsc::channel();
    let mut terminal = File::from(controller);
    std::thread::spawn(move || {
        let mut bytes = [0; 65_536];
        while let Ok(length @ 1..) = terminal.read(&mut bytes) {
            if tell.send(bytes[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    let on = || Stdio::from(user.try_clone().unwrap());
    let mut command = cyberfly(home, &format!("top --screen {screen}"));
    let top = Ended(command.stdin(on()).stdout(on()).stderr(on()).spawn().unwrap());
    // The first picture is whole; what is counted comes behind it.
    let first = draws(&drawn, Duration::from_secs(5));
    assert!(frames(&first) > 0, "nothing is drawn");
    let (begun, before) = (Instant::now(), processor_time(top.0.id()));
    let drawn = draws(&drawn, passes);
    let busy = (processor_time(top.0.id()) - before) / begun.elapsed().as_secs_f64();
    let frames = frames(&drawn).max(1);
    let each = drawn.len() as f64 / frames as f64;
    let rate = frames as f64 / passes.as_secs_f64();
    let name = format!("idle, {PEERS} peers, {screen}, {rate:.1} frames a second");
    row(&name, &format!("{:.2} % of a core", busy * 100.0), "0.5 %", busy / 0.005, "T17: at most 1");
    row(
        &format!("bytes of a frame, {screen}"),
        &format!("{each:.0}"),
        "2048",
        each / 2048.0,
        "T17: at most 1",
    );
}
