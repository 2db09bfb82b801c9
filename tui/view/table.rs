//! A table, what stands above it, and below it more about the chosen row.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::paint::{Painter, width};
use super::{Drawn, charts};
use crate::screens::TableBody;
use crate::table::{Column, Table};
use crate::theme::Role;
use crate::value::Value;

pub(super) fn draw(painter: &mut Painter<'_>, body: &TableBody, area: Rect) -> Drawn {
    title(painter, body, Rect { height: 1, ..area });
    let mut room = Rect { y: area.y + 1, height: area.height - 1, ..area };
    // A chart is what metrics are looked at for; elsewhere the rows come first.
    let (tall, part) = if body.detail.is_empty() { (12, 2) } else { (28, 3) };
    if let Some(chart) = body.charts.first().filter(|_| room.height >= tall) {
        let height = (room.height / part).min(16);
        room.height -= height;
        charts::chart(painter, chart, Rect { y: room.bottom(), height, ..area });
    }
    if !body.detail.is_empty() && room.height >= 8 {
        room.height -= detail(painter, body, room);
    }
    rows(painter, &body.table, room)
}

fn title(painter: &mut Painter<'_>, body: &TableBody, area: Rect) {
    let (shown, total) = (body.table.shown, body.table.total);
    let count = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
    let filter = &body.table.choice.typed;
    let right = if filter.is_empty() { count } else { format!("{count} /{filter}") };
    let left = painter.pieces(area.x, area.y, area.right(), &body.title, 2);
    if left + width(&right) < area.right() {
        painter.put_right(left, area.y, area.right() - left, &right, Role::Label);
    }
}

/// The columns that there is room for, each with its width.
fn layout(table: &Table, room: u16) -> Vec<(usize, u16)> {
    let shown =
        table.columns.iter().enumerate().filter(|(_, column)| !table.choice.hidden.contains(&column.name));
    let mut ranked: Vec<(usize, &Column)> = shown.collect();
    ranked.sort_by_key(|(_, column)| column.rank);
    let mut left = room;
    let mut fits: Vec<(usize, u16)> = Vec::new();
    for (place, column) in ranked {
        let needs = column.width + u16::from(!fits.is_empty());
        if needs <= left {
            left -= needs;
            fits.push((place, column.width));
        } else if fits.is_empty() {
            return vec![(place, room)];
        } else if column.grows && left > 6 {
            // What grows can do with less.
            fits.push((place, left - 1));
            left = 0;
        }
    }
    if let Some((_, width)) = fits.iter_mut().find(|(place, _)| table.columns[*place].grows) {
        *width += left;
    }
    fits.sort_by_key(|(place, _)| *place);
    fits
}

fn is_right(value: &Value) -> bool {
    value.number().is_some() && !matches!(value, Value::Moment(_))
}

fn rows(painter: &mut Painter<'_>, table: &Table, area: Rect) -> Drawn {
    if area.height == 0 {
        return Drawn::default();
    }
    let columns = layout(table, area.width);
    let has_head = area.height > 2;
    if has_head {
        head(painter, table, &columns, area);
    }
    let room = Rect { y: area.y + u16::from(has_head), height: area.height - u16::from(has_head), ..area };
    let page = usize::from(room.height);
    if table.shown == 0 {
        painter.wrapped(room, &[crate::screens::Piece::new(table.empty.clone(), Role::Dim)]);
        return Drawn { page, top: 0 };
    }
    let chosen = table.chosen.map_or(0, |(shown, _)| shown);
    let top = table.choice.top.min(table.shown.saturating_sub(page));
    let top = top.min(chosen).max((chosen + 1).saturating_sub(page));
    for (y, place) in (room.y..room.bottom()).zip(top..) {
        let Some(row) = table.row(place) else { break };
        let is_chosen = place == chosen;
        let mut x = room.x;
        if is_chosen {
            let style = painter.style(Role::Chosen);
            (room.x..room.right()).for_each(|x| painter.sign(x, y, " ", style));
        }
        for (column, width) in &columns {
            let Some(value) = row.cells.get(*column) else { continue };
            let mut style = painter.style(row.look(*column));
            if is_chosen {
                style = style.patch(painter.style(Role::Chosen)).remove_modifier(Modifier::DIM);
            }
            let text = value.shown();
            let takes = super::paint::width(&text).min(*width);
            let indent = if is_right(value) { width - takes } else { 0 };
            painter.put_styled(x + indent, y, width - indent, &text, style);
            x += width + 1;
        }
    }
    Drawn { page, top }
}

fn head(painter: &mut Painter<'_>, table: &Table, columns: &[(usize, u16)], area: Rect) {
    let mut x = area.x;
    for (place, width) in columns {
        let title = table.title(*place);
        let sign = painter.glyphs.sorted[usize::from(table.choice.descending)];
        let is_sorted = table.choice.sort == Some(*place);
        let text = if is_sorted { format!("{title}{sign}") } else { title.to_owned() };
        let role = if is_sorted { Role::Title } else { Role::Label };
        let of_numbers =
            table.rows.iter().filter_map(|row| row.cells.get(*place)).find(|value| **value != Value::Unknown);
        if of_numbers.is_some_and(is_right) {
            painter.put_right(x, area.y, *width, &text, role);
        } else {
            painter.put(x, area.y, *width, &text, role);
        }
        x += width + 1;
    }
}

/// More about the chosen row, at the bottom of the room. Returns how many lines it took.
fn detail(painter: &mut Painter<'_>, body: &TableBody, room: Rect) -> u16 {
    let labels = body.detail.iter().map(|(label, _)| width(label)).max().unwrap_or(0).min(room.width / 3);
    let column = room.width.saturating_sub(labels + 1);
    let needs = |text: &str| width(text).div_ceil(column.max(1)) + u16::from(width(text) > column);
    let wanted: u16 = body.detail.iter().map(|(_, piece)| needs(&piece.text).max(1)).sum();
    let height = (wanted + 1).min(room.height / 2);
    let mut y = room.bottom() - height;
    painter.rule(Rect { y, height: 1, ..room }, "");
    y += 1;
    for (label, piece) in &body.detail {
        if y >= room.bottom() {
            break;
        }
        painter.put(room.x, y, labels, label, Role::Label);
        let area = Rect { x: room.x + labels + 1, y, width: column, height: room.bottom() - y };
        y += painter.wrapped(area, std::slice::from_ref(piece)).max(1);
    }
    height
}
