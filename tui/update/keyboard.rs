//! What keys do.

use crossterm::event::{KeyCode, KeyModifiers};
use cyberfly_core::{DbName, Key};

use super::{Effect, next_kind, next_level};
use crate::filter::{Filter, parse};
use crate::keys::{Action, Press};
use crate::model::{Depth, Model, Overlay, Screen, Typing};
use crate::order::{Order, What};
use crate::screens::{available, chosen_peer, is_banned, row_at, table};
use crate::table::{Choice, Table};

/// How far a step through time goes.
const STEP_MS: u64 = 5_000;
const LEAP_MS: u64 = 60_000;
/// The longest text that can be typed.
const TYPED_LIMIT: usize = 200;

/// A key is pressed. Says what is to be done, if anything.
pub fn press(model: &mut Model, press: Press) -> Option<Effect> {
    if model.typing.is_some() && press != interrupt() {
        write(model, press);
        return None;
    }
    if let Some(overlay) = model.overlay.clone() {
        return above(model, overlay, press);
    }
    let action = model.settings.keys.action(press, &available(model));
    if let Some(action) = action {
        return act(model, action);
    }
    if let (KeyCode::Char(digit @ '1'..='9'), KeyModifiers::NONE) = (press.code, press.with) {
        let place = usize::from(digit as u8 - b'1');
        if let Some(screen) = model.screens().get(place) {
            model.screen = *screen;
        }
    }
    None
}

const fn interrupt() -> Press {
    Press { code: KeyCode::Char('c'), with: KeyModifiers::CONTROL }
}

fn act(model: &mut Model, action: Action) -> Option<Effect> {
    match action {
        Action::Quit => return Some(Effect::Leave),
        Action::Suspend => return Some(Effect::Suspend),
        Action::Redraw => return Some(Effect::Redraw),
        Action::Help => model.overlay = Some(Overlay::Help(0)),
        Action::NextScreen => turn(model, 1),
        Action::PreviousScreen => turn(model, model.screens().len() - 1),
        Action::Freeze => {
            let at_ms = model.scene().map_or(model.now_ms, |scene| scene.at_ms);
            model.frozen_ms = if model.frozen_ms.is_some() { None } else { Some(at_ms) };
        }
        Action::Older => back_in_time(model, STEP_MS),
        Action::MuchOlder => back_in_time(model, LEAP_MS),
        Action::Newer => return forward_in_time(model, STEP_MS),
        Action::MuchNewer => return forward_in_time(model, LEAP_MS),
        Action::Filter => {
            let text = model.choice().typed;
            model.typing = Some(Typing { cursor: text.chars().count(), text, wrong: None });
        }
        Action::Columns => model.overlay = Some(Overlay::Columns(0)),
        Action::View if model.screen == Screen::Backup => model.backup_view = model.backup_view.next(),
        Action::View => model.sync_view = model.sync_view.next(),
        Action::Ping => return want(model, What::Ping),
        Action::SyncNow => return want(model, What::Sync),
        Action::Reconnect => return want(model, What::Reconnect),
        Action::Ban => {
            let is_banned = chosen_peer(model).is_some_and(|peer| is_banned(model, peer));
            return want(model, if is_banned { What::Unban } else { What::Ban });
        }
        Action::Level if model.screen == Screen::Audit => model.audit_kind = next_kind(model.audit_kind),
        Action::Level => model.level = next_level(model.level),
        Action::Faster => speed(model, 2.0),
        Action::Slower => speed(model, 0.5),
        Action::Back => back(model),
        Action::Open => open(model),
        Action::Sort => sort(model),
        Action::Reverse => {
            if let Some(choice) = model.choice_mut() {
                choice.descending = !choice.descending;
            }
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            walk(model, action);
        }
    }
    None
}

/// Goes so many screens on.
fn turn(model: &mut Model, by: usize) {
    let screens = model.screens();
    let place = screens.iter().position(|screen| *screen == model.screen).unwrap_or(0);
    if let Some(screen) = screens.get((place + by) % screens.len().max(1)) {
        model.screen = *screen;
    }
}

/// Something is wanted of the chosen peer: it is given to the node, or asked for consent first.
fn want(model: &mut Model, what: What) -> Option<Effect> {
    let order = Order { what, peer: chosen_peer(model)? };
    if what.needs_consent() {
        model.overlay = Some(Overlay::Consent(order));
        return None;
    }
    super::tell(model, format!("{} ...", order.shown()), false);
    Some(Effect::Give(order))
}

