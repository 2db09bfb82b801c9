//! Looking once: hearing enough of a node for one picture, without a terminal.

use std::future::poll_fn;
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, ErrorBody, Logs, Observe, Observed};

use crate::feed::{Lost, Way};
use crate::heard::{Answered, Heard, Link};
use crate::model::{Model, Screen};
use crate::now_ms;
use crate::update;

/// Between the two samples that rates are made of.
const INTERVAL: Duration = Duration::from_millis(250);

/// Hears what one picture of a screen is made of.
pub async fn look(model: &mut Model, way: &Way, screen: Screen, patience: Duration) -> Result<(), Lost> {
    let late = |_| ErrorBody::new(ErrorCode::Timeout, "the node did not answer in time");
    tokio::time::timeout(patience, hear(model, way, screen)).await.map_err(late)?
}

async fn hear(model: &mut Model, way: &Way, screen: Screen) -> Result<(), Lost> {
    let client = way.client()?;
    let observe = Observe { interval: INTERVAL, committed: true };
    let mut stream = client.observe(observe).await?;
    take_in(model, Heard::Link(Link::Live));
    let mut samples = 0;
    while samples < 2 {
        let Some(observed) = poll_fn(|context| stream.as_mut().poll_next(context)).await else { break };
        let observed = observed?;
        samples += u32::from(matches!(observed, Observed::Sample(_)));
        take_in(model, Heard::Observed(observed));
    }
    model.screen = screen;
    if screen == Screen::Events {
        let mut log = client.logs(Logs::default()).await?;
        while let Some(line) = poll_fn(|context| log.as_mut().poll_next(context)).await {
            take_in(model, Heard::Logged(line?));
        }
    }
    // An answer leads to further questions; what was answered a moment ago is not asked again.
    loop {
        update::tick(model, now_ms());
        let questions = update::questions(model);
        if questions.is_empty() {
            return Ok(());
        }
        for question in questions {
            let answer = question.put(&client).await;
            take_in(model, Heard::Answered(Box::new(Answered { question, answer })));
        }
    }
}

fn take_in(model: &mut Model, heard: Heard) {
    update::tick(model, now_ms());
    update::heard(model, heard);
}
