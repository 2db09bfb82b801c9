//! A table as a plain value: columns, rows, which of them are shown, in which order. Screens fill it, a view draws it, and
//! scripts get it as JSON.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json};

use crate::filter::{Fields, Filter, contains};
use crate::theme::Role;
use crate::value::Value;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in filters, settings and JSON.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How wide it is at least.
    pub width: u16,
    /// Whether it takes what is left of the width.
    pub grows: bool,
    /// Columns of a greater rank are left out first when there is no room.
    pub rank: u8,
}

impl Column {
    /// A column that is this wide; of a greater rank the sooner it may be left out.
    pub const fn new(name: &'static str, title: &'static str, width: u16, rank: u8) -> Self {
        Self { name, title, width, grows: false, rank }
    }

    /// It takes what is left of the width.
    pub const fn growing(mut self) -> Self {
        self.grows = true;
        self
    }
}

/// A row: its identity, a value for each column, and how it looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What the row is about: the same as long as it is about the same.
    pub id: String,
    /// A value for each column, in their order.
    pub cells: Vec<Value>,
    /// How each cell looks, where it looks otherwise than plain.
    pub roles: Vec<(usize, Role)>,
}

impl Row {
    /// With this look for a cell.
    pub fn role(mut self, column: usize, role: Role) -> Self {
        self.roles.push((column, role));
        self
    }

    /// How a cell looks.
    pub fn look(&self, column: usize) -> Role {
        let own = self.roles.iter().find(|(of, _)| *of == column).map(|(_, role)| *role);
        own.unwrap_or(match self.cells.get(column) {
            Some(Value::Unknown) | None => Role::Dim,
            Some(_) => Role::Text,
        })
    }
}

/// What someone chose to see of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The filter as it was typed.
    pub typed: String,
    /// The filter.
    pub filter: Filter,
    /// The column by which rows are sorted; none is the order they came in.
    pub sort: Option<usize>,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// The columns that are hidden.
    pub hidden: Vec<&'static str>,
    /// The identity of the chosen row.
    pub chosen: Option<String>,
    /// How many rows are above the first that is seen. Views move it so that the chosen row is seen.
    pub top: usize,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            typed: String::new(),
            filter: Filter::All,
            sort: None,
            descending: false,
            hidden: Vec::new(),
            chosen: None,
            top: 0,
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What its rows are called, in JSON too.
    pub plural: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// Titles of columns that are called by what is in them, in place of their own.
    pub titles: Vec<(usize, String)>,
    /// The rows that pass the filter, in order.
    pub rows: Vec<Row>,
    /// How many rows there are in all.
    pub total: usize,
    /// What was chosen.
    pub choice: Choice,
    /// What to say when there are no rows.
    pub empty: String,
}

struct Asked<'a> {
    columns: &'static [Column],
    row: &'a Row,
    fuzzy: bool,
}

impl Fields for Asked<'_> {
    fn field(&self, name: &str) -> Option<Value> {
        let place = self.columns.iter().position(|column| column.name == name)?;
        self.row.cells.get(place).cloned()
    }

    fn finds(&self, word: &str) -> bool {
        let texts = self.texts();
        texts.iter().any(|text| if self.fuzzy { resembles(text, word) } else { contains(text, word) })
    }
}

impl Asked<'_> {
    fn texts(&self) -> Vec<String> {
        let whole = |value: &Value| match value {
            Value::Id(text)
            | Value::Database(text)
            | Value::Text(text)
            | Value::Word(text)
            | Value::Signed(_, text) => text.clone(),
            other => other.shown(),
        };
        self.row.cells.iter().map(whole).collect()
    }
}

/// Whether all characters of a word come in a text, in their order: `jsb` finds `journal_sync_bytes`.
fn resembles(text: &str, word: &str) -> bool {
    let mut rest = text.chars().flat_map(char::to_lowercase);
    word.chars().flat_map(char::to_lowercase).all(|asked| rest.any(|character| character == asked))
}

impl Table {
    /// A table of these rows as far as they were chosen, in the chosen order.
    pub fn new(
        plural: &'static str,
        columns: &'static [Column],
        rows: Vec<Row>,
        choice: &Choice,
        empty: impl Into<String>,
    ) -> Self {
        let total = rows.len();
        // A search for a figure needs not be exact.
        let fuzzy = plural == "metrics";
        let mut rows = rows;
        if choice.filter != Filter::All {
            rows.retain(|row| choice.filter.passes(&Asked { columns, row, fuzzy }));
        }
        if let Some(column) = choice.sort {
            let compare = |one: &Row, two: &Row| match (one.cells.get(column), two.cells.get(column)) {
                (Some(one), Some(two)) => compare(one, two, choice.descending),
                _ => Ordering::Equal,
            };
            rows.sort_by(compare);
        }
        let empty =
            if total > 0 { format!("none of {total} {plural} passes the filter") } else { empty.into() };
        Self { plural, columns, titles: Vec::new(), rows, total, choice: choice.clone(), empty }
    }

