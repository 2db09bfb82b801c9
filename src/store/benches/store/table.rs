//! The table: `name | ours | reference | ratio | target`, as lines and as JSON.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

pub(crate) const HEADER: &str = "name | ours | reference | ratio | target";

pub(crate) fn row(name: &str, ours: &str, reference: &str, ratio: f64, target: &str) {
    println!("{name} | {ours} | {reference} | {ratio:.2} | {target}");
}

/// Writes rows, as they were printed, to a file: one object for each in an array.
pub(crate) fn save(path: &Path, rows: &[String]) {
    let text = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let object = |row: &String| {
        let columns: Vec<&str> = row.split(" | ").collect();
        let named = HEADER.split(" | ").zip(columns).map(|(name, column)| match name {
            "ratio" => {
                let is_number = column.parse::<f64>().is_ok_and(f64::is_finite);
                format!("\"ratio\": {}", if is_number { column } else { "null" })
            }
            name => format!("{}: {}", text(name), text(column.trim_end())),
        });
        format!("  {{{}}}", named.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = rows.iter().map(object).collect();
    let mut file = File::create(path).unwrap();
    writeln!(file, "[\n{}\n]", rows.join(",\n")).unwrap();
}
