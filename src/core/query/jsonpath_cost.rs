//! How much work a JSONPath can be on a document, at most, told before it is done.
//!
//! A short path can be a lot of work: `$[0,0][0,0]` and so on doubles its result with every bracket, a row of
//! `..*` multiplies it by the depth of the document each time, and a filter runs its own paths for every
//! candidate. The evaluator builds each list in full, so a cap on its answer would come too late. So the text
//! of the path is read once more, adding up for each segment how many nodes it can visit and select: never
//! less than what happens, often more.
//!
//! Two numbers describe a list of nodes: its length, and how often one and the same node can be in it. The
//! second is what keeps the estimate useful, because a document has only so many nodes: a segment that
//! selects children selects at most every node of the document as often as its parent was in the list.
//!
//! One unit of work is about 50 ns on the machine where this was measured.

use super::QueryError;

/// What the estimate has to know about a document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Its values, and an eighth of the bytes of its texts.
    pub(super) weight: f64,
    /// The levels of its tree.
    pub(super) levels: f64,
}

/// What a path can cost.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// Nodes visited, selected, compared and read, in units.
    pub(super) work: f64,
    /// The greatest number of nodes in one list.
    pub(super) longest: f64,
}

/// The greatest cost of one pattern of `match` or `search`, in units. The evaluator compiles it anew for
/// every candidate.
const PATTERN_COST_LIMIT: u32 = 200_000;
/// Compiling anything at all.
const PATTERN_BASE_COST: f64 = 1_000.0;
/// Compiling a class of Unicode such as `\w`, measured at 600 microseconds.
const UNICODE_CLASS_COST: f64 = 12_000.0;
/// Compiling any other character of a pattern, the costliest being a dot.
const PATTERN_CHAR_COST: f64 = 400.0;
/// Matching a text with a pattern, against reading it.
const MATCH_FACTOR: f64 = 16.0;

/// The cost of a path that is known to be valid. Patterns must be plain texts: one taken from the document
/// could cost anything.
pub(super) fn estimate(path: &str, document: Size) -> Result<Cost, QueryError> {
    let mut reader = Reader { text: path.as_bytes(), at: 1, document, cost: Cost::default() };
    reader.segments(List { all: Count::ONE, once: Count::ONE, same_level: true })?;
    Ok(reader.cost)
}

/// A list of nodes.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// How many there are.
    length: f64,
    /// How often one of them can be among them.
    repeats: f64,
}

impl Count {
    const NONE: Self = Self { length: 0.0, repeats: 0.0 };
    const ONE: Self = Self { length: 1.0, repeats: 1.0 };

    /// All children of these nodes.
    fn children(self, document: Size) -> Self {
        Self { length: document.weight * self.repeats.min(self.length), ..self }
    }

    /// These nodes and all below them.
    fn descendants(self, document: Size, same_level: bool) -> Self {
        // Nodes of one level share no descendant; others can be below one another, once on each level.
        let repeats = if same_level { self.repeats } else { self.repeats * document.levels };
        Self { length: document.weight * repeats.min(self.length), repeats }
    }

    fn and(self, other: Self) -> Self {
        Self { length: self.length + other.length, repeats: self.repeats + other.repeats }
    }
}

/// The nodes that a part of a path has selected.
#[derive(Debug, Clone, Copy)]
struct List {
    /// Over all the times that this part runs, in a filter once for every candidate.
    all: Count,
    /// When it runs once.
    once: Count,
    /// Whether all of them lie on one level of the tree.
    same_level: bool,
}

impl List {
    fn map(self, change: impl Fn(Count) -> Count) -> Self {
        Self { all: change(self.all), once: change(self.once), ..self }
    }
}

struct Reader<'p> {
    text: &'p [u8],
    at: usize,
    document: Size,
    cost: Cost,
}

