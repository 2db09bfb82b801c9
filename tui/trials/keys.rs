//! What keys do, as someone at the keyboard sees it.

use cyberfly_core::{ErrorCode, PublicKey, SecretKey};
use cyberfly_protocol::{ErrorBody, NodeState};

use super::house::{OPENED_MS, SECONDS, hear, model, sample};
use crate::ask::Question;
use crate::heard::{Done, Heard, Link};
use crate::keys::Press;
use crate::model::{Depth, Model, Overlay, Screen};
use crate::order::{Order, What};
use crate::screens::{document, picture, table};
use crate::settings::Settings;
use crate::update::{self, Effect, press};

/// Presses keys, written apart. Returns what the last is to do.
pub(super) fn type_keys(model: &mut Model, keys: &str) -> Option<Effect> {
    let presses = keys.split(' ').map(|key| key.parse::<Press>().unwrap());
    presses.map(|key| press(model, key)).last().flatten()
}

fn at(keys: &str) -> Model {
    let mut model = model(Settings::default());
    type_keys(&mut model, keys);
    model
}

/// The place of the chosen row.
fn chosen(model: &Model) -> Option<usize> {
    table(model).unwrap().chosen.map(|(shown, _)| shown)
}

#[test]
fn number_and_tab_lead_to_every_screen() {
    for (place, screen) in Screen::ALL.iter().enumerate() {
        assert_eq!(at(&(place + 1).to_string()).screen, *screen);
    }
    let round = vec!["tab"; Screen::ALL.len()].join(" ");
    assert_eq!((at(&round).screen, at("tab shift-tab").screen), (Screen::Overview, Screen::Overview));
    let mut without = model(Settings::default());
    without.audit = crate::model::Audit::default();
    type_keys(&mut without, "9");
    assert_eq!(without.screen, Screen::Overview, "a screen that does not exist is not entered");
    type_keys(&mut without, "shift-tab");
    assert_eq!(without.screen, Screen::Backup);
}

#[test]
fn one_leaves_by_q_and_by_interrupt_even_while_typing() {
    let mut model = at("7 / a");
    assert_eq!(type_keys(&mut model, "q"), None, "it is a letter here");
    assert_eq!(type_keys(&mut model, "ctrl-c"), Some(Effect::Leave));
    assert_eq!(type_keys(&mut at("?"), "ctrl-c"), Some(Effect::Leave));
    assert_eq!(type_keys(&mut at("5"), "q"), Some(Effect::Leave));
}

#[test]
fn a_filter_holds_while_it_is_typed_and_goes_with_escape() {
    let mut model = at("4 / s t a t e = o k");
    let rows = |model: &Model| table(model).map(|table| (table.shown, table.total)).unwrap();
    assert_eq!(rows(&model), (8, 8));
    type_keys(&mut model, "x");
    assert_eq!(rows(&model), (0, 8));
    type_keys(&mut model, "backspace enter");
    assert_eq!((rows(&model), model.typing.is_none()), ((8, 8), true));
    type_keys(&mut model, "esc");
    assert_eq!(model.choice().typed, "");
}

