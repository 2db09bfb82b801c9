//! Fields of a message: read one after the other, with every limit checked before anything is taken by it.

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peer sent what is no message")]
pub(crate) struct NoMessage;

/// What is still to be read of a message.
pub(crate) struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    pub(crate) const fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// So many bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'b [u8], NoMessage> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(NoMessage)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], NoMessage> {
        self.take(N)?.try_into().map_err(|_| NoMessage)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, NoMessage> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, NoMessage> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(NoMessage),
        }
    }

    pub(crate) fn number(&mut self) -> Result<u32, NoMessage> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn long_number(&mut self) -> Result<u64, NoMessage> {
        self.array().map(u64::from_le_bytes)
    }

    /// All that is left, if it is no longer than this.
    pub(crate) fn rest(&mut self, limit: usize) -> Result<Vec<u8>, NoMessage> {
        let rest = std::mem::take(&mut self.0);
        if rest.len() <= limit { Ok(rest.to_vec()) } else { Err(NoMessage) }
    }

    /// All that is left, as so many things of a fixed length.
    pub(crate) fn all<T>(
        &mut self,
        length: usize,
        limit: usize,
        read: impl Fn(&mut Self) -> Result<T, NoMessage>,
    ) -> Result<Vec<T>, NoMessage> {
        let count = self.0.len() / length;
        if count > limit || !self.0.len().is_multiple_of(length) {
            return Err(NoMessage);
        }
        (0..count).map(|_| read(self)).collect()
    }

    /// Bytes with their length before them.
    pub(crate) fn long(&mut self) -> Result<&'b [u8], NoMessage> {
        let length = usize::try_from(self.number()?).map_err(|_| NoMessage)?;
        self.take(length)
    }

    /// A text with its length before it.
    pub(crate) fn text(&mut self) -> Result<&'b str, NoMessage> {
        std::str::from_utf8(self.long()?).map_err(|_| NoMessage)
    }

    /// All that is left, as bytes with their lengths before them.
    pub(crate) fn all_long(&mut self, limit: usize) -> Result<Vec<Vec<u8>>, NoMessage> {
        let mut all = Vec::new();
        while !self.0.is_empty() {
            if all.len() == limit {
                return Err(NoMessage);
            }
            all.push(self.long()?.to_vec());
        }
        Ok(all)
    }

    /// The same as texts.
    pub(crate) fn texts(&mut self, limit: usize) -> Result<Vec<String>, NoMessage> {
        let texts = self.all_long(limit)?;
        texts.into_iter().map(|text| String::from_utf8(text).map_err(|_| NoMessage)).collect()
    }

    /// Nothing may be left.
    pub(crate) const fn end(&self) -> Result<(), NoMessage> {
        if self.0.is_empty() { Ok(()) } else { Err(NoMessage) }
    }
}

/// Adds bytes with their length before them.
pub(crate) fn put_long(to: &mut Vec<u8>, bytes: &[u8]) {
    // No frame is as long as that.
    to.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend(bytes);
}
