//! Carrying out what a command line asks for: the one place where data commands meet a door.

use cyberfly_client::Done;
use cyberfly_core::write::INLINE_LIMIT;
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::command::{BlobPut, HashSet, ListInsert, ListPush, ListSet, ListUnshift, Put};
use cyberfly_protocol::query::QueryAnswer;
use cyberfly_protocol::{Blob, ByteStream, Bytes, Command, Door, ErrorBody, Query, Value, bytes_at_once};

use super::answers::{self, Part};
use super::{Action, Scope, author, page};
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

/// Carries out an action and shows its answer. Returns the exit code.
pub(crate) async fn carry_out(
    ui: &mut Ui,
    scope: &Scope<'_>,
    db: &DbName,
    action: Action,
) -> Result<u8, Failure> {
    match action {
        Action::Do(commands) => {
            let told = commands.clone();
            let done = change(ui, scope, db, commands).await?;
            answers::done(ui, &told, &done)
        }
        Action::Ask(query, limit) => ask(ui, scope, *query, limit).await,
    }
}

/// Carries out commands as one operation, all or nothing.
pub(super) async fn change(
    ui: &mut Ui,
    scope: &Scope<'_>,
    db: &DbName,
    commands: Vec<Command>,
) -> Result<Done, Failure> {
    let author = author::key(scope.global)?;
    let way = door::find(ui, scope.global, scope.ways, scope.intent()).await?;
    let done = match scope.dry_run {
        true => rehearse(way.door(), &author, db, commands).await,
        false => run(way.door(), &author, db, commands).await,
    };
    way.close()?;
    if scope.dry_run {
        ui.note("this was a dry run; nothing was stored");
    }
    done
}

/// What commands would answer. Nothing is stored, not even bytes that an operation would refer to.
pub(super) async fn rehearse(
    door: &dyn Door,
    author: &cyberfly_client::AuthorKey,
    db: &DbName,
    mut commands: Vec<Command>,
) -> Result<Done, Failure> {
    for (value, bytes) in too_large(&mut commands) {
        *value = Value::Blob { blob: reference(&bytes, String::new()) };
    }
    Ok(cyberfly_client::rehearse(door, author, db, commands).await?)
}

/// The reference to bytes that an operation does not hold itself.
pub(super) fn reference(bytes: &[u8], content_type: String) -> Blob {
    Blob { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u64, content_type }
}

/// The same through a door that is open already.
pub(super) async fn run(
    door: &dyn Door,
    author: &cyberfly_client::AuthorKey,
    db: &DbName,
    mut commands: Vec<Command>,
) -> Result<Done, Failure> {
    for (value, bytes) in too_large(&mut commands) {
        *value = Value::Blob { blob: keep(door, db, bytes, String::new()).await? };
    }
    Ok(cyberfly_client::run(door, author, db, commands, None).await?)
}

/// Hands in bytes that an operation can refer to.
pub(super) async fn keep(
    door: &dyn Door,
    db: &DbName,
    bytes: Vec<u8>,
    content_type: String,
) -> Result<Blob, Failure> {
    keep_flow(door, db, bytes_at_once(bytes), content_type).await
}

/// The same with bytes that come in pieces, however many.
pub(super) async fn keep_flow(
    door: &dyn Door,
    db: &DbName,
    bytes: ByteStream,
    content_type: String,
) -> Result<Blob, Failure> {
    let kept = door.keep_blob(db, bytes).await?;
    let hash: cyberfly_core::OpId =
        kept.hash.parse().map_err(|_| Failure::internal("the node answered without a hash".to_owned()))?;
    Ok(Blob { hash: *hash.as_bytes(), size: kept.size, content_type })
}

/// The values that are too large to stand in an operation, and their bytes, in place of which a reference is to be put.
fn too_large(commands: &mut [Command]) -> impl Iterator<Item = (&mut Value, Vec<u8>)> {
    commands.iter_mut().flat_map(values).filter_map(|value| match value {
        Value::Bytes(Bytes(bytes)) if bytes.len() > INLINE_LIMIT => {
            let bytes = std::mem::take(bytes);
            Some((value, bytes))
        }
        _ => None,
    })
}

/// The values in a command that may be large.
fn values(command: &mut Command) -> Vec<&mut Value> {
    match command {
        Command::Put(Put { value, .. })
        | Command::ListSet(ListSet { value, .. })
        | Command::ListInsert(ListInsert { value, .. }) => vec![value],
        Command::ListPush(ListPush { values, .. }) | Command::ListUnshift(ListUnshift { values, .. }) => {
            values.iter_mut().collect()
        }
        Command::HashSet(HashSet { fields, .. }) => fields.iter_mut().map(|field| &mut field.value).collect(),
        _ => Vec::new(),
    }
}

/// Asks a question and shows the answer, page by page if it is long. Returns the exit code.
pub(crate) async fn ask(
    ui: &mut Ui,
    scope: &Scope<'_>,
    mut query: Query,
    limit: Option<u64>,
) -> Result<u8, Failure> {
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let asked = pages(ui, way.door(), &mut query, limit).await;
    way.close()?;
    asked
}

async fn pages(ui: &mut Ui, door: &dyn Door, query: &mut Query, limit: Option<u64>) -> Result<u8, Failure> {
    count_from_the_head(door, query).await?;
    let (mut left, mut begins) = (limit, true);
    loop {
        page::want(query, left);
        let answer = door.query(query.clone()).await?;
        left = left.map(|left| left.saturating_sub(page::rows(&answer)));
        let is_cut = limit.is_none() && page::is_cut(query, &answer);
        let goes_on = page::go_on(query, &answer) && left != Some(0);
        let code = answers::shown(ui, &answer, Part { begins, ends: !goes_on })?;
        if is_cut {
            ui.note("these are the first ones, and as many as there can be; there may be more");
        }
        if !goes_on {
            return Ok(code);
        }
        ui.flush()?;
        begins = false;
    }
}

/// Pages are counted from the head; what is asked for from the tail is turned around first.
async fn count_from_the_head(door: &dyn Door, query: &mut Query) -> Result<(), Failure> {
    use cyberfly_protocol::query::{ListLen, ZsetCard};
    let (start, stop, size) = match query {
        Query::ListRange(range) => {
            let size = Query::from(ListLen { db: range.db.clone(), key: range.key.clone() });
            (&mut range.start, &mut range.stop, size)
        }
        Query::ZsetRange(range) => {
            let size = Query::from(ZsetCard { db: range.db.clone(), key: range.key.clone() });
            (&mut range.start, &mut range.stop, size)
        }
        _ => return Ok(()),
    };
    if *start >= 0 {
        return Ok(());
    }
    let QueryAnswer::Count { count } = door.query(size).await? else {
        return Err(
            ErrorBody::new(ErrorCode::Unsupported, "the node answered something else than a count").into()
        );
    };
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    *start = (count + *start).max(0);
    if *stop < 0 {
        *stop += count;
    }
    if *stop < 0 {
        // Nothing lies before the head; an index there would be taken for one from the tail.
        (*start, *stop) = (1, 0);
    }
    Ok(())
}

/// The command that puts these bytes at a key as a file.
pub(super) fn blob_put(key: cyberfly_core::Key, blob: Blob, when: &crate::cli::WhenArgs) -> Command {
    let (condition, ttl_seconds) = super::put::when(when);
    BlobPut { key, blob, condition, ttl_seconds }.into()
}
