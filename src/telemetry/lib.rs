//! Traces: what a write goes through, from the command over the node to the peers that get it, as OpenTelemetry shows it.
//!
//! This is the one place that knows OpenTelemetry. The others mark what they do with [`step!`], ask for the step they are
//! in with [`current`] where it crosses a border, and say with [`follow`] what came from beyond one. Without the feature `otel`,
//! or while nobody exports, a step is nothing: it is neither made nor logged.

#[cfg(feature = "otel")]
mod export;
#[cfg(feature = "otel")]
mod queue;
#[cfg(not(feature = "otel"))]
mod without;

use std::sync::atomic::{AtomicU64, Ordering};

#[doc(hidden)]
pub use tracing;

#[cfg(feature = "otel")]
pub use export::{Exporter, begin, current, follow};
#[cfg(not(feature = "otel"))]
pub use without::{Exporter, begin, current, follow};

/// Whether this program can export traces.
pub const IS_BUILT_IN: bool = cfg!(feature = "otel");
/// Why it cannot, and what helps.
pub const NOT_BUILT_IN: &str =
    "this program was built without OpenTelemetry: build it with --features otel, or leave it out";
/// What marks steps among all that is traced. A log leaves it out.
pub const TARGET: &str = "cyberfly::trace";
/// The header that a trace crosses HTTP in.
pub const TRACEPARENT: &str = "traceparent";

/// A step of a trace, with a name that is fixed and fields as those of a span. What OpenTelemetry knows by itself are the fields
/// `otel.name`, `otel.kind` and `otel.status_code`. Values are looked at only while somebody exports.
#[cfg(feature = "otel")]
#[macro_export]
macro_rules! step {
    ($($rest:tt)*) => { $crate::tracing::info_span!(target: $crate::TARGET, $($rest)*) };
}

/// A step of a trace: nothing, in a program that exports none. What is said of it is looked at by the compiler alone, so that the
/// two programs differ in nothing that it could object to.
#[cfg(not(feature = "otel"))]
#[macro_export]
macro_rules! step {
    ($($rest:tt)*) => {
        if false {
            $crate::tracing::info_span!(target: $crate::TARGET, $($rest)*)
        } else {
            $crate::tracing::Span::none()
        }
    };
}

/// What is exported, and how.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The address of the collector, as `http://127.0.0.1:4318`.
    pub collector: &'a str,
    /// What the process is called there.
    pub service: &'a str,
    /// Which part of the traces that begin here is sent, from 0 to 1. Without it all are, or what the environment says
    /// (`OTEL_TRACES_SAMPLER`).
    pub ratio: Option<f64>,
}

/// How many steps were sent since this process began, were dropped since too many waited, and were lost since the collector did
/// not take them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The collector has taken them.
    pub sent: u64,
    /// Too many waited.
    pub dropped: u64,
    /// The collector did not take them.
    pub failed: u64,
}

/// One process has one exporter, so its numbers are the process's too.
#[derive(Debug, Default)]
struct Counts {
    sent: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicU64,
}

static COUNTS: Counts =
    Counts { sent: AtomicU64::new(0), dropped: AtomicU64::new(0), failed: AtomicU64::new(0) };

/// What became of the steps of this process.
pub fn figures() -> Figures {
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
    Figures { sent: count(&COUNTS.sent), dropped: count(&COUNTS.dropped), failed: count(&COUNTS.failed) }
}
