//! Lists: one description of the rows, from which the table for people, the plain lines and the documents come.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use comfy_table::{
    Attribute, Cell as TableCell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width,
    presets,
};
use cyberfly_protocol::{SCHEMA_VERSION, Time, sized};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// How many columns of a terminal lie between two of a table.
const BETWEEN: u16 = 2;
const PADDING: usize = BETWEEN as usize;

/// A list of things of one kind.
pub(crate) struct Listing<'a, T> {
    /// What they are called in a document.
    pub(crate) plural: &'static str,
    /// What one of them is called where it stands alone and is no document by itself.
    pub(crate) single: Option<&'static str>,
    /// The headings of the columns.
    pub(crate) columns: &'a [&'static str],
    /// The things themselves.
    pub(crate) rows: &'a [T],
    /// What each column shows of one of them.
    pub(crate) cells: fn(&T) -> Vec<Cell>,
    /// Where the list goes on, if it does.
    pub(crate) next_cursor: Option<String>,
}

/// What one column shows of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// Data, which scripts get as they are.
    Raw(Vec<u8>),
    /// One of our words for a state.
    State(&'static str, Tone),
    /// A number.
    Count(u64),
    /// A number of bytes.
    Bytes(u64),
    /// A moment, in Unix milliseconds.
    Time(u64),
    /// Something that scripts know in other words than people.
    Worded {
        /// The words for scripts.
        plain: String,
        /// The words for people.
        people: String,
    },
    /// Not known.
    Unknown,
}

/// What a state means for whoever looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Worth a look.
    Attention,
    /// Wrong.
    Bad,
}

/// Which part of a list this is, if it comes in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Nothing came before.
    pub(crate) begins: bool,
    /// Nothing comes behind.
    pub(crate) ends: bool,
}

impl Part {
    /// All of it.
    pub(crate) const WHOLE: Part = Part { begins: true, ends: true };
}

/// A row as a document of its own.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Single<'a, T> {
    /// The row is a document, but for its version.
    Document {
        schema_version: u32,
        #[serde(flatten)]
        row: &'a T,
    },
    /// The row is a value and gets a name.
    Value(Named<'a, T>),
}

/// A value with the version of the document that it stands in.
pub(super) struct Named<'a, T>(&'static str, &'a T);

impl<T: Serialize> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(Some(2))?;
        document.serialize_entry("schema_version", &SCHEMA_VERSION)?;
        document.serialize_entry(self.0, self.1)?;
        document.end()
    }
}

impl<T: Serialize> Listing<'_, T> {
    /// Each row as a document of its own.
    pub(super) fn singles(&self) -> impl Iterator<Item = Single<'_, T>> {
        self.rows.iter().map(|row| match self.single {
            None => Single::Document { schema_version: SCHEMA_VERSION, row },
            Some(name) => Single::Value(Named(name, row)),
        })
    }

    /// This part of the list as text of one document, so that a long list is never held as a whole. A row stands in a
    /// line of its own.
    pub(super) fn document(&self, part: Part, has_rows: bool) -> serde_json::Result<String> {
        let mut text = String::new();
        if part.begins {
            text = format!("{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"{}\": [", self.plural);
        }
        for (index, row) in self.rows.iter().enumerate() {
            text.push_str(if index > 0 || has_rows { ",\n    " } else { "\n    " });
            text.push_str(&serde_json::to_string(row)?);
        }
        if part.ends {
            let end = if has_rows || !self.rows.is_empty() { "\n  ]" } else { "]" };
            let next_cursor = serde_json::to_string(&self.next_cursor)?;
            text.push_str(&format!("{end},\n  \"next_cursor\": {next_cursor}\n}}\n"));
        }
        Ok(text)
    }

    /// The rows for simple scripts: a tab between columns, figures and times in full.
    pub(super) fn plain(&self) -> impl Iterator<Item = Vec<u8>> {
        self.rows.iter().map(|row| {
            let cells: Vec<_> = (self.cells)(row).iter().map(Cell::for_machines).collect();
            cells.join(&b'\t')
        })
    }

    /// The rows for people: a table, or, where the terminal is too narrow for one that leaves words whole, a line for each
    /// cell and an empty one between rows.
    pub(super) fn for_people(&self, width: Option<u16>, with_color: bool, now: SystemTime) -> String {
        let least = self.least_widths(now);
        match width {
            Some(width) if least.iter().sum::<usize>() > usize::from(width) => self.records(now),
            _ => {
                let mut table = self.table(width, with_color, now);
                for (column, least) in table.column_iter_mut().zip(least) {
                    let least = Width::Fixed(u16::try_from(least).unwrap_or(u16::MAX));
                    column.set_constraint(ColumnConstraint::LowerBoundary(least));
                }
                table.trim_fmt()
            }
        }
    }

    /// How wide each column is at least, with what lies between, if no word is cut, and no figure taken apart.
    fn least_widths(&self, now: SystemTime) -> Vec<usize> {
        let longest = |text: &str| text.split_whitespace().map(wide).max().unwrap_or_default() + PADDING;
        let mut columns: Vec<usize> = self.columns.iter().map(|title| longest(title)).collect();
        for row in self.rows {
            for (column, cell) in (self.cells)(row).iter().enumerate() {
                let text = cell.for_people(false, now).content();
                let cell = match cell {
                    Cell::Text(_) | Cell::Raw(_) => longest(&text),
                    _ => wide(&text) + PADDING,
                };
                match columns.get_mut(column) {
                    Some(least) => *least = cell.max(*least),
                    None => columns.push(cell),
                }
            }
        }
        columns
    }

    fn records(&self, now: SystemTime) -> String {
        let record = |row: &T| {
            let cells = (self.cells)(row);
            let lines = cells.iter().enumerate().map(|(column, cell)| {
                let text = cell.for_people(false, now).content();
                match self.columns.get(column) {
                    Some(title) if !title.is_empty() => format!("{}: {text}", title.to_uppercase()),
                    _ => text,
                }
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        self.rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
    }

    /// The rows as a table.
    fn table(&self, width: Option<u16>, with_color: bool, now: SystemTime) -> Table {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        match with_color {
            true => table.enforce_styling(),
            false => table.force_no_tty(),
        };
        if let Some(width) = width {
            table.set_width(width);
        }
        let heading = |title: &&str| {
            let cell = TableCell::new(title.to_uppercase());
            if with_color { cell.add_attribute(Attribute::Bold) } else { cell }
        };
        table.set_header(self.columns.iter().map(heading));
        for row in self.rows {
            table.add_row((self.cells)(row).iter().map(|cell| cell.for_people(with_color, now)));
        }
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, BETWEEN));
        });
        table
    }
}

