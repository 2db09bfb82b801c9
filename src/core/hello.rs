//! The handshake between nodes: what each says of itself, and whether the two belong together.
//!
//! It runs inside the connection that TLS has made and encrypted, so each side knows the other's node key already. Each
//! sends one [`Hello`], then its verdict; both judge by the same rule, so a mismatch has the same name on both sides. What
//! one side has and the other does not is no mismatch: they use the [`Capabilities`] that both have.

use std::collections::BTreeSet;

use crate::cbor::{Reader, Writer};
use crate::error::{ErrorCode, Refused};
use crate::network::NetworkName;

/// The versions of the protocol between nodes that this program speaks, the oldest and the newest.
pub const VERSIONS: Versions = Versions { oldest: 1, newest: 1 };
/// The longest hello, in bytes.
pub const HELLO_LIMIT: usize = 16 * 1024;
/// How many node certificates a hello carries at most.
pub const CERTIFICATES_LIMIT: usize = 16;
/// The longest node certificate, in bytes.
pub const CERTIFICATE_LIMIT: usize = 512;
const CAPABILITIES_LIMIT: usize = 32;
const WORD_LIMIT: usize = 32;
/// The longest sentence that comes with a verdict, in bytes; more is cut off.
const REASON_LIMIT: usize = 400;

/// A range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The oldest that is spoken.
    pub oldest: u64,
    /// The newest.
    pub newest: u64,
}

impl Versions {
    /// The newest version that both ranges have.
    pub const fn common(self, other: Self) -> Option<u64> {
        let newest = if self.newest < other.newest { self.newest } else { other.newest };
        if newest >= self.oldest && newest >= other.oldest { Some(newest) } else { None }
    }
}

/// What a node can do beyond what every node must.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<String>);

impl Capabilities {
    /// Those with these words.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        Self(words.into_iter().take(CAPABILITIES_LIMIT).map(str::to_owned).collect())
    }

    /// Whether this one is there.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Those that both have.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).cloned().collect())
    }

    /// Their words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What a node says of itself first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The versions of the protocol that it speaks.
    pub versions: Versions,
    /// The network that it belongs to.
    pub network: NetworkName,
    /// Whether that network has a secret.
    pub has_secret: bool,
    /// Shows that it knows name and secret, see [`crate::network::proof`].
    pub proof: [u8; 32],
    /// What it can do.
    pub capabilities: Capabilities,
    /// Made anew by each process, so that a node that was restarted is told from another one with the same key.
    pub instance: [u8; 16],
    /// The version of its program.
    pub program: String,
    /// What its clock says, in Unix milliseconds; a hint for operators, nothing depends on it.
    pub clock_ms: u64,
    /// On which port it takes connections; the address is where they come from.
    pub port: u16,
    /// Node certificates: by them authors say that this node may read what they may. Not checked yet.
    pub certificates: Vec<Vec<u8>>,
}

const VERSIONS_KEY: u64 = 1;
const NETWORK: u64 = 2;
const HAS_SECRET: u64 = 3;
const PROOF: u64 = 4;
const CAPABILITIES: u64 = 5;
const INSTANCE: u64 = 6;
const PROGRAM: u64 = 7;
const CLOCK: u64 = 8;
const PORT: u64 = 9;
const CERTIFICATES: u64 = 10;

