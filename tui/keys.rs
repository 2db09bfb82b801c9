//! The table of keys: everything that can be done, under which word, with which keys, and where.
//!
//! The overlay of help, the footer, the configuration and `--print-keys` are all made from it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where an action has a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Everywhere.
    Everywhere,
    /// Where there is a table.
    Tables,
    /// On a peer, where there are peers in a table.
    Peers,
    /// On a screen that has several sides.
    Sides,
    /// On the screens of what happens.
    Events,
    /// While a recording is played.
    Replay,
}

impl Place {
    /// How help calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Tables => "In tables",
            Self::Peers => "On a peer",
            Self::Sides => "Sync and backup",
            Self::Events => "Events, log and audit log",
            Self::Replay => "In a recording",
        }
    }

    /// Whether one is never at both places at once.
    fn is_apart_from(self, other: Self) -> bool {
        let is_events = |place| place == Self::Events;
        let has_peers = |place| matches!(place, Self::Peers | Self::Sides);
        is_events(self) && has_peers(other) || has_peers(self) && is_events(other)
    }
}

macro_rules! actions {
    ($($name:ident $word:literal $place:ident $meaning:literal [$($key:literal)*],)*) => {
        /// Something that a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $(#[doc = $meaning] $name,)* }

        impl Action {
            /// All of them, in the order of help.
            pub const ALL: &'static [Action] = &[$(Action::$name,)*];

            /// The word for it in the configuration.
            pub const fn word(self) -> &'static str {
                match self { $(Action::$name => $word,)* }
            }

            /// What it does, in a few words.
            pub const fn meaning(self) -> &'static str {
                match self { $(Action::$name => $meaning,)* }
            }

            /// Where it has a meaning.
            pub const fn place(self) -> Place {
                match self { $(Action::$name => Place::$place,)* }
            }

            const fn custom(self) -> &'static [&'static str] {
                match self { $(Action::$name => &[$($key,)*],)* }
            }
        }
    };
}

actions! {
    Quit "quit" Everywhere "leave" ["q" "ctrl-c"],
    Help "help" Everywhere "show or hide this help" ["?" "f1"],
    NextScreen "next-screen" Everywhere "next screen" ["tab"],
    PreviousScreen "previous-screen" Everywhere "previous screen" ["shift-tab"],
    Freeze "freeze" Everywhere "freeze, or go on live" ["space"],
    Older "older" Everywhere "back in time, frozen" ["left" "["],
    Newer "newer" Everywhere "forward in time" ["right" "]"],
    MuchOlder "much-older" Everywhere "a minute back" ["shift-left" "{"],
    MuchNewer "much-newer" Everywhere "a minute forward" ["shift-right" "}"],
    Redraw "redraw" Everywhere "draw everything anew" ["ctrl-l"],
    Suspend "suspend" Everywhere "suspend (fg comes back)" ["ctrl-z"],
    Up "up" Tables "one row up" ["up" "k"],
    Down "down" Tables "one row down" ["down" "j"],
    PageUp "page-up" Tables "a page up" ["pageup" "ctrl-b"],
    PageDown "page-down" Tables "a page down" ["pagedown" "ctrl-f"],
    First "first" Tables "first row" ["home" "g"],
    Last "last" Tables "last row" ["end" "G"],
    Open "open" Tables "look into the row" ["enter"],
    Back "back" Tables "back, or forget the filter" ["esc" "backspace"],
    Filter "filter" Tables "filter: rtt>50 and state=active" ["/"],
    Sort "sort" Tables "sort by the next column" ["s"],
    Reverse "reverse" Tables "turn the order round" ["r"],
    Columns "columns" Tables "choose columns" ["c"],
    Ping "ping" Peers "ask it whether it is there" ["p"],
    SyncNow "sync-now" Peers "sync with it now" ["y"],
    Reconnect "reconnect" Peers "make the connection anew" ["o"],
    Ban "ban" Peers "ban it, or take the ban back" ["b"],
    View "view" Sides "the next side, as sessions or the schedule" ["v"],
    Level "level" Events "least serious level, or kind of line" ["l"],
    Faster "faster" Replay "twice as fast" ["+" "="],
    Slower "slower" Replay "half as fast" ["-"],
}

impl FromStr for Action {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let action = Self::ALL.iter().find(|action| action.word() == word);
        action
            .copied()
            .ok_or_else(|| format!("{word:?} is nothing that a key can do; see cyberfly top --print-keys"))
    }
}

/// A key with what is held down beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    /// The key.
    pub code: KeyCode,
    /// What is held down.
    pub with: KeyModifiers,
}

impl Press {
    /// The press of an event. What is held down to write a character belongs to the character.
    pub fn of(event: &KeyEvent) -> Self {
        let (mut code, mut with) = (event.code, event.modifiers);
        with &= KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        if matches!(code, KeyCode::Char(_)) {
            with -= KeyModifiers::SHIFT;
        }
        if code == KeyCode::BackTab {
            (code, with) = (KeyCode::Tab, KeyModifiers::SHIFT);
        }
        Self { code, with }
    }
}