/// The answer to whether it is meant: only a clear yes is one.
fn consented(model: &mut Model, order: Order, press: Press) -> Option<Effect> {
    model.overlay = None;
    let is_yes = press == (Press { code: KeyCode::Char('y'), with: KeyModifiers::NONE })
        || model.settings.keys.of(Action::Open).contains(&press);
    if !is_yes {
        super::tell(model, format!("{}: nothing was changed", order.shown()), false);
        return (press == interrupt()).then_some(Effect::Leave);
    }
    super::tell(model, format!("{} ...", order.shown()), false);
    Some(Effect::Give(order))
}

fn back_in_time(model: &mut Model, by_ms: u64) {
    let first = model.history.first_ms().unwrap_or(model.now_ms);
    let from = model.frozen_ms.or_else(|| model.scene().map(|scene| scene.at_ms)).unwrap_or(model.now_ms);
    model.frozen_ms = Some(from.saturating_sub(by_ms).max(first));
}

fn forward_in_time(model: &mut Model, by_ms: u64) -> Option<Effect> {
    let Some(at_ms) = model.frozen_ms else {
        return model.playing.as_ref().map(|_| Effect::Skip(by_ms));
    };
    let next = at_ms.saturating_add(by_ms);
    // At the end of what is known, time goes on by itself again.
    let last = model.scenes.last().map_or(0, |scene| scene.at_ms);
    model.frozen_ms = (next < last).then_some(next);
    None
}

fn speed(model: &mut Model, by: f64) {
    if let Some(playing) = &mut model.playing {
        playing.speed = (playing.speed * by).clamp(0.125, 1024.0);
    }
}

fn back(model: &mut Model) {
    let is_filtered = !model.choice().typed.is_empty();
    if is_filtered {
        filter(model, String::new(), Filter::All);
    } else if let (Screen::Databases, Some(up)) = (model.screen, out_of(&model.depth)) {
        model.depth = up;
    } else {
        model.frozen_ms = None;
    }
}

fn out_of(depth: &Depth) -> Option<Depth> {
    match depth {
        Depth::Databases => None,
        Depth::Keys(_) => Some(Depth::Databases),
        Depth::Value { db, .. } => Some(Depth::Keys(db.clone())),
    }
}

fn open(model: &mut Model) {
    let Some(table) = table(model) else { return };
    let Some(row) = table.chosen_row() else { return };
    let deeper = match &model.depth {
        Depth::Databases => row.id.parse::<DbName>().ok().map(Depth::Keys),
        Depth::Keys(db) => Key::new(&row.id).ok().map(|key| {
            let kind = row.cells.get(1).map(crate::value::Value::shown).unwrap_or_default();
            Depth::Value { db: db.clone(), key, kind }
        }),
        Depth::Value { .. } => None,
    };
    if let Some(deeper) = deeper {
        let id = row.id.clone();
        if let Some(choice) = model.choice_mut() {
            choice.chosen = Some(id);
        }
        let was_at = model.depth.clone();
        model.depth = deeper;
        if was_at != model.depth {
            // What was chosen belongs to what was looked at before.
            model.choices.remove("elements");
            if was_at == Depth::Databases {
                model.choices.remove("keys");
            }
        }
    }
}

fn sort(model: &mut Model) {
    let Some(table) = table(model) else { return };
    let columns = table.columns.len();
    if let Some(choice) = model.choice_mut() {
        choice.sort = match choice.sort {
            None => Some(0),
            Some(column) if column + 1 < columns => Some(column + 1),
            Some(_) => None,
        };
    }
}

fn walk(model: &mut Model, action: Action) {
    let Some(table) = table(model) else { return };
    let page = model.page.max(1);
    let Some(last) = table.shown.checked_sub(1) else { return };
    let place = table.chosen.map_or(0, |(shown, _)| shown);
    let place = match action {
        Action::Up => place.saturating_sub(1),
        Action::Down => place + usize::from(table.choice.chosen.is_some() || !follows(model.screen)),
        Action::PageUp => place.saturating_sub(page),
        Action::PageDown => place + page,
        Action::Last => last,
        _ => 0,
    };
    let row = row_at(model, place.min(last)).map(|row| row.id);
    // At the head of what happens one follows what comes.
    let is_head = follows(model.screen) && place == 0 && action != Action::Down;
    if let Some(choice) = model.choice_mut() {
        choice.chosen = if is_head { None } else { row };
    }
}

/// Whether what comes is followed on a screen until a row is chosen.
const fn follows(screen: Screen) -> bool {
    matches!(screen, Screen::Events | Screen::Audit)
}