impl Hello {
    /// The hello as it is sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(256);
        w.map(10);
        w.unsigned(VERSIONS_KEY).array(2).unsigned(self.versions.oldest).unsigned(self.versions.newest);
        w.unsigned(NETWORK).text(self.network.as_str());
        w.unsigned(HAS_SECRET).bool(self.has_secret);
        w.unsigned(PROOF).bytes(&self.proof);
        w.unsigned(CAPABILITIES).array(self.capabilities.0.len());
        self.capabilities.words().for_each(|word| {
            w.text(word);
        });
        w.unsigned(INSTANCE).bytes(&self.instance);
        w.unsigned(PROGRAM).text(&self.program);
        w.unsigned(CLOCK).unsigned(self.clock_ms);
        w.unsigned(PORT).unsigned(u64::from(self.port));
        w.unsigned(CERTIFICATES).array(self.certificates.len().min(CERTIFICATES_LIMIT));
        self.certificates.iter().take(CERTIFICATES_LIMIT).for_each(|certificate| {
            w.bytes(certificate);
        });
        w.into_bytes()
    }

    /// Reads a hello. What a later version has added to it is skipped.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        let limit = |what: &str, limit: usize| Refused::limit(format!("a hello has at most {limit} {what}"));
        if bytes.len() > HELLO_LIMIT {
            return Err(limit("bytes", HELLO_LIMIT));
        }
        let mut parts = Parts::default();
        let mut r = Reader::new(bytes);
        let mut last = None;
        for _ in 0..r.map()? {
            let key = r.unsigned()?;
            r.ascending(&mut last, key)?;
            match key {
                VERSIONS_KEY => {
                    if r.array()? != 2 {
                        return Err(Refused::form("a range of versions has two ends"));
                    }
                    parts.versions = Some(Versions { oldest: r.unsigned()?, newest: r.unsigned()? });
                }
                NETWORK => parts.network = Some(r.text()?.parse()?),
                HAS_SECRET => parts.has_secret = Some(r.bool()?),
                PROOF => parts.proof = Some(r.fixed_bytes()?),
                CAPABILITIES => {
                    let count = r.array()?;
                    if count > CAPABILITIES_LIMIT {
                        return Err(limit("capabilities", CAPABILITIES_LIMIT));
                    }
                    for _ in 0..count {
                        let word = r.text()?;
                        if word.len() > WORD_LIMIT {
                            return Err(limit("bytes in a word", WORD_LIMIT));
                        }
                        parts.capabilities.0.insert(word.to_owned());
                    }
                }
                INSTANCE => parts.instance = Some(r.fixed_bytes()?),
                PROGRAM => parts.program = printable(r.text()?, WORD_LIMIT),
                CLOCK => parts.clock_ms = r.unsigned()?,
                PORT => parts.port = u16::try_from(r.unsigned()?).unwrap_or(0),
                CERTIFICATES => {
                    let count = r.array()?;
                    if count > CERTIFICATES_LIMIT {
                        return Err(limit("certificates", CERTIFICATES_LIMIT));
                    }
                    for _ in 0..count {
                        let certificate = r.bytes()?;
                        if certificate.len() > CERTIFICATE_LIMIT {
                            return Err(limit("bytes in a certificate", CERTIFICATE_LIMIT));
                        }
                        parts.certificates.push(certificate.to_vec());
                    }
                }
                _ => drop(r.any()?),
            }
        }
        r.end()?;
        parts.whole().ok_or_else(|| Refused::form("a hello without versions, network, proof or instance"))
    }
}

#[derive(Default)]
struct Parts {
    versions: Option<Versions>,
    network: Option<NetworkName>,
    has_secret: Option<bool>,
    proof: Option<[u8; 32]>,
    capabilities: Capabilities,
    instance: Option<[u8; 16]>,
    program: String,
    clock_ms: u64,
    port: u16,
    certificates: Vec<Vec<u8>>,
}

impl Parts {
    fn whole(self) -> Option<Hello> {
        Some(Hello {
            versions: self.versions?,
            network: self.network?,
            has_secret: self.has_secret?,
            proof: self.proof?,
            capabilities: self.capabilities,
            instance: self.instance?,
            program: self.program,
            clock_ms: self.clock_ms,
            port: self.port,
            certificates: self.certificates,
        })
    }
}

/// Text of a stranger, fit for a log and a screen: so many bytes of it at most, and no control characters.
fn printable(text: &str, limit: usize) -> String {
    let mut clean = String::new();
    for character in text.chars().filter(|character| !character.is_control()) {
        if clean.len() + character.len_utf8() > limit {
            break;
        }
        clean.push(character);
    }
    clean
}

/// What two nodes that belong together agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The version that they speak.
    pub version: u64,
    /// What both can do.
    pub capabilities: Capabilities,
}

/// Whether two nodes belong together. Both sides ask this, each with its own hello first; `proven` says whether the
/// other's proof holds. A refusal reads from the side that gives it: the text is sent to the other one too.
pub fn agree(mine: &Hello, theirs: &Hello, proven: bool) -> Result<Agreement, Refused> {
    let Some(version) = mine.versions.common(theirs.versions) else {
        let range = |versions: Versions| format!("{} to {}", versions.oldest, versions.newest);
        let reason = format!(
            "no version of the protocol in common: one node speaks {}, the other {}",
            range(mine.versions.min(theirs.versions)),
            range(mine.versions.max(theirs.versions))
        );
        return Err(Refused::new(ErrorCode::Unsupported, reason));
    };
    if mine.network != theirs.network {
        let mut names = [mine.network.as_str(), theirs.network.as_str()];
        names.sort_unstable();
        let reason = format!("two networks: {} and {}", names[0], names[1]);
        return Err(Refused::new(ErrorCode::WrongNetwork, reason));
    }
    let wrong = |reason| Err(Refused::new(ErrorCode::WrongNetwork, reason));
    match (mine.has_secret, theirs.has_secret) {
        (true, false) | (false, true) => {
            return wrong("only one of the two nodes has a secret of the network");
        }
        (true, true) if !proven => return wrong("the two nodes have different secrets of the network"),
        (false, false) if !proven => return wrong("the proof of the network does not hold"),
        _ => {}
    }
    Ok(Agreement { version, capabilities: mine.capabilities.common(&theirs.capabilities) })
}

impl Versions {
    fn min(self, other: Self) -> Self {
        if (self.oldest, self.newest) <= (other.oldest, other.newest) { self } else { other }
    }

