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

/// A number of bytes as people read it.
pub fn sized(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut unit = 0;
    let mut tenths = u128::from(bytes) * 10 / 1024;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::{counted, sized};

    #[test]
    fn one_is_said_as_one_and_all_others_as_many() {
        let said =
            [(0, "fault"), (1, "fault"), (2, "fault"), (1, "entry"), (2, "entry"), (2, "key"), (2, "day")];
        let said: Vec<String> = said.map(|(count, noun): (usize, &str)| counted(count, noun)).into();
        assert_eq!(said, ["0 faults", "1 fault", "2 faults", "1 entry", "2 entries", "2 keys", "2 days"]);
    }

    #[test]
    fn sizes_read_well_at_their_edges() {
        let sizes = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1_048_575, "1023.9 KiB"),
            (u64::MAX, "15.9 EiB"),
        ];
        sizes.into_iter().for_each(|(bytes, text)| assert_eq!(sized(bytes), text));
    }
}
