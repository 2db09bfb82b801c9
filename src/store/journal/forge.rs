//! What only someone with the disk in hand could do to a journal.

use super::*;

impl Journal {
    /// Appends a group of anything at all, with records, chain and commit as they should be.
    pub(crate) fn append_forged(&mut self, contents: &[&[u8]]) -> Vec<Position> {
        let mut buffer = Vec::new();
        let mut positions = Vec::new();
        for content in contents {
            let offset = self.offset_after(buffer.len()).unwrap();
            positions.push(Position { segment: self.end.segment, offset });
            record::append_operation(&mut buffer, content);
        }
        let chain = record::chain_after(&self.end.chain, &buffer);
        let sequence = self.end.sequence + 1;
        record::append_commit(&mut buffer, Commit { sequence, synced: self.synced, chain });
        self.current.write(self.end.offset, &buffer).unwrap();
        let offset = self.offset_after(buffer.len()).unwrap();
        self.end = Mark { segment: self.end.segment, offset, sequence, chain };
        self.listed = None;
        positions
    }

    /// Has segments end sooner.
    pub(crate) fn limit_segments(&mut self, bytes: u32) {
        self.settings.segment_limit = bytes;
        self.settings.reserve = bytes / 8;
    }

    /// Seals the newest segment before it is full.
    pub(crate) fn seal(&mut self) {
        self.begin_segment(self.end.segment + 1, true).unwrap();
    }
}

impl Segments {
    /// Writes a side file that fits its segment and lists this.
    pub(crate) fn forge_listing(&self, number: u32, listed: &[Listed]) {
        let hash = self.header(Part::original(number + 1)).unwrap().unwrap().before;
        side::save(self.disk().as_ref(), number, &hash, listed);
    }
}
