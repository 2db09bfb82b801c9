//! `cyberfly data watch`: what is written, as it is.

use std::future::poll_fn;

use cyberfly_protocol::{Change, SCHEMA_VERSION, Watch, Watched, counted};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Scope, author};
use crate::cli::WatchArgs;
use crate::door::{self, Intent, Ways};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::harmless;

/// What a watcher hears, as a document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Document<'a> {
    /// The version of this document.
    schema_version: u32,
    #[serde(flatten)]
    watched: &'a Watched,
}

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: WatchArgs) -> Result<u8, Failure> {
    if scope.ways == Ways::Offline {
        return Err(Failure::misuse(
            "nothing is written while this process holds the data alone",
            "leave --offline out",
        ));
    }
    let db = author::database(scope)?;
    let way = door::find(ui, scope.global, Ways::Online, Intent::Read).await?;
    let mut stream = way.door().watch(Watch { db, prefix: args.prefix, since: args.since }).await?;
    while let Some(watched) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        show(ui, &watched?)?;
        ui.flush()?;
    }
    ui.note("the node has stopped");
    Ok(0)
}

fn show(ui: &mut Ui, watched: &Watched) -> Result<(), Failure> {
    if ui.is_json() {
        let text = serde_json::to_string(&Document { schema_version: SCHEMA_VERSION, watched });
        return ui.line(&text.map_err(|error| Failure::internal(error.to_string()))?);
    }
    match watched {
        Watched::Change(Change { cursor, author, keys, more, .. }) => {
            let keys = keys.iter().map(|touched| harmless(&touched.key)).collect::<Vec<_>>().join("\t");
            let more = if *more > 0 { format!("\t... and {more} more") } else { String::new() };
            ui.line(&format!("{cursor}\t{author}\t{keys}{more}"))
        }
        Watched::Started { cursor } => {
            ui.detail(&format!("watching from {cursor}"));
            Ok(())
        }
        Watched::Lagged { missed } => {
            ui.note(&format!("{} went by unheard; what they told comes now", counted(*missed, "event")));
            Ok(())
        }
        Watched::Reset { cursor } => {
            ui.note(&format!(
                "that place is not in the journal any more: read the database anew; going on from {cursor}"
            ));
            Ok(())
        }
    }
}
