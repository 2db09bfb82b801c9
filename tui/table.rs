//! A table as a plain value: columns, rows, which of them are shown, in which order. Screens fill it, a view draws it, and
//! scripts get it as JSON.
//!
//! Of thousands of rows only those are made that are looked at; a filter and an order ask for the cells that they need.

use std::any::Any;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

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

/// Where rows come from: each is made when it is asked for.
pub trait Rows {
    /// How many there are.
    fn count(&self) -> usize;

    /// The row at a place.
    fn row(&self, place: usize) -> Row;

    /// One cell of it.
    fn cell(&self, place: usize, column: usize) -> Value {
        self.row(place).cells.into_iter().nth(column).unwrap_or_default()
    }

    /// The place of the row with this identity.
    fn find(&self, id: &str) -> Option<usize> {
        (0..self.count()).find(|place| self.row(*place).id == id)
    }
}

impl Rows for Vec<Row> {
    fn count(&self) -> usize {
        self.len()
    }

    fn row(&self, place: usize) -> Row {
        self.get(place).cloned().unwrap_or_default()
    }

    fn cell(&self, place: usize, column: usize) -> Value {
        self.get(place).and_then(|row| row.cells.get(column)).cloned().unwrap_or_default()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.iter().position(|row| row.id == id)
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

impl Choice {
    /// Whether what passes, or in which order, depends on this column.
    pub fn looks_at(&self, name: &str, columns: &[Column]) -> bool {
        let sorted = self.sort.and_then(|column| columns.get(column));
        sorted.is_some_and(|column| column.name == name)
            || self.filter.has_word()
            || self.filter.columns().contains(&name)
    }
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

/// Which rows are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// All of them.
    All,
    /// Those that a screen with so many lines can show.
    Screen(usize),
    /// The one at this place, or the last one before it.
    Place(usize),
}

/// How a table is looked at.
#[derive(Clone, Debug)]
pub struct Look {
    /// What was chosen of it.
    pub choice: Choice,
    /// Which of its rows are made.
    pub window: Window,
    /// Where the order of its rows is remembered, and what it was made of.
    memo: Option<(Memo, Source)>,
}

impl Look {
    /// At what was chosen, in this window.
    pub const fn new(choice: Choice, window: Window) -> Self {
        Self { choice, window, memo: None }
    }

    /// At all of it, as it comes.
    pub fn whole() -> Self {
        Self::new(Choice::default(), Window::All)
    }

    /// The same through another window.
    pub fn through(self, window: Window) -> Self {
        Self { window, ..self }
    }

    /// The same, but the order is remembered until it is made of something else: of other things told, at another moment
    /// if what is shown depends on that, or by another choice.
    pub fn remembering(&self, memo: &Memo, told: Vec<Told>, moment: u64) -> Self {
        Self { memo: Some((memo.clone(), Source { told, moment })), ..self.clone() }
    }
}

/// Something that was told once and does not change: the same is the same place in memory.
pub type Told = Arc<dyn Any + Send + Sync>;

/// What an order was made of.
#[derive(Clone)]
struct Source {
    told: Vec<Told>,
    moment: u64,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} things told at {}", self.told.len(), self.moment)
    }
}

impl Source {
    fn is(&self, other: &Self) -> bool {
        let pairs = || self.told.iter().zip(&other.told);
        self.moment == other.moment
            && self.told.len() == other.told.len()
            && pairs().all(|(one, two)| Arc::ptr_eq(one, two))
    }
}

/// An order that was made, with what it was made of and by which choice.
#[derive(Debug)]
struct Made {
    plural: &'static str,
    source: Source,
    filter: Filter,
    sort: Option<(usize, bool)>,
    order: Arc<Vec<usize>>,
}

/// Remembers the last order of rows, so that thousands are not sorted for each frame. It holds what that was made of, which
/// so cannot be mistaken for something else.
#[derive(Clone, Debug, Default)]
pub struct Memo(Arc<Mutex<Option<Made>>>);

