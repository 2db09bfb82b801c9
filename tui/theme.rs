//! How things look: a role for everything that is drawn, and for each role a style in each palette.
//!
//! Colours never say anything alone: a state has a sign and a word too, so that nothing is lost without colours.

use std::collections::BTreeMap;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$of:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|one| one.word() == word).copied();
                found.ok_or_else(|| format!("{word:?} is no {}: there are {}", $what, [$($word),*].join(", ")))
            }
        }
    };
}

words! {
    /// What something is, as far as its look goes.
    Role, "role of the theme" {
        /// Plain text.
        Text "text",
        /// What is less important, and everything that is out of date.
        Dim "dim",
        /// Names of things.
        Label "label",
        /// Titles and what is chosen among screens.
        Title "title",
        /// What is well.
        Good "good",
        /// What needs attention.
        Warn "warn",
        /// What does not work.
        Bad "bad",
        /// Lines of charts.
        Chart "chart",
        /// Keys in help and footer.
        Key "key",
        /// The row that is chosen.
        Chosen "chosen",
        /// The lines between things.
        Border "border",
    }
}

words! {
    /// What the background is like.
    Ground, "theme" {
        /// Dark.
        Dark "dark",
        /// Light.
        Light "light",
    }
}

words! {
    /// How many colours the terminal has.
    Depth, "palette" {
        /// None: only bold, underlined and reversed.
        Off "off",
        /// The eight of old.
        Eight "8",
        /// Sixteen.
        Sixteen "16",
        /// Two hundred and fifty-six.
        Full "256",
    }
}

/// The style of each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: BTreeMap<Role, Style>,
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(Ground::Dark, Depth::Full)
    }
}

impl Theme {
    /// The theme for a background and a number of colours.
    pub fn new(ground: Ground, depth: Depth) -> Self {
        let style = |role: &Role| (*role, style(*role, ground, depth));
        Self { styles: Role::ALL.iter().map(style).collect() }
    }

    /// With these colours in the place of some, each as `bad = #ff5f5f`, `bad = 203` or `bad = red`. Says what is wrong
    /// with the first that is not so. Without colours they are checked and left aside.
    pub fn with(mut self, changes: &[String], depth: Depth) -> Result<Self, String> {
        for change in changes {
            let (role, color) = change.split_once('=').ok_or_else(|| {
                format!("{change:?} colours nothing: write bad = red, bad = 203 or bad = #ff5f5f")
            })?;
            let role: Role = role.trim().parse()?;
            let color = color.trim();
            let color: Color = color.parse().map_err(|_| {
                format!(
                    "{color:?} is no colour: write a name as red or light-red, a number up to 255, or #ff5f5f"
                )
            })?;
            if depth != Depth::Off {
                self.styles.insert(role, self.of(role).fg(color));
            }
        }
        Ok(self)
    }

    /// The style of a role.
    pub fn of(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }

    /// The lines that would make these colours in the configuration. Where a role has the colour of the terminal, there
    /// is no line.
    pub fn lines(&self) -> Vec<String> {
        let color = |style: &Style| match style.fg {
            None | Some(Color::Reset) => None,
            Some(Color::Indexed(number)) => Some(number.to_string()),
            Some(color) => Some(color.to_string().to_lowercase()),
        };
        let line = |(role, style): (&Role, &Style)| Some(format!("{} = {}", role.word(), color(style)?));
        self.styles.iter().filter_map(line).collect()
    }
}

fn style(role: Role, ground: Ground, depth: Depth) -> Style {
    let plain = Style::default();
    let bold = plain.add_modifier(Modifier::BOLD);
    let shaped = match role {
        Role::Title | Role::Key | Role::Warn => bold,
        Role::Bad if depth == Depth::Off => bold.add_modifier(Modifier::UNDERLINED),
        Role::Bad => bold,
        Role::Chosen => plain.add_modifier(Modifier::REVERSED),
        Role::Dim | Role::Border if depth == Depth::Off => plain.add_modifier(Modifier::DIM),
        _ => plain,
    };
    let color = match depth {
        Depth::Off => None,
        Depth::Eight => eight(role),
        Depth::Sixteen => sixteen(role, ground),
        Depth::Full => full(role, ground),
    };
    color.map_or(shaped, |color| shaped.fg(color))
}

const fn eight(role: Role) -> Option<Color> {
    match role {
        Role::Good => Some(Color::Green),
        Role::Warn => Some(Color::Yellow),
        Role::Bad => Some(Color::Red),
        Role::Chart | Role::Key => Some(Color::Cyan),
        Role::Title => Some(Color::Blue),
        Role::Text | Role::Label | Role::Dim | Role::Chosen | Role::Border => None,
    }
}

const fn sixteen(role: Role, ground: Ground) -> Option<Color> {
    match (role, ground) {
        (Role::Dim | Role::Border, _) => Some(Color::DarkGray),
        (Role::Good, Ground::Dark) => Some(Color::LightGreen),
        (Role::Warn, Ground::Dark) => Some(Color::LightYellow),
        (Role::Bad, Ground::Dark) => Some(Color::LightRed),
        (Role::Chart | Role::Key, Ground::Dark) => Some(Color::LightCyan),
        (Role::Title, Ground::Dark) => Some(Color::LightBlue),
        _ => eight(role),
    }
}

const fn full(role: Role, ground: Ground) -> Option<Color> {
    let (dark, light) = match role {
        Role::Text | Role::Chosen => return None,
        Role::Label => (250, 238),
        Role::Dim => (245, 244),
        Role::Border => (239, 250),
        Role::Title => (117, 25),
        Role::Good => (114, 28),
        Role::Warn => (221, 130),
        Role::Bad => (210, 160),
        Role::Chart => (80, 30),
        Role::Key => (180, 94),
    };
    Some(Color::Indexed(match ground {
        Ground::Dark => dark,
        Ground::Light => light,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_there_is_not_one() {
        let theme =
            Theme::new(Ground::Light, Depth::Off).with(&["bad = red".to_owned()], Depth::Off).unwrap();
        assert!(theme.styles.values().all(|style| style.fg.is_none() && style.bg.is_none()));
    }

    #[test]
    fn printed_colours_make_the_same_theme_again() {
        for ground in Ground::ALL {
            for depth in [Depth::Eight, Depth::Sixteen, Depth::Full] {
                let theme = Theme::new(*ground, depth);
                assert_eq!(theme.clone().with(&theme.lines(), depth), Ok(theme));
            }
        }
    }

    #[test]
    fn a_palette_uses_no_colour_that_it_does_not_have() {
        let of = |depth| Theme::new(Ground::Dark, depth).styles.into_values().filter_map(|style| style.fg);
        assert!(
            of(Depth::Eight)
                .all(|color| !matches!(color, Color::Indexed(_) | Color::Rgb(..) | Color::LightRed))
        );
        assert!(of(Depth::Sixteen).all(|color| !matches!(color, Color::Indexed(_) | Color::Rgb(..))));
    }

    #[test]
    fn a_wrong_colour_is_told() {
        for (change, saying) in [("bad", "write"), ("bad = reddish", "reddish"), ("worse = red", "worse")] {
            assert!(Theme::default().with(&[change.to_owned()], Depth::Full).unwrap_err().contains(saying));
        }
    }
}
