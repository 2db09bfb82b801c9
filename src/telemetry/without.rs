//! The same in a program that exports no traces: nothing.

use std::time::Duration;

use cyberfly_core::trace::TraceParent;
use tracing::Span;
use tracing_subscriber::Layer;

use crate::{NOT_BUILT_IN, Settings};

/// What sends steps to a collector. Here there is none.
#[derive(Debug)]
pub enum Exporter {}

impl Exporter {
    /// Sends what waits, for so long at most.
    pub fn finish(self, _within: Duration) {
        match self {}
    }
}

/// Begins to export. Here that is an error.
pub fn begin<S>(_settings: Settings<'_>) -> Result<(Box<dyn Layer<S> + Send + Sync>, Exporter), String> {
    Err(NOT_BUILT_IN.to_owned())
}

/// The step that this task is in, if it is exported.
pub const fn current() -> Option<TraceParent> {
    None
}

/// Says what a step that was not entered yet follows from.
pub const fn follow(_step: &Span, _parent: Option<TraceParent>) {}
