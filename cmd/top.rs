//! `cyberfly top`: the dashboard.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use cyberfly_client::Connect;
use cyberfly_core::ErrorCode;
use cyberfly_node::config::{Palette, Theme, Top};
use cyberfly_protocol::{ErrorBody, NodeState};
use cyberfly_tui::feed::{self, Way};
use cyberfly_tui::glyphs::ASCII;
use cyberfly_tui::keys::Keys;
use cyberfly_tui::model::{Model, Playing, Screen};
use cyberfly_tui::record::{Player, Recorder};
use cyberfly_tui::run::{self, Left, Source};
use cyberfly_tui::settings::{Environment, Settings};
use cyberfly_tui::terminal::{self, Taken};
use cyberfly_tui::theme::{Depth, Ground, Theme as Theming};
use cyberfly_tui::{once, screens, view};
use tokio::sync::mpsc;

use crate::cli::{ColorChoice, Global, ScreenName, ThemeName, TopArgs};
use crate::context::saved::Context;
use crate::door::target::Target;
use crate::failure::Failure;
use crate::settings;
use crate::ui::Ui;

/// How many things may have been heard and not yet taken in. Beyond that the node tells less.
const HEARD: usize = 1024;
/// How many questions may wait.
const ASKED: usize = 16;
/// The longest that one can look back.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How large a picture is where there is no terminal to say so.
const SIZE: (u16, u16) = (100, 40);

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: TopArgs) -> Result<u8, Failure> {
    let config = settings::load(global, Vec::new())?.top;
    let settings = looks(&config, global, &args).map_err(wrong_setting)?;
    if args.print_keys {
        return print_keys(ui, &settings);
    }
    if args.print_theme {
        return print_theme(ui, &settings);
    }
    if args.once {
        return print_once(ui, global, &args, settings).await;
    }
    if ui.is_json() || !std::io::stdout().is_terminal() {
        let message = "the dashboard needs a terminal to draw on";
        return Err(Failure::misuse(message, "print one picture instead: cyberfly top --once"));
    }
    show(ui, global, &args, settings).await
}

/// What is wrong with the section `top`, beyond what its types can say.
pub(crate) fn check(config: &Top) -> Result<(), String> {
    Keys::with(&config.keys).map_err(|why| format!("top.keys: {why}"))?;
    let themed = Settings::default().themed(Ground::Dark, Depth::Full, &config.colors);
    themed.map(drop).map_err(|why| format!("top.colors: {why}"))
}

fn wrong_setting(why: String) -> Failure {
    Failure::misuse(why, "see cyberfly config show --origin, or take the line away")
}

/// How it is to look: flags above environment and configuration above what the terminal says.
fn looks(config: &Top, global: &Global, args: &TopArgs) -> Result<Settings, String> {
    check(config)?;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let environment = Environment {
        term: variable("TERM"),
        colorterm: variable("COLORTERM"),
        colorfgbg: variable("COLORFGBG"),
        no_color: variable("NO_COLOR").is_some(),
        locale: variable("LC_ALL").or_else(|| variable("LC_CTYPE")).or_else(|| variable("LANG")),
    };
    let ground = match (args.theme, config.theme) {
        (Some(ThemeName::Dark), _) | (None, Theme::Dark) => Ground::Dark,
        (Some(ThemeName::Light), _) | (None, Theme::Light) => Ground::Light,
        (None, Theme::Auto) => environment.ground(),
    };
    let depth = match (global.color, environment.no_color, config.palette) {
        (ColorChoice::Never, ..) | (ColorChoice::Auto, true, _) => Depth::Off,
        (ColorChoice::Always, _, Palette::Auto) => {
            match (Environment { no_color: false, ..environment.clone() }).depth() {
                Depth::Off => Depth::Eight,
                depth => depth,
            }
        }
        (_, _, Palette::Auto) => environment.depth(),
        (_, _, Palette::Off) => Depth::Off,
        (_, _, Palette::Eight) => Depth::Eight,
        (_, _, Palette::Sixteen) => Depth::Sixteen,
        (_, _, Palette::Full) => Depth::Full,
    };
    let is_ascii = args.basic || config.ascii;
    let settings = Settings {
        keys: Keys::with(&config.keys)?,
        glyphs: if is_ascii { ASCII } else { environment.glyphs() },
        retention: config.retention.0.min(DAY),
        mouse: config.mouse,
        readonly: args.readonly,
        ..Settings::default()
    };
    settings.themed(ground, depth, &config.colors)
}

fn print_keys(ui: &mut Ui, settings: &Settings) -> Result<u8, Failure> {
    ui.line("[top]")?;
    ui.line("keys = [")?;
    for (line, meaning) in settings.keys.lines() {
        ui.line(&format!("  {:36} # {meaning}", format!("{},", quoted(&line))))?;
    }
    ui.line("]").map(|()| 0)
}

fn print_theme(ui: &mut Ui, settings: &Settings) -> Result<u8, Failure> {
    // Without colours there would be nothing to print.
    let theme = match settings.depth {
        Depth::Off => Theming::new(settings.ground, Depth::Full),
        _ => settings.theme.clone(),
    };
    ui.line("[top]")?;
    ui.line("colors = [")?;
    theme.lines().iter().try_for_each(|line| ui.line(&format!("  {},", quoted(line))))?;
    ui.line("]").map(|()| 0)
}

/// A text as TOML has it. Keys and colours have no control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const fn screen(name: ScreenName) -> Screen {
    match name {
        ScreenName::Overview => Screen::Overview,
        ScreenName::Peers => Screen::Peers,
        ScreenName::Sync => Screen::Sync,
        ScreenName::Health => Screen::Health,
        ScreenName::Databases => Screen::Databases,
        ScreenName::Events => Screen::Events,
        ScreenName::Metrics => Screen::Metrics,
        ScreenName::Backup => Screen::Backup,
        ScreenName::Audit => Screen::Audit,
    }
}

