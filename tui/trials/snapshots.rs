//! Pictures of every screen, compared with those that someone looked at. `CYBERFLY_GENERATE=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use cyberfly_core::{ErrorCode, Key};
use cyberfly_protocol::{ErrorBody, HealthState, NodeState, Observed};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::house::{SECONDS, checks, database, hear, model, sample};
use super::keys::type_keys;
use crate::glyphs::ASCII;
use crate::heard::{Heard, Link};
use crate::model::{BackupView, Depth, Model, Screen, SyncView};
use crate::screens::picture;
use crate::settings::Settings;
use crate::theme::{Depth as Colours, Ground};
use crate::view;

const SIZES: [(u16, u16); 4] = [(200, 60), (80, 24), (40, 12), (20, 5)];

fn settings(ground: Ground, depth: Colours) -> Settings {
    Settings::default().themed(ground, depth, &[]).unwrap()
}

fn drawn(model: &Model, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(&picture(model), &model.settings, area, &mut buffer);
    buffer
}

/// Where a style begins: `{text: style}` for everything that is not plain.
fn styled(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area.rows() {
        let mut before = String::new();
        for x in row.x..row.right() {
            let cell = &buffer[(x, row.y)];
            let mut style = String::new();
            if cell.fg != ratatui::style::Color::Reset {
                let _infallible = write!(style, "{}", cell.fg);
            }
            if !cell.modifier.is_empty() {
                let _infallible =
                    write!(style, "{}{:?}", if style.is_empty() { "" } else { " " }, cell.modifier);
            }
            if style != before {
                let _infallible = write!(text, "⟨{style}⟩");
                before = style;
            }
            text.push_str(cell.symbol());
        }
        while text.ends_with(' ') {
            text.pop();
        }
        text.push('\n');
    }
    text
}

/// Every size, then without Unicode, then with every number of colours.
fn pictures(mut model: Model) -> String {
    let mut all = String::new();
    for size in SIZES {
        let _infallible = write!(all, "== {}x{}\n{}", size.0, size.1, view::lines(&drawn(&model, size)));
    }
    model.settings.glyphs = ASCII;
    let ascii = view::lines(&drawn(&model, (80, 24)));
    let _infallible = write!(all, "== 80x24 ASCII\n{ascii}");
    model.settings = Settings::default();
    for (name, ground, depth) in [
        ("dark", Ground::Dark, Colours::Full),
        ("light", Ground::Light, Colours::Full),
        ("eight colours", Ground::Dark, Colours::Eight),
        ("no colours", Ground::Dark, Colours::Off),
    ] {
        model.settings = settings(ground, depth);
        let _infallible = write!(all, "== 40x12 {name}\n{}", styled(&drawn(&model, (40, 12))));
    }
    all
}

#[track_caller]
fn compare(name: &str, model: Model) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(format!("{name}.txt"));
    let now = pictures(model);
    if std::env::var_os("CYBERFLY_GENERATE").is_some() {
        let mut file = std::fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, now.as_bytes()).unwrap();
        return;
    }
    let looked_at = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, (then, now)) in looked_at.lines().zip(now.lines()).enumerate() {
        assert_eq!(then, now, "{name}.txt, line {}", line + 1);
    }
    assert_eq!(looked_at.lines().count(), now.lines().count(), "{name}.txt");
}

fn on(screen: Screen) -> Model {
    Model { screen, ..model(Settings::default()) }
}

#[test]
fn overview() {
    compare("overview", on(Screen::Overview));
}

#[test]
fn no_label_of_the_overview_is_cut() {
    let model = on(Screen::Overview);
    for columns in [80, 110, 200] {
        let shown = view::lines(&drawn(&model, (columns, 60)));
        let crate::screens::Body::Overview(overview) = picture(&model).body else { panic!("another screen") };
        for gauge in overview.panels.iter().flat_map(|panel| &panel.gauges) {
            assert!(shown.contains(&format!("{} ", gauge.label)), "{} at {columns} columns", gauge.label);
        }
    }
}

