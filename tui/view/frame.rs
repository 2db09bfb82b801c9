//! The first lines and the last, and what lies above.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::paint::{Painter, width};
use crate::model::Overlay;
use crate::screens::{Header, HelpLine, Hint, Picture, Piece};
use crate::theme::Role;

/// The first line: as much of it as there is room for, the most important first.
pub(super) fn header(painter: &mut Painter<'_>, header: &Header, area: Rect) {
    let takes = |text: &str| width(&painter.glyphs.text(text));
    let right = takes(&header.right.text);
    let mut room = area.width;
    let mut ranked: Vec<_> = header.left.iter().collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut fits: Vec<&Piece> = Vec::new();
    let mut with_right = false;
    for (place, (_, piece)) in ranked.into_iter().enumerate() {
        let needs = takes(&piece.text) + 2 * u16::from(place > 0);
        // The time comes behind the state of the node, before everything else.
        if place == 1 && room > right + 2 {
            (room, with_right) = (room - right - 2, true);
        }
        if place > 0 && needs > room {
            continue;
        }
        room = room.saturating_sub(needs);
        fits.push(piece);
    }
    let pieces: Vec<_> = header
        .left
        .iter()
        .filter(|(_, piece)| fits.contains(&piece))
        .map(|(_, piece)| piece.clone())
        .collect();
    painter.pieces(area.x, area.y, area.right(), &pieces, 2);
    if with_right || header.left.len() == 1 && area.width > right + 2 {
        painter.put_right(area.x, area.y, area.width, &header.right.text, header.right.role);
    }
}

/// The screens; their titles where there is room.
pub(super) fn tabs(painter: &mut Painter<'_>, header: &Header, area: Rect) {
    // The one that is shown has a blank at its end too.
    let all: u16 = 1 + header.tabs.iter().map(|(title, _)| width(title) + 3).sum::<u16>();
    let mut x = area.x;
    for (place, (title, is_shown)) in header.tabs.iter().enumerate() {
        let text = match (is_shown, all <= area.width) {
            (true, _) => format!(" {} {title} ", place + 1),
            (false, true) => format!(" {} {title}", place + 1),
            (false, false) => format!(" {} ", place + 1),
        };
        let style = if *is_shown {
            painter.style(Role::Title).add_modifier(Modifier::REVERSED)
        } else {
            painter.style(Role::Label)
        };
        x += painter.put_styled(x, area.y, area.right().saturating_sub(x), &text, style);
    }
}

/// The keys that work now, as many as there is room for.
pub(super) fn footer(painter: &mut Painter<'_>, hints: &[Hint], area: Rect) {
    let mut x = area.x;
    for hint in hints {
        let needs = width(&hint.key) + 1 + width(hint.what);
        if x + needs > area.right() {
            break;
        }
        x += painter.put(x, area.y, needs, &hint.key, Role::Key) + 1;
        x += painter.put(x, area.y, needs, hint.what, Role::Label) + 2;
    }
}

/// The text that is being typed, with its cursor, and what is wrong with it.
pub(super) fn typing(painter: &mut Painter<'_>, picture: &Picture, area: Rect) {
    let Some(typing) = &picture.typing else { return };
    painter.clear(area);
    let mut x = area.x + painter.put(area.x, area.y, area.width, "/", Role::Key);
    let room = usize::from(area.right().saturating_sub(x + 1));
    // The part around the cursor, if not all of it has room.
    let from = typing.cursor.saturating_sub(room);
    for (place, character) in typing.text.chars().enumerate().skip(from).take(room) {
        let mut style = painter.style(Role::Text);
        if place == typing.cursor {
            style = style.add_modifier(Modifier::REVERSED);
        }
        x += painter.put_styled(x, area.y, area.right().saturating_sub(x), &character.to_string(), style);
    }
    if typing.cursor >= typing.text.chars().count() {
        let style = painter.style(Role::Text).add_modifier(Modifier::REVERSED);
        x += painter.put_styled(x, area.y, area.right().saturating_sub(x), " ", style);
    }
    if let Some(wrong) = &typing.wrong {
        painter.put(x + 1, area.y, area.right().saturating_sub(x + 1), wrong, Role::Warn);
    }
}

/// A box above the middle, as large as it has to be.
pub(super) fn overlay(painter: &mut Painter<'_>, overlay: &Overlay, lines: &[HelpLine], area: Rect) {
    let keys = lines.iter().map(|line| width(&line.key)).max().unwrap_or(0);
    let texts = lines.iter().map(|line| width(&line.text)).max().unwrap_or(0);
    let wanted = (keys + texts + 6, u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2));
    let size = (wanted.0.min(area.width), wanted.1.min(area.height));
    let (x, y) = (area.x + (area.width - size.0) / 2, area.y + (area.height - size.1) / 2);
    let (title, chosen) = match overlay {
        Overlay::Help(_) if wanted.1 > area.height => ("Keys: up and down for more", None),
        Overlay::Help(_) => ("Keys", None),
        Overlay::Columns(place) => ("Columns: space shows or hides", Some(*place)),
        Overlay::Consent(_) => ("Is this meant?", None),
    };
    let inside = painter.boxed(Rect { x, y, width: size.0, height: size.1 }, title);
    let rows = usize::from(inside.height);
    let top = match overlay {
        Overlay::Help(top) => (*top).min(lines.len().saturating_sub(rows)),
        Overlay::Columns(place) => (place + 1).saturating_sub(rows),
        Overlay::Consent(_) => 0,
    };
    for (row, (place, line)) in (inside.y..inside.bottom()).zip(lines.iter().enumerate().skip(top)) {
        let role = if chosen == Some(place) { Role::Chosen } else { line.role };
        let left = inside.x + 1;
        painter.put(left, row, inside.right().saturating_sub(left), &line.key, Role::Key);
        let indent = if line.key.is_empty() { left } else { left + keys + 2 };
        painter.put(indent, row, inside.right().saturating_sub(indent), &line.text, role);
    }
}
