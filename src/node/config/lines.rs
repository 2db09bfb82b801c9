//! On which line of a TOML file each key is said.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Document, TableLike};

/// The line of each key in dotted form, from 1 on; or the line of what is no TOML, and what is wrong there.
pub(super) fn of(text: &str) -> Result<BTreeMap<String, usize>, (Option<usize>, String)> {
    let line = |span: Range<usize>| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1;
    let document = Document::parse(text)
        .map_err(|error| (error.span().map(line), error.message().replace('\n', " ")))?;
    let mut lines = BTreeMap::new();
    collect(document.as_table(), "", &mut |key, span| {
        lines.insert(key, line(span));
    });
    Ok(lines)
}

fn collect(table: &dyn TableLike, prefix: &str, found: &mut dyn FnMut(String, Range<usize>)) {
    for (name, item) in table.iter() {
        let dot = if prefix.is_empty() { "" } else { "." };
        let key = format!("{prefix}{dot}{name}");
        if let Some(part) = item.as_table_like() {
            collect(part, &key, found);
        }
        let span = table.key(name).and_then(toml_edit::Key::span);
        if let Some(span) = span.or_else(|| item.span()) {
            found(key, span);
        }
    }
}
