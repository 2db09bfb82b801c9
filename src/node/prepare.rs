//! Drawing up operations: commands in, bytes to sign out. Nothing is stored here.

use std::sync::{Mutex, PoisonError};

use cyberfly_core::cells::Order;
use cyberfly_core::clock::Clock;
use cyberfly_core::metered::{Budget, Metered};
use cyberfly_core::overlay::Overlay;
use cyberfly_core::saw::Saw;
use cyberfly_core::to_sign::ToSign;
use cyberfly_core::types::PlanContext;
use cyberfly_core::write::BlobRef;
use cyberfly_core::{Draft, ErrorCode, OpId, Stamp, Write, clock, json};
use cyberfly_protocol::{COMMANDS_LIMIT, CommandAnswer, ErrorBody, Prepare, Prepared, SCHEMA_VERSION};
use cyberfly_store::Store;
use data_encoding::BASE64;

use crate::absent::{self, Absent};
use crate::commands;
use crate::failure::{failed, not_allowed, store_error};
use crate::rests::quiet_digest;

/// How much one attempt to draw up an operation may read.
pub(crate) const PREPARE_BUDGET: Budget = Budget { cells: 1_000_000, bytes: 64 * 1024 * 1024 };
/// How often commands are planned anew because the database changed under them, or because a greater stamp is needed.
const ATTEMPTS: usize = 8;

/// What some commands come to.
pub(crate) struct Drawn {
    /// What is to be written.
    pub(crate) writes: Vec<Write>,
    /// What that rests on.
    pub(crate) saw: Saw,
    least_stamp: Stamp,
    answers: Vec<CommandAnswer>,
}

/// Draws up the operation that some commands come to, at a stamp of this node's clock.
pub(crate) fn prepare(
    store: &Store,
    clock: &Mutex<Clock>,
    request: &Prepare,
    now_ms: u64,
    absent: &Absent,
) -> Result<Prepared, ErrorBody> {
    let (stamp, drawn) = plan(store, clock, request, now_ms, absent)?;
    write_out(request, stamp, drawn)
}

/// What some commands come to, at a stamp of this node's clock.
///
/// A plan reads here and there, while others may write. It counts only if nothing changed in the database meanwhile,
/// or if a second plan in a row saw the same: what it read then lies between two equal looks.
pub(crate) fn plan(
    store: &Store,
    clock: &Mutex<Clock>,
    request: &Prepare,
    now_ms: u64,
    absent: &Absent,
) -> Result<(Stamp, Drawn), ErrorBody> {
    if !(1..=COMMANDS_LIMIT).contains(&request.commands.len()) {
        let message = format!("an operation is drawn up from 1 to {COMMANDS_LIMIT} commands");
        return Err(ErrorBody::new(ErrorCode::BadRequest, message));
    }
    let mut stamp = tick(clock, request.stamp_above, now_ms)?;
    let rights = store.rights(&request.db).map_err(|error| store_error(&error))?;
    if !rights.may_write(request.author, stamp) {
        return Err(not_allowed(&request.author, &request.db, "nothing was drawn up"));
    }
    let mut before: Option<Drawn> = None;
    for _ in 0..ATTEMPTS {
        let quiet_at = quiet_digest(store, &request.db)?;
        let drawn = draw_up(store, request, stamp, now_ms, absent)?;
        if drawn.least_stamp > stamp {
            stamp = tick(clock, drawn.least_stamp.before(), now_ms)?;
            before = None;
            continue;
        }
        let is_quiet = quiet_at.is_some() && quiet_digest(store, &request.db)? == quiet_at;
        if is_quiet || before.is_some_and(|before| before.saw == drawn.saw) {
            return Ok((stamp, drawn));
        }
        before = Some(drawn);
    }
    let message = "the database changed again and again while the commands were planned; nothing was stored";
    Err(ErrorBody::new(ErrorCode::Conflict, message).hint("try again"))
}

fn tick(clock: &Mutex<Clock>, above: Option<Stamp>, now_ms: u64) -> Result<Stamp, ErrorBody> {
    let mut clock = clock.lock().unwrap_or_else(PoisonError::into_inner);
    clock.tick_above(above.unwrap_or(Stamp::ZERO), now_ms).map_err(|future: clock::FutureStamp| {
        let message = format!("what is there was written by a clock far ahead of this one: {future}");
        ErrorBody::new(future.code(), message).hint("check the clocks, then try again")
    })
}

fn draw_up(
    store: &Store,
    request: &Prepare,
    stamp: Stamp,
    now: u64,
    absent: &Absent,
) -> Result<Drawn, ErrorBody> {
    let cells = store.cells(&request.db).map_err(|error| store_error(&error))?;
    let metered = Metered::over(cells.as_ref(), PREPARE_BUDGET);
    let mut overlay = Overlay::over(&metered);
    let bytes_of = |blob: &BlobRef| absent::bytes_at_hand(store, &request.db, blob, absent);
    let (author, device) = (request.author, request.device);
    let mut drawn =
        Drawn { writes: Vec::new(), saw: Saw::default(), least_stamp: Stamp::ZERO, answers: Vec::new() };
    for command in &request.commands {
        let first_index = u16::try_from(drawn.writes.len()).unwrap_or(u16::MAX);
        let context = PlanContext { now, author, device, stamp, first_index };
        let plan = commands::plan(command, &overlay, &context, &bytes_of).map_err(failed)?;
        drawn.saw.add(plan.saw)?;
        drawn.least_stamp = drawn.least_stamp.max(plan.least_stamp);
        drawn.answers.push(plan.answer);
        for (index, write) in (first_index..).zip(&plan.writes) {
            // The operation has no id yet; whatever it will be, these writes are newer than all that they replace.
            let order = Order { stamp, author, op: OpId::from_bytes([0xff; 32]), index };
            overlay.plan(write, order).map_err(|ended| failed(ended.into()))?;
        }
        drawn.writes.extend(plan.writes);
    }
    Ok(drawn)
}

fn write_out(request: &Prepare, stamp: Stamp, drawn: Drawn) -> Result<Prepared, ErrorBody> {
    let Drawn { writes, saw, answers, .. } = drawn;
    let (mut to_sign, mut operation) = (None, None);
    if !writes.is_empty() {
        let draft = Draft {
            db: request.db.clone(),
            stamp,
            writes,
            expires: request.expires.map(|at| at.0),
            device: request.device,
        };
        operation = Some(json::draft_to_json(&draft));
        to_sign = Some(BASE64.encode(ToSign::of(draft, request.author)?.bytes()));
    }
    Ok(Prepared { schema_version: SCHEMA_VERSION, to_sign, operation, saw: saw.to_text(), answers })
}
