//! The payload: what is read, and every way in which it is refused.

use countersign_encoding::{jcs, json::Limits};
use countersign_revocation::list::{EntryError, ListError, ListLimits, RevocationListDraft};

const KEY: &str = "SHA256:0000000000000000000000000000000000000000000000000000000000000000";
const LATER_KEY: &str = "SHA256:0000000000000000000000000000000000000000000000000000000000000001";
const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// A list of which one thing after another is changed.
const LIST: &str = r#"{"digests":[D],"identities":[I],"issuedAt":"2026-06-01T00:00:00Z","keys":[K],"list":"release-keys","nextUpdate":"2026-07-01T00:00:00Z","number":7,"signatures":[S]}"#;

fn filled(digests: &str, identities: &str, keys: &str, signatures: &str) -> String {
    let list = LIST.replace("[D]", &format!("[{digests}]")).replace("[I]", &format!("[{identities}]"));
    list.replace("[K]", &format!("[{keys}]")).replace("[S]", &format!("[{signatures}]"))
}

fn empty() -> String {
    filled("", "", "", "")
}

fn read(payload: &str) -> Result<RevocationListDraft, ListError> {
    RevocationListDraft::parse(payload.as_bytes(), &ListLimits::DEFAULT)
}

fn refused(payload: &str) -> ListError {
    read(payload).map(|draft| draft.list()).expect_err(payload)
}

