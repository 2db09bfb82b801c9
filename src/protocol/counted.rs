//! Numbers of things, as people say them.

/// A count with its noun: `1 fault`, `2 faults`, `0 entries`. The noun is given in the singular.
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    // A count that no 64 bits hold is many, whatever it is.
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", noun_of(count, noun))
}

/// The noun that goes with a count, where the count is written in another way. It is given in the singular.
pub fn noun_of(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_said_as_one_and_all_others_as_many() {
        let said =
            [(0, "fault"), (1, "fault"), (2, "fault"), (1, "entry"), (2, "entry"), (2, "key"), (2, "day")];
        let said: Vec<String> = said.map(|(count, noun): (usize, &str)| counted(count, noun)).into();
        assert_eq!(said, ["0 faults", "1 fault", "2 faults", "1 entry", "2 entries", "2 keys", "2 days"]);
    }
}