impl Memo {
    /// The order that was made of this by this choice; made now if it is not the one that is remembered.
    fn order(
        &self,
        plural: &'static str,
        source: &Source,
        choice: &Choice,
        make: impl FnOnce() -> Vec<usize>,
    ) -> Arc<Vec<usize>> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sort = choice.sort.map(|column| (column, choice.descending));
        let is_it = |made: &&Made| {
            (made.plural, made.sort) == (plural, sort)
                && made.filter == choice.filter
                && made.source.is(source)
        };
        if let Some(made) = last.as_ref().filter(is_it) {
            return Arc::clone(&made.order);
        }
        let order = Arc::new(make());
        let (source, filter) = (source.clone(), choice.filter.clone());
        *last = Some(Made { plural, source, filter, sort, order: Arc::clone(&order) });
        order
    }
}

/// How many rows more are made than a screen showed last: it may have grown since.
const SLACK: usize = 256;

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What its rows are called, in JSON too.
    pub plural: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// Titles of columns that are called by what is in them, in place of their own.
    pub titles: Vec<(usize, String)>,
    /// The rows that were made, in order.
    pub rows: Vec<Row>,
    /// How many that pass the filter come before those.
    pub first: usize,
    /// How many rows pass the filter.
    pub shown: usize,
    /// How many rows there are in all.
    pub total: usize,
    /// The place of the chosen row among those that pass, and among all as they came; the first one if none was chosen or it
    /// is gone.
    pub chosen: Option<(usize, usize)>,
    /// What was chosen.
    pub choice: Choice,
    /// What to say when there are no rows.
    pub empty: String,
}

struct Asked<'a, R> {
    columns: &'static [Column],
    rows: &'a R,
    place: usize,
    fuzzy: bool,
}

impl<R: Rows> Fields for Asked<'_, R> {
    fn field(&self, name: &str) -> Option<Value> {
        let column = self.columns.iter().position(|column| column.name == name)?;
        Some(self.rows.cell(self.place, column))
    }

    fn finds(&self, word: &str) -> bool {
        let finds = |text: &str| if self.fuzzy { resembles(text, word) } else { contains(text, word) };
        self.rows.row(self.place).cells.iter().any(|value| match value {
            Value::Id(text)
            | Value::Database(text)
            | Value::Text(text)
            | Value::Word(text)
            | Value::Signed(_, text) => finds(text),
            other => finds(&other.shown()),
        })
    }
}

/// Whether all characters of a word come in a text, in their order: `jsb` finds `journal_sync_bytes`.
fn resembles(text: &str, word: &str) -> bool {
    let mut rest = text.chars().flat_map(char::to_lowercase);
    word.chars().flat_map(char::to_lowercase).all(|asked| rest.any(|character| character == asked))
}

/// Which rows pass, in which order: their places as they came.
struct Order(Option<Arc<Vec<usize>>>);

impl Order {
    fn of(plural: &'static str, columns: &'static [Column], rows: &impl Rows, look: &Look) -> Self {
        let choice = &look.choice;
        if choice.filter == Filter::All && choice.sort.is_none() {
            return Self(None);
        }
        // A search for a figure needs not be exact.
        let make = || Self::make(rows, columns, choice, plural == "metrics");
        Self(Some(match &look.memo {
            None => Arc::new(make()),
            Some((memo, source)) => memo.order(plural, source, choice, make),
        }))
    }

    fn make(rows: &impl Rows, columns: &'static [Column], choice: &Choice, fuzzy: bool) -> Vec<usize> {
        let passes = |place: &usize| choice.filter.passes(&Asked { columns, rows, place: *place, fuzzy });
        let places = (0..rows.count()).filter(passes);
        let Some(column) = choice.sort else { return places.collect() };
        let mut keyed: Vec<_> = places.map(|place| (Rank::of(&rows.cell(place, column)), place)).collect();
        keyed.sort_by(|(one, _), (two, _)| one.compare(two, choice.descending));
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    fn shown(&self, total: usize) -> usize {
        self.0.as_ref().map_or(total, |places| places.len())
    }

    fn place(&self, shown: usize) -> Option<usize> {
        self.0.as_ref().map_or(Some(shown), |places| places.get(shown).copied())
    }

    fn shown_at(&self, place: usize) -> Option<usize> {
        self.0.as_ref().map_or(Some(place), |places| places.iter().position(|other| *other == place))
    }
}

/// What a value is sorted by.
enum Rank {
    Number(f64),
    Text(String),
    Unknown,
}

impl Rank {
    fn of(value: &Value) -> Self {
        match (value, value.number()) {
            (Value::Unknown, _) => Self::Unknown,
            (_, Some(number)) => Self::Number(number),
            (other, None) => Self::Text(other.shown().to_lowercase()),
        }
    }

