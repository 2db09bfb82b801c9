//! Writes each line of the log into the node's book, from which its doors show it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use cyberfly_node::{LogBook, now_ms, rfc3339};
use cyberfly_protocol::{Level, LogLine};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// How much of a message or a value is kept.
const TEXT_LIMIT: usize = 4 * 1024;

pub(super) struct Writer(Arc<LogBook>);

impl Writer {
    pub(super) fn new(book: &Arc<LogBook>) -> Self {
        Self(Arc::clone(book))
    }
}

/// The id of the request that a span is about.
struct RequestId(String);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Writer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let (Some(span), Some(request)) = (context.span(id), fields.0.remove("id")) {
            span.extensions_mut().insert(RequestId(request));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = fields.0.remove("message").unwrap_or_default();
        let mut spans = context.event_scope(event).into_iter().flatten();
        let request_id =
            spans.find_map(|span| span.extensions().get::<RequestId>().map(|request| request.0.clone()));
        let level = match *event.metadata().level() {
            tracing::Level::ERROR => Level::Error,
            tracing::Level::WARN => Level::Warn,
            tracing::Level::INFO => Level::Info,
            tracing::Level::DEBUG => Level::Debug,
            tracing::Level::TRACE => Level::Trace,
        };
        let at = rfc3339(now_ms());
        self.0.write(LogLine { sequence: 0, at, level, message, request_id, fields: fields.0 });
    }
}

/// What an event or a span names, as text.
#[derive(Default)]
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn add(&mut self, field: &Field, mut text: String) {
        if text.len() > TEXT_LIMIT {
            text.truncate(text.floor_char_boundary(TEXT_LIMIT));
            text.push('…');
        }
        self.0.insert(field.name().to_owned(), text);
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn a_line_has_its_level_its_request_and_its_fields_and_no_endless_text() {
        let book = Arc::new(LogBook::default());
        let subscriber = tracing_subscriber::registry().with(Writer::new(&book));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(count = 3, "outside");
            let span = tracing::info_span!("request", id = %"r-1", method = "GET");
            span.in_scope(|| tracing::warn!(text = "é".repeat(5000), "inside"));
        });
        let lines = book.lines_kept();
        let (outside, inside) = (&lines[0], &lines[1]);
        assert_eq!((outside.level, outside.message.as_str()), (Level::Info, "outside"));
        assert_eq!((outside.request_id.as_deref(), outside.fields["count"].as_str()), (None, "3"));
        assert_eq!((inside.level, inside.request_id.as_deref()), (Level::Warn, Some("r-1")));
        assert_eq!(inside.fields["text"].chars().count(), TEXT_LIMIT / 2 + 1);
    }
}
