//! How the dashboard is to look and behave, as someone set it.

use std::time::Duration;

use crate::glyphs::{ASCII, Glyphs, UNICODE};
use crate::keys::Keys;
use crate::theme::{Depth, Ground, Theme};

/// Settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Which key does what.
    pub keys: Keys,
    /// The background that colours are made for.
    pub ground: Ground,
    /// How many colours there are.
    pub depth: Depth,
    /// How everything looks.
    pub theme: Theme,
    /// The signs.
    pub glyphs: Glyphs,
    /// How far back one can look.
    pub retention: Duration,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether nothing may be changed from here.
    pub readonly: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            ground: Ground::Dark,
            depth: Depth::Full,
            theme: Theme::default(),
            glyphs: UNICODE,
            retention: Duration::from_secs(3600),
            mouse: false,
            readonly: false,
        }
    }
}

/// What the environment says about a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`
    pub term: Option<String>,
    /// `COLORTERM`
    pub colorterm: Option<String>,
    /// `COLORFGBG`
    pub colorfgbg: Option<String>,
    /// Whether `NO_COLOR` is set to something.
    pub no_color: bool,
    /// `LC_ALL`, else `LC_CTYPE`, else `LANG`.
    pub locale: Option<String>,
}

impl Environment {
    /// How many colours the terminal has, as far as it says.
    pub fn depth(&self) -> Depth {
        let term = self.term.as_deref().unwrap_or_default();
        if self.no_color || term.is_empty() || term == "dumb" || term.starts_with("vt") {
            return Depth::Off;
        }
        let full = term.contains("256") || term.contains("direct") || term.contains("kitty");
        match self.colorterm.as_deref() {
            Some("truecolor" | "24bit") => Depth::Full,
            _ if full => Depth::Full,
            _ if term == "linux" || term == "ansi" || term.contains("8color") => Depth::Eight,
            _ => Depth::Sixteen,
        }
    }

    /// What the background is like, as far as the terminal says; else dark.
    pub fn ground(&self) -> Ground {
        let background = self.colorfgbg.as_deref().and_then(|both| both.rsplit(';').next());
        match background.and_then(|number| number.parse::<u8>().ok()) {
            Some(7 | 9..=15) => Ground::Light,
            _ => Ground::Dark,
        }
    }

    /// The signs that the terminal can show.
    pub fn glyphs(&self) -> Glyphs {
        let locale = self.locale.as_deref().unwrap_or_default().to_lowercase();
        let speaks = locale.contains("utf-8") || locale.contains("utf8");
        if speaks { UNICODE } else { ASCII }
    }
}

impl Settings {
    /// How far back one can look, in milliseconds.
    pub fn retention_ms(&self) -> u64 {
        u64::try_from(self.retention.as_millis()).unwrap_or(u64::MAX)
    }

    /// With the theme for this background and these colours, and with some colours changed. Says what is wrong with the
    /// first that cannot be.
    pub fn themed(mut self, ground: Ground, depth: Depth, colors: &[String]) -> Result<Self, String> {
        self.theme = Theme::new(ground, depth).with(colors, depth)?;
        (self.ground, self.depth) = (ground, depth);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(term: &str, colorterm: Option<&str>, no_color: bool) -> Environment {
        let colorterm = colorterm.map(str::to_owned);
        Environment { term: Some(term.to_owned()), colorterm, no_color, ..Environment::default() }
    }

    #[test]
    fn colours_are_those_that_the_terminal_has() {
        for (term, colorterm, no_color, depth) in [
            ("xterm-256color", None, false, Depth::Full),
            ("xterm", None, false, Depth::Sixteen),
            ("xterm", Some("truecolor"), false, Depth::Full),
            ("xterm-256color", Some("truecolor"), true, Depth::Off),
            ("linux", None, false, Depth::Eight),
            ("dumb", None, false, Depth::Off),
            ("", None, false, Depth::Off),
        ] {
            assert_eq!(environment(term, colorterm, no_color).depth(), depth, "{term}");
        }
    }

    #[test]
    fn a_locale_that_is_not_utf_8_gets_ascii() {
        let of = |locale: Option<&str>| {
            Environment { locale: locale.map(str::to_owned), ..Environment::default() }.glyphs()
        };
        assert_eq!((of(Some("en_GB.UTF-8")), of(Some("C.utf8"))), (UNICODE, UNICODE));
        assert_eq!((of(Some("C")), of(Some("de_DE.ISO-8859-1")), of(None)), (ASCII, ASCII, ASCII));
    }

    #[test]
    fn a_light_background_is_known_where_the_terminal_says_so() {
        let of =
            |text: &str| Environment { colorfgbg: Some(text.to_owned()), ..Environment::default() }.ground();
        assert_eq!(
            [of("0;15"), of("15;0"), of("0;default;15"), of("x")],
            [Ground::Light, Ground::Dark, Ground::Light, Ground::Dark]
        );
    }
}
