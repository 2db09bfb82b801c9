//! The filter language: `rtt>50 and state=active`, `not (db~alpha or size>=10MiB)`, or just a word to look for.

mod parse;

use crate::value::Value;

pub use parse::parse;

/// What can be asked of a row: the value of a column by its name, and whether a text is anywhere in it.
pub trait Fields {
    /// The value of a column; none if there is no such column.
    fn field(&self, name: &str) -> Option<Value>;
    /// Whether a word is anywhere in the row.
    fn finds(&self, word: &str) -> bool;
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `~`
    Contains,
}

/// What a column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// As it was written.
    pub text: String,
    /// As a bare number.
    pub bare: Option<f64>,
    /// As a number of bytes, of seconds or of a share, if it names a unit.
    pub scaled: Option<f64>,
}

/// A filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Everything passes.
    All,
    /// A word is anywhere in the row.
    Word(String),
    /// A column compares so.
    Compare(String, Comparison, Operand),
    /// The other way round.
    Not(Box<Filter>),
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// One of them, or both.
    Or(Box<Filter>, Box<Filter>),
}

impl Filter {
    /// Whether a row passes. A value that is not known passes no comparison but `!=`.
    pub fn passes(&self, row: &impl Fields) -> bool {
        match self {
            Self::All => true,
            Self::Word(word) => row.finds(word),
            Self::Compare(name, comparison, operand) => {
                row.field(name).is_some_and(|value| compare(&value, *comparison, operand))
            }
            Self::Not(inner) => !inner.passes(row),
            Self::And(one, two) => one.passes(row) && two.passes(row),
            Self::Or(one, two) => one.passes(row) || two.passes(row),
        }
    }

    /// Whether it looks for a word in all columns.
    pub fn has_word(&self) -> bool {
        match self {
            Self::Word(_) => true,
            Self::All | Self::Compare(..) => false,
            Self::Not(inner) => inner.has_word(),
            Self::And(one, two) | Self::Or(one, two) => one.has_word() || two.has_word(),
        }
    }

    /// The columns that it asks for.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::All | Self::Word(_) => Vec::new(),
            Self::Compare(name, ..) => vec![name],
            Self::Not(inner) => inner.columns(),
            Self::And(one, two) | Self::Or(one, two) => [one.columns(), two.columns()].concat(),
        }
    }
}

/// Whether a word is in a text, in whatever case.
pub fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return word.is_empty() || text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(&word.to_lowercase())
}

/// A bare number is in the unit that people would mean: milliseconds for latencies, else seconds, bytes, percent.
fn operand_in(value: &Value, operand: &Operand) -> Option<f64> {
    match value {
        Value::Latency(_) => operand.scaled.or_else(|| Some(operand.bare? / 1000.0)),
        Value::Share(_) => operand.scaled.or_else(|| Some(operand.bare? / 100.0)),
        _ => operand.scaled.or(operand.bare),
    }
}

fn compare(value: &Value, comparison: Comparison, operand: &Operand) -> bool {
    let text = match value {
        Value::Unknown => return comparison == Comparison::Unequal,
        Value::Word(text)
        | Value::Signed(_, text)
        | Value::Text(text)
        | Value::Database(text)
        | Value::Id(text) => text,
        numeric => {
            let (Some(number), Some(asked)) = (numeric.number(), operand_in(numeric, operand)) else {
                return comparison == Comparison::Unequal
                    || (comparison == Comparison::Contains && contains(&numeric.shown(), &operand.text));
            };
            return match comparison {
                Comparison::Equal => number == asked,
                Comparison::Unequal => number != asked,
                Comparison::Greater => number > asked,
                Comparison::AtLeast => number >= asked,
                Comparison::Less => number < asked,
                Comparison::AtMost => number <= asked,
                Comparison::Contains => contains(&numeric.shown(), &operand.text),
            };
        }
    };
    let (text, asked) = (text.to_lowercase(), operand.text.to_lowercase());
    match comparison {
        Comparison::Equal => text == asked,
        Comparison::Unequal => text != asked,
        Comparison::Greater => text > asked,
        Comparison::AtLeast => text >= asked,
        Comparison::Less => text < asked,
        Comparison::AtMost => text <= asked,
        Comparison::Contains => text.contains(&asked),
    }
}

#[cfg(test)]
mod tests;