fn new_model(target: String, args: &TopArgs, settings: Settings) -> Model {
    let mut model = Model::new(target, env!("CARGO_PKG_VERSION"), settings);
    model.now_ms = cyberfly_tui::now_ms();
    model.screen = screen(args.screen);
    model
}

/// The way to the node. That nobody is there is no reason not to look.
fn way(ui: &mut Ui, global: &Global) -> Result<(String, Way), Failure> {
    let target = Target::choose(global)?;
    let (name, socket) = match &target {
        Target::Here { socket, .. } => (socket.display().to_string(), Some(socket.clone())),
        Target::There { context, way } => {
            let place = way.to_string();
            let name = context.as_ref().map_or_else(|| place.clone(), |name| format!("{name} ({place})"));
            let socket = match way {
                Context::Socket { socket } => Some(socket.clone()),
                Context::Url { .. } => None,
            };
            (name, socket)
        }
    };
    let way = match socket {
        Some(socket) => Way::Socket(socket),
        None => match target.connect(ui, global)? {
            Connect::Listening(client) => Way::Client(client),
            Connect::Nobody => return Err(target.nobody()),
            Connect::NotAllowed => return Err(target.not_allowed()),
        },
    };
    Ok((name, way))
}

async fn print_once(ui: &mut Ui, global: &Global, args: &TopArgs, settings: Settings) -> Result<u8, Failure> {
    let model = match &args.replay {
        Some(file) => {
            let (mut model, mut player) = recording(file, args, settings)?;
            let by_ms = args.seek.map_or(u64::MAX, milliseconds);
            run::go_on(&mut player, &mut model, by_ms).map_err(|error| unreadable(file, &error))?;
            model
        }
        None => {
            let (name, way) = way(ui, global)?;
            let mut model = new_model(name, args, settings);
            let looked = once::look(&mut model, &way, screen(args.screen), global.patience()).await;
            looked.map_err(|lost| match lost.state {
                NodeState::NotRunning => Failure::not_running(lost.why.message),
                _ => lost.why.into(),
            })?;
            model
        }
    };
    if !ui.document(&screens::document(&model, model.screen))? {
        let (width, height) = terminal::size().filter(|_| ui.out_is_terminal()).unwrap_or(SIZE);
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let text = view::text(screens::picture(&model), &model.settings, columns.unwrap_or(width), height);
        ui.bytes(text.as_bytes())?;
    }
    Ok(0)
}

fn recording(file: &Path, args: &TopArgs, settings: Settings) -> Result<(Model, Player), Failure> {
    let player = Player::open(file).map_err(|error| unreadable(file, &error))?;
    // All of a recording can be looked back on.
    let settings = Settings { retention: DAY, ..settings };
    let mut model = new_model(format!("{} of {}", file.display(), player.head.target), args, settings);
    model.now_ms = player.head.at_ms;
    let begins_ms = player.head.at_ms;
    model.playing = Some(Playing { speed: args.speed.unwrap_or(1.0), begins_ms, ended: false });
    Ok((model, player))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{} cannot be played: {error}", file.display());
    ErrorBody::new(ErrorCode::BadRequest, message).hint("make one with cyberfly top --record FILE").into()
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Shows the dashboard until someone leaves it.
async fn show(ui: &mut Ui, global: &Global, args: &TopArgs, settings: Settings) -> Result<u8, Failure> {
    let (mut model, source) = match &args.replay {
        Some(file) => {
            let (mut model, mut player) = recording(file, args, settings)?;
            let by_ms = args.seek.map_or(0, milliseconds);
            run::go_on(&mut player, &mut model, by_ms).map_err(|error| unreadable(file, &error))?;
            (model, Source::Recording(Box::new(player)))
        }
        None => live(ui, global, args, settings)?,
    };
    ui.flush()?;
    let left = on_terminal(&mut model, source).await;
    match left {
        Ok(Left::Quit) => Ok(0),
        Ok(Left::Signal(number)) => Ok(u8::try_from(128 + number).unwrap_or(1)),
        Ok(Left::NoTerminal) => Err(Failure::internal("the terminal is gone".to_owned())),
        Err(error) => Err(Failure::internal(format!("drawing on the terminal: {error}"))),
    }
}

fn live(
    ui: &mut Ui,
    global: &Global,
    args: &TopArgs,
    settings: Settings,
) -> Result<(Model, Source), Failure> {
    let (name, way) = way(ui, global)?;
    let recorder = match &args.record {
        None => None,
        Some(file) => {
            let made = Recorder::create(file, env!("CARGO_PKG_VERSION"), &name, cyberfly_tui::now_ms());
            Some(made.map_err(|error| {
                let message = format!("{} cannot be begun: {error}; nothing was recorded", file.display());
                Failure::from(ErrorBody::new(ErrorCode::BadRequest, message).hint("name a new file"))
            })?)
        }
    };
    let mut model = new_model(name, args, settings);
    model.recording = recorder.is_some();
    let (tell, heard) = mpsc::channel(HEARD);
    let (ask, questions) = mpsc::channel(ASKED);
    tokio::spawn(feed::listen(way, tell, questions));
    Ok((model, Source::Node { heard, ask, recorder }))
}

async fn on_terminal(model: &mut Model, source: Source) -> std::io::Result<Left> {
    let taken = Taken::take(model.settings.mouse)?;
    let mut console = terminal::console()?;
    run::run(&mut console, &taken, model, terminal::input(), source).await
}
