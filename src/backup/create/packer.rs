//! Puts files into packs, or takes over what the snapshot before has of them.

use std::collections::BTreeMap;
use std::io::Read;

use cyberfly_core::DbName;

use super::sink::Sink;
use crate::error::BackupError;
use crate::hash::Hash;
use crate::manifest::{DatabaseEntry, FileEntry, Manifest, PackEntry, PartEntry};
use crate::pack::PackWriter;
use crate::progress::{Progress, Stage};

/// How a file can be opened at a place.
pub(super) type Open<'o> = &'o dyn Fn(u64) -> Box<dyn Read + 'o>;

/// The most threads that compress.
const THREADS_LIMIT: usize = 4;

pub(super) struct Packer<'p> {
    sink: &'p mut dyn Sink,
    known: Option<&'p Manifest>,
    /// The files of the snapshot before, by path, and those of them that hold operations, by hash.
    files_known: BTreeMap<&'p str, &'p FileEntry>,
    contents_known: BTreeMap<Hash, &'p FileEntry>,
    databases: &'p [DatabaseEntry],
    progress: &'p dyn Progress,
    total: u64,
    behind: u64,
    /// The packs; one that is not finished is none yet. Parts refer to them by their place here.
    packs: Vec<Option<PackEntry>>,
    places: BTreeMap<Hash, u32>,
    open: Option<(PackWriter, u32)>,
    files: Vec<FileEntry>,
    warnings: Vec<String>,
    bytes_packed: u64,
    packs_written: u64,
    bytes_written: u64,
}

/// What became of the files.
pub(super) struct PackedFiles {
    pub(super) packs: Vec<PackEntry>,
    pub(super) files: Vec<FileEntry>,
    pub(super) warnings: Vec<String>,
    pub(super) bytes_packed: u64,
    pub(super) packs_written: u64,
    pub(super) bytes_written: u64,
}

impl<'p> Packer<'p> {
    pub(super) fn new(
        sink: &'p mut dyn Sink,
        known: Option<&'p Manifest>,
        databases: &'p [DatabaseEntry],
        progress: &'p dyn Progress,
    ) -> Self {
        let files = || known.iter().flat_map(|manifest| &manifest.files);
        let of_operations = |file: &&FileEntry| file.path.starts_with("operations/");
        Self {
            sink,
            known,
            files_known: files().map(|file| (file.path.as_str(), file)).collect(),
            contents_known: files().filter(of_operations).map(|file| (file.blake3, file)).collect(),
            databases,
            progress,
            total: 0,
            behind: 0,
            packs: Vec::new(),
            places: BTreeMap::new(),
            open: None,
            files: Vec::new(),
            warnings: Vec::new(),
            bytes_packed: 0,
            packs_written: 0,
            bytes_written: 0,
        }
    }

    /// About how many bytes there are in all, for the progress.
    pub(super) fn expect(&mut self, total: u64) {
        self.total = total;
    }

    pub(super) const fn databases(&self) -> &'p [DatabaseEntry] {
        self.databases
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Says by which hash the store knows the file that came last.
    pub(super) fn name_content(&mut self, content: Hash) {
        if let Some(file) = self.files.last_mut() {
            file.content = Some(content);
        }
    }

    fn advance(&mut self, bytes: u64) -> Result<(), BackupError> {
        self.behind += bytes;
        self.progress.at(Stage::Packing, self.behind, Some(self.total.max(self.behind)));
        if self.progress.is_stopped() { Err(BackupError::Stopped) } else { Ok(()) }
    }

    /// The place of a pack that is there already; none if it is not, or not as long as it was.
    fn place_of(&mut self, entry: &PackEntry) -> Option<u32> {
        if let Some(place) = self.places.get(&entry.id) {
            return Some(*place);
        }
        if !self.sink.has_pack(entry) {
            return None;
        }
        let place = u32::try_from(self.packs.len()).ok()?;
        self.packs.push(Some(entry.clone()));
        self.places.insert(entry.id, place);
        Some(place)
    }

    /// Parts of the snapshot before, as parts of this one; none if a pack is not there any more.
    fn parts_taken_over(&mut self, parts: &[PartEntry]) -> Option<Vec<PartEntry>> {
        let known = self.known?;
        let mut taken = Vec::with_capacity(parts.len());
        for part in parts {
            let entry = known.packs.get(usize::try_from(part.pack).ok()?)?;
            taken.push(PartEntry { pack: self.place_of(entry)?, ..part.clone() });
        }
        Some(taken)
    }

    fn databases_taken_over(&self, numbers: &[u32]) -> Vec<u32> {
        let name = |number: &u32| -> Option<&DbName> {
            Some(&self.known?.about.databases.get(usize::try_from(*number).ok()?)?.name)
        };
        let place =
            |name: &DbName| self.databases.binary_search_by(|known| known.name.as_str().cmp(name.as_str()));
        let places = numbers.iter().filter_map(|number| u32::try_from(place(name(number)?).ok()?).ok());
        places.collect()
    }

    /// Takes a file over from the snapshot before, if it is there, of this length and with this hash. Says whether it did.
    pub(super) fn take_over(&mut self, path: &str, size: u64, hash: Hash) -> bool {
        let Some(file) = self.files_known.get(path).copied() else { return false };
        if file.size != size || (file.blake3 != hash && file.content != Some(hash)) {
            return false;
        }
        let Some(parts) = self.parts_taken_over(&file.parts) else { return false };
        let databases = self.databases_taken_over(&file.databases);
        self.files.push(FileEntry { databases, parts, ..file.clone() });
        self.behind += size;
        true
    }

