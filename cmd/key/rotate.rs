//! `cyberfly key rotate`: a new key as admin of the databases of an old one.

use cyberfly_client::{AuthorKey, KeyStore};
use cyberfly_core::{DbName, PublicKey};
use cyberfly_protocol::command::{Grant, Role};
use cyberfly_protocol::query::{Databases, Page};
use cyberfly_protocol::{Door, QueryAnswer, SCHEMA_VERSION};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{Global, KeyRotateArgs};
use crate::door::{self, Intent, Ways};
use crate::failure::{Failure, PARTLY};
use crate::passphrase::{self, Opener};
use crate::places;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// What a rotation came to, as a document.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rotated {
    /// The version of this document.
    schema_version: u32,
    /// The name of the new key.
    name: String,
    /// The new key.
    public_key: String,
    /// Where it is kept.
    path: String,
    /// The databases of the old key.
    databases: Vec<Row>,
}

/// A database of the old key.
#[derive(Serialize, JsonSchema)]
struct Row {
    /// Its full name, which stays.
    name: String,
    /// Whether the new key is admin now.
    granted: bool,
    /// Why not.
    problem: Option<String>,
}

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    args: &KeyRotateArgs,
    dry_run: bool,
) -> Result<u8, Failure> {
    let store = places::keys()?;
    let old = store.load(&args.name, &mut Opener(global))?;
    let name = args.to.clone().map_or_else(|| next_name(&store, &args.name), Ok)?;
    // What cannot be reached is found out before a key is made.
    let way = door::find(ui, global, Ways::from(&args.ways), Intent::Read).await?;
    let owned = owned(way.door(), old.secret.public()).await?;
    if dry_run {
        way.close()?;
        let names: Vec<&str> = owned.iter().map(DbName::label).collect();
        return ui.would(&match names.as_slice() {
            [] => format!("make the key {name}, which has no database to become an admin of"),
            names => format!("make the key {name} an admin of {}", names.join(", ")),
        });
    }
    let new = new_key(global, &store, args, &old, &name)?;
    let mut databases = Vec::new();
    for db in owned {
        let grant = Grant { subject: new.secret.public(), role: Role::Admin };
        let granted = cyberfly_client::run(way.door(), &old, &db, vec![grant.into()], None).await;
        let problem = granted.err().map(|error| error.message);
        databases.push(Row { name: db.to_string(), granted: problem.is_none(), problem });
    }
    way.close()?;
    let rotated = Rotated {
        schema_version: SCHEMA_VERSION,
        public_key: new.secret.public().to_string(),
        path: new.path.display().to_string(),
        name,
        databases,
    };
    show(ui, &rotated)?;
    Ok(if rotated.databases.iter().all(|row| row.granted) { 0 } else { PARTLY })
}

/// The first name with a number that no key has.
fn next_name(store: &KeyStore, name: &str) -> Result<String, Failure> {
    let base =
        name.rsplit_once('-').filter(|(_, end)| end.parse::<u32>().is_ok()).map_or(name, |(base, _)| base);
    for number in 2.. {
        let next = format!("{base}-{number}");
        if !store.named(&next)?.exists() {
            return Ok(next);
        }
    }
    Err(Failure::misuse("every name with a number is taken", "name one: --to NAME"))
}

/// The databases of an owner.
async fn owned(door: &dyn Door, owner: PublicKey) -> Result<Vec<DbName>, Failure> {
    let (mut names, mut page) = (Vec::new(), Page::default());
    loop {
        let query = Databases { owner: Some(owner), page };
        let QueryAnswer::Databases { databases, next_cursor } = door.query(query.into()).await? else {
            return Err(Failure::internal("the node answered something else than databases".to_owned()));
        };
        names.extend(databases.into_iter().map(|row| row.name));
        let Some(cursor) = next_cursor else { return Ok(names) };
        page = Page { limit: None, cursor: Some(cursor) };
    }
}

/// The key that takes over: the one that is named, if it is there, else a new one.
fn new_key(
    global: &Global,
    store: &KeyStore,
    args: &KeyRotateArgs,
    old: &AuthorKey,
    name: &str,
) -> Result<AuthorKey, Failure> {
    if args.to.is_some() && store.named(name)?.exists() {
        return store.load(name, &mut Opener(global));
    }
    let kept = store.list()?;
    let is_encrypted = kept.iter().any(|key| key.path == old.path && key.is_encrypted);
    let passphrase = passphrase::for_new_key(global, args.encrypt || is_encrypted)?;
    Ok(store.generate(name, passphrase.as_ref())?)
}

fn show(ui: &mut Ui, rotated: &Rotated) -> Result<(), Failure> {
    if ui.document(rotated)? {
        return Ok(());
    }
    ui.listing(&Listing {
        plural: "databases",
        single: None,
        columns: &["database", "new key"],
        rows: &rotated.databases,
        cells: |row| {
            let state = match &row.problem {
                None => Cell::State("admin", Tone::Good),
                Some(_) => Cell::State("refused", Tone::Bad),
            };
            vec![Cell::Text(row.name.clone()), state]
        },
        next_cursor: None,
    })?;
    for row in &rotated.databases {
        if let Some(problem) = &row.problem {
            ui.note(&format!("{}: {problem}", row.name));
        }
    }
    ui.note(&format!("the new key is {} in {}", rotated.public_key, rotated.path));
    ui.note(&format!("use it with --key {} and the full name of a database: --db NAME", rotated.name));
    Ok(())
}