impl Cell {
    /// A text that may be missing.
    pub(crate) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Cell::Unknown, |text| Cell::Text(text.into()))
    }

    /// A moment that may be unknown.
    pub(crate) fn moment(at: Option<Time>) -> Self {
        at.map_or(Cell::Unknown, |at| Cell::Time(at.0))
    }

    /// A moment in data: scripts get Unix milliseconds, people what the clock said.
    pub(crate) fn clock(at: Time) -> Self {
        Cell::Worded { plain: at.0.to_string(), people: at.to_string() }
    }

    pub(super) fn for_machines(&self) -> Vec<u8> {
        match self {
            Cell::Text(text) | Cell::Worded { plain: text, .. } => harmless(text).into_bytes(),
            Cell::Raw(bytes) => bytes.clone(),
            Cell::State(word, _) => (*word).as_bytes().to_vec(),
            Cell::Count(count) | Cell::Bytes(count) => count.to_string().into_bytes(),
            Cell::Time(ms) => Time(*ms).to_string().into_bytes(),
            Cell::Unknown => Vec::new(),
        }
    }

    /// What a terminal may show of it.
    pub(super) fn shown(&self) -> String {
        match self {
            Cell::Raw(bytes) => harmless(&String::from_utf8_lossy(bytes)),
            other => String::from_utf8_lossy(&other.for_machines()).into_owned(),
        }
    }

    fn for_people(&self, with_color: bool, now: SystemTime) -> TableCell {
        let right = |text: String| TableCell::new(text).set_alignment(CellAlignment::Right);
        match self {
            Cell::Text(_) | Cell::Raw(_) => TableCell::new(self.shown()),
            Cell::State(word, tone) => {
                let cell = TableCell::new(word);
                if with_color { cell.fg(tone.color()) } else { cell }
            }
            Cell::Count(count) => right(count.to_string()),
            Cell::Bytes(bytes) => right(sized(*bytes)),
            Cell::Time(ms) => TableCell::new(ago(*ms, now)),
            Cell::Worded { people, .. } => TableCell::new(harmless(people)),
            Cell::Unknown => TableCell::new("-"),
        }
    }
}

impl Tone {
    const fn color(self) -> Color {
        match self {
            Tone::Good => Color::Green,
            Tone::Attention => Color::Yellow,
            Tone::Bad => Color::Red,
        }
    }
}

/// How many columns of a terminal a text takes.
fn wide(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// A text without characters that a terminal would obey: those are shown as Rust would write them.
pub(crate) fn harmless(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len() + 8), |mut shown, character| {
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
        shown
    })
}

/// How long ago a moment was, as people say it: in the two largest units.
pub(crate) fn ago(unix_ms: u64, now: SystemTime) -> String {
    let then = UNIX_EPOCH + Duration::from_millis(unix_ms);
    match now.duration_since(then) {
        Ok(past) if past.as_secs() == 0 => "just now".to_owned(),
        Ok(past) => format!("{} ago", span(past)),
        Err(future) if future.duration().as_secs() == 0 => "just now".to_owned(),
        Err(future) => format!("in {}", span(future.duration())),
    }
}

