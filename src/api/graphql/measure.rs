//! How much an operation asks for, found out before anything is validated or answered.
//!
//! Fragments are counted once and added where they are spread, so that a document of a few lines that unfolds into
//! millions of fields costs no more to refuse than to read.

use std::collections::{HashMap, HashSet};

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// What an operation asks for, fragments unfolded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// How deep its fields are nested.
    pub(super) depth: u64,
    /// How many fields it has, those that read much with their weight.
    pub(super) complexity: u64,
    /// How many of its fields have another name than their own.
    pub(super) aliases: u64,
    /// What it takes out of its caller's allowance, in requests.
    pub(super) requests: u64,
}

/// Fields that read a page or more.
const HEAVY: [&str; 8] =
    ["keys", "entries", "fields", "members", "operations", "history", "databases", "database"];
/// How much more complex such a field is than another one.
const HEAVY_WEIGHT: u64 = 50;
/// How many requests it stands for, as with a heavy route.
const HEAVY_REQUESTS: u64 = 10;

fn is_heavy(name: &str) -> bool {
    let begins = ["getAll", "filter", "getBlobOperation"].iter().any(|prefix| name.starts_with(prefix));
    begins || HEAVY.contains(&name)
}

impl Measure {
    fn add(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.complexity = self.complexity.saturating_add(other.complexity);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.requests = self.requests.saturating_add(other.requests);
    }
}

/// The measure of every operation of a document, by name.
pub(super) fn operations(document: &ExecutableDocument) -> HashMap<Option<Name>, Measure> {
    let mut measuring = Measuring { document, fragments: HashMap::new(), open: HashSet::new() };
    let measured = document.operations.iter().map(|(name, operation)| {
        let mut measure = measuring.selections(&operation.node.selection_set.node);
        let roots = operation.node.selection_set.node.items.len() as u64;
        measure.requests = measure.requests.saturating_add(roots);
        (name.cloned(), measure)
    });
    measured.collect()
}

struct Measuring<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a Name, Measure>,
    /// Fragments that are being measured: one within itself counts nothing, and is refused when it is validated.
    open: HashSet<&'a Name>,
}

impl<'a> Measuring<'a> {
    fn selections(&mut self, set: &'a SelectionSet) -> Measure {
        let mut sum = Measure::default();
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let mut measure = self.selections(&field.selection_set.node);
                    let heavy = u64::from(is_heavy(&field.name.node));
                    measure.add(Measure {
                        depth: measure.depth + 1,
                        complexity: 1 + heavy * HEAVY_WEIGHT,
                        aliases: u64::from(field.alias.is_some()),
                        requests: heavy * HEAVY_REQUESTS,
                    });
                    sum.add(measure);
                }
                Selection::InlineFragment(inline) => {
                    sum.add(self.selections(&inline.node.selection_set.node));
                }
                Selection::FragmentSpread(spread) => {
                    let mut measure = self.fragment(&spread.node.fragment_name.node);
                    // A spread costs something even where its fragment holds nothing.
                    measure.complexity = measure.complexity.saturating_add(1);
                    sum.add(measure);
                }
            }
        }
        sum
    }

    fn fragment(&mut self, name: &'a Name) -> Measure {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Measure::default() };
        if !self.open.insert(name) {
            return Measure::default();
        }
        let measure = self.selections(&fragment.node.selection_set.node);
        self.open.remove(name);
        self.fragments.insert(name, measure);
        measure
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use std::fmt::Write as _;

    fn measure(text: &str) -> Measure {
        operations(&parse_query(text).unwrap()).into_values().next().unwrap()
    }

    #[test]
    fn fields_are_counted_as_deep_as_they_lie_and_under_whatever_name() {
        let found = measure("{ a: getString { key } ... on Query { b: getString { key value } } }");
        assert_eq!((found.depth, found.complexity, found.aliases), (2, 5, 2));
    }

    #[test]
    fn what_reads_much_weighs_more() {
        assert!(measure("{ getAll { key } }").complexity > measure("{ getString { key } }").complexity);
        assert_eq!(measure("{ getAll { key } }").requests, 11);
    }

    #[test]
    fn a_bomb_of_fragments_is_measured_without_being_unfolded() {
        let mut text = "{ ...f0 }".to_owned();
        for number in 0..200 {
            let _ = write!(text, " fragment f{number} on Query {{ ...f{0} ...f{0} }}", number + 1);
        }
        text.push_str(" fragment f200 on Query { getNodeInfo { nodeId } }");
        assert_eq!(measure(&text).complexity, u64::MAX);
    }

    #[test]
    fn a_fragment_within_itself_is_not_followed() {
        assert!(
            measure("{ ...a } fragment a on Query { x ...b } fragment b on Query { ...a }").complexity < 20
        );
    }
}
