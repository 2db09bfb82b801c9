//! Whatever is pressed and heard, at whatever size: nothing panics, and nothing is drawn outside the frame.

use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyModifiers};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{
    ErrorBody, Event, HealthState, Level, LogLine, Logged, NodeState, Numbered, Observed,
};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::house::{SECONDS, checks, hear, model, sample};
use crate::glyphs::{ASCII, UNICODE};
use crate::heard::{Heard, Link};
use crate::keys::Press;
use crate::model::Model;
use crate::screens::picture;
use crate::settings::Settings;
use crate::update::{self, press};
use crate::view;

#[derive(Clone, Debug)]
enum Step {
    Press(Press),
    Hear(Heard),
    Wait(u64),
    Draw(u16, u16),
}

fn presses() -> impl Strategy<Value = Press> {
    let codes = prop_oneof![
        5 => prop::char::range(' ', '~').prop_map(KeyCode::Char),
        1 => any::<char>().prop_map(KeyCode::Char),
        5 => prop::sample::select(vec![
            KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::Enter, KeyCode::Esc, KeyCode::Tab,
            KeyCode::Home, KeyCode::End, KeyCode::PageUp, KeyCode::PageDown, KeyCode::Backspace, KeyCode::Delete,
        ]),
        4 => prop::sample::select("123456789/?crslvpyob ".chars().map(KeyCode::Char).collect::<Vec<_>>()),
    ];
    let held = prop_oneof![6 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::SHIFT), 1 => Just(KeyModifiers::CONTROL)];
    (codes, held).prop_map(|(code, with)| Press { code, with })
}

fn things_heard() -> impl Strategy<Value = Heard> {
    let text = "[ -~äµ名\u{200b}\u{1b}\u{202e}\n]{0,40}";
    let state = prop::sample::select(vec![HealthState::Ok, HealthState::Degraded, HealthState::Failing]);
    let level =
        prop::sample::select(vec![Level::Error, Level::Warn, Level::Info, Level::Debug, Level::Trace]);
    prop_oneof![
        (0..5000_u64, state).prop_map(|(second, state)| {
            let health = (second % 3 == 0).then(|| checks(state));
            Heard::Observed(Observed::Sample(Box::new(sample(second % 900, health))))
        }),
        Just(Heard::Link(Link::Connecting)),
        Just(Heard::Link(Link::Live)),
        (text, any::<u32>(), any::<u64>()).prop_map(|(text, attempts, again_at_ms)| {
            let why = Box::new(ErrorBody::new(ErrorCode::Unavailable, text));
            Heard::Link(Link::Lost { state: NodeState::NotRunning, why, attempts, again_at_ms })
        }),
        any::<u64>().prop_map(|missed| Heard::Observed(Observed::Lagged { missed })),
        (text, any::<u64>()).prop_map(|(limit, times)| {
            let event = Event::LimitHit { limit, times };
            Heard::Observed(Observed::Event(Numbered { sequence: times, event }))
        }),
        (text, text, level).prop_map(|(at, message, level)| {
            Heard::Logged(Logged::Line(LogLine {
                sequence: 1,
                at,
                level,
                message: message.clone(),
                request_id: Some(message),
                fields: [].into(),
            }))
        }),
        text.prop_map(|why| Heard::RecordingFailed { why }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => presses().prop_map(Step::Press),
        3 => things_heard().prop_map(Step::Hear),
        1 => (0..120_000_u64).prop_map(Step::Wait),
        3 => (0..90_u16, 0..40_u16).prop_map(|(width, height)| Step::Draw(width, height)),
    ];
    prop::collection::vec(step, 1..60)
}

/// Draws into the middle of a larger buffer and looks at what is around it.
fn drawn_within(
    picture: &crate::screens::Picture,
    settings: &Settings,
    width: u16,
    height: u16,
) -> view::Drawn {
    const MARK: &str = "@";
    let all = Rect::new(0, 0, width + 4, height + 4);
    let inside = Rect::new(2, 2, width, height);
    let mut buffer = Buffer::filled(all, ratatui::buffer::Cell::new(MARK));
    let drawn = view::draw(picture, settings, inside, &mut buffer);
    for position in all.positions().filter(|position| !inside.contains(*position)) {
        assert_eq!(buffer[position].symbol(), MARK, "{position} is outside of {inside}");
    }
    for position in inside.positions() {
        let symbol = buffer[position].symbol();
        assert!(!symbol.chars().any(char::is_control), "{symbol:?} at {position}");
        assert!(settings.glyphs.unicode || symbol.is_ascii(), "{symbol:?} at {position}");
    }
    drawn
}

/// A dashboard that has heard something; made once, as that takes longer than what is tried with it.
static MODEL: LazyLock<Model> = LazyLock::new(|| model(Settings::default()));

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn nothing_breaks_the_dashboard(steps in steps(), ascii in any::<bool>()) {
        let glyphs = if ascii { ASCII } else { UNICODE };
        let mut model = MODEL.clone();
        model.settings.glyphs = glyphs;
        let mut second = SECONDS;
        for step in steps {
            match step {
                Step::Press(key) => drop(press(&mut model, key)),
                Step::Hear(heard) => hear(&mut model, second, heard),
                Step::Wait(ms) => {
                    second += ms / 1000;
                    let now_ms = model.now_ms + ms;
                    update::tick(&mut model, now_ms);
                    update::questions(&mut model);
                }
                Step::Draw(width, height) => {
                    let drawn = drawn_within(&picture(&model), &model.settings, width, height);
                    model.page = drawn.page;
                    if let Some(choice) = model.choice_mut() {
                        choice.top = drawn.top;
                    }
                }
            }
        }
        drawn_within(&picture(&model), &model.settings, 80, 24);
    }
}
