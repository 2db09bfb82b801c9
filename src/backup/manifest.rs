//! The manifest of a snapshot: all that it consists of, signed.
//!
//! It is a JSON document of two lines. The first is everything but the signature; the second is the signature of the
//! first, line end included, as `cyberfly key sign` makes it. The snapshot's id is the BLAKE3 of the whole.

use cyberfly_core::file_signature::FileDigest;
use cyberfly_core::{DbName, PublicKey, SecretKey};
use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// The format that this version writes, and the only one it reads.
pub const FORMAT: u32 = 1;
/// The longest manifest that is read.
pub(crate) const MANIFEST_LIMIT: u64 = 256 * 1024 * 1024;

const SIGNATURE: &str = "\"signature\":";

/// All that a snapshot consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// What is told of it in lists.
    #[serde(rename = "snapshot")]
    pub about: About,
    /// The packs that are needed, ascending.
    pub packs: Vec<PackEntry>,
    /// The files, ascending by path.
    pub files: Vec<FileEntry>,
}

/// What a snapshot is of. The rest of its manifest says what it consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The version of the program that made it.
    pub made_by: String,
    /// How many snapshots were made before in this repository: the greatest number is the latest, whatever the clock says.
    pub number: u64,
    /// When, in Unix milliseconds.
    pub created_ms: u64,
    /// The same for people, in RFC 3339.
    pub created: String,
    /// The node whose store it is of, and who signed it.
    pub node: PublicKey,
    /// The network that it belongs to.
    pub network: Option<String>,
    /// The snapshot of the same node that was made before, from which files were taken over.
    pub parent: Option<Hash>,
    /// What the operator called it.
    pub tags: Vec<String>,
    /// Only this database, if not all.
    pub only: Option<DbName>,
    /// Whether the files are there that values refer to.
    pub blobs: bool,
    /// Whether the node's secret key is among the files.
    pub identity: bool,
    /// How many groups the journal had, and the chain hash there.
    pub journal: JournalEnd,
    /// How many ranges of the journal were damaged when it was made, and so are in it.
    pub damaged_ranges: u64,
    /// How many bytes the files have together.
    pub bytes: u64,
    /// The databases, by name, with the digest of their kept operations.
    pub databases: Vec<DatabaseEntry>,
}

/// Where a journal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEnd {
    /// How many groups there were.
    pub groups: u64,
    /// The chain hash there.
    pub chain: Hash,
}

/// A database as a snapshot has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseEntry {
    /// Its name.
    pub name: DbName,
    /// How many of its operations are kept.
    pub operations: u64,
    /// Their digest, as `db info` shows it.
    pub digest: Hash,
    /// Whether nothing was left to do in it: only then is the digest that of a restored store.
    pub settled: bool,
}

/// A pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackEntry {
    /// The BLAKE3 of its file, and its name.
    pub id: Hash,
    /// How many bytes its file has.
    pub size: u64,
    /// How many bytes each piece of it has, but for the last.
    pub piece: u64,
    /// The first 16 digits of the BLAKE3 of each piece: so damage is found where it is.
    pub pieces: Vec<String>,
}

/// A file of the data directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its path in the data directory.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// Their BLAKE3.
    pub blake3: Hash,
    /// What the store calls a sealed segment's hash, where that is not the file's: the same hash means the same file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Hash>,
    /// Which databases have something in it, by their place in `databases`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub databases: Vec<u32>,
    /// Where its bytes are, in their order.
    pub parts: Vec<PartEntry>,
}

/// Bytes of a file, in a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// In which pack, by its place in `packs`.
    pub pack: u32,
    /// Under which name there.
    pub member: String,
    /// How many bytes they are.
    pub size: u64,
    /// Their BLAKE3.
    pub blake3: Hash,
}

/// Why a text is no manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAManifest {
    /// It is of another version.
    #[error("format {0}")]
    Format(u64),
    /// It is not in the form.
    #[error("{0}")]
    Form(String),
    /// The signature is not the node's, or not of this.
    #[error("its signature is not valid: {0}")]
    Signature(String),
}

impl Manifest {
    /// The signed document.
    pub fn seal(&self, key: &SecretKey) -> serde_json::Result<Vec<u8>> {
        let mut text = serde_json::to_string(self)?;
        text.pop();
        text.push_str(",\n");
        let signature = digest(text.as_bytes()).sign(key);
        text.push_str(SIGNATURE);
        text.push_str(&serde_json::to_string(&signature)?);
        text.push_str("}\n");
        Ok(text.into_bytes())
    }