#[test]
fn peers_are_filtered_by_what_the_table_shows() {
    let rows = |keys: &str| table(&at(keys)).unwrap().shown;
    assert_eq!(rows("2 / r t t > 2 0 space a n d space s t a t e = a c t i v e"), 2);
    assert_eq!(rows("2 / n o t space a c t i v e"), 3);
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_last_one_and_says_why() {
    let mut model = at("4 / c l o c k");
    let before = table(&model).unwrap().shown;
    type_keys(&mut model, "space ( enter");
    let typing = model.typing.clone().unwrap();
    assert!(typing.wrong.is_some(), "{typing:?}");
    assert_eq!((before, table(&model).unwrap().shown), (1, 1));
    let model = at("4 / n o s u c h > 1");
    assert!(model.typing.unwrap().wrong.unwrap().contains("no column nosuch"));
}

#[test]
fn a_frozen_picture_stays_while_the_node_goes_on() {
    let mut model = at("shift-left");
    let (then, at_ms) = (picture(&model), model.frozen_ms.unwrap());
    assert_eq!(at_ms, OPENED_MS + (SECONDS - 60) * 1000);
    for second in SECONDS + 1..SECONDS + 30 {
        hear(
            &mut model,
            second,
            Heard::Observed(cyberfly_protocol::Observed::Sample(Box::new(sample(second, None)))),
        );
    }
    let now = picture(&model);
    assert_eq!((then.body, then.one_line), (now.body, now.one_line));
    type_keys(&mut model, "space");
    assert_eq!(model.frozen_ms, None);
}

#[test]
fn one_cannot_go_back_beyond_what_was_heard_and_comes_live_again_by_going_forward() {
    let many = vec!["shift-left"; 100].join(" ");
    let mut model = at(&many);
    assert_eq!(model.frozen_ms, Some(OPENED_MS));
    type_keys(&mut model, &vec!["shift-right"; 100].join(" "));
    assert_eq!(model.frozen_ms, None);
}

#[test]
fn enter_looks_deeper_and_escape_comes_back() {
    let mut model = at("5 down enter");
    let Depth::Keys(db) = &model.depth else { panic!("{:?}", model.depth) };
    assert_eq!(db.label(), "orders");
    type_keys(&mut model, "enter");
    assert!(
        matches!(&model.depth, Depth::Value { key, kind, .. } if key.as_str() == "config" && kind == "json")
    );
    type_keys(&mut model, "esc");
    assert_eq!(chosen(&model), Some(0));
    type_keys(&mut model, "esc");
    assert_eq!(model.depth, Depth::Databases);
    assert_eq!(chosen(&model), Some(1), "the row that was left is the one that is chosen");
}

#[test]
fn columns_are_hidden_and_shown_and_one_always_stays() {
    let mut model = at("5 c space down space");
    assert_eq!(model.choice().hidden, ["name", "operations"]);
    type_keys(&mut model, "up space down space esc");
    assert_eq!((model.choice().hidden.len(), model.overlay.clone()), (0, None));
    type_keys(&mut model, &format!("c {}", vec!["space down"; 20].join(" ")));
    assert_eq!(model.choice().hidden.len() + 1, table(&model).unwrap().columns.len());
    assert!(matches!(model.overlay, Some(Overlay::Columns(_))));
}

#[test]
fn the_newest_event_is_followed_until_one_is_chosen() {
    let mut model = at("6");
    assert_eq!((chosen(&model), model.choice().chosen.is_some()), (Some(0), false));
    type_keys(&mut model, "down");
    assert!(model.choice().chosen.is_some(), "the first line, held");
    let sample = sample(SECONDS + 1, None);
    hear(&mut model, SECONDS + 1, Heard::Observed(cyberfly_protocol::Observed::Sample(Box::new(sample))));
    let event = cyberfly_protocol::Event::Lifecycle { state: NodeState::Ready };
    let event = cyberfly_protocol::Numbered { sequence: 1, event };
    hear(&mut model, SECONDS + 1, Heard::Observed(cyberfly_protocol::Observed::Event(event)));
    assert_eq!(chosen(&model), Some(1), "it is held while others come above it");
    type_keys(&mut model, "home");
    assert!(model.choice().chosen.is_none());
}

#[test]
fn what_scripts_get_is_what_the_screen_shows() {
    let model = model(Settings::default());
    let overview = document(&model, Screen::Overview);
    assert_eq!(overview["health"]["overall"], "ok");
    assert_eq!(overview["figures"]["operations"], model.scene().unwrap().sample.store.operations);
    let databases = document(&Model { screen: Screen::Databases, ..model.clone() }, Screen::Databases);
    assert_eq!(databases["databases"][1]["settled"], "unsettled");
    assert_eq!(
        databases["databases"][1]["size_bytes"].as_u64(),
        databases["databases"][1]["operations"].as_u64().map(|n| n * 210)
    );
}

fn peer(seed: u8) -> PublicKey {
    SecretKey::from_seed(&[seed; 32]).public()
}

#[test]
fn what_changes_something_about_a_peer_is_done_only_after_a_clear_yes() {
    let mut model = at("2 down");
    let order = |what| Order { what, peer: peer(12) };
    assert_eq!(type_keys(&mut model, "b"), None);
    assert_eq!(model.overlay, Some(Overlay::Consent(order(What::Ban))));
    for no in ["n", "esc", "q", "b", "space", "Y"] {
        model.overlay = Some(Overlay::Consent(order(What::Ban)));
        assert_eq!((type_keys(&mut model, no), model.overlay.clone()), (None, None), "{no}");
    }
    for yes in ["y", "enter"] {
        assert_eq!(type_keys(&mut model, &format!("b {yes}")), Some(Effect::Give(order(What::Ban))));
    }
    assert_eq!(type_keys(&mut model, "o y"), Some(Effect::Give(order(What::Reconnect))));
    assert_eq!(type_keys(&mut model, "p"), Some(Effect::Give(order(What::Ping))), "to ask is always allowed");
    assert_eq!(
        type_keys(&mut model, "3 down y"),
        Some(Effect::Give(order(What::Sync))),
        "and on the screen of sync"
    );
}

#[test]
fn nothing_is_changed_by_who_only_looks_or_looks_at_what_was() {
    let readonly = Settings { readonly: true, ..Settings::default() };
    let mut only_looking = model(readonly);
    let mut frozen = at("2 space");
    let mut alone = at("2");
    let why = Box::new(ErrorBody::new(ErrorCode::Unavailable, "gone"));
    let lost = Link::Lost { state: NodeState::NotRunning, why, attempts: 1, again_at_ms: 0 };
    hear(&mut alone, SECONDS + 1, Heard::Link(lost));
    for model in [&mut only_looking, &mut frozen, &mut alone] {
        for key in ["p", "y", "o", "b"] {
            assert_eq!((type_keys(model, &format!("2 {key}")), model.overlay.clone()), (None, None), "{key}");
        }
    }
}

#[test]
fn what_came_of_it_is_told_for_a_while_and_the_peers_are_asked_for_anew() {
    let mut model = at("2");
    let order = Order { what: What::Ping, peer: peer(11) };
    let done = Done { order, outcome: Ok("it answered within 1.2 ms".to_owned()) };
    hear(&mut model, SECONDS + 1, Heard::Done(Box::new(done)));
    let told = picture(&model).notice.unwrap().text;
    assert!(told.contains("ping") && told.contains("1.2 ms"), "{told}");
    assert!(update::questions(&mut model).contains(&Question::Peers));
    update::tick(&mut model, OPENED_MS + (SECONDS + 60) * 1000);
    assert_eq!(picture(&model).notice, None);
}

#[test]
fn backup_is_looked_at_from_two_sides_and_scripts_get_both() {
    let mut model = at("8");
    let shown = |model: &Model| table(model).unwrap().plural;
    assert_eq!(shown(&model), "snapshots");
    type_keys(&mut model, "v");
    assert_eq!(shown(&model), "tasks");
    let document = document(&model, Screen::Backup);
    let snapshots = document["snapshots"].as_array().unwrap();
    let states: Vec<_> = snapshots.iter().map(|row| row["verified"].as_str().unwrap()).collect();
    assert_eq!(states, ["not verified", "damaged", "trial_restore", "unreadable"]);
    assert_eq!(snapshots[0]["parent"], snapshots[1]["id"]);
    assert_eq!(
        (document["missing"][0].as_str().map(str::len), &document["tasks"][0]["task"]),
        (Some(64), &"backup".into())
    );
}

#[test]
fn a_repository_that_may_not_be_read_says_so_in_place_of_its_snapshots() {
    let mut model = at("8");
    let error = ErrorBody::new(ErrorCode::NotAllowed, "the repository is encrypted");
    let answer = Err(error.hint("say where the passphrase is"));
    let answered = crate::heard::Answered { question: Question::Snapshots, answer };
    hear(&mut model, SECONDS, Heard::Answered(Box::new(answered)));
    let table = table(&model).unwrap();
    assert_eq!(
        (table.total, table.empty.as_str()),
        (0, "the repository is encrypted; say where the passphrase is")
    );
}

#[test]
fn snapshots_are_asked_for_on_their_screen_alone_seldom_and_when_a_task_has_ended() {
    let asks = |model: &mut Model| {
        let asked = update::questions(model);
        model.asked.clear();
        asked.contains(&Question::Snapshots)
    };
    let second = SECONDS + 31;
    for screen in Screen::ALL {
        let mut model = Model { screen: *screen, ..at("1") };
        update::tick(&mut model, OPENED_MS + second * 1000);
        assert_eq!(asks(&mut model), *screen == Screen::Backup, "{screen:?}");
    }
    let mut model = at("8");
    update::tick(&mut model, OPENED_MS + (second - 2) * 1000);
    assert!(!asks(&mut model), "the answer is not old yet");
    let event = cyberfly_protocol::Event::TaskEnded {
        task: cyberfly_protocol::TaskName::Backup,
        good: true,
        summary: String::new(),
    };
    let event = cyberfly_protocol::Numbered { sequence: 1, event };
    hear(&mut model, second - 2, Heard::Observed(cyberfly_protocol::Observed::Event(event)));
    assert!(asks(&mut model));
}

#[test]
fn the_audit_log_is_followed_by_kind_and_by_whoever_did_it() {
    let mut model = at("9");
    let shown = |model: &Model| {
        let table = table(model).unwrap();
        table.rows.iter().map(|row| row.cells[1].shown()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&model), ["refusal", "act", "act", "node"], "the newest first, and no checkpoints");
    type_keys(&mut model, "l l");
    assert_eq!(shown(&model), ["refusal"]);
    type_keys(&mut model, "l l l l");
    assert_eq!(shown(&model), ["checkpoint"]);
    type_keys(&mut model, "l / w h o = o p e r a t o r enter");
    assert_eq!(shown(&model), ["act", "act"]);
    type_keys(&mut model, "esc");
    assert!(model.choice().chosen.is_none(), "it is followed");
    update::tick(&mut model, OPENED_MS + (SECONDS + 2) * 1000);
    assert_eq!(
        update::questions(&mut model),
        [Question::Audit { behind: 4713, limit: crate::model::AUDIT_LIMIT }]
    );
}

#[test]
fn the_lines_before_the_one_that_was_asked_for_first_come_when_the_screen_is_opened() {
    let mut model = at("1");
    model.audit = crate::model::Audit::default();
    super::house::audit(&mut model, SECONDS, 4713..4714);
    type_keys(&mut model, "9");
    update::tick(&mut model, OPENED_MS + (SECONDS + 2) * 1000);
    let asked = update::questions(&mut model);
    assert_eq!(asked, [Question::Audit { behind: 0, limit: crate::model::AUDIT_LIMIT }]);
    super::house::audit(&mut model, SECONDS, 4709..4714);
    assert_eq!((table(&model).unwrap().total, model.audit.lines().count()), (4, 5));
}

#[test]
fn lines_of_the_audit_log_that_went_by_are_told_and_another_node_begins_anew() {
    let mut model = at("9");
    let gap = |model: &Model| {
        let crate::screens::Body::Table(body) = picture(model).body else { panic!() };
        body.title.iter().any(|piece| piece.text.contains("went by"))
    };
    assert!(!gap(&model));
    super::house::audit(&mut model, SECONDS, 5000..5003);
    assert!(gap(&model));
    let why = Box::new(ErrorBody::new(ErrorCode::Unavailable, "gone"));
    let link = Link::Lost { state: NodeState::NotRunning, why, attempts: 1, again_at_ms: 0 };
    hear(&mut model, SECONDS, Heard::Link(link));
    assert_eq!(table(&model).unwrap().total, 6, "the last picture stays");
    hear(&mut model, SECONDS, Heard::Link(Link::Live));
    super::house::audit(&mut model, SECONDS, 12..14);
    assert_eq!((table(&model).unwrap().total, gap(&model)), (2, false));
}

#[test]
fn sync_is_looked_at_from_three_sides() {
    let mut model = at("3");
    let shown = |model: &Model| table(model).unwrap().plural;
    let sides = [shown(&model)].into_iter().chain((0..3).map(|_| {
        type_keys(&mut model, "v");
        shown(&model)
    }));
    assert_eq!(sides.collect::<Vec<_>>(), ["in_step", "differences", "sessions", "in_step"]);
    let document = document(&model, Screen::Sync);
    assert_eq!(document["peers"][1]["standing"], "behind 41 000");
    let differences = document["differences"].as_array().unwrap();
    assert_eq!(differences.iter().filter(|one| one["missing_here"] == 41_000).count(), 1);
    assert_eq!(document["sessions"][1]["reason"], "unreachable");
    let behind = table(&at("3 / s t a n d i n g ~ b e h i n d")).unwrap();
    assert_eq!((behind.shown, behind.total), (1, 3));
}
