//! Drawing: a picture, a theme and a size give cells. Nothing here knows the model.

mod charts;
mod frame;
mod overview;
mod paint;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::screens::{Body, Picture};
use crate::settings::Settings;
use paint::Painter;

/// What a drawing found out, for the next key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// How many rows of the table there was room for.
    pub page: usize,
    /// How many rows are above the first that was drawn.
    pub top: usize,
}

/// Draws a picture into an area, whatever its size. Every cell of the area is drawn.
pub fn draw(picture: &Picture, settings: &Settings, area: Rect, buffer: &mut Buffer) -> Drawn {
    let area = area.intersection(buffer.area);
    let mut painter = Painter::new(buffer, settings, picture.is_stale);
    painter.clear(area);
    if area.is_empty() {
        return Drawn::default();
    }
    let bottom = u16::from(picture.typing.is_some() && area.height > 1);
    if area.height < 4 || area.width < 14 {
        let room = Rect { height: area.height - bottom, ..area };
        painter.wrapped(room, &picture.one_line);
        if bottom > 0 {
            frame::typing(&mut painter, picture, last_line(area));
        }
        return Drawn { page: 1, top: 0 };
    }
    let tabs = u16::from(area.height >= 8);
    let footer = u16::from(area.height >= 10).max(bottom);
    frame::header(&mut painter, &picture.header, Rect { height: 1, ..area });
    if tabs > 0 {
        frame::tabs(&mut painter, &picture.header, Rect { y: area.y + 1, height: 1, ..area });
    }
    if footer > 0 && picture.typing.is_none() {
        let line = last_line(area);
        match &picture.notice {
            Some(notice) => {
                painter.pieces(line.x, line.y, line.right(), std::slice::from_ref(notice), 0);
            }
            None => frame::footer(&mut painter, &picture.footer, line),
        }
    }
    let middle = Rect { y: area.y + 1 + tabs, height: area.height - 1 - tabs - footer, ..area };
    let drawn = match &picture.body {
        Body::Overview(body) => {
            overview::draw(&mut painter, body, middle);
            Drawn { page: usize::from(middle.height), top: 0 }
        }
        Body::Table(body) => table::draw(&mut painter, body, middle),
    };
    if let Some((overlay, lines)) = &picture.overlay {
        frame::overlay(&mut painter, overlay, lines, middle);
    }
    if picture.typing.is_some() {
        frame::typing(&mut painter, picture, last_line(area));
    }
    drawn
}

const fn last_line(area: Rect) -> Rect {
    Rect { y: area.y + area.height - 1, height: 1, ..area }
}

/// The picture as lines of text, without colours and without the keys that nobody can press there.
pub fn text(mut picture: Picture, settings: &Settings, width: u16, height: u16) -> String {
    picture.footer.clear();
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    draw(&picture, settings, area, &mut buffer);
    let mut text = lines(&buffer).trim_end().to_owned();
    text.push('\n');
    text
}

/// A drawing as lines of text, without the blanks at their ends.
pub fn lines(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.rows().map(|row| row.y) {
        let mut line = String::new();
        let mut covered = 0;
        for x in buffer.area.x..buffer.area.right() {
            // The cell behind a wide character belongs to it.
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            covered = paint::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
