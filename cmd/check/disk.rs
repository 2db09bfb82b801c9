//! `check disk`: the space on the disk of the data directory.

use std::path::PathBuf;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, ErrorBody, HealthReport, sized};

use super::{Figure, Found, Worse, limit, one};
use crate::cli::{CheckArgs, Global, Threshold};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) async fn look(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let warn: Option<Threshold> = limit(args.warn.as_deref())?;
    let crit: Option<Threshold> = limit(args.crit.as_deref())?;
    let target = Target::choose(global)?;
    let data: PathBuf = match &target {
        Target::Here { data, .. } => data.clone(),
        Target::There { .. } => {
            let dir = target.client(ui, global)?.status().await?.data_dir;
            dir.map(PathBuf::from).filter(|dir| dir.exists()).ok_or_else(|| {
                let message = format!("the disk of {target} cannot be seen from here");
                Failure::from(
                    ErrorBody::new(ErrorCode::Unavailable, message).hint("run the check on that machine"),
                )
            })?
        }
    };
    let floor = crate::settings::load(global, Vec::new())?.storage.disk_floor.0;
    let space = rustix::fs::statvfs(&data).map_err(|error| {
        let message = format!("the free space of {} is not known: {error}", data.display());
        Failure::from(ErrorBody::new(ErrorCode::NotFound, message))
    })?;
    let (free, total) = (space.f_bavail * space.f_frsize, space.f_blocks * space.f_frsize);
    // Below the floor nothing is written, whatever else was asked for.
    let crit = crit.map_or(floor, |crit| crit.bytes_of(total)).max(floor);
    let warn = warn.map_or(floor.saturating_mul(2), |warn| warn.bytes_of(total)).max(crit);
    let state = Worse::Below.state(free, warn, crit);
    let summary = format!("{} of {} are free on the disk of {}", sized(free), sized(total), data.display());
    Ok(Found {
        report: HealthReport::new(vec![one(state, "disk_space", "disk", summary)]),
        figures: vec![
            Figure { limits: Some((Worse::Below, warn, crit)), ..Figure::new("disk_free_bytes", free, "B") },
            Figure::new("disk_total_bytes", total, "B"),
        ],
    })
}
