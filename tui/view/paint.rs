//! Putting texts into cells: cut where they do not fit, in the style of their role.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::glyphs::Glyphs;
use crate::screens::Piece;
use crate::settings::Settings;
use crate::theme::{Role, Theme};
use crate::value::harmless;

/// How many columns a text takes.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(Span::raw(text).width()).unwrap_or(u16::MAX)
}

/// A buffer, and how things look in it.
pub(super) struct Painter<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    pub(super) glyphs: &'a Glyphs,
    is_stale: bool,
}

impl<'a> Painter<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, settings: &'a Settings, is_stale: bool) -> Self {
        Self { buffer, theme: &settings.theme, glyphs: &settings.glyphs, is_stale }
    }

    /// What is out of date is grey, but for what says so.
    pub(super) fn style(&self, role: Role) -> Style {
        let role = if self.is_stale && !matches!(role, Role::Bad | Role::Key | Role::Chosen) {
            Role::Dim
        } else {
            role
        };
        self.theme.of(role)
    }

    /// Makes every cell of an area blank.
    pub(super) fn clear(&mut self, area: Rect) {
        let style = Style::reset().patch(self.theme.of(Role::Text));
        for position in area.positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Puts a text at a place, in at most so many columns. Returns how many it took.
    pub(super) fn put(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let style = self.style(role);
        self.put_styled(x, y, room, text, style)
    }

    pub(super) fn put_styled(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.y || y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let room = room.min(area.right() - x);
        let text = self.glyphs.text(&harmless(text));
        if width(&text) <= room {
            let (end, _) = self.buffer.set_stringn(x, y, &text, usize::from(room), style);
            return end - x;
        }
        let cut = self.glyphs.cut;
        let (end, _) =
            self.buffer.set_stringn(x, y, &text, usize::from(room.saturating_sub(width(cut))), style);
        let (end, _) =
            self.buffer.set_stringn(end, y, cut, usize::from((x + room).saturating_sub(end)), style);
        end - x
    }

    /// Puts a text so that it ends at the right of its room.
    pub(super) fn put_right(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) {
        let takes = width(&self.glyphs.text(&harmless(text))).min(room);
        self.put(x + room - takes, y, takes, text, role);
    }

    /// Puts one sign that is known to take one column.
    pub(super) fn sign(&mut self, x: u16, y: u16, sign: &str, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_symbol(sign);
            cell.set_style(style);
        }
    }

    /// Puts pieces one after another, apart by some blanks. Returns where they end.
    pub(super) fn pieces(&mut self, mut x: u16, y: u16, end: u16, pieces: &[Piece], gap: u16) -> u16 {
        for piece in pieces {
            if x >= end {
                break;
            }
            x += self.put(x, y, end - x, &piece.text, piece.role) + gap;
        }
        x
    }

    /// The pieces as one text, broken between words. Returns how many lines it took; what does not fit is left out.
    pub(super) fn wrapped(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut x = area.x;
        let mut y = area.y;
        for piece in pieces {
            for word in piece.text.split(' ').filter(|word| !word.is_empty()) {
                let takes = width(&self.glyphs.text(word));
                if x > area.x && x + takes > area.right() {
                    (x, y) = (area.x, y + 1);
                }
                if y >= area.bottom() {
                    return area.height;
                }
                let room = area.right() - x;
                x += self.put(x, y, room, word, piece.role);
                x = (x + 1).min(area.right());
            }
        }
        y + 1 - area.y
    }

    /// A horizontal line.
    pub(super) fn rule(&mut self, area: Rect, title: &str) {
        let style = self.style(Role::Border);
        for x in area.x..area.right() {
            self.sign(x, area.y, self.glyphs.rule, style);
        }
        if !title.is_empty() && area.width > 4 {
            let takes = self.put(area.x, area.y, area.width - 1, title, Role::Label);
            self.sign(area.x + takes, area.y, " ", style);
        }
    }

    /// A box, cleared inside. Returns its inside.
    pub(super) fn boxed(&mut self, area: Rect, title: &str) -> Rect {
        self.clear(area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let (style, frame) = (self.style(Role::Border), self.glyphs.frame);
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for x in area.x..=right {
            self.sign(x, area.y, frame.horizontal_top, style);
            self.sign(x, bottom, frame.horizontal_bottom, style);
        }
        for y in area.y..=bottom {
            self.sign(area.x, y, frame.vertical_left, style);
            self.sign(right, y, frame.vertical_right, style);
        }
        for (x, y, sign) in [
            (area.x, area.y, frame.top_left),
            (right, area.y, frame.top_right),
            (area.x, bottom, frame.bottom_left),
            (right, bottom, frame.bottom_right),
        ] {
            self.sign(x, y, sign, style);
        }
        if area.width > 6 {
            self.put(area.x + 2, area.y, area.width - 4, &format!(" {title} "), Role::Title);
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }
}