impl<'p> Reader<'p> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn skip_blanks(&mut self) {
        self.skip_while(|byte| byte.is_ascii_whitespace());
    }

    /// Steps over a quoted text and gives what stands between its quotes.
    fn quoted(&mut self) -> &'p [u8] {
        let quote = self.peek();
        let start = self.at + 1;
        self.at = start;
        while self.at < self.text.len() && self.peek() != quote {
            self.at += if self.peek() == Some(b'\\') { 2 } else { 1 };
        }
        let end = self.at.min(self.text.len());
        self.at = end + 1;
        &self.text[start..end]
    }

    /// Reads the segments after a `$` or `@`.
    fn segments(&mut self, mut list: List) -> Result<List, QueryError> {
        loop {
            let before = self.at;
            self.skip_blanks();
            let rest = self.text.get(self.at..).unwrap_or_default();
            let from = if rest.starts_with(b"..") {
                self.at += 2;
                let (document, same_level) = (self.document, list.same_level);
                let below = list.map(|count| count.descendants(document, same_level));
                self.cost.work += below.all.length;
                List { same_level: false, ..below }
            } else if rest.starts_with(b".") {
                self.at += 1;
                list
            } else if rest.starts_with(b"[") {
                list
            } else {
                self.at = before;
                return Ok(list);
            };
            list = match self.peek() {
                Some(b'[') => self.bracket(from)?,
                Some(b'*') => {
                    self.at += 1;
                    let document = self.document;
                    from.map(|count| count.children(document))
                }
                _ => {
                    self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
                    from
                }
            };
            self.cost.work += list.all.length;
            self.cost.longest = self.cost.longest.max(list.once.length);
        }
    }

    /// Reads `[` selectors `]`.
    fn bracket(&mut self, from: List) -> Result<List, QueryError> {
        let document = self.document;
        let children = from.map(|count| count.children(document));
        let mut selected = from.map(|_| Count::NONE);
        while matches!(self.peek(), Some(b'[' | b',')) {
            self.at += 1;
            self.skip_blanks();
            let one = match self.peek() {
                Some(b'?') => {
                    self.at += 1;
                    self.cost.work += children.all.length;
                    self.filter(children)?;
                    children
                }
                Some(b'\'' | b'"') => {
                    self.quoted();
                    from
                }
                _ => {
                    let start = self.at;
                    self.skip_while(|byte| !matches!(byte, b',' | b']'));
                    let text = &self.text[start..self.at];
                    if text.contains(&b':') || text.starts_with(b"*") { children } else { from }
                }
            };
            selected.all = selected.all.and(one.all);
            selected.once = selected.once.and(one.once);
            self.skip_blanks();
        }
        self.at += 1;
        Ok(selected)
    }

    /// Reads a filter up to the `,` or `]` that ends it, and counts what it does for all its candidates.
    fn filter(&mut self, candidates: List) -> Result<(), QueryError> {
        // For each open bracket the name of its function; empty if it only groups.
        let text = self.text;
        let mut open: Vec<&[u8]> = Vec::new();
        let mut name = self.at..self.at;
        // Whether the last operand, and the one at the left of a comparison, came from the root.
        let (mut rooted, mut left_rooted) = (false, false);
        while let Some(byte) = self.peek() {
            let start = self.at;
            match byte {
                b',' | b']' if open.is_empty() => break,
                b',' if matches!(open.last(), Some(&b"match" | &b"search")) => {
                    self.at += 1;
                    self.cost.work += candidates.all.length * self.pattern()?;
                }
                b'\'' | b'"' => {
                    self.quoted();
                    rooted = false;
                }
                b'$' | b'@' => {
                    self.at += 1;
                    rooted = byte == b'$';
                    let factor = if open.iter().any(|name| matches!(*name, b"match" | b"search")) {
                        MATCH_FACTOR
                    } else {
                        1.0
                    };
                    let read = if rooted {
                        let each = candidates.all.length;
                        let start = Count { length: each, repeats: each };
                        self.segments(List { all: start, once: Count::ONE, same_level: true })?;
                        let is_read_whole = left_rooted || open.iter().any(|name| !name.is_empty());
                        if is_read_whole { each * self.document.weight } else { each }
                    } else {
                        let found = self.segments(List { once: Count::ONE, ..candidates })?;
                        found.all.descendants(self.document, found.same_level).length
                    };
                    self.cost.work += read * factor;
                }
                b'(' => {
                    let named = name.end == self.at;
                    open.push(if named { text.get(name.clone()).unwrap_or_default() } else { b"" });
                    self.at += 1;
                }
                b')' => {
                    open.pop();
                    self.at += 1;
                }
                b'=' | b'<' | b'>' => {
                    self.skip_while(|byte| matches!(byte, b'=' | b'<' | b'>'));
                    left_rooted = rooted;
                }
                b'&' | b'|' => {
                    self.at += 1;
                    (rooted, left_rooted) = (false, false);
                }
                b'a'..=b'z' => {
                    self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                    name = start..self.at;
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// Reads the pattern of `match` or `search` and gives the cost of compiling it.
    fn pattern(&mut self) -> Result<f64, QueryError> {
        const WHAT: &str = "JSONPath";
        self.skip_blanks();
        let start = self.at;
        if !matches!(self.peek(), Some(b'\'' | b'"')) {
            return Err(QueryError::syntax(
                WHAT,
                start,
                "a pattern must be written in the path, as a text in quotes",
            ));
        }
        let pattern = self.quoted();
        let (mut chars, mut repeats, mut at) = (0.0, 1.0, 0);
        while let Some(byte) = pattern.get(at) {
            // In a path the backslash of a pattern is written twice.
            match pattern.get(at..).unwrap_or_default() {
                [b'\\', b'u', ..] => {
                    let why = "write the characters of a pattern as they are, not as \\u escapes";
                    return Err(QueryError::syntax(WHAT, start, why));
                }
                [b'\\', b'\\', class, ..] if b"wWdDsSpPbB".contains(class) => {
                    chars += UNICODE_CLASS_COST;
                    at += 3;
                }
                _ => {
                    if *byte == b'{' {
                        repeats *= greatest_number(&pattern[at..]).max(1.0);
                    }
                    chars += PATTERN_CHAR_COST;
                    at += 1;
                }
            }
        }
        let cost = PATTERN_BASE_COST + chars * repeats;
        if cost > f64::from(PATTERN_COST_LIMIT) {
            return Err(QueryError::Limit {
                what: "cost of a pattern in a JSONPath",
                limit: PATTERN_COST_LIMIT.into(),
            });
        }
        Ok(cost)
    }
}

/// The greatest number between the brace at the start of `repetition` and the one that closes it.
fn greatest_number(repetition: &[u8]) -> f64 {
    let inside = repetition.split(|byte| *byte == b'}').next().unwrap_or_default();
    let numbers = inside.split(|byte| !byte.is_ascii_digit());
    let value =
        |digits: &[u8]| digits.iter().fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'));
    numbers.map(value).fold(0.0, f64::max)
}
