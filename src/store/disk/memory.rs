//! A disk in memory that can lose its power: what is live, what is durable, and chance in between.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Disk, DiskFile};

/// What reaches the disk whole or not at all when the power goes. Smaller than in truth, so that more tears.
const SECTOR: usize = 64;

#[derive(Clone, Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Clone, Debug, Default)]
struct Content {
    live: Arc<Vec<u8>>,
    durable: Arc<Vec<u8>>,
    /// What was done since the last sync.
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug, Default)]
struct Image {
    files: Vec<Content>,
    live: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
}

/// The disk. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemoryDisk(Arc<Mutex<Image>>);

#[derive(Debug)]
struct MemoryFile {
    disk: MemoryDisk,
    file: usize,
}

/// A small generator of chance, all of it from one seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 29)
    }

    /// True in `parts` of four cases.
    fn is(&mut self, parts: u64) -> bool {
        self.next() >> 40 & 3 < parts
    }
}

impl MemoryDisk {
    fn image(&self) -> MutexGuard<'_, Image> {
        self.0.lock().unwrap()
    }

    /// The disk as it may be found after a loss of power right now. What was synced is there. Of what was not, the seed
    /// chooses: nothing, everything, or some sectors, lengths and names.
    pub(crate) fn after_power_loss(&self, seed: u64) -> MemoryDisk {
        let mut chance = Chance(seed);
        let survives = [0, 2, 4][usize::try_from(chance.next() % 3).unwrap()];
        let mut image = self.image().clone();
        for name in image.live.keys().chain(image.durable.keys()).cloned().collect::<Vec<_>>() {
            if chance.is(survives) {
                match image.live.get(&name).copied() {
                    Some(file) => image.durable.insert(name, file),
                    None => image.durable.remove(&name),
                };
            }
        }
        image.live = image.durable.clone();
        for content in &mut image.files {
            for change in std::mem::take(&mut content.unsynced) {
                match change {
                    Change::Write { offset, bytes } => {
                        for (index, sector) in bytes.chunks(SECTOR).enumerate() {
                            if chance.is(survives) {
                                put(Arc::make_mut(&mut content.durable), offset + index * SECTOR, sector);
                            }
                        }
                    }
                    Change::Length(length) if chance.is(survives) => {
                        Arc::make_mut(&mut content.durable).resize(length, 0);
                    }
                    Change::Length(_) => {}
                }
            }
            content.live = Arc::clone(&content.durable);
        }
        MemoryDisk(Arc::new(Mutex::new(image)))
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        super::read_all(self.open(name).unwrap().as_ref()).unwrap()
    }

    /// Puts other bytes in place of a file's.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let file = self.create(name).unwrap();
        file.write_at(bytes, 0).unwrap();
        file.sync().unwrap();
        self.sync_names().unwrap();
    }
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    content.resize(content.len().max(offset + bytes.len()), 0);
    content[offset..offset + bytes.len()].copy_from_slice(bytes);
}

impl Disk for MemoryDisk {
    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(name)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.image().live.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        let file = self.image().live.get(name).copied().ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(MemoryFile { disk: self.clone(), file }))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        if let Ok(file) = self.open(name) {
            file.set_len(0)?;
            return Ok(file);
        }
        let mut image = self.image();
        let file = image.files.len();
        image.files.push(Content::default());
        image.live.insert(name.to_owned(), file);
        Ok(Box::new(MemoryFile { disk: self.clone(), file }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut image = self.image();
        let file = image.live.remove(from).ok_or(io::ErrorKind::NotFound)?;
        image.live.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.image().live.remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut image = self.image();
        image.durable = image.live.clone();
        Ok(())
    }

    fn free_space(&self) -> io::Result<u64> {
        Ok(u64::MAX)
    }
}

impl MemoryFile {
    fn change<T>(&self, change: impl FnOnce(&mut Content) -> T) -> T {
        change(&mut self.disk.image().files[self.file])
    }
}

impl DiskFile for MemoryFile {
    fn length(&self) -> io::Result<u64> {
        Ok(self.change(|content| content.live.len() as u64))
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        self.change(|content| {
            let bytes =
                content.live.get(offset..offset + buffer.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            buffer.copy_from_slice(bytes);
            Ok(())
        })
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        self.change(|content| {
            put(Arc::make_mut(&mut content.live), offset, bytes);
            content.unsynced.push(Change::Write { offset, bytes: bytes.to_vec() });
        });
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        self.change(|content| {
            Arc::make_mut(&mut content.live).resize(length, 0);
            content.unsynced.push(Change::Length(length));
        });
        Ok(())
    }

    fn reserve(&self, length: u64) -> io::Result<()> {
        self.set_len(length.max(self.length()?))
    }

    fn sync(&self) -> io::Result<()> {
        self.change(|content| {
            content.unsynced.clear();
            content.durable = Arc::clone(&content.live);
        });
        Ok(())
    }
}
