//! RFC 8785.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop")]

use countersign_encoding::jcs::{self, JcsError};
use countersign_encoding::json::{JsonError, Limits, Object, Value};

fn canonical(text: &str) -> Result<String, JcsError> {
    jcs::canonicalize(text.as_bytes(), &Limits::default())
}

/// RFC 8785 appendix B: the bits of a double and how it is written.
#[test]
fn writes_the_numbers_of_appendix_b() {
    for (bits, expected) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        // Seventeen digits and an exponent: no integer literal.
        let text = format!("{:.16e}", f64::from_bits(bits));
        assert_eq!(canonical(&text).unwrap(), expected, "{text}");
    }
}

#[test]
fn writes_numbers_as_ecmascript_does() {
    for (text, expected) in [
        ("-0", "0"),
        ("-0.0", "0"),
        ("0e5", "0"),
        ("1.0", "1"),
        ("1E2", "100"),
        ("1e20", "100000000000000000000"),
        ("123456789.5e12", "123456789500000000000"),
        ("1e21", "1e+21"),
        ("1.5e300", "1.5e+300"),
        ("0.000001", "0.000001"),
        ("1e-7", "1e-7"),
        ("12e-8", "1.2e-7"),
        ("4.50", "4.5"),
        ("2e-3", "0.002"),
        ("333333333.33333329", "333333333.3333333"),
        ("0.000000000000000000000000001", "1e-27"),
        ("1e-400", "0"),
        ("9007199254740991", "9007199254740991"),
        ("-9007199254740991", "-9007199254740991"),
        ("9007199254740993.0", "9007199254740992"),
    ] {
        assert_eq!(canonical(text).unwrap(), expected, "{text}");
    }
}

/// Where digits are hard to choose: exact ties, and powers of two, below which doubles stand closer than above. The expected
/// texts are those of V8.
#[test]
fn chooses_the_even_digit_of_a_tie_and_reads_back_next_to_powers_of_two() {
    for (bits, expected) in [
        (0x4310_0000_0000_0001_u64, "1125899906842624.2"),
        (0x4314_3ff3_c1cb_0957, "1424953923781205.8"),
        (0x3d30_0000_0000_0000, "5.684341886080802e-14"),
        (0x3ca0_0000_0000_0000, "1.1102230246251565e-16"),
        (0x0360_0000_0000_0000, "2.004168360008973e-292"),
        (0x432f_ffff_ffff_ffff, "4503599627370495.5"),
    ] {
        assert_eq!(canonical(&format!("{:.16e}", f64::from_bits(bits))).unwrap(), expected);
    }
}

#[test]
fn refuses_integers_that_doubles_cannot_tell_apart() {
    for text in [
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "18446744073709551616",
        "[{\"a\":-99999999999999999}]",
    ] {
        assert_eq!(canonical(text), Err(JcsError::InexactInteger), "{text}");
    }
    assert_eq!(jcs::to_canonical(&Value::from(u64::MAX)), Err(JcsError::InexactInteger));
}

#[test]
fn refuses_numbers_beyond_doubles() {
    for text in ["1e309", "-1e309", "{\"a\":[1.8e308]}"] {
        assert_eq!(canonical(text), Err(JcsError::NotFinite), "{text}");
    }
}

#[test]
fn refuses_what_is_not_strict_json() {
    assert_eq!(canonical(r#"{"a":1,"a":1}"#), Err(JcsError::Json(JsonError::DuplicateMember { offset: 7 })));
    assert_eq!(canonical(r#""\ud800""#), Err(JcsError::Json(JsonError::LoneSurrogate { offset: 1 })));
    let limits = Limits::default().with_max_bytes(1);
    assert_eq!(
        jcs::canonicalize(b"{}", &limits),
        Err(JcsError::Json(JsonError::TooLarge { limit: 1, actual: 2 }))
    );
}

/// RFC 8785 §3.2.3: a surrogate pair sorts before U+FB33, though its code point is greater.
#[test]
fn sorts_names_by_utf_16_code_units() {
    let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
        \"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\
        \"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
    assert_eq!(canonical(text).unwrap(), expected);
}

#[test]
fn sorts_a_prefix_first_and_does_not_fold_case() {
    assert_eq!(
        canonical(r#"{"aa":1,"a":2,"B":3,"":4,"10":5,"1":6}"#).unwrap(),
        r#"{"":4,"1":6,"10":5,"B":3,"a":2,"aa":1}"#
    );
}

#[test]
fn sorts_members_at_every_depth_and_keeps_arrays() {
    let text = "[\n 56, {\"d\": true, \"10\": null, \"1\": [ ], \"c\": {\"z\":[2,1],\"y\":false}}\n]\n";
    assert_eq!(canonical(text).unwrap(), r#"[56,{"1":[],"10":null,"c":{"y":false,"z":[2,1]},"d":true}]"#);
}

/// RFC 8785 §3.2.2.
#[test]
fn writes_the_example_of_section_3() {
    let text = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(canonical(text).unwrap(), expected);
}

#[test]
fn does_not_normalize_text() {
    assert_eq!(
        canonical("{\"Unnormalized Unicode\":\"A\\u030a\"}").unwrap(),
        "{\"Unnormalized Unicode\":\"A\u{30a}\"}"
    );
}

#[test]
fn writes_built_values() {
    let value = Value::from(Object::new().with("b", "<&>\u{7f}\u{2028}").with("a", Value::from(vec![])));
    assert_eq!(jcs::to_canonical(&value).unwrap(), "{\"a\":[],\"b\":\"<&>\u{7f}\u{2028}\"}");
}