fn key(members: &str) -> String {
    format!(r#"{{"key":"{KEY}","reason":"superseded","revokedAt":"2026-05-01T00:00:00Z"{members}}}"#)
}

fn identity(members: &str) -> String {
    format!(r#"{{{members},"reason":"superseded","revokedAt":"2026-05-01T00:00:00Z"}}"#)
}

fn in_keys(entry: &str) -> (String, EntryError) {
    match refused(&filled("", "", entry, "")) {
        ListError::Entry { place, source } => (place.to_string(), source),
        other => panic!("{other}"),
    }
}

fn in_identities(entry: &str) -> EntryError {
    match refused(&filled("", entry, "", "")) {
        ListError::Entry { source, .. } => source,
        other => panic!("{other}"),
    }
}

#[test]
fn a_list_of_every_kind_is_read_and_written_the_same() {
    let digest =
        format!(r#"{{"digest":"{DIGEST}","reason":"unspecified","revokedAt":"2026-06-01T00:00:00Z"}}"#);
    let more = format!(
        r#"{{"comment":"\"a\\b\" é","digest":"sha512:{}","reason":"privilegeWithdrawn","revokedAt":"2026-05-01T00:00:00Z"}}"#,
        "ab".repeat(64)
    );
    let identities = [
        r#"{"identity":"dn:CN=Build,O=Acme","invalidityDate":"2026-04-01T00:00:00Z","reason":"cACompromise","revokedAt":"2026-05-01T00:00:00Z"}"#.to_owned(),
        identity(r#""identity":"email:ana@example.com""#),
        format!(r#"{{"authority":"{KEY}","identity":"email:ana@example.com","reason":"affiliationChanged","revokedAt":"2026-05-01T00:00:00Z"}}"#),
        r#"{"identity":"email:ana@example.com","issuer":"https://id.example","reason":"cessationOfOperation","revokedAt":"2026-05-01T00:00:00Z"}"#.to_owned(),
        identity(r#""identity":"uri:https://ci.example/a""#),
    ]
    .join(",");
    let keys = format!(
        r#"{{"invalidityDate":"2026-05-01T00:00:00Z","key":"{KEY}","reason":"keyCompromise","revokedAt":"2026-05-01T00:00:00Z"}}"#
    );
    let signature =
        format!(r#"{{"reason":"superseded","revokedAt":"2026-05-01T00:00:00Z","signature":"{DIGEST}"}}"#);
    let text = filled(&format!("{digest},{more}"), &identities, &keys, &signature);
    let draft = read(&text).unwrap();
    assert_eq!(draft.list().entries().count(), 9);
    assert_eq!(String::from_utf8(draft.to_payload()).unwrap(), text);
    assert_eq!(jcs::canonicalize(text.as_bytes(), &Limits::default()).unwrap(), text);
}

#[test]
fn a_list_without_entries_is_a_list() {
    let list = read(&empty()).unwrap().list();
    assert_eq!((list.id().as_str(), list.number().get(), list.entries().len()), ("release-keys", 7, 0));
}

#[test]
fn whatever_could_be_written_in_two_ways_is_refused() {
    let with_key = filled("", "", &key(""), "");
    assert!(read(&with_key).is_ok());
    let changes = [
        ("{\"digests\"", "{ \"digests\""),
        ("]}", "]}\n"),
        ("\"list\":", "\"\\u006cist\":"),
        ("release-keys", "release\\u002dkeys"),
        ("\"keys\":[{", "\"keys\":[ {"),
        ("\"digests\":[],\"identities\":[]", "\"identities\":[],\"digests\":[]"),
        ("{\"key\":", "{\"comment\":null,\"key\":"),
        ("{\"key\":", "{\"invalidityDate\":null,\"key\":"),
    ];
    for (from, to) in changes {
        let changed = with_key.replacen(from, to, 1);
        assert_ne!(changed, with_key);
        assert_eq!(refused(&changed), ListError::NotCanonical, "{changed}");
    }
    assert_eq!(ListError::NotCanonical.code(), "CSG-LIST-CANONICAL");
    let marked = format!("\u{feff}{with_key}");
    assert_eq!(refused(&marked).code(), "CSG-LIST-JSON");
}

#[test]
fn numbers_have_one_spelling_and_a_range() {
    for (number, expected) in
        [("0", "CSG-LIST-VALUE"), ("9007199254740992", "CSG-LIST-VALUE"), ("7.0", "CSG-LIST-FIELD")]
    {
        let refusal = refused(&empty().replace(":7,", &format!(":{number},")));
        assert_eq!(refusal.code(), expected, "{number}");
    }
    assert_eq!(refused(&empty().replace(":7,", ":0,")), ListError::Number);
    for wrong in ["-0", "7e0", "\"7\"", "-7", "99999999999999999999999", "null"] {
        assert_eq!(
            refused(&empty().replace(":7,", &format!(":{wrong},"))).code(),
            "CSG-LIST-FIELD",
            "{wrong}"
        );
    }
    assert_eq!(refused(&empty().replace(":7,", ":07,")).code(), "CSG-LIST-JSON");
    assert!(read(&empty().replace(":7,", ":9007199254740991,")).is_ok());
}

#[test]
fn unknown_missing_and_duplicate_members_are_refused() {
    for name in ["digests", "identities", "issuedAt", "keys", "list", "nextUpdate", "number", "signatures"] {
        let renamed = empty().replacen(&format!("\"{name}\""), &format!("\"{name}s\""), 1);
        let refusal = refused(&renamed);
        assert_eq!(refusal.code(), "CSG-LIST-FIELD");
        assert!(refusal.to_string().contains("not known"), "{refusal}");
        let value: serde_json::Value = serde_json::from_str(&empty()).unwrap();
        let mut object = value.as_object().unwrap().clone();
        object.remove(name);
        let refusal = refused(&serde_json::to_string(&object).unwrap());
        assert!(refusal.to_string().contains(&format!("\"{name}\" is missing")), "{refusal}");
    }
    let twice = empty().replacen("\"keys\":[],", "\"keys\":[],\"keys\":[],", 1);
    assert_eq!(refused(&twice).code(), "CSG-LIST-JSON");
    let crl = empty().replacen("{\"digests\"", "{\"crls\":[],\"digests\"", 1);
    assert_eq!(refused(&crl).code(), "CSG-LIST-FIELD");
}

#[test]
fn what_is_no_json_object_is_no_list() {
    assert_eq!(refused("[]"), ListError::NotAnObject);
    for text in ["", "{", "{}x", "\u{0}"] {
        assert_eq!(refused(text).code(), "CSG-LIST-JSON");
    }
    let deep = filled("", "", &format!("{}{}", "[".repeat(100), "]".repeat(100)), "");
    assert_eq!(refused(&deep).code(), "CSG-LIST-JSON");
}

#[test]
fn the_id_is_one() {
    assert!(matches!(refused(&empty().replace("release-keys", "Release")), ListError::Id(_)));
    assert_eq!(refused(&empty().replace("release-keys", "")).code(), "CSG-LIST-VALUE");
}

#[test]
fn times_have_one_form() {
    let wrong = [
        "2026-06-01T00:00:00+00:00",
        "2026-06-01T00:00:00z",
        "2026-06-01t00:00:00Z",
        "2026-06-01T00:00:00.0Z",
        "2026-06-01T00:00:00.5Z",
        "2026-06-01 00:00:00Z",
        "2026-06-31T00:00:00Z",
        "2026-06-01T00:00:60Z",
        "2026-06-01",
        "",
    ];
    for text in wrong {
        let list = empty().replace("2026-06-01T00:00:00Z", text);
        assert_eq!(refused(&list), ListError::Time { field: "issuedAt" }, "{text}");
        let entry = key("").replace("2026-05-01T00:00:00Z", text);
        assert_eq!(in_keys(&entry).1, EntryError::Time { field: "revokedAt" }, "{text}");
        let invalid = key("").replacen("{", &format!("{{\"invalidityDate\":\"{text}\","), 1);
        assert_eq!(in_keys(&invalid).1, EntryError::Time { field: "invalidityDate" }, "{text}");
    }
    let next = empty().replace("2026-07-01T00:00:00Z", "tomorrow");
    assert_eq!(refused(&next), ListError::Time { field: "nextUpdate" });
}

#[test]
fn a_list_does_not_end_before_it_is_issued() {
    let ends = |text: &str| empty().replace("2026-07-01T00:00:00Z", text);
    assert!(read(&ends("2026-06-01T00:00:00Z")).is_ok());
    assert_eq!(refused(&ends("2026-05-31T23:59:59Z")), ListError::Validity);
}

#[test]
fn no_more_entries_and_bytes_are_read_than_allowed() {
    let (first, second) = (key(""), key("").replace(KEY, LATER_KEY));
    let two = filled("", "", &format!("{first},{second}"), "");
    let read = |limits: &ListLimits| RevocationListDraft::parse(two.as_bytes(), limits).map(|_| ());
    assert_eq!(read(&ListLimits::DEFAULT.with_max_entries(2)), Ok(()));
    let refusal = read(&ListLimits::DEFAULT.with_max_entries(1)).unwrap_err();
    assert_eq!(refusal, ListError::TooManyEntries { limit: 1, actual: 2 });
    assert_eq!(refusal.code(), "CSG-LIST-LIMIT");
    assert_eq!(read(&ListLimits::DEFAULT.with_max_bytes(two.len())), Ok(()));
    let refusal = read(&ListLimits::DEFAULT.with_max_bytes(two.len() - 1)).unwrap_err();
    assert_eq!(refusal.code(), "CSG-LIST-LIMIT");
    let many = format!("{two}{}", ",7".repeat(100));
    let many = RevocationListDraft::parse(many.as_bytes(), &ListLimits::DEFAULT.with_max_entries(0));
    assert_eq!(
        many.map(|_| ()).unwrap_err().code(),
        "CSG-LIST-JSON",
        "what is behind the list is not counted"
    );
    let keys = format!("[{}]", vec!["7"; 100].join(","));
    let many = empty().replace("\"keys\":[]", &format!("\"keys\":{keys}"));
    let many = RevocationListDraft::parse(many.as_bytes(), &ListLimits::DEFAULT.with_max_entries(1));
    assert_eq!(many.map(|_| ()).unwrap_err().code(), "CSG-LIST-LIMIT", "counted before memory is taken");
    assert_eq!(ListLimits::DEFAULT.with_max_bytes(usize::MAX).max_bytes(), 32 << 20);
}

#[test]
fn an_entry_has_the_members_of_its_kind_and_no_others() {
    let wrong = [
        (r#""keys":["#, key(r#","severity":"low""#)),
        (r#""keys":["#, key(r#","digest":"sha256:00""#)),
        (r#""keys":["#, key(r#","issuer":"https://id.example""#)),
        (r#""digests":["#, key("")),
        (r#""signatures":["#, key("")),
        (r#""identities":["#, key("")),
        (r#""keys":["#, "7".to_owned()),
        (r#""keys":["#, "null".to_owned()),
        (r#""keys":["#, key("").replace("\"reason\"", "\"Reason\"")),
        (r#""keys":["#, key("").replace("\"superseded\"", "null")),
        (r#""keys":["#, key("").replace(&format!("\"{KEY}\""), "7")),
        (r#""keys":["#, key("").replace(",\"revokedAt\":\"2026-05-01T00:00:00Z\"", "")),
    ];
    for (section, entry) in wrong {
        let text = empty().replacen(section, &format!("{section}{entry}"), 1);
        let refusal = refused(&text);
        assert_eq!(refusal.code(), "CSG-LIST-FIELD", "{text}: {refusal}");
        assert!(refusal.to_string().contains("[0]"), "{refusal}");
    }
    let dated = |member: &str| {
        let entry = format!(
            r#"{{"{member}":"{DIGEST}","invalidityDate":"2026-05-01T00:00:00Z","reason":"superseded","revokedAt":"2026-05-01T00:00:00Z"}}"#
        );
        empty().replacen(&format!("\"{member}s\":["), &format!("\"{member}s\":[{entry}"), 1)
    };
    for member in ["digest", "signature"] {
        assert_eq!(
            refused(&dated(member)).code(),
            "CSG-LIST-FIELD",
            "what is revoked itself has no such date"
        );
    }
}

#[test]
fn reasons_are_those_that_make_sense() {
    for reason in
        ["keyCompromise", "cACompromise", "affiliationChanged", "cessationOfOperation", "unspecified"]
    {
        assert!(read(&filled("", "", &key("").replace("superseded", reason), "")).is_ok(), "{reason}");
    }
    for reason in [
        "certificateHold",
        "removeFromCRL",
        "aACompromise",
        "keycompromise",
        "KeyCompromise",
        "1",
        "",
        "stolen",
    ] {
        assert_eq!(
            in_keys(&key("").replace("superseded", reason)),
            ("keys[0]".into(), EntryError::Reason),
            "{reason}"
        );
    }
}

#[test]
fn keys_and_digests_have_one_spelling() {
    for wrong in [&KEY.to_lowercase(), &KEY[7..], &KEY[..70], "SHA256:", &KEY.replace("SHA256", "SHA512")] {
        assert!(matches!(in_keys(&key("").replace(KEY, wrong)).1, EntryError::Key(_)), "{wrong}");
    }
    let digests = |section: &str, member: &str, digest: &str| {
        let members = format!(r#""{member}":"{digest}""#);
        let rest = r#""reason":"superseded","revokedAt":"2026-05-01T00:00:00Z""#;
        let entry =
            if member < "reason" { format!("{{{members},{rest}}}") } else { format!("{{{rest},{members}}}") };
        empty().replacen(&format!("\"{section}\":["), &format!("\"{section}\":[{entry}"), 1)
    };
    assert!(read(&digests("digests", "digest", DIGEST)).is_ok());
    assert!(read(&digests("signatures", "signature", DIGEST)).is_ok());
    let long = format!("sha512:{}", "0".repeat(128));
    assert!(read(&digests("digests", "digest", &long)).is_ok());
    for wrong in [&DIGEST.replace("sha256", "SHA256"), &DIGEST[..70], "md5:00", &DIGEST.replace('0', "A")] {
        let refusal = refused(&digests("digests", "digest", wrong));
        assert!(matches!(refusal, ListError::Entry { source: EntryError::Digest(_), .. }), "{wrong}");
        let refusal = refused(&digests("signatures", "signature", wrong));
        assert!(matches!(refusal, ListError::Entry { source: EntryError::Signature(_), .. }), "{wrong}");
    }
    let refusal = refused(&digests("signatures", "signature", &long));
    assert_eq!(refusal.code(), "CSG-LIST-ENTRY", "signatures are looked up by SHA-256 alone");
}

#[test]
fn identities_have_one_spelling_and_one_voucher() {
    let wrong = [
        "email:Ana@Example.com",
        "dns:Build.example.com",
        "ip:2001:DB8::1",
        "dn:CN=Build, O=Acme",
        "dn:cn=Build",
        "ana@example.com",
        "EMAIL:ana@example.com",
        "uri:relative",
        "",
    ];
    for text in wrong {
        let found = in_identities(&identity(&format!(r#""identity":"{text}""#)));
        assert!(matches!(found, EntryError::Identity(_)), "{text}: {found}");
    }
    let long = format!("uri:https://ci.example/{}", "a".repeat(2048));
    assert!(matches!(in_identities(&identity(&format!(r#""identity":"{long}""#))), EntryError::Identity(_)));
    let named = |first: &str, last: &str| {
        format!(
            r#"{{{first}"identity":"email:ana@example.com",{last}"reason":"superseded","revokedAt":"2026-05-01T00:00:00Z"}}"#
        )
    };
    let authority = format!(r#""authority":"{KEY}","#);
    let issuer = r#""issuer":"https://id.example","#;
    assert!(read(&filled("", &named(&authority, ""), "", "")).is_ok());
    assert!(read(&filled("", &named("", issuer), "", "")).is_ok());
    assert_eq!(in_identities(&named(&authority, issuer)), EntryError::IssuerAndAuthority);
    assert!(matches!(in_identities(&named("\"authority\":\"acme\",", "")), EntryError::Authority(_)));
    for bad in ["id.example", "", "https://id example"] {
        let found = in_identities(&named("", &format!("\"issuer\":\"{bad}\",")));
        assert!(matches!(found, EntryError::Identity(_)), "{bad}");
    }
}

#[test]
fn dates_stand_in_their_order() {
    let dated = |revoked: &str, invalid: &str| {
        let entry = key("").replace("2026-05-01T00:00:00Z", revoked);
        entry.replacen('{', &format!("{{\"invalidityDate\":\"{invalid}\","), 1)
    };
    assert!(read(&filled("", "", &dated("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z"), "")).is_ok());
    let late = in_keys(&dated("2026-05-01T00:00:00Z", "2026-05-01T00:00:01Z"));
    assert_eq!(late.1, EntryError::InvalidAfterRevoked);
    let future = in_keys(&key("").replace("2026-05-01T00:00:00Z", "2026-06-01T00:00:01Z"));
    assert_eq!(future.1, EntryError::RevokedAfterIssue);
}

#[test]
fn comments_are_short_and_visible() {
    let commented = |comment: &str| key("").replacen('{', &format!("{{\"comment\":\"{comment}\","), 1);
    for good in ["x", "stolen laptop, see incident 12", &"é".repeat(256)] {
        assert!(read(&filled("", "", &commented(good), "")).is_ok(), "{good}");
    }
    for bad in ["", &"é".repeat(257), "a\u{202e}b", "a\\nb", "\\u001b[2J", "\u{200b}"] {
        assert_eq!(in_keys(&commented(bad)).1, EntryError::Comment, "{bad}");
    }
}

#[test]
fn nothing_is_listed_twice_whatever_is_said_of_it() {
    let same = format!("{},{}", key(""), key(""));
    let refusal = refused(&filled("", "", &same, ""));
    assert_eq!(refusal.code(), "CSG-LIST-DUPLICATE");
    let milder = key("").replace("superseded", "keyCompromise").replace("05-01T", "04-01T");
    for pair in [format!("{},{milder}", key("")), format!("{milder},{}", key(""))] {
        assert_eq!(in_keys(&pair), ("keys[1]".into(), EntryError::Duplicate));
    }
    let ana = identity(r#""identity":"email:ana@example.com""#);
    assert_eq!(in_identities(&format!("{ana},{ana}")), EntryError::Duplicate);
}

#[test]
fn entries_stand_in_ascending_order() {
    let (first, second) = (key(""), key("").replace(KEY, LATER_KEY));
    assert!(read(&filled("", "", &format!("{first},{second}"), "")).is_ok());
    assert_eq!(in_keys(&format!("{second},{first}")), ("keys[1]".into(), EntryError::Order));
    let anyone = identity(r#""identity":"email:ana@example.com""#);
    let issuer = identity(r#""identity":"email:ana@example.com","issuer":"https://id.example""#);
    assert!(read(&filled("", &format!("{anyone},{issuer}"), "", "")).is_ok());
    assert_eq!(in_identities(&format!("{issuer},{anyone}")), EntryError::Order);
    let refusal = refused(&filled("", &format!("{issuer},{anyone}"), "", ""));
    assert_eq!(refusal.code(), "CSG-LIST-CANONICAL");
}
