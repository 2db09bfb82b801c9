//! A disk that does as another one does, except where it was told to fail.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::{Disk, DiskFile};

/// Everything that can be asked of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    Names,
    Open,
    Create,
    Rename,
    Remove,
    SyncNames,
    FreeSpace,
    Length,
    Read,
    Write,
    SetLen,
    Reserve,
    Sync,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The call fails and does nothing.
    Error(io::ErrorKind),
    /// A write puts this many bytes and fails.
    Short(usize),
    /// A read succeeds, with this bit of the result flipped.
    FlippedBit(usize),
}

type Watcher = Box<dyn FnMut(Call) + Send>;

#[derive(Default)]
struct Plan {
    faults: Vec<(Call, usize, Fault)>,
    space: Option<u64>,
    watcher: Option<Watcher>,
}

/// The disk. Clones are the same disk.
#[derive(Clone)]
pub(crate) struct FaultyDisk {
    inner: Arc<dyn Disk>,
    plan: Arc<Mutex<Plan>>,
}

#[derive(Debug)]
struct FaultyFile {
    inner: Box<dyn DiskFile>,
    disk: FaultyDisk,
}

impl std::fmt::Debug for FaultyDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FaultyDisk")
    }
}

impl FaultyDisk {
    pub(crate) fn new(inner: Arc<dyn Disk>) -> Self {
        Self { inner, plan: Arc::default() }
    }

    /// Of the calls of this kind that come from now on, the one after so many goes wrong.
    pub(crate) fn fail(&self, call: Call, after: usize, fault: Fault) {
        self.plan.lock().unwrap().faults.push((call, after, fault));
    }

    /// From now on there is room for so many bytes more, or again for any number.
    pub(crate) fn leave_space(&self, bytes: Option<u64>) {
        self.plan.lock().unwrap().space = bytes;
    }

    /// Has somebody watch every call, right before it is carried out.
    pub(crate) fn watch(&self, watcher: Watcher) {
        self.plan.lock().unwrap().watcher = Some(watcher);
    }

    fn call(&self, call: Call) -> io::Result<Option<Fault>> {
        let mut plan = self.plan.lock().unwrap();
        if let Some(watcher) = &mut plan.watcher {
            watcher(call);
        }
        let mut due = None;
        plan.faults.retain_mut(|(kind, after, fault)| match (*kind == call, *after) {
            (true, 0) => {
                due = Some(*fault);
                false
            }
            (true, _) => {
                *after -= 1;
                true
            }
            (false, _) => true,
        });
        match due {
            Some(Fault::Error(kind)) => Err(kind.into()),
            due => Ok(due),
        }
    }

    /// Takes room for as many of these bytes as there is.
    fn take_space(&self, bytes: usize) -> usize {
        let mut plan = self.plan.lock().unwrap();
        let Some(space) = &mut plan.space else { return bytes };
        let taken = bytes.min(usize::try_from(*space).unwrap());
        *space -= taken as u64;
        taken
    }

    fn wrap(&self, inner: Box<dyn DiskFile>) -> Box<dyn DiskFile> {
        Box::new(FaultyFile { inner, disk: self.clone() })
    }
}

impl Disk for FaultyDisk {
    fn path(&self, name: &str) -> PathBuf {
        self.inner.path(name)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        self.call(Call::Names)?;
        self.inner.names()
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        self.call(Call::Open)?;
        Ok(self.wrap(self.inner.open(name)?))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        self.call(Call::Create)?;
        Ok(self.wrap(self.inner.create(name)?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.call(Call::Rename)?;
        self.inner.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.call(Call::Remove)?;
        self.inner.remove(name)
    }

    fn sync_names(&self) -> io::Result<()> {
        self.call(Call::SyncNames)?;
        self.inner.sync_names()
    }

    fn free_space(&self) -> io::Result<u64> {
        self.call(Call::FreeSpace)?;
        let left = self.plan.lock().unwrap().space;
        left.map_or_else(|| self.inner.free_space(), Ok)
    }
}

impl DiskFile for FaultyFile {
    fn length(&self) -> io::Result<u64> {
        self.disk.call(Call::Length)?;
        self.inner.length()
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let fault = self.disk.call(Call::Read)?;
        self.inner.read_at(buffer, offset)?;
        if let Some(Fault::FlippedBit(bit)) = fault {
            let bit = bit % (buffer.len() * 8);
            buffer[bit / 8] ^= 1 << (bit % 8);
        }
        Ok(())
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let fault = self.disk.call(Call::Write)?;
        let room = self.disk.take_space(bytes.len());
        let (written, kind) = match fault {
            Some(Fault::Short(length)) => (length.min(room), io::ErrorKind::Other),
            _ => (room, io::ErrorKind::StorageFull),
        };
        self.inner.write_at(&bytes[..written.min(bytes.len())], offset)?;
        if written < bytes.len() { Err(kind.into()) } else { Ok(()) }
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.disk.call(Call::SetLen)?;
        self.inner.set_len(length)
    }

    fn reserve(&self, length: u64) -> io::Result<()> {
        self.disk.call(Call::Reserve)?;
        if self.disk.plan.lock().unwrap().space.is_some() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.inner.reserve(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.call(Call::Sync)?;
        self.inner.sync()
    }
}