    /// Puts a small file into a pack.
    pub(super) fn bytes(&mut self, path: &str, bytes: &[u8], databases: Vec<u32>) -> Result<(), BackupError> {
        let blake3 = Hash::of(bytes);
        let known = self.contents_known.get(&blake3).copied();
        if let Some(known) = known
            && let Some(parts) = self.parts_taken_over(&known.parts)
        {
            self.files.push(FileEntry { path: path.to_owned(), databases, parts, ..known.clone() });
            return self.advance(known.size);
        }
        self.whole(path, bytes.len() as u64, &|_| Box::new(bytes), databases).map(drop)
    }

    /// Puts a file into a pack, and returns its hash.
    pub(super) fn whole(
        &mut self,
        path: &str,
        size: u64,
        open: Open<'_>,
        databases: Vec<u32>,
    ) -> Result<Hash, BackupError> {
        let part = self.part(path, path, size, open(0))?;
        let blake3 = part.as_ref().map_or(Hash::of(&[]), |part| part.blake3);
        let parts = part.into_iter().collect();
        self.files.push(FileEntry { path: path.to_owned(), size, blake3, content: None, databases, parts });
        Ok(blake3)
    }

    /// Puts a file that only grows into packs: what the snapshot before has of it is taken over, if it is still the same.
    pub(super) fn growing(
        &mut self,
        path: &str,
        size: u64,
        open: Open<'_>,
        databases: Vec<u32>,
    ) -> Result<Hash, BackupError> {
        let known = self.files_known.get(path).copied().filter(|known| known.size <= size);
        let Some(known) = known.filter(|known| !known.parts.is_empty()) else {
            return self.whole(path, size, open, databases);
        };
        let failed = |error| BackupError::io("reading", std::path::Path::new(path))(error);
        let mut whole = blake3::Hasher::new();
        let (mut kept, mut from, mut same) = (Vec::new(), 0, true);
        let mut input = open(0);
        for part in &known.parts {
            let mut bytes = vec![0; usize::try_from(part.size).unwrap_or_default()];
            input.read_exact(&mut bytes).map_err(failed)?;
            whole.update(&bytes);
            same = same && Hash::of(&bytes) == part.blake3;
            if same {
                kept.push(part.clone());
                from += part.size;
            }
        }
        whole.update_reader(input).map_err(failed)?;
        // Small parts at the end are written again with what is new, so that there are few.
        while let Some(last) = kept.last().filter(|last| from < size && last.size <= size - from) {
            from -= last.size;
            kept.pop();
        }
        let Some(mut parts) = self.parts_taken_over(&kept) else {
            return self.whole(path, size, open, databases);
        };
        self.behind += from;
        let member = if from == 0 { path.to_owned() } else { format!("{path}.from-{from}") };
        parts.extend(self.part(path, &member, size - from, open(from))?);
        let blake3 = Hash(*whole.finalize().as_bytes());
        self.files.push(FileEntry { path: path.to_owned(), size, blake3, content: None, databases, parts });
        Ok(blake3)
    }

    /// Puts bytes into the pack that is open; none if there are none.
    fn part(
        &mut self,
        path: &str,
        member: &str,
        size: u64,
        from: impl Read,
    ) -> Result<Option<PartEntry>, BackupError> {
        if size == 0 {
            return Ok(None);
        }
        let (mut writer, pack) = match self.open.take() {
            Some(open) => open,
            None => {
                let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_LIMIT);
                let threads = u32::try_from(threads).unwrap_or(1);
                let writer = PackWriter::new(self.sink.temporary()?, self.sink.vault(), threads)?;
                self.packs.push(None);
                (writer, u32::try_from(self.packs.len() - 1).unwrap_or(u32::MAX))
            }
        };
        let written = writer.append(member, size, from);
        let written = written.map_err(BackupError::io("packing", std::path::Path::new(path)))?;
        self.open = Some((writer, pack));
        self.bytes_packed += size;
        if self.open.as_ref().is_some_and(|(writer, _)| writer.is_full()) {
            self.close()?;
        }
        self.advance(size)?;
        Ok(Some(PartEntry { pack, member: member.to_owned(), size: written.size, blake3: written.hash }))
    }

    fn close(&mut self) -> Result<(), BackupError> {
        let Some((writer, place)) = self.open.take() else { return Ok(()) };
        let packed = writer.finish();
        let packed = packed.map_err(BackupError::io("writing a pack to", self.sink.place()))?;
        let entry = packed.entry.clone();
        if self.sink.take_pack(packed)? {
            self.packs_written += 1;
            self.bytes_written += entry.size;
        }
        if let Some(pack) = usize::try_from(place).ok().and_then(|place| self.packs.get_mut(place)) {
            *pack = Some(entry);
        }
        Ok(())
    }

    /// Closes the last pack, and numbers packs and files in the order in which a manifest has them.
    pub(super) fn finish(mut self) -> Result<PackedFiles, BackupError> {
        self.close()?;
        let entries: Vec<PackEntry> = self.packs.into_iter().flatten().collect();
        let mut packs = entries.clone();
        packs.sort_unstable_by_key(|pack| pack.id);
        packs.dedup_by_key(|pack| pack.id);
        let place = |number: u32| {
            let id = entries.get(usize::try_from(number).ok()?)?.id;
            u32::try_from(packs.binary_search_by_key(&id, |pack| pack.id).ok()?).ok()
        };
        for part in self.files.iter_mut().flat_map(|file| &mut file.parts) {
            part.pack = place(part.pack).unwrap_or(u32::MAX);
        }
        self.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(PackedFiles {
            packs,
            files: self.files,
            warnings: self.warnings,
            bytes_packed: self.bytes_packed,
            packs_written: self.packs_written,
            bytes_written: self.bytes_written,
        })
    }
}
