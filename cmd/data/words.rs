//! A line of words, as in a shell: blanks separate, quotes and backslashes keep together. Nothing is expanded.

/// The words of a line; none of an empty one and of one that begins with `#`.
pub(crate) fn split(line: &str) -> Result<Vec<String>, &'static str> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut characters = line.trim_start().chars();
    if line.trim_start().starts_with('#') {
        return Ok(words);
    }
    while let Some(character) = characters.next() {
        match character {
            blank if blank.is_whitespace() => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or("a quote ' has no end")? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or("a quote \" has no end")? {
                        '"' => break,
                        '\\' => word.push(characters.next().ok_or("a quote \" has no end")?),
                        other => word.push(other),
                    }
                }
            }
            '\\' => {
                let next = characters.next().ok_or("nothing follows the last backslash")?;
                word.get_or_insert_default().push(next);
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell_without_expansion() {
        for (line, words) in [
            ("", &[][..]),
            ("  # put a b", &[]),
            ("put a  b\t", &["put", "a", "b"]),
            ("put 'a b' \"c \\\" 'd\"", &["put", "a b", "c \" 'd"]),
            ("put a\\ b ''", &["put", "a b", ""]),
            ("put $HOME * a#b", &["put", "$HOME", "*", "a#b"]),
            ("x'y'\"z\"", &["xyz"]),
            ("put '\\n' \u{1f41d}", &["put", "\\n", "\u{1f41d}"]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        for open in ["'", "a \"b", "a\\", "\"\\"] {
            assert!(split(open).is_err(), "{open}");
        }
    }
}
