//! The name of a request: the caller's, if it has a sane one, or one of ours.

use std::collections::hash_map::RandomState;
use std::fmt::{self, Write as _};
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries it, in both directions.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest name that is taken from a caller.
const LENGTH_LIMIT: usize = 64;

/// The name of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The caller's own name for it, if it has 1 to 64 letters, digits, dots, hyphens and underscores; else a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let given = headers.get(REQUEST_ID).and_then(|given| given.to_str().ok());
        match given {
            Some(given) if (1..=LENGTH_LIMIT).contains(&given.len()) && given.bytes().all(sane) => {
                Self(given.to_owned())
            }
            _ => Self::made(),
        }
    }

    /// A new one: unlike any other of this process, and hardly ever like one of another process.
    pub(crate) fn made() -> Self {
        static PROCESS: LazyLock<u32> = LazyLock::new(|| {
            (RandomState::new().build_hasher().finish() >> 32).try_into().unwrap_or_default()
        });
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mut text = String::with_capacity(8 + 1 + 16);
        let _infallible = write!(text, "{:08x}-{:x}", *PROCESS, COUNT.fetch_add(1, Relaxed));
        Self(text)
    }

    /// Its text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// It as the value of a header.
    pub(crate) fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
