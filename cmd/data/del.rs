//! `cyberfly data del`: delete keys, all by one operation.

use cyberfly_core::{Key, Write};
use cyberfly_protocol::ErrorBody;

use super::{Scope, author};
use crate::cli::DelArgs;
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: &DelArgs) -> Result<u8, Failure> {
    let delete = |key: &String| Key::new(key.as_str()).map(Write::del);
    let writes = args.keys.iter().map(delete).collect::<Result<Vec<_>, _>>().map_err(ErrorBody::from)?;
    let author = author::key(scope.global)?;
    let db = author::database(scope)?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let receipt = author::write(way.door(), &author, db, writes).await?;
    way.close()?;
    if !ui.document(&receipt)? {
        ui.detail(&format!("deleted by operation {}", receipt.op_id));
    }
    Ok(0)
}
