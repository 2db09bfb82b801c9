//! The place of something in a trace, as the W3C's *Trace Context* writes it: which trace, and which step of it went before.
//!
//! It is an id that somebody else has chosen, and nothing is decided by it but under which step the own steps are shown.

use std::fmt;

use data_encoding::HEXLOWER;

/// How long a trace's place is between nodes, in bytes.
pub const TRACE_BYTES: usize = 24;

/// The step of a trace that another step follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    /// The trace.
    pub trace: [u8; 16],
    /// The step.
    pub step: [u8; 8],
    /// Whether the steps of this trace are recorded.
    pub sampled: bool,
}

impl TraceParent {
    /// Reads the header `traceparent`. What is no such thing is none: a trace is never a reason to refuse anything. Of a later
    /// version the parts that this one has are read.
    pub fn of_header(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(5, '-').collect();
        let (version, trace, step, flags) = match *parts {
            ["00", trace, step, flags] => ("00", trace, step, flags),
            ["00" | "ff", ..] => return None,
            [version, trace, step, flags, ..] => (version, trace, step, flags),
            _ => return None,
        };
        let [_version] = hex(version)?;
        let [flags] = hex(flags)?;
        Self { trace: hex(trace)?, step: hex(step)?, sampled: flags & 1 == 1 }.named()
    }

    /// Reads what a peer sends. Only what is recorded is sent.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (trace, step) = bytes.split_at_checked(16)?;
        Self { trace: trace.try_into().ok()?, step: step.try_into().ok()?, sampled: true }.named()
    }

    /// As it is sent to a peer.
    pub fn to_bytes(self) -> [u8; TRACE_BYTES] {
        let mut bytes = [0; TRACE_BYTES];
        bytes[..16].copy_from_slice(&self.trace);
        bytes[16..].copy_from_slice(&self.step);
        bytes
    }

    /// Nought names nothing.
    fn named(self) -> Option<Self> {
        (self.trace != [0; 16] && self.step != [0; 8]).then_some(self)
    }
}

/// As the header `traceparent`.
impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, step) = (HEXLOWER.encode(&self.trace), HEXLOWER.encode(&self.step));
        write!(f, "00-{trace}-{step}-{:02x}", u8::from(self.sampled))
    }
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_header_and_the_bytes_between_nodes_are_read_as_they_were_written() {
        let parent = TraceParent::of_header(HEADER).unwrap();
        assert!(parent.sampled);
        assert_eq!(parent.to_string(), HEADER);
        assert_eq!(TraceParent::of_bytes(&parent.to_bytes()), Some(parent));
        let unsampled = TraceParent::of_header(&HEADER.replace("-01", "-00")).unwrap();
        assert!(!unsampled.sampled);
    }

    #[test]
    fn a_later_version_is_read_as_far_as_it_is_known_and_what_names_nothing_is_none() {
        assert!(TraceParent::of_header(&format!("01{}-more", &HEADER[2..])).is_some());
        for wrong in [
            "",
            "00",
            &HEADER[..54],
            &format!("{HEADER}-more"),
            &format!("ff{}", &HEADER[2..]),
            &HEADER.to_uppercase(),
            &HEADER.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &HEADER.replace("00f067aa0ba902b7", &"0".repeat(16)),
        ] {
            assert_eq!(TraceParent::of_header(wrong), None, "{wrong}");
        }
        assert_eq!(TraceParent::of_bytes(&[0; TRACE_BYTES]), None);
        assert_eq!(TraceParent::of_bytes(&[1; TRACE_BYTES + 1]), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_without_harm(text in ".{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _any = (TraceParent::of_header(&text), TraceParent::of_bytes(&bytes));
        }
    }
}