/// A duration in its two largest units.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts =
        [(seconds / 86_400, 'd'), (seconds / 3600 % 24, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let first = parts.iter().position(|(count, _)| *count > 0).unwrap_or(parts.len() - 1);
    let shown =
        parts.iter().skip(first).take(2).filter(|(count, unit)| *count > 0 || *unit == 's' && first == 3);
    shown.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Serialize)]
    struct Thing {
        name: &'static str,
        bytes: u64,
        changed_at: u64,
    }

    const THINGS: &[Thing] = &[
        Thing { name: "plain", bytes: 12, changed_at: 1_000_000_000_000 },
        Thing { name: "広い", bytes: 5_242_880, changed_at: 1_000_000_090_000 },
        Thing { name: "\x1b[31mred", bytes: 0, changed_at: 1_000_000_100_500 },
    ];

    fn listing() -> Listing<'static, Thing> {
        let cells = |thing: &Thing| {
            vec![Cell::Text(thing.name.to_owned()), Cell::Bytes(thing.bytes), Cell::Time(thing.changed_at)]
        };
        Listing {
            plural: "things",
            single: None,
            columns: &["name", "size", "changed"],
            rows: THINGS,
            cells,
            next_cursor: None,
        }
    }

    #[test]
    fn wide_characters_align_and_control_characters_are_shown_not_obeyed() {
        let now = UNIX_EPOCH + Duration::from_millis(1_000_000_100_000);
        let table = listing().table(None, false, now).to_string();
        let lines: Vec<_> = table.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "NAME           SIZE     CHANGED",
                "plain             12 B  1m 40s ago",
                "広い           5.0 MiB  10s ago",
                "\\u{1b}[31mred      0 B  just now",
            ]
        );
    }

    #[test]
    fn a_narrow_terminal_cuts_no_word() {
        let now = UNIX_EPOCH + Duration::from_millis(1_000_000_100_000);
        let plain = Listing { rows: &THINGS[..2], ..listing() };
        let text = plain.for_people(Some(20), false, now);
        assert_eq!(
            text,
            "NAME: plain\nSIZE: 12 B\nCHANGED: 1m 40s ago\n\nNAME: 広い\nSIZE: 5.0 MiB\nCHANGED: 10s ago"
        );
        let table = plain.for_people(Some(28), false, now);
        let lines: Vec<_> = table.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            ["NAME   SIZE     CHANGED", "plain     12 B  1m 40s ago", "広い   5.0 MiB  10s ago"]
        );
    }

    #[test]
    fn scripts_get_raw_figures_and_times() {
        let lines: Vec<_> = listing().plain().map(|line| String::from_utf8(line).unwrap()).collect();
        assert_eq!(lines[1], "広い\t5242880\t2001-09-09T01:48:10.000Z");
        assert!(!lines[2].contains('\x1b'));
        let document: Value = serde_json::from_str(&listing().document(Part::WHOLE, false).unwrap()).unwrap();
        assert_eq!((&document["schema_version"], &document["next_cursor"]), (&json!(1), &Value::Null));
        assert_eq!(document["things"][1]["bytes"], 5_242_880);
        let singles = listing().singles().map(|row| serde_json::to_value(row).unwrap()).collect::<Vec<_>>();
        assert_eq!(
            singles[0],
            json!({"schema_version": 1, "name": "plain", "bytes": 12, "changed_at": 1_000_000_000_000_u64})
        );
    }

    #[test]
    fn a_list_in_parts_is_the_same_document() {
        let (begins, ends) = (Part { begins: true, ends: false }, Part { begins: false, ends: true });
        let part = |rows| Listing { rows, ..listing() };
        let pages = [
            part(&THINGS[..2]).document(begins, false).unwrap(),
            part(&[]).document(Part { begins: false, ends: false }, true).unwrap(),
            part(&THINGS[2..]).document(ends, true).unwrap(),
        ];
        assert_eq!(pages.concat(), listing().document(Part::WHOLE, false).unwrap());
        let late = part(&[]).document(begins, false).unwrap() + &listing().document(ends, false).unwrap();
        assert_eq!(late, listing().document(Part::WHOLE, false).unwrap());
        let none: Value = serde_json::from_str(&part(&[]).document(Part::WHOLE, false).unwrap()).unwrap();
        assert_eq!(none, json!({"schema_version": 1, "things": [], "next_cursor": null}));
    }

    #[test]
    fn what_is_not_known_is_never_a_figure() {
        let shown = [Cell::Count(0), Cell::Unknown]
            .map(|cell| (cell.shown(), cell.for_people(false, UNIX_EPOCH).content()));
        assert_eq!(shown, [("0".to_owned(), "0".to_owned()), (String::new(), "-".to_owned())]);
    }

    #[test]
    fn spans_read_well_at_their_edges() {
        let spans = [(0, "0s"), (59, "59s"), (60, "1m"), (3_661, "1h 1m"), (86_400, "1d"), (90_061, "1d 1h")];
        spans.into_iter().for_each(|(seconds, text)| assert_eq!(span(Duration::from_secs(seconds)), text));
    }
}
