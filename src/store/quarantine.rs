//! What is damaged in the journal: set aside, told, and never served.

use std::fmt;

use crate::disk::{self, Disk};

/// The file in the journal's folder that keeps the list.
pub(crate) const NAME: &str = "damage";
/// The longest list that is kept.
const LIMIT: usize = 1024;

/// A range of bytes in the journal that is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// In which segment.
    pub segment: u32,
    /// Where it begins.
    pub offset: u64,
    /// How many bytes; zero if something is missing there.
    pub length: u64,
    /// What is wrong.
    pub reason: Reason,
}

macro_rules! reasons {
    ($($variant:ident $word:literal $meaning:literal,)*) => {
        /// Why a range of the journal is not served.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason { $(#[doc = $meaning] $variant,)* }

        impl Reason {
            /// The reason in one stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Reason::$variant => $word,)* }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Reason::$variant),)* _ => None }
            }
        }
    };
}

reasons! {
    Checksum "checksum" "A record whose checksum does not fit.",
    Chain "chain" "A group that does not continue the one before, though each of its records is intact.",
    Header "header" "A segment's header whose checksum does not fit.",
    Missing "missing" "A whole segment, or the end of one, is gone.",
    Hash "hash" "A sealed segment whose hash does not fit, though each of its records is intact.",
    Interrupted "interrupted" "A write that a loss of power left in pieces. It was never known to be on the disk.",
    Form "form" "An operation that is not in the one canonical form, though its record is intact.",
    Signature "signature" "An operation whose signature is not valid, though its record is intact.",
}

impl Reason {
    /// Whether this is about a single operation in an intact record, which a walk through the segment does not find.
    pub(crate) const fn is_of_operation(self) -> bool {
        matches!(self, Reason::Form | Reason::Signature)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { segment, offset, length, reason } = self;
        write!(f, "{segment} {offset} {length} {}", reason.as_str())
    }
}

impl Damage {
    /// A segment that is not there.
    pub(crate) const fn missing(segment: u32) -> Self {
        Self { segment, offset: 0, length: 0, reason: Reason::Missing }
    }

    /// Whether this is about a segment that is not there.
    pub(crate) fn is_whole_segment(&self) -> bool {
        *self == Self::missing(self.segment)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (segment, offset, length) = (words.next()?, words.next()?, words.next()?);
        let reason = Reason::from_word(words.next()?)?;
        Some(Self {
            segment: segment.parse().ok()?,
            offset: offset.parse().ok()?,
            length: length.parse().ok()?,
            reason,
        })
    }
}

/// The list of all damage that is known. It outlives a restart in a file of its own, one line each, because a restart
/// reads only the newest part of the journal. The file is a reminder: without it, a rebuild finds the same again.
#[derive(Debug, Default)]
pub(crate) struct Quarantine {
    list: Vec<Damage>,
}

impl Quarantine {
    /// Reads the list. What cannot be read is forgotten.
    pub(crate) fn load(disk: &dyn Disk) -> Self {
        let bytes = disk.open(NAME).and_then(|file| disk::read_all(file.as_ref())).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        Self { list: text.lines().filter_map(Damage::parse).take(LIMIT).collect() }
    }

    pub(crate) fn list(&self) -> &[Damage] {
        &self.list
    }

    /// Whether the operation whose record begins here is set aside although the record is intact.
    pub(crate) fn holds_operation(&self, segment: u32, offset: u32) -> bool {
        let here = |damage: &Damage| (damage.segment, damage.offset) == (segment, u64::from(offset));
        self.list.iter().any(|damage| damage.reason.is_of_operation() && here(damage))
    }

    /// Adds what is not in the list yet, says it in the log and keeps it. Returns whether there was anything.
    pub(crate) fn add(&mut self, disk: &dyn Disk, found: &[Damage]) -> bool {
        let is_known = |list: &[Damage], damage: &Damage| {
            list.iter().any(|old| (old.segment, old.offset) == (damage.segment, damage.offset))
        };
        let before = self.list.len();
        for damage in found {
            if self.list.len() < LIMIT && !is_known(&self.list, damage) {
                let Damage { segment, offset, length, reason } = *damage;
                tracing::error!(segment, offset, length, reason = reason.as_str(), "the journal is damaged");
                self.list.push(*damage);
            }
        }
        let is_new = self.list.len() > before;
        if is_new {
            self.save(disk);
        }
        is_new
    }

    /// Takes what was found in a segment that was read from its beginning in place of what was known of it. Returns
    /// whether that is something else.
    pub(crate) fn replace(&mut self, disk: &dyn Disk, segment: u32, found: &[Damage]) -> bool {
        let before = self.list.len();
        self.list.retain(|old| old.segment != segment || old.reason.is_of_operation() || found.contains(old));
        let is_less = self.list.len() < before;
        if is_less {
            self.save(disk);
        }
        self.add(disk, found) || is_less
    }

    /// Takes these segments for those that are missing as a whole. Those that are there again are not, any more.
    pub(crate) fn replace_missing(&mut self, disk: &dyn Disk, missing: &[u32]) {
        let before = self.list.len();
        self.list.retain(|old| !old.is_whole_segment() || missing.contains(&old.segment));
        if self.list.len() < before {
            self.save(disk);
        }
        let found: Vec<Damage> = missing.iter().map(|segment| Damage::missing(*segment)).collect();
        self.add(disk, &found);
    }

    /// Forgets a segment that is gone.
    pub(crate) fn forget(&mut self, disk: &dyn Disk, segment: u32) {
        let before = self.list.len();
        self.list.retain(|damage| damage.segment != segment);
        if self.list.len() < before {
            self.save(disk);
        }
    }

    fn save(&self, disk: &dyn Disk) {
        let text: String = self.list.iter().map(|damage| format!("{damage}\n")).collect();
        let saved = disk.create(NAME).and_then(|file| file.write_at(text.as_bytes(), 0));
        if let Err(error) = saved {
            tracing::warn!(%error, "the list of damage was not kept; the next rebuild will find it again");
        }
    }
}
