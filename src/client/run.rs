//! Commands, carried out: drawn up by a node, looked at, signed here, handed in. The signing key stays here.

use cyberfly_core::to_sign::ToSign;
use cyberfly_core::{DbName, ErrorCode, Refused, Stamp};
use cyberfly_protocol::{
    Command, CommandAnswer, Door, ErrorBody, Outcome, Prepare, Prepared, Receipt, Submission, Time,
};
use data_encoding::BASE64;

use crate::agreement;
use crate::keys::AuthorKey;

/// How often commands are drawn up anew because what they rest on has changed.
const ATTEMPTS: usize = 16;

/// What came of commands.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The acknowledgement of the operation; none if there was nothing to write.
    pub receipt: Option<Receipt>,
    /// What each command answers.
    pub answers: Vec<CommandAnswer>,
}

/// Carries out commands as one operation, all or nothing.
///
/// What the node draws up is signed only if it says what was asked for. If what it rests on changes before it is
/// committed, it is drawn up again, a bounded number of times; if something newer wins, it is signed once more, above
/// that. An error is `conflict` when that was not enough; then nothing of it is stored that shows.
pub async fn run(
    door: &dyn Door,
    key: &AuthorKey,
    db: &DbName,
    commands: Vec<Command>,
    expires: Option<Time>,
) -> Result<Done, ErrorBody> {
    let mut request = Prepare {
        db: db.clone(),
        author: key.secret.public(),
        device: Some(key.device),
        commands,
        stamp_above: None,
        expires,
    };
    for _ in 0..ATTEMPTS {
        let Prepared { to_sign, saw, answers, .. } = door.prepare(request.clone()).await?;
        if answers.len() != request.commands.len() {
            return Err(not_what_was_asked("it has not one answer for each command"));
        }
        let Some(to_sign) = to_sign else { return Ok(Done { receipt: None, answers }) };
        let operation = look_at(&request, &to_sign)?.sign(&key.secret)?;
        let submission = Submission::new(operation.bytes(), saw);
        let receipt = match door.submit_prepared(submission).await {
            Err(error) if error.code() == ErrorCode::Conflict => continue,
            answer => answer?,
        };
        match (beaten_by(&receipt), request.stamp_above) {
            (None, _) => return Ok(Done { receipt: Some(receipt), answers }),
            (Some(winner), None) => request.stamp_above = Some(winner),
            (Some(_), Some(_)) => {
                let message =
                    "something newer was written twice meanwhile; it stands, and this does not show";
                return Err(ErrorBody::new(ErrorCode::Conflict, message).hint("try again"));
            }
        }
    }
    let message = format!(
        "what the command rests on changed {ATTEMPTS} times before it was committed; nothing was stored"
    );
    Err(ErrorBody::new(ErrorCode::Conflict, message).hint("try again when others write less to it"))
}

/// Draws commands up as [`run`] does and looks at them, but signs and stores nothing. Answers what they would have, as far as
/// the node knows now, and never has a receipt.
pub async fn rehearse(
    door: &dyn Door,
    key: &AuthorKey,
    db: &DbName,
    commands: Vec<Command>,
) -> Result<Done, ErrorBody> {
    let request = Prepare {
        db: db.clone(),
        author: key.secret.public(),
        device: Some(key.device),
        commands,
        stamp_above: None,
        expires: None,
    };
    let Prepared { to_sign, answers, .. } = door.prepare(request.clone()).await?;
    if answers.len() != request.commands.len() {
        return Err(not_what_was_asked("it has not one answer for each command"));
    }
    if let Some(to_sign) = to_sign {
        look_at(&request, &to_sign)?;
    }
    Ok(Done { receipt: None, answers })
}

/// Reads what is to be signed, and refuses what was not asked for.
fn look_at(request: &Prepare, to_sign: &str) -> Result<ToSign, ErrorBody> {
    let unread = |refused: Refused| not_what_was_asked(&refused.to_string());
    let bytes = BASE64.decode(to_sign.as_bytes()).map_err(|_| not_what_was_asked("it is not base64"))?;
    let to_sign = ToSign::decode(&bytes).map_err(unread)?;
    agreement::check(request, &to_sign).map_err(not_what_was_asked)?;
    Ok(to_sign)
}

fn not_what_was_asked(what: &str) -> ErrorBody {
    let message = format!("what the node drew up is not what was asked for: {what}; nothing was signed");
    ErrorBody::new(ErrorCode::NotAllowed, message).hint("do not trust this node before you know why")
}

fn beaten_by(receipt: &Receipt) -> Option<Stamp> {
    receipt.winner.as_deref().filter(|_| receipt.outcome == Outcome::Dominated)?.parse().ok()
}
