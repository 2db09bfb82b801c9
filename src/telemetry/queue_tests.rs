use std::sync::Mutex;
use std::sync::mpsc::channel;

use opentelemetry::trace::{Tracer, TracerProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;

use super::*;

/// A collector that takes a batch when it is told to, and tells how many steps it has.
#[derive(Debug)]
struct Slow {
    go_on: Mutex<Receiver<()>>,
    taken: Sender<usize>,
}

impl SpanExporter for Slow {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let _over = self.go_on.lock().unwrap().recv();
        self.taken.send(batch.len()).unwrap();
        Ok(())
    }
}

#[test]
fn whoever_ends_a_step_never_waits_and_what_is_too_much_is_dropped_and_counted() {
    let ((go_on, wait), (taken, batches)) = (channel(), channel());
    let queue =
        Queue::start(Slow { go_on: Mutex::new(wait), taken }, &Resource::builder_empty().build()).unwrap();
    let provider = SdkTracerProvider::builder().with_span_processor(queue.clone()).build();
    let tracer = provider.tracer("test");
    let beyond = 100;
    (0..QUEUE + beyond).for_each(|_| drop(tracer.start("step")));
    assert_eq!(crate::figures(), crate::Figures { sent: 0, dropped: beyond as u64, failed: 0 });
    let began = Instant::now();
    queue.flush(Duration::from_millis(50));
    assert!(began.elapsed() < Duration::from_secs(5), "a collector that does nothing holds nobody up");
    drop(go_on);
    queue.flush(Duration::from_secs(30));
    let batches: Vec<usize> = batches.try_iter().collect();
    assert!(batches.iter().all(|steps| *steps <= TOGETHER), "{batches:?}");
    assert_eq!(batches.iter().sum::<usize>(), QUEUE);
    assert_eq!(crate::figures().sent, QUEUE as u64);
    drop(tracer.start("another"));
    queue.flush(Duration::from_secs(30));
    assert_eq!(crate::figures().sent, QUEUE as u64 + 1, "there is room again");
}
