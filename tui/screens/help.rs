//! What lies above a screen: help, made from the table of keys, and the choice of columns.

use super::{available, table};
use crate::keys::{Action, Place};
use crate::model::Model;
use crate::order::Order;
use crate::theme::Role;

/// A line of an overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLine {
    /// Keys, or the sign of a choice.
    pub key: String,
    /// What it says.
    pub text: String,
    /// How it looks.
    pub role: Role,
}

/// Every key that has a meaning, by the place where it has one.
pub fn lines(model: &Model) -> Vec<HelpLine> {
    let can = available(model);
    let mut lines = Vec::new();
    let mut place: Option<Place> = None;
    for action in Action::ALL {
        let presses = model.settings.keys.of(*action);
        if presses.is_empty() {
            continue;
        }
        if place != Some(action.place()) {
            place = Some(action.place());
            let text = action.place().title().to_owned();
            lines.push(HelpLine { key: String::new(), text, role: Role::Title });
            if action.place() == Place::Everywhere {
                let text = "that screen".to_owned();
                lines.push(HelpLine { key: "1 2 3 ...".to_owned(), text, role: Role::Text });
            }
        }
        let key = presses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let role = if can.contains(action) { Role::Text } else { Role::Dim };
        lines.push(HelpLine { key, text: action.meaning().to_owned(), role });
    }
    let say = |text: &str, role| HelpLine { key: String::new(), text: text.to_owned(), role };
    lines.push(say("Filters", Role::Title));
    lines.push(say(
        "a word: rows in which it is; column = != > >= < <= ~ value; and, or, not, ( )",
        Role::Text,
    ));
    lines.push(say("units: 50ms 5m 2h, KiB MiB GiB, %; a bare latency is in milliseconds", Role::Text));
    if let Some(table) = table(model) {
        let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        lines.push(say(&format!("columns here: {}", names.join(" ")), Role::Text));
    }
    lines
}

/// What is asked before something is done.
pub(super) fn consent(model: &Model, order: Order) -> Vec<HelpLine> {
    let line = |key: &str, text: &str, role| HelpLine { key: key.to_owned(), text: text.to_owned(), role };
    let yes = model.settings.keys.first(Action::Open).unwrap_or_default();
    vec![
        line("", &order.peer.to_string(), Role::Text),
        line("", order.what.consequence(), Role::Text),
        line(&format!("y {yes}"), order.what.word(), Role::Warn),
        line("any other", "leave it as it is", Role::Text),
    ]
}

/// The columns of the table on the screen, and which are shown.
pub fn columns(model: &Model) -> Vec<HelpLine> {
    let hidden = model.choice().hidden;
    let line = |column: &crate::table::Column| {
        let is_shown = !hidden.contains(&column.name);
        let key = if is_shown { "[x]" } else { "[ ]" }.to_owned();
        let role = if is_shown { Role::Text } else { Role::Dim };
        HelpLine { key, text: column.name.to_owned(), role }
    };
    table(model).map(|table| table.columns.iter().map(line).collect()).unwrap_or_default()
}
