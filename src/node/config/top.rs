//! The section `top`: how the dashboard looks and behaves.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::values::{Period, as_text};

/// The dashboard, `cyberfly top`. The program that shows it reads this, not the node; flags beat it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Top {
    /// What the background of the terminal is like.
    pub theme: Theme,
    /// How many colours are used.
    pub palette: Palette,
    /// Other colours than those of the theme, each as `bad = red`, `bad = 203` or `bad = #ff5f5f`. `cyberfly top
    /// --print-theme` names all roles.
    pub colors: Vec<String>,
    /// Other keys than the customary ones, each as `freeze = space f5`; a line without a key takes it away. `cyberfly top
    /// --print-keys` names all actions.
    pub keys: Vec<String>,
    /// Whether only ASCII is drawn, also where the terminal could show more.
    pub ascii: bool,
    /// Whether the mouse wheel scrolls. The terminal's own selection needs a held shift key then.
    pub mouse: bool,
    /// How far one can look back, at most a day.
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    pub retention: Period,
}

impl Default for Top {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            palette: Palette::default(),
            colors: Vec::new(),
            keys: Vec::new(),
            ascii: false,
            mouse: false,
            retention: Period(Duration::from_secs(3600)),
        }
    }
}

/// What the background of a terminal is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the terminal says, else dark.
    #[default]
    Auto,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// How many colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Palette {
    /// As many as the terminal says it has.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// None.
    #[serde(rename = "off")]
    Off,
    /// Eight.
    #[serde(rename = "8")]
    Eight,
    /// Sixteen.
    #[serde(rename = "16")]
    Sixteen,
    /// Two hundred and fifty-six.
    #[serde(rename = "256")]
    Full,
}
