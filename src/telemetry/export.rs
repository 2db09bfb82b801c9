//! From steps to a collector: OpenTelemetry as this program uses it.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::trace::TraceParent;
use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use reqwest::Client;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

use crate::queue::{EXPORT_TIMEOUT, Queue};
use crate::{Settings, TARGET};

/// Where a collector takes spans, below its address.
const PLACE: &str = "/v1/traces";

/// What sends steps to a collector.
#[derive(Debug)]
pub struct Exporter {
    queue: Queue,
    /// When the last one goes, the tracer is over.
    _provider: SdkTracerProvider,
}

impl Exporter {
    /// Sends what waits, for so long at most.
    pub fn finish(self, within: Duration) {
        self.queue.flush(within);
    }
}

/// Begins to export: the layer takes in steps, and nothing else, once it is part of what the process traces with. Nothing is
/// sent yet; on an error nothing was begun.
pub fn begin<S>(settings: Settings<'_>) -> Result<(Box<dyn Layer<S> + Send + Sync>, Exporter), String>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let Settings { collector, service, ratio } = settings;
    let resource = Resource::builder().with_service_name(service.to_owned());
    let resource =
        resource.with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build();
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(format!("{}{PLACE}", collector.trim_end_matches('/')))
        .with_timeout(EXPORT_TIMEOUT)
        // What a collector does not take is lost: to wait for it would fill the queue, and the next batch tries anyway.
        .with_retry_policy(RetryPolicy::disabled())
        .with_http_client(client(collector).map_err(|error| not_begun(&error))?)
        .build()
        .map_err(|error| not_begun(&error))?;
    let queue = Queue::start(exporter, &resource).map_err(|error| not_begun(&error))?;
    let mut provider =
        SdkTracerProvider::builder().with_span_processor(queue.clone()).with_resource(resource);
    if let Some(ratio) = ratio {
        let begun_here = Sampler::TraceIdRatioBased(ratio);
        provider = provider.with_sampler(Sampler::ParentBased(Box::new(begun_here)));
    }
    let provider = provider.build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("cyberfly"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_level(false)
        .with_tracked_inactivity(false)
        .with_filter(Targets::new().with_target(TARGET, LevelFilter::INFO));
    Ok((layer.boxed(), Exporter { queue, _provider: provider }))
}

fn not_begun(error: &dyn Display) -> String {
    format!("traces cannot be exported: {error}")
}

/// The client that speaks with the collector. Who speaks plain HTTP trusts nobody, which takes no time.
fn client(collector: &str) -> Result<Client, Box<dyn std::error::Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let tls = match collector.starts_with("https:") {
        true => tls.with_platform_verifier()?,
        false => tls.with_root_certificates(RootCertStore::empty()),
    };
    let client = Client::builder().tls_backend_preconfigured(tls.with_no_client_auth());
    Ok(client.timeout(EXPORT_TIMEOUT).no_proxy().build()?)
}

/// The step that this task is in, if it is exported.
pub fn current() -> Option<TraceParent> {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    span.is_sampled().then(|| TraceParent {
        trace: span.trace_id().to_bytes(),
        step: span.span_id().to_bytes(),
        sampled: true,
    })
}

/// Says what a step that was not entered yet follows from.
pub fn follow(step: &Span, parent: Option<TraceParent>) {
    let Some(TraceParent { trace, step: span, sampled }) = parent.filter(|_| !step.is_disabled()) else {
        return;
    };
    let flags = if sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
    let parent = SpanContext::new(
        TraceId::from_bytes(trace),
        SpanId::from_bytes(span),
        flags,
        true,
        TraceState::default(),
    );
    // An error means that nobody exports, or that it has begun already: then it stays where it is.
    let _stays = step.set_parent(Context::new().with_remote_span_context(parent));
}
