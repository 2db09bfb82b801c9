#![no_main]

#[path = "../promises.rs"]
#[allow(dead_code, reason = "each target calls one promise")]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| promises::reconcile(bytes));
