//! `cyberfly db`: databases, and who may use them.

mod drop;

use cyberfly_core::name::PRIVATE_PREFIX;
use cyberfly_core::{DbName, PublicKey, Stamp};
use cyberfly_protocol::command::{Grant, Revoke, Role};
use cyberfly_protocol::query::{Acl, Databases, DbInfo, Page};
use cyberfly_protocol::{Command, ErrorBody};

use crate::cli::{DbArg, DbArgs, DbCommand, DbCreateArgs, DbGrantArgs, DbListArgs, DbRevokeArgs, Global};
use crate::data::{Action, Scope, ask, author_key, carry_out, database};
use crate::documents::{Named, document};
use crate::door::Ways;
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: DbArgs) -> Result<u8, Failure> {
    let mut scope = Scope { global, ways: Ways::from(&args.ways), db: None, dry_run: args.dry.dry_run };
    let mut named = |DbArg { db }: DbArg| {
        scope.db = Some(db);
        database(&scope)
    };
    match args.command {
        DbCommand::Create(args) => create(ui, global, &args),
        DbCommand::List(DbListArgs { page }) => {
            let limit = page.limit;
            let query = Databases { owner: None, page: Page { limit: None, cursor: page.cursor } };
            ask(ui, &scope, query.into(), limit).await
        }
        DbCommand::Info(arg) => {
            let db = named(arg)?;
            ask(ui, &scope, DbInfo { db }.into(), None).await
        }
        DbCommand::Acl(arg) => {
            let db = named(arg)?;
            ask(ui, &scope, Acl { db }.into(), None).await
        }
        DbCommand::Drop(args) => {
            let db = named(args.db)?;
            match args.everywhere {
                true => drop::everywhere(ui, &scope, &db).await,
                false => drop::here(ui, &scope, &db).await,
            }
        }
        DbCommand::Grant(DbGrantArgs { db, subject, role }) => {
            let grant = Grant { subject: public_key(&subject)?, role };
            let db = named(db)?;
            carry_out(ui, &scope, &db, Action::Do(vec![grant.into()])).await
        }
        DbCommand::Revoke(DbRevokeArgs { db, subject, role, from }) => {
            let subject = public_key(&subject)?;
            let from = from.map(|text| text.parse::<Stamp>().map_err(ErrorBody::from)).transpose()?;
            let roles = role.map_or(vec![Role::Reader, Role::Writer, Role::Admin], |role| vec![role]);
            let revoke = |role| Command::Revoke(Revoke { subject, role, from });
            let db = named(db)?;
            carry_out(ui, &scope, &db, Action::Do(roles.into_iter().map(revoke).collect())).await
        }
    }
}

fn create(ui: &mut Ui, global: &Global, args: &DbCreateArgs) -> Result<u8, Failure> {
    let owner = author_key(global)?.secret.public();
    let label = match args.private && !args.name.starts_with(PRIVATE_PREFIX) {
        true => format!("{PRIVATE_PREFIX}{}", args.name),
        false => args.name.clone(),
    };
    let name = DbName::new(&label, owner).map_err(ErrorBody::from)?;
    let (private, told) = (name.is_private(), name.clone());
    if !ui.document(&document(Named { name: told, owner, private }))? {
        ui.line(name.as_str())?;
    }
    if private && label != args.name {
        ui.note(&format!("the name of a private database begins with {PRIVATE_PREFIX}: --db {label}"));
    }
    ui.detail("it is there with its first value");
    Ok(0)
}

fn public_key(text: &str) -> Result<PublicKey, Failure> {
    text.parse().map_err(|error| {
        Failure::misuse(format!("{error}; nothing was changed"), "cyberfly key show prints one's own")
    })
}
