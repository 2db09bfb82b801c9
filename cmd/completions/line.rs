//! A command line that is being typed, as a shell of the Bourne family reads it.

/// The words up to the cursor.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Those that are whole, without their quotes.
    pub(super) words: Vec<String>,
    /// The one that is being typed.
    pub(super) open: OpenWord,
}

/// A word that is being typed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct OpenWord {
    /// What it says so far, without quotes.
    pub(super) text: String,
    /// The same as it was typed.
    typed: String,
    /// The quote that is open, and how much of the text stands before it.
    quote: Option<(char, usize)>,
}

impl Line {
    /// Reads a line up to the cursor. What is not closed yet is no error.
    pub(super) fn read(line: &str) -> Self {
        let mut words = Vec::new();
        let mut open: Option<OpenWord> = None;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            let quote = open.as_ref().and_then(|word| word.quote).map(|(quote, _)| quote);
            if quote.is_none() && character.is_whitespace() {
                words.extend(open.take().map(|word| word.text));
                continue;
            }
            let word = open.get_or_insert_default();
            word.typed.push(character);
            match (quote, character) {
                (Some(quote), character) if character == quote => word.quote = None,
                (None, '\'' | '"') => word.quote = Some((character, word.text.len())),
                (None | Some('"'), '\\') => {
                    let is_special = |next: &char| quote.is_none() || "$`\"\\".contains(*next);
                    match characters.next_if(is_special) {
                        Some(next) => {
                            word.typed.push(next);
                            word.text.push(next);
                        }
                        // Whoever stands behind a backslash has not said yet what it is for.
                        None if characters.peek().is_none() => {}
                        None => word.text.push('\\'),
                    }
                }
                (_, other) => word.text.push(other),
            }
        }
        Self { words, open: open.unwrap_or_default() }
    }
}

impl OpenWord {
    /// What is put in place of `part`, the end of this word that the shell takes for a word of its own, so that the word
    /// says `text`; none if that cannot be.
    pub(super) fn replaced(&self, part: &str, text: &str) -> Option<String> {
        if let Some((quote, before)) = self.quote {
            return Some(within(quote, text.get(before..)?));
        }
        let quoted = quoted(text);
        match self.typed.strip_suffix(part).unwrap_or_default() {
            "" => Some(quoted),
            before => quoted.strip_prefix(before).map(str::to_owned),
        }
    }
}

/// A text as a word, with a backslash before whatever a shell would take for something else.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-+=:,./@%^".contains(character);
    let mut word = String::with_capacity(text.len());
    for (place, character) in text.char_indices() {
        if !(is_plain(character) || !character.is_ascii() || character == '~' && place > 0) {
            word.push('\\');
        }
        word.push(character);
    }
    word
}

/// A text behind a quote that is open already.
fn within(quote: char, text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for character in text.chars() {
        match (quote, character) {
            ('\'', '\'') => word.push_str("'\\'"),
            ('"', '"' | '$' | '`' | '\\') => word.push('\\'),
            _ => {}
        }
        word.push(character);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_up_to_the_cursor_whatever_is_still_open() {
        for (typed, words, open) in [
            ("", &[][..], ""),
            ("cyberfly", &[], "cyberfly"),
            ("cyberfly data ", &["cyberfly", "data"], ""),
            ("cyberfly data get user:1", &["cyberfly", "data", "get"], "user:1"),
            ("x 'a b", &["x"], "a b"),
            ("x \"a 'b", &["x"], "a 'b"),
            ("x 'a b'\\ c", &["x"], "a b c"),
            ("x \"a\\\"\\b", &["x"], "a\"\\b"),
            ("x a\\", &["x"], "a"),
            ("x '' ", &["x", ""], ""),
            ("x \u{1f41d}\\ ", &["x"], "\u{1f41d} "),
        ] {
            let line = Line::read(typed);
            let read: Vec<_> = line.words.iter().map(String::as_str).collect();
            assert_eq!((read.as_slice(), line.open.text.as_str()), (words, open), "{typed}");
        }
    }

    #[test]
    fn what_is_put_in_says_the_text_whatever_was_typed_before_it() {
        for (typed, part, text, replaced) in [
            ("us", "us", "user:1", Some("user:1")),
            // A shell takes what is behind a colon for a word of its own.
            ("user:", "", "user:1", Some("1")),
            ("user:1", "1", "user:12", Some("12")),
            ("--db=", "", "--db=notes", Some("notes")),
            ("a\\ b", "a\\ b", "a b c", Some("a\\ b\\ c")),
            ("", "", "~first/x", Some("\\~first/x")),
            ("", "", "a~b'c\"$d", Some("a~b\\'c\\\"\\$d")),
            ("'a b", "a b", "a b'c", Some("a b'\\''c")),
            ("\"a b", "a b", "a b\"$", Some("a b\\\"\\$")),
            ("us\"er ", "er ", "user 1", Some("er 1")),
            ("'us'er:", "", "user:1", None),
        ] {
            let open = Line::read(typed).open;
            assert_eq!(open.replaced(part, text).as_deref(), replaced, "{typed} {part} {text}");
        }
    }

    #[test]
    fn a_quoted_word_is_read_as_its_text() {
        for text in ["plain", "a b", "it's", "\"", "\\", "$HOME", "~first/x", "*?[", "#", "\u{1f41d} {x}"] {
            assert_eq!(Line::read(&quoted(text)).open.text, text);
            for quote in ['\'', '"'] {
                assert_eq!(Line::read(&format!("{quote}{}{quote}", within(quote, text))).open.text, text);
            }
        }
    }
}