#[test]
fn overview_of_a_node_that_is_not_well() {
    let mut model = on(Screen::Overview);
    let sick = sample(SECONDS + 1, Some(checks(HealthState::Failing)));
    hear(&mut model, SECONDS + 1, Heard::Observed(Observed::Sample(Box::new(sick))));
    compare("overview-failing", model);
}

#[test]
fn overview_of_a_node_that_is_gone_shows_the_last_picture_with_its_age() {
    let mut model = on(Screen::Overview);
    let why = ErrorBody::new(ErrorCode::Unavailable, "no node listens at /run/cyberfly/admin.sock");
    let why = Box::new(why.hint("start one: cyberfly start --detach"));
    let again_at_ms = model.now_ms + 49_000;
    let link = Link::Lost { state: NodeState::NotRunning, why, attempts: 5, again_at_ms };
    hear(&mut model, SECONDS + 42, Heard::Link(link));
    compare("overview-gone", model);
}

#[test]
fn before_anything_was_heard() {
    let mut model = Model::new("http://127.0.0.1:7420", "0.1.0", Settings::default());
    crate::update::tick(&mut model, super::house::OPENED_MS);
    compare("connecting", model);
}

#[test]
fn peers() {
    compare("peers", on(Screen::Peers));
}

#[test]
fn sync() {
    compare("sync", on(Screen::Sync));
}

#[test]
fn sync_by_database() {
    compare("sync-databases", Model { sync_view: SyncView::Databases, ..on(Screen::Sync) });
}

#[test]
fn sync_by_session() {
    compare("sync-sessions", Model { sync_view: SyncView::Sessions, ..on(Screen::Sync) });
}

#[test]
fn backup() {
    let mut model = on(Screen::Backup);
    type_keys(&mut model, "down");
    compare("backup", model);
}

#[test]
fn backup_by_schedule() {
    compare("backup-schedule", Model { backup_view: BackupView::Schedule, ..on(Screen::Backup) });
}

#[test]
fn backup_of_a_node_without_a_repository() {
    let mut model = on(Screen::Backup);
    let error = ErrorBody::new(ErrorCode::NotFound, "/var/lib/backups is no backup repository");
    let answer =
        Err(error.hint("name another place with --repo, or make a first backup: cyberfly backup create"));
    let answered = crate::heard::Answered { question: crate::ask::Question::Snapshots, answer };
    hear(&mut model, SECONDS, Heard::Answered(Box::new(answered)));
    model.settings.readonly = true;
    compare("backup-none", model);
}

#[test]
fn audit() {
    let mut model = on(Screen::Audit);
    type_keys(&mut model, "down");
    compare("audit", model);
}

#[test]
fn what_is_to_be_done_is_asked_first() {
    let mut model = on(Screen::Peers);
    type_keys(&mut model, "down b");
    compare("consent", model);
}

#[test]
fn health() {
    let mut model = on(Screen::Health);
    let sick = sample(SECONDS + 1, Some(checks(HealthState::Degraded)));
    hear(&mut model, SECONDS + 1, Heard::Observed(Observed::Sample(Box::new(sick))));
    hear(&mut model, SECONDS + 90, Heard::Observed(Observed::Sample(Box::new(sample(SECONDS + 90, None)))));
    compare("health", model);
}

#[test]
fn databases() {
    compare("databases", on(Screen::Databases));
}

#[test]
fn keys_of_a_database() {
    compare("keys", Model { depth: Depth::Keys(database("orders")), ..on(Screen::Databases) });
}

#[test]
fn value_of_a_key() {
    let depth =
        Depth::Value { db: database("orders"), key: Key::new("config").unwrap(), kind: "json".to_owned() };
    compare("value", Model { depth, ..on(Screen::Databases) });
}

#[test]
fn events() {
    compare("events", on(Screen::Events));
}

#[test]
fn metrics_filtered_while_it_is_typed() {
    let mut model = on(Screen::Metrics);
    type_keys(&mut model, "/ s t o r e");
    compare("metrics", model);
}

#[test]
fn help() {
    let mut model = on(Screen::Databases);
    type_keys(&mut model, "?");
    compare("help", model);
}

#[test]
fn frozen_three_minutes_ago() {
    let mut model = on(Screen::Overview);
    type_keys(&mut model, "shift-left shift-left shift-left");
    compare("frozen", model);
}
