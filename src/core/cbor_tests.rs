use super::*;
use proptest::prelude::*;

fn read_one(bytes: &[u8]) -> Result<usize> {
    let mut reader = Reader::new(bytes);
    reader.any()?;
    reader.end()?;
    Ok(bytes.len())
}

#[test]
fn every_other_encoding_of_a_value_is_refused() {
    for (bytes, why) in [
        (&[0x18, 0x17][..], "23 in two bytes"),
        (&[0x19, 0x00, 0xff], "255 in three bytes"),
        (&[0x1a, 0x00, 0x00, 0xff, 0xff], "65535 in five bytes"),
        (&[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], "2^32-1 in nine bytes"),
        (&[0x58, 0x01, 0x00], "a long length"),
        (&[0x5f, 0xff], "an indefinite byte string"),
        (&[0x7f, 0xff], "an indefinite text"),
        (&[0x9f, 0xff], "an indefinite array"),
        (&[0xbf, 0xff], "an indefinite map"),
        (&[0xc0, 0x00], "a tag"),
        (&[0xf7], "undefined"),
        (&[0xe0], "a simple value"),
        (&[0xf8, 0xff], "a simple value in two bytes"),
        (&[0xf9, 0x7e, 0x00], "NaN"),
        (&[0xf9, 0x80, 0x00], "negative zero"),
        (&[0xfa, 0x3f, 0x80, 0x00, 0x00], "1.0 in four bytes"),
        (&[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0], "1.0 in eight bytes"),
        (&[0xa2, 0x02, 0x00, 0x01, 0x00], "descending keys"),
        (&[0xa2, 0x01, 0x00, 0x01, 0x00], "a key twice"),
        (&[0xa1, 0x61, 0x61, 0x00], "a text key"),
        (&[0x61, 0xff], "text that is not UTF-8"),
        (&[0x00, 0x00], "two items"),
        (&[], "nothing"),
        (&[0x1c], "a reserved form"),
        (&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "an array longer than any input"),
        (&[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "bytes longer than any input"),
    ] {
        assert!(read_one(bytes).is_err(), "{why}");
    }
}

#[test]
fn nesting_beyond_the_limit_is_refused_without_recursion_trouble() {
    let deep = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
    assert!(read_one(&deep(DEPTH_LIMIT)).is_ok());
    assert!(read_one(&deep(DEPTH_LIMIT + 1)).is_err());
    assert!(read_one(&deep(1_000_000)).is_err());
}

proptest! {
    #[test]
    fn integers_come_back_and_agree_with_another_implementation(value in any_integer()) {
        let mut writer = Writer::default();
        writer.integer(value);
        let bytes = writer.into_bytes();
        prop_assert_eq!(Reader::new(&bytes).integer().unwrap(), value);
        prop_assert_eq!(i128::from(minicbor::Decoder::new(&bytes).int().unwrap()), value);
    }

    #[test]
    fn floats_come_back_in_the_shortest_width(bits in any::<u64>(), narrow in any::<u32>(), short in any::<i16>()) {
        for value in [f64::from_bits(bits), f64::from(f32::from_bits(narrow)), f64::from(short)] {
            if value.is_nan() { continue; }
            let mut writer = Writer::default();
            writer.float(value);
            let bytes = writer.into_bytes();
            prop_assert_eq!(Reader::new(&bytes).float().unwrap(), value);
            prop_assert_eq!(minicbor::Decoder::new(&bytes).f64().unwrap(), value);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_what_is_accepted_is_well_formed(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut reader = Reader::new(&bytes);
        if let Ok(item) = reader.any() {
            let mut other = minicbor::Decoder::new(item);
            prop_assert!(other.skip().is_ok());
            prop_assert_eq!(other.position(), item.len());
        }
    }
}

fn any_integer() -> impl Strategy<Value = i128> {
    prop_oneof![
        any::<u64>().prop_map(i128::from),
        any::<i64>().prop_map(i128::from),
        any::<u64>().prop_map(|n| -1 - i128::from(n)),
        -70_000i128..70_000,
    ]
}
