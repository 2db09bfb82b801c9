//! Figures over time: a trend in one line, a chart in several. Where nothing is known there is a gap.

use ratatui::layout::Rect;

use super::paint::Painter;
use crate::screens::Chart;
use crate::theme::Role;
use crate::value::{Value, duration};

/// From which figure to which a trend goes.
fn range(points: &[Option<f64>], from_zero: bool) -> Option<(f64, f64)> {
    let known = || points.iter().flatten().copied().filter(|point| point.is_finite());
    let (least, most) = (known().reduce(f64::min)?, known().reduce(f64::max)?);
    Some((if from_zero { least.min(0.0) } else { least }, most))
}

/// Whether nothing is at the bottom: where amounts are compared. A level is seen by how it changes.
pub(super) const fn from_zero(value: &Value) -> bool {
    matches!(
        value,
        Value::PerSecond(_) | Value::BytesPerSecond(_) | Value::Latency(_) | Value::Share(_) | Value::Unknown
    )
}

/// How many of so many steps a point fills.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a few hundred steps")]
fn steps(point: f64, (least, most): (f64, f64), of: u16) -> u16 {
    let part = if most > least { (point - least) / (most - least) } else { 0.0 };
    (part.clamp(0.0, 1.0) * f64::from(of)).round() as u16
}

/// A trend in one line: the last points, as many as there is room for, the newest at the right.
pub(super) fn trend(
    painter: &mut Painter<'_>,
    x: u16,
    y: u16,
    room: u16,
    points: &[Option<f64>],
    zero: bool,
) {
    let points = &points[points.len().saturating_sub(usize::from(room))..];
    let Some(range) = range(points, zero) else { return };
    let style = painter.style(Role::Chart);
    let indent = room - u16::try_from(points.len()).unwrap_or(room).min(room);
    for (x, point) in (x + indent..x + room).zip(points) {
        if let Some(point) = point {
            let level = usize::from(steps(*point, range, 7));
            painter.sign(x, y, painter.glyphs.levels[level], style);
        }
    }
}

/// A chart: the scale at the left, the time below.
pub(super) fn chart(painter: &mut Painter<'_>, chart: &Chart, area: Rect) {
    const SCALE: u16 = 11;
    painter.rule(Rect { height: 1, ..area }, &chart.title);
    if area.height < 4 || area.width < SCALE + 10 {
        return;
    }
    let plot = Rect { x: area.x + SCALE, y: area.y + 1, width: area.width - SCALE, height: area.height - 2 };
    let points = &chart.points[chart.points.len().saturating_sub(usize::from(plot.width))..];
    let Some(range) = range(points, from_zero(&chart.unit)) else {
        painter.put(plot.x, plot.y + plot.height / 2, plot.width, "nothing is known of this time", Role::Dim);
        return;
    };
    let label = |figure: f64| crate::value::like(&chart.unit, figure).shown();
    if range.1 > range.0 {
        painter.put_right(area.x, plot.y, SCALE - 1, &label(range.1), Role::Label);
    }
    painter.put_right(area.x, plot.bottom() - 1, SCALE - 1, &label(range.0), Role::Label);
    let style = painter.style(Role::Chart);
    let indent = plot.width - u16::try_from(points.len()).unwrap_or(plot.width).min(plot.width);
    for (x, point) in (plot.x + indent..plot.right()).zip(points) {
        let Some(point) = point else { continue };
        let filled = steps(*point, range, plot.height * 8 - 1) + 1;
        for row in 0..plot.height {
            let level = filled.saturating_sub(row * 8).min(8);
            if level > 0 {
                let sign = painter.glyphs.levels[usize::from(level) - 1];
                painter.sign(x, plot.bottom() - 1 - row, sign, style);
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "minutes of a chart")]
    let back = (chart.piece_ms * points.len() as u64 / 1000) as f64;
    painter.put(plot.x + indent, area.bottom() - 1, plot.width, &format!("-{}", duration(back)), Role::Dim);
    painter.put_right(plot.x, area.bottom() - 1, plot.width, &crate::value::clock(chart.until_ms), Role::Dim);
}