const NAMES: [(&str, KeyCode); 15] = [
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

impl FromStr for Press {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut with = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((held, key)) = rest.split_once('-').filter(|(_, key)| !key.is_empty()) {
            with |= match held {
                "ctrl" => KeyModifiers::CONTROL,
                "alt" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => break,
            };
            rest = key;
        }
        let named = NAMES.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let function = || {
            let number: u8 = rest.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(KeyCode::F(number))
        };
        let single = || {
            let mut characters = rest.chars();
            characters.next().filter(|_| characters.next().is_none()).map(KeyCode::Char)
        };
        let code = named.or_else(function).or_else(single);
        let code = code.filter(|code| !matches!(code, KeyCode::Char(key) if key.is_control()));
        code.map(|code| Self { code, with }).ok_or_else(|| {
            format!("{text:?} is no key: write a, G, ?, space, enter, f1, ctrl-b, shift-left or alt-x")
        })
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, word) in
            [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")]
        {
            if self.with.contains(held) {
                f.write_str(word)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(key)) => write!(f, "{key}"),
            (None, KeyCode::F(number)) => write!(f, "f{number}"),
            (None, _) => f.write_str("?"),
        }
    }
}

/// Which key does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    presses: BTreeMap<Action, Vec<Press>>,
}

impl Default for Keys {
    fn default() -> Self {
        let of = |action: &Action| action.custom().iter().filter_map(|key| key.parse().ok()).collect();
        Self { presses: Action::ALL.iter().map(|action| (*action, of(action))).collect() }
    }
}

impl Keys {
    /// The customary keys with these changes, each as `freeze = space f5`. An action without a key has none. Says what is
    /// wrong with the first change that cannot be made; keys for leaving always remain.
    pub fn with(changes: &[String]) -> Result<Self, String> {
        let mut keys = Self::default();
        for change in changes {
            let (word, presses) = change
                .split_once('=')
                .ok_or_else(|| format!("{change:?} gives no key to anything: write freeze = space f5"))?;
            let action: Action = word.trim().parse()?;
            let presses = presses.split_whitespace().map(str::parse).collect::<Result<Vec<Press>, _>>()?;
            if action == Action::Quit && presses.is_empty() {
                return Err("without a key to leave, nobody could: give one to quit".to_owned());
            }
            keys.presses.insert(action, presses);
        }
        keys.refuse_ambiguous()?;
        Ok(keys)
    }

    /// Two actions may share a key only where they cannot both be meant.
    fn refuse_ambiguous(&self) -> Result<(), String> {
        for (place, (action, presses)) in self.presses.iter().enumerate() {
            for (other, others) in self.presses.iter().skip(place + 1) {
                let apart = action.place().is_apart_from(other.place());
                if let Some(press) = presses.iter().find(|press| others.contains(press) && !apart) {
                    let (one, two) = (action.word(), other.word());
                    return Err(format!("the key {press} is given to both {one} and {two}"));
                }
            }
        }
        Ok(())
    }

    /// What a press does among these actions.
    pub fn action(&self, press: Press, can: &[Action]) -> Option<Action> {
        can.iter().copied().find(|action| self.of(*action).contains(&press))
    }

    /// The keys of an action.
    pub fn of(&self, action: Action) -> &[Press] {
        self.presses.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action, as it is written.
    pub fn first(&self, action: Action) -> Option<String> {
        self.of(action).first().map(ToString::to_string)
    }

    /// The lines that would make these keys in the configuration, with what each does.
    pub fn lines(&self) -> Vec<(String, &'static str)> {
        let line = |(action, presses): (&Action, &Vec<Press>)| {
            let presses: Vec<_> = presses.iter().map(ToString::to_string).collect();
            (format!("{} = {}", action.word(), presses.join(" ")), action.meaning())
        };
        self.presses.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_customary_key_is_given_twice_and_each_action_has_one() {
        let keys = Keys::default();
        assert_eq!(keys.refuse_ambiguous(), Ok(()));
        for action in Action::ALL {
            assert_eq!(keys.of(*action).len(), action.custom().len(), "{}", action.word());
            assert!(!keys.of(*action).is_empty(), "{}", action.word());
        }
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for action in Action::ALL {
            for press in Keys::default().of(*action) {
                assert_eq!(press.to_string().parse(), Ok(*press));
            }
        }
        for text in ["-", "ctrl--", "alt-x", "f12", "ä"] {
            assert_eq!(text.parse::<Press>().unwrap().to_string(), text);
        }
        for text in ["", "ctrl-", "spacebar", "f13", "super-x", "\n"] {
            assert!(text.parse::<Press>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn printed_keys_make_the_same_keys_again() {
        let changed = Keys::with(&["freeze = f5 alt-f".to_owned(), "columns =".to_owned()]).unwrap();
        let lines: Vec<_> = changed.lines().into_iter().map(|(line, _)| line).collect();
        assert_eq!(Keys::with(&lines), Ok(changed));
    }

    #[test]
    fn changes_that_would_leave_someone_stuck_are_refused() {
        let refused = |change: &str| Keys::with(&[change.to_owned()]).unwrap_err();
        assert!(refused("quit =").contains("leave"));
        assert!(refused("freeze = q").contains("both quit and freeze"));
        assert!(refused("frieze = f5").contains("frieze"));
        assert!(refused("freeze").contains("freeze"));
        assert!(Keys::with(&["level = +".to_owned()]).is_err(), "a recording has events too");
    }
}
