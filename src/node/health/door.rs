//! The certificate of the HTTP door.

use cyberfly_protocol::counted;

use super::{Facts, Finding};
use crate::shown::ShownNow;
use crate::system::rfc3339;

const DAY: i64 = 24 * 60 * 60;
/// A certificate that expires within this many seconds is told of.
pub(super) const EXPIRES_SOON: i64 = 21 * DAY;

pub(super) fn certificate(facts: &Facts) -> Finding {
    let (Some(left), Some(ShownNow { shown, refused })) =
        (facts.door.expires_in(facts.now_ms), &facts.door.shown)
    else {
        return Finding::ok(match facts.door.plain_at {
            None => "the HTTP door speaks no TLS, and no other machine reaches it".to_owned(),
            Some(at) => format!("the HTTP door at {at} speaks plain HTTP with other machines, as it may"),
        });
    };
    let renew = "put a new certificate and its key in place of the old; the node reads them by itself";
    let until = rfc3339(shown.not_after_ms);
    let subject = &shown.subject;
    if left <= 0 {
        let summary = format!("the certificate of {subject} expired at {until}");
        return Finding::failing(summary, "callers refuse to speak with this node", renew);
    }
    if facts.now_ms < shown.not_before_ms {
        let summary =
            format!("the certificate of {subject} does not hold before {}", rfc3339(shown.not_before_ms));
        return Finding::failing(summary, "callers refuse to speak with this node", renew);
    }
    if let Some(why) = refused {
        return Finding::degraded(
            format!("the files of TLS cannot be used: {why}"),
            "the door goes on with those it had",
            "mend the files; the node looks at them every second",
        );
    }
    if left < EXPIRES_SOON {
        let summary =
            format!("the certificate of {subject} expires at {until}, in {}", counted(left / DAY, "day"));
        return Finding::degraded(summary, "then callers refuse to speak with this node", renew);
    }
    Finding::ok(format!("the certificate of {subject} holds until {until}"))
}
