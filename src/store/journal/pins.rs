//! Which segments may not be removed because somebody reads them as they were.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many hold on to each segment.
#[derive(Debug, Default)]
pub(crate) struct Pins(Mutex<BTreeMap<u32, usize>>);

/// Keeps segments from being removed until it is dropped.
#[derive(Debug)]
pub(crate) struct Pin {
    pins: Arc<Pins>,
    numbers: Vec<u32>,
}

impl Pins {
    fn counts(&self) -> MutexGuard<'_, BTreeMap<u32, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds on to these segments. The caller sees to it that none of them goes away meanwhile: it holds what keeps others
    /// from writing, or the kept operations, some of which lie in each of them.
    pub(crate) fn pin(self: &Arc<Self>, numbers: impl IntoIterator<Item = u32>) -> Pin {
        let numbers: Vec<u32> = numbers.into_iter().collect();
        let mut counts = self.counts();
        for number in &numbers {
            *counts.entry(*number).or_default() += 1;
        }
        Pin { pins: Arc::clone(self), numbers }
    }

    /// Whether anybody holds on to a segment, so that it must not be removed.
    pub(crate) fn holds(&self, number: u32) -> bool {
        self.counts().contains_key(&number)
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut counts = self.pins.counts();
        for number in &self.numbers {
            if let Some(count) = counts.get_mut(number) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_held_until_the_last_who_pinned_it_lets_go() {
        let pins = Arc::new(Pins::default());
        let first = pins.pin([1, 2]);
        let second = pins.pin([2, 3]);
        assert!([1, 2, 3].iter().all(|number| pins.holds(*number)));
        drop(first);
        assert_eq!([1, 2, 3].map(|number| pins.holds(number)), [false, true, true]);
        drop(second);
        assert_eq!([1, 2, 3].map(|number| pins.holds(number)), [false; 3]);
    }
}