    /// What is not known comes last, whichever way it is sorted.
    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turn = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Unknown, Self::Unknown) => Ordering::Equal,
            (Self::Unknown, _) => Ordering::Greater,
            (_, Self::Unknown) => Ordering::Less,
            (Self::Number(one), Self::Number(two)) => turn(one.total_cmp(two)),
            (Self::Text(one), Self::Text(two)) => turn(one.cmp(two)),
            (Self::Number(_), Self::Text(_)) => turn(Ordering::Less),
            (Self::Text(_), Self::Number(_)) => turn(Ordering::Greater),
        }
    }
}

impl Table {
    /// A table of these rows as far as they were chosen, in the chosen order.
    pub fn new(
        plural: &'static str,
        columns: &'static [Column],
        rows: &impl Rows,
        look: &Look,
        empty: impl Into<String>,
    ) -> Self {
        let (choice, total) = (&look.choice, rows.count());
        let order = Order::of(plural, columns, rows, look);
        let shown = order.shown(total);
        let by_id = choice.chosen.as_ref().and_then(|id| rows.find(id));
        let by_id = by_id.and_then(|place| Some((order.shown_at(place)?, place)));
        let chosen = by_id.or_else(|| Some((0, order.place(0).filter(|place| *place < total)?)));
        let made = window(look, shown, chosen.map_or(0, |(shown, _)| shown));
        let empty =
            if total > 0 { format!("none of {total} {plural} passes the filter") } else { empty.into() };
        Self {
            plural,
            columns,
            titles: Vec::new(),
            first: made.start,
            rows: made.filter_map(|shown| order.place(shown)).map(|place| rows.row(place)).collect(),
            shown,
            total,
            chosen,
            choice: choice.clone(),
            empty,
        }
    }

    /// The title of a column.
    pub fn title(&self, column: usize) -> &str {
        let own = self.titles.iter().find(|(of, _)| *of == column).map(|(_, title)| title.as_str());
        own.unwrap_or_else(|| self.columns.get(column).map_or("", |column| column.title))
    }

    /// The row at this place among those that pass the filter, if it was made.
    pub fn row(&self, shown: usize) -> Option<&Row> {
        self.rows.get(shown.checked_sub(self.first)?)
    }

    /// The chosen row, if it was made.
    pub fn chosen_row(&self) -> Option<&Row> {
        self.row(self.chosen?.0)
    }

    /// What the chosen row is about: one of these, as they came.
    pub fn chosen_of<'t, T>(&self, things: &'t [T]) -> Option<&'t T> {
        things.get(self.chosen?.1)
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

/// Which of so many rows are made.
fn window(look: &Look, shown: usize, chosen: usize) -> Range<usize> {
    match look.window {
        Window::All => 0..shown,
        Window::Place(place) => {
            let place = place.min(shown.saturating_sub(1));
            place..(place + 1).min(shown)
        }
        Window::Screen(lines) => {
            let (low, high) = (look.choice.top.min(chosen), look.choice.top.max(chosen));
            let from = low.saturating_sub(SLACK).min(shown.saturating_sub(lines + SLACK));
            // Where the chosen row is far from where one was, all between the two need not be made.
            let (from, to) = match high - low > lines + SLACK {
                true => (chosen.saturating_sub(lines + SLACK), chosen + lines + SLACK),
                false => (from, high + lines + SLACK),
            };
            from..to.min(shown)
        }
    }
}

#[cfg(test)]
mod tests;
