//! `cyberfly data export`: everything, a line for each key, or with `--signed` one for each operation.

use std::sync::Arc;

use cyberfly_protocol::query::{Export, Operations, Page};
use cyberfly_protocol::{Door, Query, QueryAnswer, counted};
use serde::Serialize;

use super::{Scope, author, page};
use crate::cli::ExportArgs;
use crate::door::{self, Intent};
use crate::failure::{Failure, PARTLY};
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Part};
use crate::ui::progress::{Meter, Progress, Terminal, Unit};

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: ExportArgs) -> Result<u8, Failure> {
    let db = author::database(scope)?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let (prefix, page) = (args.prefix, Page::default());
    let query = match args.signed {
        true => Query::from(Operations { db, prefix, page }),
        false => Query::from(Export { db, prefix, signers: false, page }),
    };
    let exported = export(ui, way.door(), query).await;
    way.close()?;
    let left_out = exported?;
    if left_out > 0 {
        ui.note(&format!(
            "left out: {}, longer than a line can hold or not here yet; what refers to them is there",
            counted(left_out, "file")
        ));
        ui.note(
            "cyberfly data blob get saves a file of any size; cyberfly backup create saves all that is here",
        );
        return Ok(PARTLY);
    }
    Ok(0)
}

/// Writes all pages. Says how many files they leave out.
async fn export(ui: &mut Ui, door: &dyn Door, mut query: Query) -> Result<u64, Failure> {
    let meter = Arc::new(Meter::new("exporting", Unit::Items("lines")));
    let terminal = if ui.out_is_terminal() { Terminal::InUse } else { Terminal::Free };
    let progress = Progress::of(ui, meter, terminal);
    let (mut begins, mut all_left_out) = (true, 0);
    loop {
        page::want(&mut query, None);
        let answer = door.query(query.clone()).await?;
        let goes_on = page::go_on(&mut query, &answer);
        let part = Part { begins, ends: !goes_on };
        let count = match &answer {
            QueryAnswer::Lines { lines, .. } => write(ui, "lines", lines, part)?,
            QueryAnswer::Signed { signed, left_out, .. } => {
                all_left_out += left_out;
                write(ui, "signed", signed, part)?
            }
            _ => return Err(Failure::internal("the node answered something else than lines".to_owned())),
        };
        progress.advance(count);
        if !goes_on {
            return Ok(all_left_out);
        }
        ui.flush()?;
        begins = false;
    }
}

/// Writes a page: a line for each, whatever is asked for, but for JSON, where all are one document.
fn write<T: Serialize>(ui: &mut Ui, plural: &'static str, lines: &[T], part: Part) -> Result<u64, Failure> {
    if ui.is_one_document() {
        let cells = |_: &T| Vec::<Cell>::new();
        let listing = Listing { plural, single: None, columns: &[], rows: lines, cells, next_cursor: None };
        ui.page(&listing, part)?;
    } else {
        for line in lines {
            let text = serde_json::to_string(line).map_err(|error| Failure::internal(error.to_string()))?;
            ui.line(&text)?;
        }
    }
    Ok(lines.len() as u64)
}
