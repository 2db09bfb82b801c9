//! Where a snapshot goes: into a repository, or to a stream.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cyberfly_core::PublicKey;
use tempfile::{NamedTempFile, TempDir};

use super::Request;
use crate::error::BackupError;
use crate::files;
use crate::hash::Hash;
use crate::manifest::{Manifest, PackEntry};
use crate::pack::Packed;
use crate::repository::{Held, Repository};
use crate::vault::Vault;

/// What was there before a snapshot.
#[derive(Default)]
pub(crate) struct Before {
    /// The last one of the same node and scope.
    pub(crate) parent: Option<(Hash, Manifest)>,
    /// The next number.
    pub(crate) number: u64,
}

/// Takes what a snapshot consists of, its manifest last.
pub(crate) trait Sink {
    fn vault(&self) -> &Vault;
    /// What is told when it cannot be written to.
    fn place(&self) -> &Path;
    fn before(&self, node: PublicKey, request: &Request) -> Result<Before, BackupError>;
    /// A file for a pack that is to be [taken](Sink::take_pack).
    fn temporary(&self) -> Result<NamedTempFile, BackupError>;
    /// Whether the pack is there.
    fn has_pack(&self, entry: &PackEntry) -> bool;
    /// Takes a pack. Says whether it was not there.
    fn take_pack(&mut self, packed: Packed) -> Result<bool, BackupError>;
    fn take_manifest(&mut self, document: &[u8]) -> Result<Hash, BackupError>;
}

pub(super) struct IntoRepository<'r> {
    held: &'r Held<'r>,
    packs: PathBuf,
    /// Write packs even if they are there: they may be damaged.
    anew: bool,
}

impl<'r> IntoRepository<'r> {
    pub(super) fn new(held: &'r Held<'r>, anew: bool) -> Result<Self, BackupError> {
        let packs = held.repository().root().join("packs");
        files::make_folder(&packs)?;
        Ok(Self { held, packs, anew })
    }

    const fn repository(&self) -> &Repository {
        self.held.repository()
    }
}

impl Sink for IntoRepository<'_> {
    fn vault(&self) -> &Vault {
        self.repository().vault()
    }

    fn place(&self) -> &Path {
        &self.packs
    }

    fn before(&self, node: PublicKey, request: &Request) -> Result<Before, BackupError> {
        let listed = self.repository().list()?;
        let abouts = || listed.iter().filter_map(|listed| Some((listed.id, listed.about.as_ref().ok()?)));
        let number = abouts().map(|(_, about)| about.number).max().map_or(0, |number| number + 1);
        let mut same = abouts().filter(|(_, about)| about.node == node && about.only == request.only);
        let parent = same.next_back().map(|(id, _)| id);
        // From one that cannot be read nothing is taken over.
        let parent = parent.and_then(|id| Some((id, self.repository().manifest(&id).ok()?)));
        Ok(Before { parent, number })
    }

    fn temporary(&self) -> Result<NamedTempFile, BackupError> {
        files::temporary_in(&self.packs)
    }

    fn has_pack(&self, entry: &PackEntry) -> bool {
        let found = fs::metadata(self.repository().pack_path(&entry.id));
        found.is_ok_and(|found| found.len() == entry.size)
    }

    fn take_pack(&mut self, packed: Packed) -> Result<bool, BackupError> {
        if !self.anew && self.has_pack(&packed.entry) {
            return Ok(false);
        }
        self.held.place_pack(packed).map(|()| true)
    }

    fn take_manifest(&mut self, document: &[u8]) -> Result<Hash, BackupError> {
        self.held.place_manifest(document)
    }
}

/// A tar of a repository, written as it comes to be. A pack waits in a temporary file until it is whole.
pub(super) struct IntoStream<'w> {
    tar: tar::Builder<&'w mut dyn Write>,
    /// The frame of the repository that the stream is of.
    frame: Repository,
    scratch: TempDir,
}

impl<'w> IntoStream<'w> {
    pub(super) fn new(to: &'w mut dyn Write, passphrase: Option<&str>) -> Result<Self, BackupError> {
        let scratch = tempfile::tempdir().map_err(BackupError::io("writing to", &std::env::temp_dir()))?;
        let frame = Repository::open_or_make(scratch.path(), passphrase)?;
        let mut stream = Self { tar: tar::Builder::new(to), frame, scratch };
        for name in ["FORMAT", "key"] {
            let path = stream.scratch.path().join(name);
            if path.exists() {
                let bytes = fs::read(&path).map_err(BackupError::io("reading", &path))?;
                stream.append(&path, bytes.len() as u64, bytes.as_slice())?;
            }
        }
        Ok(stream)
    }

    fn append(&mut self, path: &Path, size: u64, from: impl Read) -> Result<(), BackupError> {
        let name = path.strip_prefix(self.scratch.path()).unwrap_or(path).to_path_buf();
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(0);
        let appended = self.tar.append_data(&mut header, name, from);
        appended.map_err(BackupError::io("writing to", Path::new("the stream")))
    }

    pub(super) fn finish(mut self) -> Result<(), BackupError> {
        let finished = self.tar.finish().and_then(|()| self.tar.get_mut().flush());
        finished.map_err(BackupError::io("writing to", Path::new("the stream")))
    }
}

impl Sink for IntoStream<'_> {
    fn vault(&self) -> &Vault {
        self.frame.vault()
    }

    fn place(&self) -> &Path {
        self.scratch.path()
    }

    fn before(&self, _: PublicKey, _: &Request) -> Result<Before, BackupError> {
        Ok(Before::default())
    }

    fn temporary(&self) -> Result<NamedTempFile, BackupError> {
        files::temporary_in(self.scratch.path())
    }

    fn has_pack(&self, _: &PackEntry) -> bool {
        false
    }

    fn take_pack(&mut self, mut packed: Packed) -> Result<bool, BackupError> {
        let path = self.frame.pack_path(&packed.entry.id);
        let rewound = packed.file.seek(SeekFrom::Start(0));
        rewound.map_err(BackupError::io("reading", &path))?;
        self.append(&path, packed.entry.size, packed.file)?;
        Ok(true)
    }

    fn take_manifest(&mut self, document: &[u8]) -> Result<Hash, BackupError> {
        let sealed = self.frame.vault().seal(document);
        let sealed = sealed.map_err(BackupError::io("writing to", self.scratch.path()))?;
        let id = Hash::of(&sealed);
        self.append(&self.frame.manifest_path(&id), sealed.len() as u64, sealed.as_slice())?;
        Ok(id)
    }
}
