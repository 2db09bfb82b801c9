//! The elements of a JSON list, one by one, however long the list is: of a list alone, or of the one in the answer to a
//! GraphQL query.

use std::io::{self, BufRead};

use super::input::LINE_LIMIT;

/// Why there is no further element.
#[derive(Debug)]
pub(super) enum NoElement {
    /// It cannot be read.
    Io(io::Error),
    /// It is not what it should be.
    Form(String),
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Beginning,
    FirstElement,
    NextElement,
    End,
}

/// Cuts a list into the texts of its elements. What is in an element is not looked at.
pub(super) struct Elements<R> {
    from: R,
    at: At,
    /// How many objects are open around the list.
    open: usize,
}

fn form(what: impl Into<String>) -> NoElement {
    NoElement::Form(what.into())
}

fn cut_off() -> NoElement {
    form("it is cut off")
}

impl<R: BufRead> Elements<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from, at: At::Beginning, open: 0 }
    }

    /// The next element; none within if it is too long, in which case it is passed over.
    pub(super) fn next(&mut self) -> Result<Option<Option<String>>, NoElement> {
        match self.at {
            At::End => return Ok(None),
            At::Beginning => {
                self.enter()?;
                self.at = At::FirstElement;
            }
            At::FirstElement | At::NextElement => {}
        }
        let byte = self.peek_behind_blanks()?.ok_or_else(cut_off)?;
        match (byte, self.at) {
            (b']', _) => {
                self.from.consume(1);
                self.at = At::End;
                return self.leave().map(|()| None);
            }
            (b',', At::NextElement) => self.from.consume(1),
            (_, At::FirstElement) => {}
            (other, _) => return Err(form(format!("there is {:?} between two entries", char::from(other)))),
        }
        self.at = At::NextElement;
        self.peek_behind_blanks()?;
        let (text, fits) = self.value()?;
        Ok(Some(fits.then(|| String::from_utf8_lossy(&text).into_owned())))
    }

    /// Goes into the list: it is all there is, or stands in `data` of an answer.
    fn enter(&mut self) -> Result<(), NoElement> {
        loop {
            match self.byte_behind_blanks()? {
                b'[' => return Ok(()),
                b'{' => {
                    self.open += 1;
                    if !self.find_member()? {
                        return Err(form("there is no list of entries in it"));
                    }
                }
                _ => return Err(form("there is no list of entries in it")),
            }
        }
    }

    /// Goes on to the member of an object that the list is in, behind its colon; says whether there is one.
    fn find_member(&mut self) -> Result<bool, NoElement> {
        if self.peek_behind_blanks()?.ok_or_else(cut_off)? == b'}' {
            return Ok(false);
        }
        loop {
            let name = self.name()?;
            // Whoever asked may have called the list otherwise.
            if matches!(name.as_str(), "data" | "getAll") || (self.open > 1 && name != "errors") {
                return Ok(true);
            }
            self.pass_member(&name)?;
            if self.byte_behind_blanks()? != b',' {
                return Ok(false);
            }
        }
    }

    /// Reads what stands behind the list.
    fn leave(&mut self) -> Result<(), NoElement> {
        while self.open > 0 {
            match self.byte_behind_blanks()? {
                b'}' => self.open -= 1,
                b',' => {
                    let name = self.name()?;
                    self.pass_member(&name)?;
                }
                _ => return Err(form("what stands behind the entries is no JSON")),
            }
        }
        match self.peek_behind_blanks()? {
            None => Ok(()),
            Some(_) => Err(form("there is something behind its end")),
        }
    }

    /// The name of a member, with the colon behind it.
    fn name(&mut self) -> Result<String, NoElement> {
        self.peek_behind_blanks()?;
        let (text, _) = self.value()?;
        let name = serde_json::from_slice(&text).map_err(|error| form(format!("it is no JSON: {error}")))?;
        match self.byte_behind_blanks()? {
            b':' => Ok(name),
            _ => Err(form("it is no JSON: a name has no colon")),
        }
    }

    /// Passes over the value of a member. Errors of the query are told.
    fn pass_member(&mut self, name: &str) -> Result<(), NoElement> {
        self.peek_behind_blanks()?;
        let (text, _) = self.value()?;
        let text = String::from_utf8_lossy(&text);
        match name == "errors" && !matches!(text.trim(), "null" | "[]") {
            true => Err(form(format!(
                "the query that made it failed: {}",
                text.chars().take(300).collect::<String>()
            ))),
            false => Ok(()),
        }
    }

    /// The text of the value that begins here, as far as it fits, and whether it does.
    fn value(&mut self) -> Result<(Vec<u8>, bool), NoElement> {
        let (mut text, mut length) = (Vec::new(), 0_u64);
        let (mut depth, mut in_string, mut is_escaped) = (0_u64, false, false);
        loop {
            let byte = self.peek()?.ok_or_else(cut_off)?;
            let ends_before = !in_string
                && depth == 0
                && matches!(byte, b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
            if ends_before {
                break;
            }
            self.from.consume(1);
            length += 1;
            if length <= LINE_LIMIT {
                text.push(byte);
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_string => is_escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth -= 1,
                _ => {}
            }
            let has_ended = depth == 0 && !in_string && matches!(byte, b'"' | b'}' | b']');
            if has_ended {
                break;
            }
        }
        Ok((text, length <= LINE_LIMIT))
    }

    fn peek(&mut self) -> Result<Option<u8>, NoElement> {
        loop {
            match self.from.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(NoElement::Io(error)),
            }
        }
    }

    fn peek_behind_blanks(&mut self) -> Result<Option<u8>, NoElement> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.from.consume(1),
                other => return Ok(other),
            }
        }
    }

    fn byte_behind_blanks(&mut self) -> Result<u8, NoElement> {
        let byte = self.peek_behind_blanks()?.ok_or_else(cut_off)?;
        self.from.consume(1);
        Ok(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of a text that comes in small pieces, and why there are no more.
    fn elements(text: &str) -> (Vec<String>, Option<String>) {
        let mut elements = Elements::new(io::BufReader::with_capacity(3, text.as_bytes()));
        let mut found = Vec::new();
        loop {
            match elements.next() {
                Ok(Some(element)) => found.push(element.unwrap()),
                Ok(None) => return (found, None),
                Err(NoElement::Form(why)) => return (found, Some(why)),
                Err(NoElement::Io(error)) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn a_list_is_found_alone_and_in_an_answer_and_cut_into_its_elements() {
        let list = r#"[ {"a": "x ] } , \" \\"} ,[1,[2]], "s,]" , 5 ,null]"#;
        let expected = [r#"{"a": "x ] } , \" \\"}"#, "[1,[2]]", r#""s,]""#, "5", "null"];
        for text in [
            list.to_owned(),
            format!(r#"{{"data":{{"getAll":{list}}}}}"#),
            format!(
                r#" {{ "extensions" : {{"x":[1]}} , "data" : {{ "mine" : {list} , "other":[1]}} , "errors":[] }} "#
            ),
            format!(r#"{{"getAll":{list}}}"#),
        ] {
            assert_eq!(elements(&text), (expected.map(str::to_owned).into(), None), "{text}");
        }
        assert_eq!(elements(r#"{"data":{"getAll":[]}}"#), (vec![], None));
    }

    #[test]
    fn what_is_cut_off_or_no_answer_is_told_and_never_taken_for_the_end() {
        let whole = r#"{"data":{"getAll":[{"key":"a"},{"key":"b"}]}}"#;
        for cut in 0..whole.len() {
            let (found, why) = elements(&whole[..cut]);
            assert!(why.is_some() && found.len() <= 2, "{cut}: {found:?}");
        }
        for (text, why) in [
            (r#"{"data":null}"#, "no list"),
            (r#"{"errors":[{"message":"too many"}],"data":null}"#, "too many"),
            (r#"{"data":{"getAll":[]},"errors":[{"message":"half"}]}"#, "half"),
            (r#"{"other":[1]}"#, "no list"),
            (r#"{}"#, "no list"),
            (r#"[1 2]"#, "between"),
            (r#"[1] x"#, "behind its end"),
        ] {
            let told = elements(text).1;
            assert!(told.as_ref().is_some_and(|told| told.contains(why)), "{text}: {told:?}");
        }
    }
}