    fn max(self, other: Self) -> Self {
        if (self.oldest, self.newest) <= (other.oldest, other.newest) { other } else { self }
    }
}

/// What one side says after it has judged the other.
pub type Verdict = Result<(), Refused>;

/// A verdict as it is sent.
pub fn encode_verdict(verdict: &Verdict) -> Vec<u8> {
    let mut w = Writer::with_capacity(64);
    match verdict {
        Ok(()) => w.array(0),
        Err(refused) => {
            let reason = printable(&refused.to_string(), REASON_LIMIT);
            w.array(2).text(refused.code().as_str()).text(&reason)
        }
    };
    w.into_bytes()
}

/// Reads a verdict. A code that this version does not know counts as `not_allowed`.
pub fn decode_verdict(bytes: &[u8]) -> Result<Verdict, Refused> {
    let mut r = Reader::new(bytes);
    let verdict = match r.array()? {
        0 => Ok(()),
        2 => {
            let code = ErrorCode::from_word(r.text()?).unwrap_or(ErrorCode::NotAllowed);
            Err(Refused::new(code, printable(r.text()?, REASON_LIMIT)))
        }
        _ => return Err(Refused::form("a verdict is nothing, or a code and a reason")),
    };
    r.end()?;
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hello() -> Hello {
        Hello {
            versions: Versions { oldest: 1, newest: 3 },
            network: "main".parse().unwrap(),
            has_secret: true,
            proof: [1; 32],
            capabilities: Capabilities::of(["sync", "exchange"]),
            instance: [2; 16],
            program: "0.1.0".to_owned(),
            clock_ms: 1_000,
            port: 7421,
            certificates: vec![vec![3; 8]],
        }
    }

    #[test]
    fn a_hello_reads_as_it_was_written_and_what_is_new_in_it_is_skipped() {
        let bytes = hello().encode();
        assert_eq!(Hello::decode(&bytes), Ok(hello()));
        let mut later = Writer::with_capacity(64);
        later.unsigned(11).array(1).text("whatever comes");
        let longer = [&[0xab], &bytes[1..], &later.into_bytes()].concat();
        assert_eq!(Hello::decode(&longer), Ok(hello()));
    }

    #[test]
    fn nodes_that_belong_together_agree_on_what_both_can() {
        let mut theirs = hello();
        theirs.versions = Versions { oldest: 2, newest: 9 };
        theirs.capabilities = Capabilities::of(["exchange", "more"]);
        let agreed = agree(&hello(), &theirs, true).unwrap();
        assert_eq!(agreed, Agreement { version: 3, capabilities: Capabilities::of(["exchange"]) });
        assert_eq!(agree(&theirs, &hello(), true), Ok(agreed));
    }

    #[test]
    fn a_mismatch_has_the_same_name_on_both_sides() {
        let other = |change: fn(&mut Hello)| {
            let mut other = hello();
            change(&mut other);
            other
        };
        for (other, proven, code) in [
            (other(|hello| hello.versions = Versions { oldest: 4, newest: 5 }), true, ErrorCode::Unsupported),
            (other(|hello| hello.network = "test".parse().unwrap()), false, ErrorCode::WrongNetwork),
            (other(|hello| hello.has_secret = false), false, ErrorCode::WrongNetwork),
            (hello(), false, ErrorCode::WrongNetwork),
        ] {
            let refused = agree(&hello(), &other, proven).unwrap_err();
            assert_eq!(refused.code(), code);
            assert_eq!(agree(&other, &hello(), proven), Err(refused));
        }
    }

    #[test]
    fn a_verdict_arrives_fit_for_a_screen() {
        assert_eq!(decode_verdict(&encode_verdict(&Ok(()))), Ok(Ok(())));
        let refused = Refused::new(ErrorCode::NotAllowed, format!("\u{1b}[31mno\n{}", "x".repeat(1_000)));
        let read = decode_verdict(&encode_verdict(&Err(refused))).unwrap().unwrap_err();
        assert_eq!(read.code(), ErrorCode::NotAllowed);
        assert!(read.to_string().starts_with("[31mno") && read.to_string().len() == REASON_LIMIT);
    }

    proptest! {
        #[test]
        fn whatever_a_stranger_sends_it_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(hello) = Hello::decode(&bytes) {
                prop_assert!(hello.certificates.len() <= CERTIFICATES_LIMIT);
            }
            let _verdict = decode_verdict(&bytes);
        }

        #[test]
        fn a_damaged_hello_is_never_more_than_a_hello(at in 0..200_usize, to in any::<u8>()) {
            let mut bytes = hello().encode();
            let at = at % bytes.len();
            bytes[at] = to;
            if let Ok(read) = Hello::decode(&bytes) {
                prop_assert!(read.capabilities.words().all(|word| word.len() <= WORD_LIMIT));
            }
        }
    }
}
