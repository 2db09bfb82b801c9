//! Percentiles of sorted values.

/// The value at `share` percent of `sorted`, interpolated linearly between its neighbours; `None` if there is
/// no value, or if it would lie between the two infinities.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub(super) fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    // Within 0..=last, because the share was checked and the limit on values keeps `last` far below 2^53.
    let rank = share / 100.0 * last as f64;
    let below = (rank.floor() as usize).min(last);
    let low = sorted[below];
    let high = sorted[(below + 1).min(last)];
    between(low, high, rank - below as f64)
}

/// The point that divides `low..=high` at `fraction`, which is below 1.
fn between(low: f64, high: f64, fraction: f64) -> Option<f64> {
    if fraction <= 0.0 || low == high {
        return Some(low);
    }
    match (low.is_infinite(), high.is_infinite()) {
        (true, true) => None,
        (true, false) => Some(low),
        (false, true) => Some(high),
        (false, false) => {
            let distance = high - low;
            let value = if distance.is_finite() {
                low + distance * fraction
            } else {
                // The distance does not fit in a double, its parts do.
                low * (1.0 - fraction) + high * fraction
            };
            // Rounding must not carry a percentile beyond the values that it lies between.
            Some(value.clamp(low, high))
        }
    }
}
