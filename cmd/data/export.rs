//! `cyberfly data export`: everything, a line for each key.

use std::sync::Arc;

use cyberfly_protocol::query::{Export, Page};
use cyberfly_protocol::{Door, Query, QueryAnswer};

use super::{Scope, author, page};
use crate::cli::ExportArgs;
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Part};
use crate::ui::progress::{Meter, Progress, Terminal, Unit};

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: ExportArgs) -> Result<u8, Failure> {
    let db = author::database(scope)?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let query = Query::from(Export { db, prefix: args.prefix, page: Page::default() });
    let exported = export(ui, way.door(), query).await;
    way.close()?;
    exported.map(|()| 0)
}

async fn export(ui: &mut Ui, door: &dyn Door, mut query: Query) -> Result<(), Failure> {
    let meter = Arc::new(Meter::new("exporting", Unit::Items("lines")));
    let terminal = if ui.out_is_terminal() { Terminal::InUse } else { Terminal::Free };
    let progress = Progress::of(ui, meter, terminal);
    let mut begins = true;
    loop {
        page::want(&mut query, None);
        let answer = door.query(query.clone()).await?;
        let goes_on = page::go_on(&mut query, &answer);
        let QueryAnswer::Lines { lines, .. } = answer else {
            return Err(Failure::internal("the node answered something else than lines".to_owned()));
        };
        if ui.is_one_document() {
            let cells = |_: &_| Vec::<Cell>::new();
            let listing = Listing {
                plural: "lines",
                single: None,
                columns: &[],
                rows: &lines,
                cells,
                next_cursor: None,
            };
            ui.page(&listing, Part { begins, ends: !goes_on })?;
        } else {
            for line in &lines {
                let text =
                    serde_json::to_string(line).map_err(|error| Failure::internal(error.to_string()))?;
                ui.line(&text)?;
            }
        }
        progress.advance(lines.len() as u64);
        if !goes_on {
            return Ok(());
        }
        ui.flush()?;
        begins = false;
    }
}
