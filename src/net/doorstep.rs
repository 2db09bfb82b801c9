//! Callers that have not shown yet that they belong here, and how much they may take until they have.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use cyberfly_core::strangers::{AT_ONCE, Answer, Range, Strangers};
use cyberfly_core::{ErrorCode, PublicKey, Refused};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many calls are being answered at once. More are refused before anything is computed for them.
const HANDSHAKES_LIMIT: usize = 64;
/// From so many on a caller has to show first that it is where it says it is.
const HANDSHAKES_EASY: usize = 16;
/// How many calls with one key are answered at once: two that were made at the same time, and one that is over.
const AT_ONCE_BY_KEY: u32 = 4;

/// Where callers stand.
pub(crate) struct Doorstep {
    since: Instant,
    places: Arc<Semaphore>,
    refused: AtomicU64,
    ranges: Mutex<Strangers<Range>>,
    keys: Mutex<Strangers<PublicKey>>,
}

/// A limit on callers as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerLimit {
    /// Its name.
    pub name: &'static str,
    /// How many calls are answered at once.
    pub limit: u64,
    /// How many are being answered, by the one that has most.
    pub in_use: u64,
    /// How many were refused.
    pub refused: u64,
}

/// A caller that is being answered.
pub(crate) struct Caller {
    doorstep: Arc<Doorstep>,
    range: Option<Range>,
    key: Option<PublicKey>,
    belongs_here: bool,
    _place: OwnedSemaphorePermit,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Doorstep {
    pub(crate) fn new() -> Self {
        Self {
            since: Instant::now(),
            places: Arc::new(Semaphore::new(HANDSHAKES_LIMIT)),
            refused: AtomicU64::new(0),
            ranges: Mutex::new(Strangers::new(AT_ONCE)),
            keys: Mutex::new(Strangers::new(AT_ONCE_BY_KEY)),
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Somebody calls; who comes by a relay has no address.
    pub(crate) fn call(
        self: &Arc<Self>,
        from: Option<IpAddr>,
        has_shown_address: bool,
    ) -> Result<Caller, Answer> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Answer::Refuse);
        };
        let is_busy = self.places.available_permits() + HANDSHAKES_EASY < HANDSHAKES_LIMIT;
        if is_busy && !has_shown_address {
            return Err(Answer::ShowAddress);
        }
        let range = from.map(Range::of);
        if let Some(range) = range {
            match locked(&self.ranges).call(range, has_shown_address, self.now_ms()) {
                Answer::Take => {}
                other => return Err(other),
            }
        }
        Ok(Caller { doorstep: Arc::clone(self), range, key: None, belongs_here: false, _place: place })
    }

    /// How the limits stand.
    pub(crate) fn limits(&self) -> [CallerLimit; 3] {
        let (ranges, keys) = (locked(&self.ranges), locked(&self.keys));
        let in_use = HANDSHAKES_LIMIT - self.places.available_permits();
        let refused = self.refused.load(Ordering::Relaxed);
        let limit = |name, limit: u32, in_use: u32, refused| CallerLimit {
            name,
            limit: u64::from(limit),
            in_use: u64::from(in_use),
            refused,
        };
        [
            CallerLimit {
                name: "peer_handshakes",
                limit: HANDSHAKES_LIMIT as u64,
                in_use: in_use as u64,
                refused,
            },
            limit("peer_handshakes_of_range", AT_ONCE, ranges.most_at_once(), ranges.refused()),
            limit("peer_handshakes_of_key", AT_ONCE_BY_KEY, keys.most_at_once(), keys.refused()),
        ]
    }
}

impl Caller {
    /// The key of the caller is known. Refused if that has used up what it has.
    pub(crate) fn is(&mut self, key: PublicKey) -> Result<(), Refused> {
        let answer = locked(&self.doorstep.keys).call(key, true, self.doorstep.now_ms());
        match answer {
            Answer::Take => {
                self.key = Some(key);
                Ok(())
            }
            _ => {
                let why = "too many calls with this key came to nothing: call again later";
                Err(Refused::new(ErrorCode::RateLimited, why))
            }
        }
    }

    /// It has shown that it belongs here, so its call counts for nothing.
    pub(crate) fn belongs_here(mut self) {
        self.belongs_here = true;
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        if let Some(range) = self.range {
            locked(&self.doorstep.ranges).over(range, self.belongs_here);
        }
        if let Some(key) = self.key {
            locked(&self.doorstep.keys).over(key, self.belongs_here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn one_range_takes_no_places_of_others_and_it_shows() {
        let doorstep = Arc::new(Doorstep::new());
        let mut flood: Vec<Caller> =
            (0..100).map_while(|_| doorstep.call(ip("192.0.2.1"), true).ok()).collect();
        assert_eq!(flood.len(), AT_ONCE as usize);
        assert!(matches!(doorstep.call(ip("192.0.2.200"), true), Err(Answer::Refuse)));
        let other = doorstep.call(ip("198.51.100.1"), true).ok().unwrap();
        let of_range = doorstep.limits()[1];
        assert_eq!((of_range.limit, of_range.in_use, of_range.refused), (16, 16, 2));
        assert_eq!(doorstep.limits()[0].in_use, 17);
        drop((flood.pop(), other));
        assert!(doorstep.call(ip("192.0.2.1"), true).is_ok());
    }

    #[test]
    fn one_key_takes_no_more_than_its_part_wherever_it_calls_from() {
        let doorstep = Arc::new(Doorstep::new());
        let key = cyberfly_core::SecretKey::from_seed(&[1; 32]).public();
        let from = |n: u32| {
            let mut caller = doorstep.call(ip(&format!("192.0.{n}.1")), true).ok().unwrap();
            caller.is(key).map(|()| caller)
        };
        let mut inside: Vec<_> = (0..AT_ONCE_BY_KEY).map(|n| from(n).unwrap()).collect();
        assert_eq!(from(9).err().unwrap().code(), ErrorCode::RateLimited);
        // Who belongs here makes room for the next one, as often as it comes.
        for n in 0..200 {
            inside.pop().unwrap().belongs_here();
            inside.push(from(n % 200).unwrap());
        }
        assert_eq!((doorstep.limits()[2].in_use, doorstep.limits()[2].refused), (4, 1));
    }

    #[test]
    fn when_much_is_going_on_callers_show_first_where_they_are() {
        let doorstep = Arc::new(Doorstep::new());
        let busy: Vec<_> =
            (0..=HANDSHAKES_EASY).map(|n| doorstep.call(ip(&format!("192.0.{n}.1")), false)).collect();
        assert!(busy.iter().take(HANDSHAKES_EASY).all(Result::is_ok));
        assert!(matches!(doorstep.call(ip("198.51.100.1"), false), Err(Answer::ShowAddress)));
        assert!(doorstep.call(ip("198.51.100.1"), true).is_ok());
    }
}
