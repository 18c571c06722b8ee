//! DER is read strictly: every deviation has its kind and its place.
#![cfg(feature = "der")]

use countersign_encoding::der::{
    DerErrorKind, Integer, Oid, OidTextError, Reader, Tag, unsigned_integer, write,
};

fn kind(bytes: &[u8]) -> Option<DerErrorKind> {
    Reader::new(bytes).element().err().map(|error| error.kind())
}

#[test]
fn an_element_ends_where_its_length_says() {
    let mut reader = Reader::new(&[0x04, 2, 7, 8, 0x05, 0]);
    let element = reader.element().unwrap();
    assert_eq!(
        (element.tag(), element.bytes(), element.contents()),
        (Tag::OCTET_STRING, &[4, 2, 7, 8][..], &[7, 8][..])
    );
    assert_eq!((element.offset(), element.contents_offset()), (0, 2));
    assert_eq!(reader.finish().unwrap_err().kind(), DerErrorKind::TrailingBytes);
    assert_eq!(reader.offset(), 4);
    reader.null().unwrap();
    reader.finish().unwrap();
}

#[test]
fn lengths_are_definite_minimal_and_of_four_bytes_at_most() {
    let long = [&[0x04, 0x82, 0x01, 0x00][..], &[0; 256]].concat();
    assert_eq!(kind(&long), None);
    assert_eq!(kind(&[0x30, 0x80, 0, 0]), Some(DerErrorKind::IndefiniteLength));
    assert_eq!(kind(&[0x04, 0x81, 1, 7]), Some(DerErrorKind::NonMinimalLength));
    assert_eq!(
        kind(&[&[0x04, 0x83, 0x00, 0x01, 0x00][..], &[0; 256]].concat()),
        Some(DerErrorKind::NonMinimalLength)
    );
    assert_eq!(kind(&[0x04, 0x85, 1, 0, 0, 0, 0]), Some(DerErrorKind::LengthTooLong));
    assert_eq!(kind(&[0x04, 0xff]), Some(DerErrorKind::LengthTooLong));
    assert_eq!(kind(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]), Some(DerErrorKind::Truncated));
    for cut in [&[][..], &[0x04], &[0x04, 1], &[0x04, 0x82, 1], &[0x04, 0x82, 1, 0, 0]] {
        assert_eq!(kind(cut), Some(DerErrorKind::Truncated), "{cut:?}");
    }
}

#[test]
fn tags_of_several_bytes_are_refused() {
    assert_eq!(kind(&[0x1f, 1, 0]), Some(DerErrorKind::LongTag));
    assert_eq!(kind(&[0xbf, 0x81, 1, 0]), Some(DerErrorKind::LongTag));
}

#[test]
fn another_type_is_named_and_not_read() {
    let mut reader = Reader::new(&[0x24, 2, 4, 0]);
    let error = reader.octet_string().unwrap_err();
    let expected = DerErrorKind::UnexpectedTag { expected: Tag::OCTET_STRING, actual: Tag::from_byte(0x24) };
    assert_eq!((error.kind(), error.offset()), (expected, 0));
    assert_eq!(reader.rest().len(), 4);
    assert_eq!(reader.optional(Tag::NULL).unwrap(), None);
}

#[test]
fn offsets_go_on_inside_of_elements_and_parts() {
    let bytes = [0x30, 5, 0x30, 3, 0x01, 1, 0x01];
    let mut outer = Reader::new(&bytes);
    let mut inner = outer.sequence().unwrap().sequence().unwrap();
    assert_eq!(inner.boolean().unwrap_err().offset(), 4);
    assert_eq!(Reader::within(&bytes[4..], 104).boolean().unwrap_err().offset(), 104);
}

#[test]
fn booleans_have_two_spellings() {
    assert!(Reader::new(&[1, 1, 0xff]).boolean().unwrap());
    assert!(!Reader::new(&[1, 1, 0]).boolean().unwrap());
    for wrong in [&[1, 1, 1][..], &[1, 0], &[1, 2, 0xff, 0xff]] {
        assert_eq!(Reader::new(wrong).boolean().unwrap_err().kind(), DerErrorKind::Boolean, "{wrong:?}");
    }
}

#[test]
fn a_default_is_left_out() {
    assert!(Reader::new(&[1, 1, 0xff]).default_false().unwrap());
    assert!(!Reader::new(&[]).default_false().unwrap());
    assert!(!Reader::new(&[5, 0]).default_false().unwrap());
    let written = Reader::new(&[1, 1, 0]).default_false().unwrap_err();
    assert_eq!((written.kind(), written.offset()), (DerErrorKind::ExplicitDefault, 0));
}

fn integer(contents: &[u8]) -> Result<Integer<'_>, DerErrorKind> {
    let bytes = write(Tag::INTEGER, &[contents]).leak();
    Reader::new(bytes).integer().map_err(|error| error.kind())
}