    /// The title of a column.
    pub fn title(&self, column: usize) -> &str {
        let own = self.titles.iter().find(|(of, _)| *of == column).map(|(_, title)| title.as_str());
        own.unwrap_or_else(|| self.columns.get(column).map_or("", |column| column.title))
    }

    /// The place of the chosen row; the first one if none was chosen or it is gone.
    pub fn chosen(&self) -> Option<usize> {
        let by_id = self.choice.chosen.as_ref().and_then(|id| self.rows.iter().position(|row| row.id == *id));
        by_id.or(if self.rows.is_empty() { None } else { Some(0) })
    }

    /// The rows as JSON.
    pub fn json(&self) -> Json {
        let row = |row: &Row| {
            let named = self.columns.iter().zip(&row.cells);
            // Where a value is not known, the name has the unit of the rows where it is.
            let pair = |(column, value): (&Column, &Value)| {
                let place = self.columns.iter().position(|other| other.name == column.name).unwrap_or(0);
                let units = self.rows.iter().filter_map(|row| row.cells.get(place)).map(Value::unit);
                let unit = units.fold("", |found, unit| if found.is_empty() { unit } else { found });
                (format!("{}{unit}", column.name), value.json())
            };
            Json::Object(named.map(pair).collect::<Map<_, _>>())
        };
        Json::Array(self.rows.iter().map(row).collect())
    }
}

/// What is not known comes last, whichever way it is sorted.
fn compare(one: &Value, two: &Value, descending: bool) -> Ordering {
    let turn = |order: Ordering| if descending { order.reverse() } else { order };
    match (one.number(), two.number(), one, two) {
        (Some(one), Some(two), ..) => turn(one.total_cmp(&two)),
        (.., Value::Unknown, Value::Unknown) => Ordering::Equal,
        (_, _, Value::Unknown, _) => Ordering::Greater,
        (.., Value::Unknown) => Ordering::Less,
        (.., one, two) => turn(one.shown().to_lowercase().cmp(&two.shown().to_lowercase())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::parse;

    const COLUMNS: &[Column] = &[Column::new("name", "NAME", 8, 0), Column::new("rtt", "RTT", 8, 1)];

    fn table(choice: &Choice) -> Table {
        let row = |name: &str, rtt: Option<f64>| Row {
            id: name.to_owned(),
            cells: vec![Value::Text(name.to_owned()), Value::latency(rtt)],
            roles: Vec::new(),
        };
        let rows = vec![row("b", Some(0.2)), row("a", None), row("c", Some(0.1))];
        Table::new("peers", COLUMNS, rows, choice, "nobody is here")
    }

    fn order(choice: &Choice) -> String {
        table(choice).rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn rows_come_in_the_chosen_order_and_what_is_unknown_last() {
        let sorted = |sort, descending| order(&Choice { sort, descending, ..Choice::default() });
        assert_eq!(sorted(None, false), "bac");
        assert_eq!(sorted(Some(0), false), "abc");
        assert_eq!((sorted(Some(1), false), sorted(Some(1), true)), ("cba".to_owned(), "bca".to_owned()));
    }

    #[test]
    fn a_chosen_row_is_followed_through_sorting_and_lost_with_its_row() {
        let chosen = |sort| {
            let choice = Choice { sort, chosen: Some("c".to_owned()), ..Choice::default() };
            table(&choice).chosen()
        };
        assert_eq!((chosen(None), chosen(Some(1))), (Some(2), Some(0)));
        let gone =
            Choice { chosen: Some("c".to_owned()), filter: parse("rtt>150").unwrap(), ..Choice::default() };
        assert_eq!(table(&gone).chosen(), Some(0));
        assert_eq!(table(&Choice { filter: parse("z").unwrap(), ..Choice::default() }).chosen(), None);
    }

    #[test]
    fn json_has_units_in_its_names_also_where_nothing_is_known() {
        let choice = Choice { sort: Some(0), ..Choice::default() };
        assert_eq!(
            table(&choice).json().to_string(),
            r#"[{"name":"a","rtt_seconds":null},{"name":"b","rtt_seconds":0.2},{"name":"c","rtt_seconds":0.1}]"#
        );
    }
}
