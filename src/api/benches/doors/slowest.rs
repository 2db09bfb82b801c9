//! What the node itself says was slow while it was under load: the longest of each stage, second by second.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_protocol::{Door, Observe, Observed, Quantiles};

use crate::load::Target;

/// The longest of each stage so far, in seconds.
#[derive(Default)]
struct Longest {
    request: f64,
    write: f64,
    queue: f64,
    commit: f64,
    sync: f64,
}

/// Observes a node beside the load.
pub(crate) struct Slowest {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Longest>,
}

impl Slowest {
    pub(crate) fn watch(socket: &Target) -> Self {
        let Target::Socket(path) = socket.clone() else { panic!("only operators observe") };
        let client = match NodeClient::at_socket(&path, Duration::from_secs(60)).unwrap() {
            Connect::Listening(client) => client,
            Connect::Nobody | Connect::NotAllowed => panic!("nobody listens"),
        };
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(observe(&client, &ends))
        });
        Self { is_over, thread }
    }

    /// The longest of each stage, in milliseconds.
    pub(crate) fn end(self) -> String {
        self.is_over.store(true, Ordering::Relaxed);
        let Longest { request, write, queue, commit, sync } = self.thread.join().unwrap();
        let ms = |seconds: f64| (seconds * 1e3).round();
        format!(
            "request {} write {} queue {} commit {} fdatasync {} ms",
            ms(request),
            ms(write),
            ms(queue),
            ms(commit),
            ms(sync)
        )
    }
}

async fn observe(client: &NodeClient, is_over: &AtomicBool) -> Longest {
    let mut longest = Longest::default();
    let wanted = Observe { committed: false, ..Observe::default() };
    let mut stream = client.observe(wanted).await.unwrap();
    while !is_over.load(Ordering::Relaxed) {
        let next = poll_fn(|context| stream.as_mut().poll_next(context)).await.unwrap().unwrap();
        let Observed::Sample(sample) = next else { continue };
        let max = |before: f64, now: Option<Quantiles>| now.map_or(before, |now| before.max(now.max));
        longest = Longest {
            request: max(longest.request, sample.latencies.request),
            write: max(longest.write, sample.latencies.write),
            queue: max(longest.queue, sample.latencies.queue),
            commit: max(longest.commit, sample.latencies.commit),
            sync: max(longest.sync, sample.latencies.sync),
        };
    }
    longest
}