    /// Reads a document and checks its signature, form and inner order.
    pub fn open(document: &[u8]) -> Result<Self, NotAManifest> {
        let (text, body, signature) = split(document)?;
        check_format(text)?;
        let manifest = format!("{}}}", body.trim_end_matches(",\n"));
        let manifest: Self = serde_json::from_str(&manifest).map_err(form)?;
        let signer = digest(body.as_bytes()).signer(&signature);
        match signer {
            Ok(signer) if signer == manifest.about.node => {}
            Ok(signer) => {
                return Err(NotAManifest::Signature(format!("{signer} signed it")));
            }
            Err(error) => return Err(NotAManifest::Signature(error.to_string())),
        }
        manifest.check()?;
        Ok(manifest)
    }

    /// Whether what refers to something refers to what is there, and every path stays below the data directory.
    fn check(&self) -> Result<(), NotAManifest> {
        let wrong = |what: String| Err(NotAManifest::Form(what));
        if !self.files.is_sorted_by(|a, b| a.path < b.path) || !self.packs.is_sorted_by(|a, b| a.id < b.id) {
            return wrong("files or packs are not in order, or twice".to_owned());
        }
        for file in &self.files {
            if !is_safe(&file.path) {
                return wrong(format!("{:?} is no path in a data directory", file.path));
            }
            let size = file.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.size));
            if size != Some(file.size) {
                return wrong(format!("the parts of {} do not make it", file.path));
            }
            let packs = self.packs.len() as u64;
            let databases = self.about.databases.len() as u64;
            if file.parts.iter().any(|part| u64::from(part.pack) >= packs)
                || file.databases.iter().any(|number| u64::from(*number) >= databases)
            {
                return wrong(format!("{} refers to what is not there", file.path));
            }
        }
        Ok(())
    }

    /// The names of the databases that have something in one of these files.
    pub fn affected<'m>(&'m self, files: impl Iterator<Item = &'m FileEntry>) -> Vec<String> {
        let mut numbers: Vec<u32> = files.flat_map(|file| file.databases.iter().copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let name = |number: u32| self.about.databases.get(usize::try_from(number).ok()?);
        numbers.into_iter().filter_map(|number| Some(name(number)?.name.to_string())).collect()
    }
}

impl About {
    /// Reads only what is told in lists. Neither the signature nor the files are looked at.
    pub fn peek(document: &[u8]) -> Result<Self, NotAManifest> {
        #[derive(Deserialize)]
        struct Peek {
            snapshot: About,
        }
        let text = std::str::from_utf8(document).map_err(form)?;
        check_format(text)?;
        serde_json::from_str::<Peek>(text).map(|peek| peek.snapshot).map_err(form)
    }
}

fn form(error: impl std::fmt::Display) -> NotAManifest {
    NotAManifest::Form(error.to_string())
}

fn digest(bytes: &[u8]) -> FileDigest {
    FileDigest { hash: Hash::of(bytes).0, size: bytes.len() as u64 }
}

fn check_format(text: &str) -> Result<(), NotAManifest> {
    #[derive(Deserialize)]
    struct Numbered {
        format: u64,
    }
    match serde_json::from_str::<Numbered>(text).map_err(form)?.format {
        format if format == u64::from(FORMAT) => Ok(()),
        format => Err(NotAManifest::Format(format)),
    }
}

/// The whole text, the signed part of it, and the signature.
fn split(document: &[u8]) -> Result<(&str, &str, String), NotAManifest> {
    let text = std::str::from_utf8(document).map_err(form)?;
    let cut = || NotAManifest::Form("it is not two lines, of which the second is a signature".to_owned());
    let end = text.find('\n').ok_or_else(cut)? + 1;
    let (body, rest) = text.split_at(end);
    let signature = rest.strip_prefix(SIGNATURE).and_then(|rest| rest.strip_suffix("}\n")).ok_or_else(cut)?;
    let signature = serde_json::from_str::<String>(signature).map_err(form)?;
    if !body.ends_with(",\n") {
        return Err(cut());
    }
    Ok((text, body, signature))
}

/// Whether a path is one of those that a snapshot may have: relative, of plain names, in a place that is a store's.
fn is_safe(path: &str) -> bool {
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    let place = path.split('/').next().unwrap_or_default();
    path.split('/').all(plain) && matches!(place, "journal" | "blobs" | "operations" | "node.key")
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
pub(crate) mod tests;
