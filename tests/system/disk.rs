//! Small disks of their own, to be filled.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lab::Lab;

/// A disk of its own, made by root alone.
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// A disk of so many MiB; none where none can be made.
    pub(crate) fn new(lab: &Lab, name: &str, mib: u32) -> Option<Self> {
        if !rustix::process::geteuid().is_root() || !Path::new("/usr/bin/mount").exists() {
            return None;
        }
        let place = lab.home().join(name);
        fs::create_dir(&place).unwrap();
        let disk = Self(place);
        disk.mount(&["-t", "tmpfs", "-o", &format!("size={mib}M,mode=0700"), "tmpfs"]);
        Some(disk)
    }

    fn mount(&self, arguments: &[&str]) {
        let done = Command::new("mount").args(arguments).arg(&self.0).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    pub(crate) fn is_now(&self, options: &str) {
        self.mount(&["-o", &format!("remount,{options}")]);
    }

    /// Fills what is free of it with a file.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[1; 4096]).is_ok() {}
    }

    pub(crate) fn unfill(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}
