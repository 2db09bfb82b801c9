//! The signs that a screen is made of, for terminals that can show them and for those that cannot.

use ratatui::symbols::border;

/// A set of signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Before what is well.
    pub good: &'static str,
    /// Before what needs attention.
    pub warn: &'static str,
    /// Before what does not work.
    pub bad: &'static str,
    /// Before a remedy.
    pub remedy: &'static str,
    /// At the end of what was cut off.
    pub cut: &'static str,
    /// Between things in a line.
    pub between: &'static str,
    /// Beside a column that is sorted upwards, and downwards.
    pub sorted: [&'static str; 2],
    /// From nothing to full, eight steps.
    pub levels: [&'static str; 8],
    /// What is filled of a bar, and what is not.
    pub bar: [&'static str; 2],
    /// A horizontal line.
    pub rule: &'static str,
    /// The frame of panels.
    pub frame: border::Set<'static>,
    /// Whether texts may have more than ASCII.
    pub unicode: bool,
}

/// The signs of a terminal that speaks UTF-8.
pub const UNICODE: Glyphs = Glyphs {
    good: "●",
    warn: "▲",
    bad: "✖",
    remedy: "→",
    cut: "…",
    between: "·",
    sorted: ["↑", "↓"],
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    bar: ["█", "░"],
    rule: "─",
    frame: border::ROUNDED,
    unicode: true,
};

/// The signs of any terminal.
pub const ASCII: Glyphs = Glyphs {
    good: "+",
    warn: "!",
    bad: "X",
    remedy: "->",
    cut: "~",
    between: "|",
    sorted: ["^", "v"],
    levels: ["_", ".", "-", ":", "=", "+", "*", "#"],
    bar: ["#", "."],
    rule: "-",
    frame: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
    unicode: false,
};

impl Glyphs {
    /// A text with no more than these signs can show.
    pub fn text(&self, text: &str) -> String {
        if self.unicode || text.is_ascii() {
            return text.to_owned();
        }
        let plain = |character: char| match character {
            'µ' => 'u',
            '…' => '~',
            '→' => '>',
            '·' => '|',
            character if character.is_ascii() => character,
            _ => '?',
        };
        text.chars().map(plain).collect()
    }
}
