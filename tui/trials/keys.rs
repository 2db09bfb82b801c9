//! What keys do, as someone at the keyboard sees it.

use super::house::{OPENED_MS, SECONDS, hear, model, sample};
use crate::heard::Heard;
use crate::keys::Press;
use crate::model::{Depth, Model, Overlay, Screen};
use crate::screens::{document, picture, table};
use crate::settings::Settings;
use crate::update::{Effect, press};

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

#[test]
fn number_and_tab_lead_to_every_screen() {
    for (place, screen) in Screen::ALL.iter().enumerate() {
        assert_eq!(at(&(place + 1).to_string()).screen, *screen);
    }
    let round = vec!["tab"; Screen::ALL.len()].join(" ");
    assert_eq!((at(&round).screen, at("tab shift-tab").screen), (Screen::Overview, Screen::Overview));
    assert_eq!(at("9").screen, Screen::Overview, "a screen that does not exist is not entered");
}

#[test]
fn one_leaves_by_q_and_by_interrupt_even_while_typing() {
    let mut model = at("6 / a");
    assert_eq!(type_keys(&mut model, "q"), None, "it is a letter here");
    assert_eq!(type_keys(&mut model, "ctrl-c"), Some(Effect::Leave));
    assert_eq!(type_keys(&mut at("?"), "ctrl-c"), Some(Effect::Leave));
    assert_eq!(type_keys(&mut at("4"), "q"), Some(Effect::Leave));
}

#[test]
fn a_filter_holds_while_it_is_typed_and_goes_with_escape() {
    let mut model = at("3 / s t a t e = o k");
    let rows = |model: &Model| table(model).map(|table| (table.rows.len(), table.total)).unwrap();
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
    let rows = |keys: &str| table(&at(keys)).unwrap().rows.len();
    assert_eq!(rows("2 / r t t > 2 0 space a n d space s t a t e = a c t i v e"), 2);
    assert_eq!(rows("2 / n o t space a c t i v e"), 3);
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_last_one_and_says_why() {
    let mut model = at("3 / c l o c k");
    let before = table(&model).unwrap().rows.len();
    type_keys(&mut model, "space ( enter");
    let typing = model.typing.clone().unwrap();
    assert!(typing.wrong.is_some(), "{typing:?}");
    assert_eq!((before, table(&model).unwrap().rows.len()), (1, 1));
    let model = at("3 / n o s u c h > 1");
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
    let mut model = at("4 down enter");
    let Depth::Keys(db) = &model.depth else { panic!("{:?}", model.depth) };
    assert_eq!(db.label(), "orders");
    type_keys(&mut model, "enter");
    assert!(
        matches!(&model.depth, Depth::Value { key, kind, .. } if key.as_str() == "config" && kind == "json")
    );
    type_keys(&mut model, "esc");
    assert_eq!(table(&model).unwrap().chosen(), Some(0));
    type_keys(&mut model, "esc");
    assert_eq!(model.depth, Depth::Databases);
    assert_eq!(table(&model).unwrap().chosen(), Some(1), "the row that was left is the one that is chosen");
}

#[test]
fn columns_are_hidden_and_shown_and_one_always_stays() {
    let mut model = at("4 c space down space");
    assert_eq!(model.choice().hidden, ["name", "operations"]);
    type_keys(&mut model, "up space down space esc");
    assert_eq!((model.choice().hidden.len(), model.overlay.clone()), (0, None));
    type_keys(&mut model, &format!("c {}", vec!["space down"; 20].join(" ")));
    assert_eq!(model.choice().hidden.len() + 1, table(&model).unwrap().columns.len());
    assert!(matches!(model.overlay, Some(Overlay::Columns(_))));
}

#[test]
fn the_newest_event_is_followed_until_one_is_chosen() {
    let chosen = |model: &Model| table(model).unwrap().chosen();
    let mut model = at("5");
    assert_eq!((chosen(&model), model.choice().chosen.is_some()), (Some(0), false));
    type_keys(&mut model, "down");
    assert!(model.choice().chosen.is_some(), "the first line, held");
    let sample = sample(SECONDS + 1, None);
    hear(&mut model, SECONDS + 1, Heard::Observed(cyberfly_protocol::Observed::Sample(Box::new(sample))));
    let event = cyberfly_protocol::Event::Lifecycle { state: cyberfly_protocol::NodeState::Ready };
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
