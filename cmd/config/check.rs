//! `cyberfly config check`: everything that is wrong, each with its place. What `start` would refuse before it opens anything
//! is refused here: files for TLS that cannot be used are part of it.

use std::path::Path;

use cyberfly_api::Doors;
use cyberfly_node::config::{ConfigError, Loaded, Origin, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Global;
use crate::failure::{Failure, USAGE};
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing};
use crate::{files, settings};

/// What is wrong with a configuration.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The file, variable or flag.
    origin: String,
    /// The line of the file.
    line: Option<usize>,
    /// What is wrong.
    message: String,
    /// What may have been meant.
    nearest: Option<String>,
}

impl From<Problem> for Row {
    fn from(problem: Problem) -> Self {
        let Problem { origin, line, what, nearest } = problem;
        let origin = match origin {
            Origin::File(path) => path.display().to_string(),
            other => other.to_string(),
        };
        Self { origin, line, message: what, nearest }
    }
}

impl Row {
    fn place(&self) -> String {
        self.line.map_or_else(|| self.origin.clone(), |line| format!("{}:{line}", self.origin))
    }

    fn advice(&self) -> String {
        self.nearest.as_ref().map_or_else(String::new, |nearest| format!("did you mean {nearest}?"))
    }
}

pub(super) fn run(ui: &mut Ui, global: &Global, file: Option<&Path>) -> Result<u8, Failure> {
    let loaded = match file {
        None => Loaded::from(settings::sources(global, Vec::new())),
        Some(path) => match files::read(path)? {
            Some(text) => Loaded::of_text(path, &text),
            None => {
                return Err(Failure::misuse(
                    format!("there is no file {}", path.display()),
                    "name another one",
                ));
            }
        },
    };
    let rows: Vec<Row> = match loaded {
        Ok(loaded) => {
            let row =
                |origin: &str, message| Row { origin: origin.to_owned(), line: None, message, nearest: None };
            let top = crate::top::check(&loaded.config.top).err().map(|message| row("top", message));
            let doors = Doors::check(&loaded.config).err().map(|error| row("http", error.to_string()));
            top.into_iter().chain(doors).collect()
        }
        Err(ConfigError { problems }) => problems.into_iter().map(Row::from).collect(),
    };
    ui.listing(&Listing {
        plural: "problems",
        single: None,
        columns: &["place", "problem", "advice"],
        rows: &rows,
        cells: |row| vec![Cell::Text(row.place()), Cell::Text(row.message.clone()), Cell::Text(row.advice())],
        next_cursor: None,
    })?;
    if rows.is_empty() {
        ui.note("nothing is wrong");
        return Ok(0);
    }
    Ok(USAGE)
}
