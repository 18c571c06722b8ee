//! `revocation list create` and `sign`, and what `inspect` shows of a list.

use serde_json::{Value, json};

use crate::program::Place;

const CREATE: &str = "revocation list create --issued-at 2026-06-01T00:00:00Z --valid-for 30d";

fn place() -> Place {
    let place = Place::new();
    for name in ["one", "two", "old"] {
        place.key(name);
    }
    place
}

fn id(place: &Place, key: &str) -> String {
    place.run(&format!("key inspect {key} --output json")).json()["id"].as_str().unwrap().to_owned()
}

fn inspected(place: &Place, file: &str) -> Value {
    place.run(&format!("inspect {file} --output json")).expect(0, "revocation-list").json()
}

#[test]
fn a_list_is_made_signed_twice_and_shown() {
    let place = place();
    let digest = format!("sha256:{}", "ab".repeat(32));
    let created = place.run(&format!(
        "{CREATE} --id release-keys --key old.pub --image {digest} --identity email:Ana@Example.com \
         --issuer https://id.example --signature {digest} --reason keyCompromise --revoked-at 2026-05-01T00:00:00Z \
         --out list.json --output json"
    ));
    let created = created.expect(0, "created").json();
    assert_eq!(created["schema"], "countersign/revocation-list/v1");
    assert_eq!((&created["added"], &created["removed"]), (&json!(4), &json!(0)));
    let payload = place.read("list.json");
    let entry = |member: &str, id: &str, rest: &str| {
        format!(r#"{{{member}{rest}"reason":"keyCompromise","revokedAt":"2026-05-01T00:00:00Z"{id}}}"#)
    };
    let expected = format!(
        r#"{{"digests":[{}],"identities":[{}],"issuedAt":"2026-06-01T00:00:00Z","keys":[{}],"list":"release-keys","nextUpdate":"2026-07-01T00:00:00Z","number":1,"signatures":[{}]}}"#,
        entry(&format!(r#""digest":"{digest}","#), "", ""),
        entry(r#""identity":"email:Ana@example.com","#, "", r#""issuer":"https://id.example","#),
        entry(&format!(r#""key":"{}","#, id(&place, "old.pub")), "", ""),
        entry("", &format!(r#","signature":"{digest}""#), ""),
    );
    assert_eq!(payload, expected);

    assert_eq!(inspected(&place, "list.json")["signatures"], json!([]));
    place.run("revocation list sign list.json --key one.key").expect(0, "1 signature");
    let again =
        place.run("revocation list sign list.json --key one.key").expect(2, "signed this list already");
    assert!(again.err.contains("one key counts once"), "{again:?}");
    let signed = place.run("revocation list sign list.json --key two.key --out both.json --output json");
    let signed = signed.expect(0, "signed").json();
    assert_eq!(signed["key"], json!(id(&place, "two.pub")));
    let shown = inspected(&place, "both.json");
    let keys = json!([{"keyid": id(&place, "one.pub")}, {"keyid": id(&place, "two.pub")}]);
    assert_eq!((&shown["signatures"], &shown["verified"]), (&keys, &json!(false)));
    assert_eq!(shown["list"], created["list"]);
    assert_eq!(shown["list"]["entries"][1]["issuer"], "https://id.example");
    assert_eq!(inspected(&place, "list.json")["signatures"].as_array().unwrap().len(), 1);
}

#[test]
fn an_edition_continues_the_one_before() {
    let place = place();
    let key = id(&place, "old.pub");
    let first =
        format!("{CREATE} --id release-keys --number 7 --key old.pub --reason superseded --out first.json");
    place.run(&first).expect(0, "1 added, 0 removed");
    place.run("revocation list sign first.json --key one.key").expect(0, "signed with");
    let next = "revocation list create --issued-at 2026-06-15T00:00:00Z --valid-for 2w --from first.json";
    let twice = place.run(&format!("{next} --key {key} --reason keyCompromise --out second.json"));
    let twice = twice.expect(2, "it is listed twice");
    assert!(twice.err.contains("--remove"), "{twice:?}");
    let entry = format!("key {key}");
    let words: Vec<&str> = next.split_whitespace().collect();
    let changed = ["--key", &key, "--reason", "keyCompromise", "--remove", &entry, "--out", "second.json"];
    let changed = place.run_words(&[&words[..], &changed].concat()).expect(0, "1 added, 1 removed");
    assert!(changed.out.contains("(keyCompromise)"), "{changed:?}");
    let list = inspected(&place, "second.json");
    assert_eq!((&list["list"]["number"], &list["list"]["id"]), (&json!(8), &json!("release-keys")));
    assert_eq!(list["signatures"], json!([]), "the signatures of the edition before are not over this one");

    let refused = [
        ("--number 7", "must be 8 or higher"),
        ("--number 0", "no number of a list"),
        ("--id other-keys", "not other-keys"),
        ("--remove nothing", "no entry nothing"),
    ];
    for (more, why) in refused {
        place.run(&format!("{next} {more} --out third.json")).expect(2, why);
    }
    let early = "revocation list create --issued-at 2026-05-31T00:00:00Z --valid-for 2w --from first.json --out a.json";
    place.run(early).expect(2, "which is later");
    assert!(!place.path("third.json").exists() && !place.path("a.json").exists());
}

#[test]
fn a_signature_is_revoked_by_the_file_that_holds_it() {
    let place = place();
    place.write("file", "hello\n");
    place.run("sign-blob file --key one.key --signature file.sig --bundle file.bundle").expect(0, "");
    let listed = |file: &str, out: &str| {
        let line =
            format!("{CREATE} --id l --signature {file} --reason superseded --out {out} --output json");
        place.run(&line).expect(0, "created").json()["list"]["entries"][0]["id"].clone()
    };
    let by_digest = place.shell("echo sha256:$(base64 -d < file.sig | sha256sum | cut -c1-64)");
    assert_eq!(listed("file.sig", "a.json"), json!(by_digest.out.trim_end()));
    assert_eq!(listed("file.bundle", "b.json"), json!(by_digest.out.trim_end()));
}

#[test]
fn what_is_told_too_little_or_wrong_is_refused() {
    let place = place();
    let refused = [
        ("--key old.pub", "not said why"),
        ("--reason superseded", "nothing that is revoked"),
        ("--key old.key --reason superseded", "the public one is needed"),
        ("--key SHA256:00 --reason superseded", "no key id"),
        ("--image app:1.0 --reason superseded", "no digest"),
        ("--signature sha512:00 --reason superseded", "no digest of a signature"),
        ("--signature old.pub --reason superseded", "neither a signature"),
        ("--identity ana@example.com --reason superseded", "no identity"),
        ("--identity email:a@b.example --issuer example --reason superseded", "no issuer"),
        ("--key old.pub --reason certificateHold", "invalid value"),
        ("--key old.pub --reason superseded --revoked-at 2026-06-02T00:00:00Z", "lies behind the time"),
        ("--key old.pub --reason superseded --revoked-at 2026-05-02T00:00:00.5Z", "whole seconds"),
        ("--key old.pub --reason superseded --invalidity-date 2026-06-02T00:00:00Z", "behind the date"),
        ("--key old.pub --reason superseded --comment \u{202e}", "visible"),
        ("--issuer https://id.example", "--identity"),
    ];
    for (more, why) in refused {
        place.run(&format!("{CREATE} --id release-keys {more} --out list.json")).expect(2, why);
    }
    let image = format!("--image sha256:{} --reason superseded", "0".repeat(64));
    let dated = format!("{CREATE} --id l {image} --invalidity-date 2026-05-02T00:00:00Z --out list.json");
    place.run(&dated).expect(2, "only keys and identities");
    place.run(&format!("{CREATE} --out list.json")).expect(2, "--id");
    place.run(&format!("{CREATE} --id Release --out list.json")).expect(2, "no id of a list");
    for spanless in ["30", "2m", "90s"] {
        let create = format!("revocation list create --id l --valid-for {spanless} --out list.json");
        place.run(&create).expect(2, "no span of time");
    }
    assert!(!place.path("list.json").exists());
    place.run(&format!("{CREATE} --id l --out old.pub")).expect(2, "not overwritten");
}

#[test]
fn only_a_list_is_signed() {
    let place = place();
    place.write("other.json", "{}");
    place.run("revocation list sign other.json --key one.key").expect(5, "CSG-LIST-FIELD");
    place.run(&format!("{CREATE} --id l --out list.json")).expect(0, "wrote list.json");
    let payload = place.read("list.json");
    place.write("spaced.json", payload.replace(',', ", "));
    place.run("revocation list sign spaced.json --key one.key").expect(5, "CSG-LIST-CANONICAL");
    place.run("inspect spaced.json").expect(5, "canonical");
    place.write("newer.json", r#"{"payload":"e30=","payloadType":"application/vnd.countersign.revocation-list.v2+json","signatures":[{"sig":"AA=="}]}"#);
    place.run("revocation list sign newer.json --key one.key").expect(5, "CSG-LIST-TYPE");
    place.run("revocation list sign list.json --key one.pub").expect(2, "signs nothing");
    place.run("revocation list sign list.json --key one.key --out one.key").expect(2, "would be overwritten");
    place.run("revocation list sign list.json --key one.key").expect(0, "signed with");
    assert!(place.read("list.json").contains("payloadType"));
    place.run("revocation list sign missing.json --key one.key").expect(2, "cannot be read");
}

#[test]
fn a_list_that_is_over_is_signed_with_a_warning() {
    let place = place();
    let line = |issued: &str, out: &str| {
        format!("revocation list create --id l --issued-at {issued} --valid-for 1d --out {out}")
    };
    place.run(&line("2020-01-01T00:00:00Z", "old.json")).expect(0, "wrote");
    place.run("revocation list sign old.json --key one.key").expect(0, "nobody believes it any more");
    place.run(&line("2999-01-01T00:00:00Z", "new.json")).expect(0, "wrote");
    place.run("revocation list sign new.json --key one.key").expect(0, "still to come");
}