#[test]
fn integers_are_minimal() {
    for (contents, value) in [(&[0][..], 0), (&[0x7f], 127), (&[0, 0x80], 128), (&[1, 0], 256)] {
        assert_eq!(integer(contents).unwrap().to_u64(), Some(value));
    }
    for wrong in [&[][..], &[0, 0], &[0, 0x7f], &[0xff, 0x80], &[0xff, 0xff]] {
        assert_eq!(integer(wrong), Err(DerErrorKind::Integer), "{wrong:?}");
    }
    let largest = [&[0][..], &[0xff; 8]].concat();
    assert_eq!(integer(&largest).unwrap().to_u64(), Some(u64::MAX));
    assert_eq!(integer(&[1, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap().to_u64(), None);
}

#[test]
fn integers_know_their_sign() {
    let negative = integer(&[0x80]).unwrap();
    assert!(negative.is_negative() && !negative.is_zero());
    assert_eq!((negative.magnitude(), negative.to_u64()), (None, None));
    assert!(integer(&[0]).unwrap().is_zero());
    assert_eq!(integer(&[0]).unwrap().magnitude(), Some(&[][..]));
    assert_eq!(integer(&[0, 0x80]).unwrap().magnitude(), Some(&[0x80][..]));
    assert_eq!(integer(&[0, 0x80]).unwrap().as_bytes(), [0, 0x80]);
}

#[test]
fn bit_strings_count_their_unused_bits() {
    let bits = Reader::new(&[3, 2, 1, 0x82]).bit_string().unwrap();
    assert_eq!((bits.unused_bits(), bits.as_bytes(), bits.octets()), (1, &[0x82][..], None));
    assert_eq!([0, 1, 6, 7, 8].map(|bit| bits.bit(bit)), [true, false, true, false, false]);
    assert!(bits.is_named_bits());
    assert!(Reader::new(&[3, 1, 0]).bit_string().unwrap().is_named_bits());
    assert!(!Reader::new(&[3, 2, 1, 0x80]).bit_string().unwrap().is_named_bits());
    assert_eq!(Reader::new(&[3, 2, 0, 9]).bit_string().unwrap().octets(), Some(&[9][..]));
    for wrong in [&[3, 0][..], &[3, 1, 1], &[3, 2, 8, 0], &[3, 2, 1, 0x81], &[3, 2, 7, 0x40]] {
        assert_eq!(Reader::new(wrong).bit_string().unwrap_err().kind(), DerErrorKind::BitString, "{wrong:?}");
    }
}

#[test]
fn a_null_is_empty() {
    assert_eq!(Reader::new(&[5, 1, 0]).null().unwrap_err().kind(), DerErrorKind::Null);
}

fn oid(contents: &[u8]) -> Result<String, DerErrorKind> {
    let bytes = write(Tag::OBJECT_IDENTIFIER, &[contents]);
    Reader::new(&bytes).oid().map(|oid| oid.to_string()).map_err(|error| error.kind())
}

#[test]
fn object_identifiers_are_shown_dotted() {
    assert_eq!(oid(&[0x55, 0x1d, 0x0f]).unwrap(), "2.5.29.15");
    assert_eq!(oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).unwrap(), "1.2.840.113549");
    assert_eq!(oid(&[0]).unwrap(), "0.0");
    assert_eq!(oid(&[0x27]).unwrap(), "0.39");
    assert_eq!(oid(&[0x28]).unwrap(), "1.0");
    assert_eq!(oid(&[0x88, 0x37]).unwrap(), "2.999");
    let huge = [&[0x55][..], &[0xff; 20], &[0x7f]].concat();
    assert_eq!(oid(&huge).unwrap(), "2.5.?");
}

#[test]
fn object_identifiers_have_one_spelling() {
    for wrong in [&[][..], &[0x80, 1], &[0x55, 0x80, 1], &[0x55, 0x81]] {
        assert_eq!(oid(wrong), Err(DerErrorKind::Oid), "{wrong:?}");
    }
    // 0x80 within an arc is a digit like any other.
    assert_eq!(oid(&[0x55, 0x81, 0x80, 0x00]).unwrap(), "2.5.16384");
}

#[test]
fn dotted_text_is_written() {
    for text in ["2.5.29.15", "1.2.840.113549", "0.0", "1.39.0", "2.999.128", "2.5.18446744073709551615"] {
        let contents = Oid::contents_of(text).unwrap();
        assert_eq!(oid(&contents).unwrap(), text);
    }
    for text in ["", "2", "2.", "2.5.", ".2.5", "2..5", "2.05", "2.+5", "2.5.18446744073709551616", "a.b"] {
        assert!(matches!(Oid::contents_of(text), Err(OidTextError::Arcs | OidTextError::Number)), "{text}");
    }
    assert_eq!(Oid::contents_of("2"), Err(OidTextError::Arcs));
    assert_eq!(Oid::contents_of("3.1"), Err(OidTextError::Root));
    assert_eq!(Oid::contents_of("1.40"), Err(OidTextError::Root));
    assert_eq!(Oid::contents_of("2.18446744073709551600"), Err(OidTextError::Number));
}

#[test]
fn lengths_are_written_minimally() {
    assert_eq!(write(Tag::NULL, &[]), [5, 0]);
    assert_eq!(write(Tag::OCTET_STRING, &[&[7; 127]])[..2], [4, 127]);
    assert_eq!(write(Tag::OCTET_STRING, &[&[7; 128]])[..3], [4, 0x81, 128]);
    assert_eq!(write(Tag::OCTET_STRING, &[&[7; 299], &[7]])[..4], [4, 0x82, 1, 44]);
}

#[test]
fn written_integers_are_never_negative() {
    assert_eq!(unsigned_integer(&[]), [2, 1, 0]);
    assert_eq!(unsigned_integer(&[0x7f]), [2, 1, 0x7f]);
    assert_eq!(unsigned_integer(&[0x80]), [2, 2, 0, 0x80]);
}

#[test]
fn tags_are_shown_by_name() {
    let shown = [Tag::SEQUENCE, Tag::context(2), Tag::context_constructed(3), Tag::from_byte(0x5f)]
        .map(|tag| tag.to_string());
    assert_eq!(shown, ["SEQUENCE", "[2]", "[3]", "tag 0x5f"]);
    assert!(Tag::SEQUENCE.is_constructed() && !Tag::NULL.is_constructed());
    assert_eq!((Tag::context(2).context_number(), Tag::SET.context_number()), (Some(2), None));
}