/// An overlay is open: it takes the keys that mean something in it, any other closes it.
fn above(model: &mut Model, overlay: Overlay, press: Press) -> Option<Effect> {
    let place = match overlay {
        Overlay::Consent(order) => return consented(model, order, press),
        Overlay::Help(place) | Overlay::Columns(place) => place,
    };
    let can: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| !matches!(action, Action::Level | Action::Sort))
        .collect();
    let action = model.settings.keys.action(press, &can);
    let moved = match action {
        Some(Action::Quit) if press == interrupt() => return Some(Effect::Leave),
        Some(Action::Suspend) => return Some(Effect::Suspend),
        Some(Action::Redraw) => return Some(Effect::Redraw),
        Some(Action::Up) => Some(place.saturating_sub(1)),
        Some(Action::Down) => Some(place + 1),
        Some(Action::PageUp) => Some(place.saturating_sub(model.page)),
        Some(Action::PageDown) => Some(place + model.page),
        Some(Action::First) => Some(0),
        Some(Action::Last) => Some(usize::MAX),
        _ => None,
    };
    let lines = match overlay {
        Overlay::Help(_) => crate::screens::help_lines(model).len(),
        Overlay::Columns(_) => crate::screens::columns(model).len(),
        Overlay::Consent(_) => 0,
    };
    model.overlay = match (overlay, moved, action) {
        (Overlay::Help(_), Some(place), _) => Some(Overlay::Help(place.min(lines.saturating_sub(1)))),
        (Overlay::Columns(_), Some(place), _) => Some(Overlay::Columns(place.min(lines.saturating_sub(1)))),
        (Overlay::Columns(place), None, Some(Action::Freeze | Action::Open)) => {
            toggle_column(model, place);
            Some(Overlay::Columns(place))
        }
        _ => None,
    };
    None
}

fn toggle_column(model: &mut Model, place: usize) {
    let Some(table) = table(model) else { return };
    let Some(column) = table.columns.get(place) else { return };
    if let Some(choice) = model.choice_mut() {
        match choice.hidden.iter().position(|name| *name == column.name) {
            Some(at) => drop(choice.hidden.remove(at)),
            // One column always stays.
            None if choice.hidden.len() + 1 < table.columns.len() => choice.hidden.push(column.name),
            None => {}
        }
    }
}

/// A key while a filter is typed. It holds as soon as it can be read.
fn write(model: &mut Model, press: Press) {
    let Some(mut typing) = model.typing.take() else { return };
    let length = typing.text.chars().count();
    let byte = |text: &str, place: usize| text.char_indices().nth(place).map_or(text.len(), |(byte, _)| byte);
    match (press.code, press.with) {
        (KeyCode::Esc, _) => {
            filter(model, String::new(), Filter::All);
            return;
        }
        (KeyCode::Enter, _) if typing.wrong.is_none() => return,
        (KeyCode::Char('u'), KeyModifiers::CONTROL) => (typing.text, typing.cursor) = (String::new(), 0),
        (KeyCode::Char(_), with) if with.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {}
        (KeyCode::Char(character), _) if length < TYPED_LIMIT && !character.is_control() => {
            let at = byte(&typing.text, typing.cursor);
            typing.text.insert(at, character);
            typing.cursor += 1;
        }
        (KeyCode::Backspace, _) if typing.cursor > 0 => {
            typing.cursor -= 1;
            let at = byte(&typing.text, typing.cursor);
            typing.text.remove(at);
        }
        (KeyCode::Delete, _) if typing.cursor < length => {
            let at = byte(&typing.text, typing.cursor);
            typing.text.remove(at);
        }
        (KeyCode::Left, _) => typing.cursor = typing.cursor.saturating_sub(1),
        (KeyCode::Right, _) => typing.cursor = (typing.cursor + 1).min(length),
        (KeyCode::Home, _) => typing.cursor = 0,
        (KeyCode::End, _) => typing.cursor = length,
        _ => {}
    }
    let read = parse(&typing.text).and_then(|filter| known(filter, table(model)));
    match read {
        Ok(read) => {
            typing.wrong = None;
            filter(model, typing.text.clone(), read);
        }
        Err(why) => typing.wrong = Some(why),
    }
    model.typing = Some(typing);
}

/// Refuses a filter that asks for a column that is not there.
fn known(filter: Filter, table: Option<Table>) -> Result<Filter, String> {
    let columns = table.map_or(&[][..], |table| table.columns);
    let unknown = filter.columns().into_iter().find(|name| columns.iter().all(|column| column.name != *name));
    match unknown {
        None => Ok(filter),
        Some(name) => {
            let names: Vec<_> = columns.iter().map(|column| column.name).collect();
            Err(format!("there is no column {name}, but {}", names.join(" ")))
        }
    }
}

fn filter(model: &mut Model, typed: String, filter: Filter) {
    if let Some(choice) = model.choice_mut() {
        *choice = Choice { typed, filter, ..choice.clone() };
    }
}
