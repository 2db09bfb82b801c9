//! The part of CBOR that operations use, in its deterministic form (RFC 8949, section 4.2) and in no other.
//!
//! [`Writer`] can only write that form and [`Reader`] refuses every other one as it reads, so that one value has one
//! encoding: shortest integers and lengths, definite lengths, floats in the shortest width that holds them, no NaN,
//! no negative zero, no tags, map keys unsigned and ascending, text in UTF-8. Lengths in the input are compared with
//! what is left of it before anything is taken; nothing is allocated here at all while reading.

use crate::error::ErrorCode;

/// How deep arrays and maps may nest in a body this version does not know.
pub const DEPTH_LIMIT: usize = 16;

/// Why bytes are not the deterministic encoding of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte {at}")]
pub struct CborError {
    /// How far into the input the reader had come.
    pub at: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

const TOO_DEEP: &str = "nesting beyond the limit";

impl CborError {
    /// `limit_exceeded` for nesting beyond [`DEPTH_LIMIT`], `not_canonical` for the rest.
    pub fn code(&self) -> ErrorCode {
        if self.reason == TOO_DEEP { ErrorCode::LimitExceeded } else { ErrorCode::NotCanonical }
    }
}

type Result<T> = std::result::Result<T, CborError>;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
const F16: u8 = 0xf9;
const F32: u8 = 0xfa;
const F64: u8 = 0xfb;

/// What the next item is, as far as its first byte tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An integer of either sign.
    Integer,
    /// A byte string.
    Bytes,
    /// A text string.
    Text,
    /// An array.
    Array,
    /// A map.
    Map,
    /// A float.
    Float,
    /// True or false.
    Bool,
    /// The null.
    Null,
}

/// Writes deterministic CBOR into a growing buffer.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty buffer with room for this many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// The bytes written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: u8, value: u64) {
        let major = major << 5;
        let be = value.to_be_bytes();
        match value {
            0..=23 => self.0.push(major | be[7]),
            24..=0xff => self.0.extend_from_slice(&[major | 24, be[7]]),
            0x100..=0xffff => {
                self.0.push(major | 25);
                self.0.extend_from_slice(&be[6..]);
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(major | 26);
                self.0.extend_from_slice(&be[4..]);
            }
            _ => {
                self.0.push(major | 27);
                self.0.extend_from_slice(&be);
            }
        }
    }

    /// An unsigned integer.
    pub fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(UNSIGNED, value);
        self
    }

    /// An integer between -2^64 and 2^64 - 1. A value outside is cut to that range.
    pub fn integer(&mut self, value: i128) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.head(UNSIGNED, value),
            Err(_) if value < 0 => self.head(NEGATIVE, u64::try_from(-1 - value).unwrap_or(u64::MAX)),
            Err(_) => self.head(UNSIGNED, u64::MAX),
        }
        self
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(BYTES, value.len() as u64);
        self.0.extend_from_slice(value);
        self
    }

    /// A text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.head(TEXT, value.len() as u64);
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    /// The head of an array; its items are to follow.
    pub fn array(&mut self, items: usize) -> &mut Self {
        self.head(ARRAY, items as u64);
        self
    }

    /// The head of a map; its pairs are to follow, keys ascending.
    pub fn map(&mut self, pairs: usize) -> &mut Self {
        self.head(MAP, pairs as u64);
        self
    }

    /// A float, in the shortest width that holds it. NaN has no encoding here: callers refuse it first; it would be
    /// written as null.
    pub fn float(&mut self, value: f64) -> &mut Self {
        if value.is_nan() {
            return self.null();
        }
        let value = if value == 0.0 { 0.0 } else { value };
        if let Some(half) = as_half(value) {
            self.0.push(F16);
            self.0.extend_from_slice(&half.to_be_bytes());
        } else if let Some(single) = as_single(value) {
            self.0.push(F32);
            self.0.extend_from_slice(&single.to_be_bytes());
        } else {
            self.0.push(F64);
            self.0.extend_from_slice(&value.to_be_bytes());
        }
        self
    }

    /// True or false.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.0.push(if value { TRUE } else { FALSE });
        self
    }

    /// The null.
    pub fn null(&mut self) -> &mut Self {
        self.0.push(NULL);
        self
    }

    /// An item that is already encoded.
    pub fn raw(&mut self, item: &[u8]) -> &mut Self {
        self.0.extend_from_slice(item);
        self
    }
}

