//! The first screen.

use cyberfly_protocol::HealthState;
use ratatui::layout::Rect;

use super::charts;
use super::paint::Painter;
use crate::screens::{Finding, Gauge, Overview, Panel, Piece};
use crate::theme::Role;
use crate::value::clock;

/// How wide a panel is at least.
const PANEL: u16 = 38;
/// How many lines of what happens are wanted at least.
const TICKER: u16 = 4;
/// How tall a chart is.
const CHART: u16 = 10;

pub(super) fn draw(painter: &mut Painter<'_>, overview: &Overview, area: Rect) {
    let takes = finding(painter, &overview.finding, Rect { height: area.height.min(6), ..area });
    let is_tall = area.height > 16;
    let mut rest = below(area, takes + u16::from(is_tall));
    let keep = if rest.height > 12 { TICKER + 1 } else { 0 };
    let takes = panels(painter, &overview.panels, Rect { height: rest.height - keep, ..rest });
    rest = below(rest, takes);
    if rest.height >= CHART + TICKER + 2 && area.width >= 60 {
        rest = below(rest, 1);
        let columns = if area.width >= 120 { 2 } else { 1 };
        let width = (area.width - 2 * (columns - 1)) / columns;
        for (column, chart) in (0..columns).zip(&overview.charts) {
            let x = area.x + column * (width + 2);
            charts::chart(painter, chart, Rect { x, width, height: CHART, ..rest });
        }
        rest = below(rest, CHART);
    }
    if rest.height > 1 {
        ticker(painter, overview, rest);
    }
}

const fn below(area: Rect, lines: u16) -> Rect {
    let lines = if lines < area.height { lines } else { area.height };
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

/// What is wrong and what to do; one line if nothing is. Returns how many lines it took.
fn finding(painter: &mut Painter<'_>, finding: &Finding, area: Rect) -> u16 {
    let glyphs = painter.glyphs;
    let (sign, word, role) = match finding.state {
        None => (glyphs.bad, "NOT HEARD", Role::Bad),
        Some(HealthState::Ok) => (glyphs.good, "OK", Role::Good),
        Some(HealthState::Degraded) => (glyphs.warn, "DEGRADED", Role::Warn),
        Some(HealthState::Failing) => (glyphs.bad, "FAILING", Role::Bad),
    };
    let mut pieces =
        vec![Piece::new(format!("{sign} {word}"), role), Piece::new(finding.what.clone(), Role::Text)];
    if finding.others > 0 {
        pieces.push(Piece::new(format!("(and {} more)", finding.others), Role::Label));
    }
    let mut lines = painter.wrapped(area, &pieces);
    if let Some(remedy) = &finding.remedy {
        let line = [Piece::new(glyphs.remedy, Role::Key), Piece::new(remedy.clone(), Role::Key)];
        lines += painter.wrapped(below(area, lines), &line).min(area.height - lines.min(area.height));
    }
    if let (Some(detail), true) = (&finding.detail, area.height > lines + 2) {
        lines += painter.wrapped(below(area, lines), &[Piece::new(detail.clone(), Role::Label)]);
    }
    lines.min(area.height)
}

/// The panels beside and below each other; where there is little room, fewer figures of each. Returns how many lines they
/// took.
fn panels(painter: &mut Painter<'_>, panels: &[Panel], area: Rect) -> u16 {
    let columns = (area.width / PANEL).clamp(1, u16::try_from(panels.len()).unwrap_or(1).max(1));
    let rows = u16::try_from(panels.len()).unwrap_or(1).div_ceil(columns);
    let most = panels.iter().map(|panel| panel.gauges.len()).max().unwrap_or(0);
    let gauges = (area.height / rows).saturating_sub(1).min(u16::try_from(most).unwrap_or(0));
    if gauges < 2 {
        // Titles would take all the room: the first figures of all, then the second.
        let all = (0..most).flat_map(|nth| panels.iter().filter_map(move |panel| panel.gauges.get(nth)));
        let width = (area.width - 2 * (columns - 1)) / columns;
        let mut lines = 0;
        for (place, one) in (0..area.height * columns).zip(all) {
            lines = place / columns + 1;
            gauge(painter, one, area.x + place % columns * (width + 2), area.y + lines - 1, width);
        }
        return lines;
    }
    let width = (area.width - 2 * (columns - 1)) / columns;
    for (place, panel) in (0_u16..).zip(panels) {
        let x = area.x + place % columns * (width + 2);
        let y = area.y + place / columns * (gauges + 1);
        painter.rule(Rect { x, y, width, height: 1 }, panel.title);
        for (line, one) in (1..=gauges).zip(&panel.gauges) {
            gauge(painter, one, x, y + line, width);
        }
    }
    rows * (gauges + 1)
}

fn gauge(painter: &mut Painter<'_>, gauge: &Gauge, x: u16, y: u16, width: u16) {
    // The longest label, "backing off", and the space after it.
    const LABEL: u16 = 12;
    const VALUE: u16 = 11;
    let label = LABEL.min(width / 2);
    painter.put(x, y, label.saturating_sub(1), gauge.label, Role::Label);
    let value = VALUE.min(width - label);
    painter.put_right(x + label, y, value, &gauge.value.shown(), gauge.role);
    let trend = x + label + value + 1;
    if trend + 4 < x + width {
        let zero = charts::from_zero(&gauge.value);
        charts::trend(painter, trend, y, x + width - trend, &gauge.trend, zero);
    }
}

fn ticker(painter: &mut Painter<'_>, overview: &Overview, area: Rect) {
    painter.rule(Rect { height: 1, ..area }, "What happens");
    if overview.ticker.is_empty() {
        painter.put(area.x, area.y + 1, area.width, "nothing since this was opened", Role::Dim);
    }
    for (y, line) in (area.y + 1..area.bottom()).zip(&overview.ticker) {
        let mut x = area.x + painter.put(area.x, y, area.width, &clock(line.at_ms), Role::Dim) + 1;
        if area.width >= 60 {
            painter.put(x, y, 14, line.kind, Role::Label);
            x += 15;
        }
        let role = crate::screens::role_of_level(line.level);
        painter.put(x, y, area.right().saturating_sub(x), &line.text, role);
    }
}