/// The value in half precision, if that loses nothing.
fn as_half(value: f64) -> Option<half::f16> {
    let half = half::f16::from_f64(value);
    (half.to_f64() == value).then_some(half)
}

/// The value in single precision, if that loses nothing.
fn as_single(value: f64) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "whether it loses anything is what is asked")]
    let single = value as f32;
    (f64::from(single) == value).then_some(single)
}

/// Reads deterministic CBOR and refuses any other. After an error the reader stands somewhere in the faulty item and
/// is of no further use.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of the input.
    pub const fn new(input: &'a [u8]) -> Self {
        Self { input, at: 0 }
    }

    /// How many bytes have been read.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Succeeds at the end of the input only.
    pub fn end(&self) -> Result<()> {
        if self.at == self.input.len() { Ok(()) } else { Err(self.fault("something follows the end")) }
    }

    fn fault(&self, reason: &'static str) -> CborError {
        CborError { at: self.at, reason }
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let taken = usize::try_from(count)
            .ok()
            .and_then(|count| self.at.checked_add(count))
            .and_then(|end| self.input.get(self.at..end))
            .ok_or_else(|| self.fault("the input ends inside an item"))?;
        self.at += taken.len();
        Ok(taken)
    }

    fn take_fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut fixed = [0; N];
        fixed.copy_from_slice(self.take(N as u64)?);
        Ok(fixed)
    }

    fn first(&self) -> Result<u8> {
        self.input.get(self.at).copied().ok_or_else(|| self.fault("the input ends where an item is due"))
    }

    fn head(&mut self) -> Result<(u8, u64)> {
        let first = self.first()?;
        let (major, info) = (first >> 5, first & 0x1f);
        if info == 31 {
            return Err(self.fault("an indefinite length"));
        }
        self.at += 1;
        let (value, least) = match info {
            0..=23 => (u64::from(info), 0),
            24 => (u64::from(self.take_fixed::<1>()?[0]), 24),
            25 => (u64::from(u16::from_be_bytes(self.take_fixed()?)), 0x100),
            26 => (u64::from(u32::from_be_bytes(self.take_fixed()?)), 0x1_0000),
            27 => (u64::from_be_bytes(self.take_fixed()?), 0x1_0000_0000),
            _ => return Err(self.fault("a reserved length form")),
        };
        if value < least {
            return Err(self.fault("an integer or length that is not in its shortest form"));
        }
        Ok((major, value))
    }

    fn expect(&mut self, major: u8, reason: &'static str) -> Result<u64> {
        if self.first()? >> 5 != major {
            return Err(self.fault(reason));
        }
        Ok(self.head()?.1)
    }

    /// What the next item is. Tags, undefined and other simple values are refused.
    pub fn shape(&self) -> Result<Shape> {
        let first = self.first()?;
        Ok(match first >> 5 {
            UNSIGNED | NEGATIVE => Shape::Integer,
            BYTES => Shape::Bytes,
            TEXT => Shape::Text,
            ARRAY => Shape::Array,
            MAP => Shape::Map,
            TAG => return Err(self.fault("a tag")),
            _ => match first {
                TRUE | FALSE => Shape::Bool,
                NULL => Shape::Null,
                F16 | F32 | F64 => Shape::Float,
                _ => return Err(self.fault("a simple value other than true, false and null")),
            },
        })
    }

    /// Whether the next item is the null; if so, it is read.
    pub fn null_comes(&mut self) -> Result<bool> {
        let null = self.first()? == NULL;
        self.at += usize::from(null);
        Ok(null)
    }

    /// An unsigned integer.
    pub fn unsigned(&mut self) -> Result<u64> {
        self.expect(UNSIGNED, "an unsigned integer is due")
    }

    /// An integer of either sign.
    pub fn integer(&mut self) -> Result<i128> {
        match self.head()? {
            (UNSIGNED, value) => Ok(i128::from(value)),
            (NEGATIVE, value) => Ok(-1 - i128::from(value)),
            _ => Err(self.fault("an integer is due")),
        }
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.expect(BYTES, "a byte string is due")?;
        self.take(length)
    }

    /// A byte string of exactly this length.
    pub fn fixed_bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| self.fault("a byte string of another length is due"))
    }

    /// A text string.
    pub fn text(&mut self) -> Result<&'a str> {
        let length = self.expect(TEXT, "a text string is due")?;
        let bytes = self.take(length)?;
        std::str::from_utf8(bytes).map_err(|_| self.fault("text that is not UTF-8"))
    }

    /// The head of an array. The number of items is at most the number of bytes that are left.
    pub fn array(&mut self) -> Result<usize> {
        let items = self.expect(ARRAY, "an array is due")?;
        self.count(items, 1)
    }

    /// The head of a map. The number of pairs is at most half the number of bytes that are left.
    pub fn map(&mut self) -> Result<usize> {
        let pairs = self.expect(MAP, "a map is due")?;
        self.count(pairs, 2)
    }

    fn count(&self, count: u64, bytes_each: usize) -> Result<usize> {
        let left = (self.input.len() - self.at) / bytes_each;
        match usize::try_from(count) {
            Ok(count) if count <= left => Ok(count),
            _ => Err(self.fault("more items than there are bytes")),
        }
    }

    /// A float in its shortest width; neither NaN nor negative zero.
    pub fn float(&mut self) -> Result<f64> {
        let (value, fits_a_shorter) = match self.take_fixed::<1>()?[0] {
            F16 => (half::f16::from_be_bytes(self.take_fixed()?).to_f64(), false),
            F32 => {
                let value = f64::from(f32::from_be_bytes(self.take_fixed()?));
                (value, as_half(value).is_some())
            }
            F64 => {
                let value = f64::from_be_bytes(self.take_fixed()?);
                (value, as_single(value).is_some())
            }
            _ => return Err(self.fault("a float is due")),
        };
        if value.is_nan() {
            return Err(self.fault("a float that is not a number"));
        }
        if fits_a_shorter || (value == 0.0 && value.is_sign_negative()) {
            return Err(self.fault("a float that is not in its shortest form, or a negative zero"));
        }
        Ok(value)
    }

    /// True or false.
    pub fn bool(&mut self) -> Result<bool> {
        match self.take_fixed::<1>()?[0] {
            TRUE => Ok(true),
            FALSE => Ok(false),
            _ => Err(self.fault("true or false is due")),
        }
    }

    /// Any one item, checked to its last byte, returned as it is encoded. Nesting beyond [`DEPTH_LIMIT`] is refused.
    pub fn any(&mut self) -> Result<&'a [u8]> {
        let start = self.at;
        self.walk(DEPTH_LIMIT)?;
        self.input.get(start..self.at).ok_or_else(|| self.fault("the input ends inside an item"))
    }

    fn walk(&mut self, depth: usize) -> Result<()> {
        let shape = self.shape()?;
        if depth == 0 && matches!(shape, Shape::Array | Shape::Map) {
            return Err(self.fault(TOO_DEEP));
        }
        match shape {
            Shape::Integer => self.head().map(drop),
            Shape::Bytes => self.bytes().map(drop),
            Shape::Text => self.text().map(drop),
            Shape::Float => self.float().map(drop),
            Shape::Bool | Shape::Null => self.take(1).map(drop),
            Shape::Array => (0..self.array()?).try_for_each(|_| self.walk(depth - 1)),
            Shape::Map => {
                let mut last = None;
                for _ in 0..self.map()? {
                    let key = self.unsigned()?;
                    self.ascending(&mut last, key)?;
                    self.walk(depth - 1)?;
                }
                Ok(())
            }
        }
    }

    /// Refuses a map key that does not come after the one before it.
    pub fn ascending(&self, last: &mut Option<u64>, key: u64) -> Result<()> {
        if last.is_some_and(|last| last >= key) {
            return Err(self.fault("map keys that do not ascend"));
        }
        *last = Some(key);
        Ok(())
    }
}

#[cfg(test)]
#[path = "cbor_tests.rs"]
mod tests;
