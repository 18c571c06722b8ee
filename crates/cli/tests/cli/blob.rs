use std::fs;

use serde_json::Value;

use crate::{program::Place, schema};

fn with_file() -> Place {
    let place = Place::new();
    place.key("k");
    place.key("other");
    place.write("file", "what is signed\n");
    place
}

fn verified(place: &Place, more: &str) -> Value {
    let ended = place.run(&format!("verify-blob file --key k.pub -o json {more}"));
    assert_eq!(ended.code, 0, "{ended:?}");
    let report = ended.json();
    schema::check(&report);
    report
}

#[test]
fn all_three_forms_are_written_and_verified() {
    let place = with_file();
    place.run("sign-blob file --key k.key").expect(0, "wrote           file.sigstore.json");
    assert_eq!(verified(&place, "")["accepted"][0]["format"], "cosign-bundle");
    place.run("sign-blob file --key k.key --format cosign-legacy").expect(0, "wrote           file.bundle");
    assert_eq!(verified(&place, "--bundle file.bundle")["accepted"][0]["format"], "cosign-legacy-bundle");
    place.run("sign-blob file --key k.key --signature file.sig").expect(0, "wrote           file.sig");
    assert_eq!(verified(&place, "--signature file.sig")["accepted"][0]["format"], "detached-signature");
    let signature = place.read("file.sig");
    assert_eq!(signature.matches('\n').count(), 1, "one newline at its end: {signature:?}");
    place.write("no-newline.sig", signature.trim_end());
    verified(&place, "--signature no-newline.sig");
    place.write("two.sig", format!("{signature}\n"));
    place.run("verify-blob file --key k.pub --signature two.sig").expect(5, "malformed");
}

#[test]
fn several_files_at_once_hold_the_same_signature() {
    let place = with_file();
    let done =
        place.run("sign-blob file --key k.key --bundle b.json --signature s -o json").expect(0, "").json();
    assert_eq!(done["schema"], "countersign/sign-blob/v1");
    assert_eq!(done["files"].as_array().unwrap().len(), 2);
    assert_eq!(place.read("s").trim_end(), done["signature"].as_str().unwrap());
    assert!(place.read("b.json").contains(done["signature"].as_str().unwrap()));
    let report = verified(&place, "--bundle b.json");
    assert_eq!(report["subject"]["digest"], done["digest"]);
    assert_eq!(report["accepted"][0]["signer"]["id"], done["signer"]["id"]);
    verified(&place, "--signature s");
}

#[test]
fn standard_input_is_signed_and_verified() {
    let place = with_file();
    place.shell("countersign sign-blob - --key k.key < file > printed.json").expect(0, "");
    verified(&place, "--bundle printed.json");
    place
        .shell("countersign verify-blob - --key k.pub --bundle printed.json < file")
        .expect(0, "accepted: -");
    place
        .shell("countersign verify-blob - --key k.pub --bundle printed.json < k.pub")
        .expect(1, "CSG-MESSAGE-DIGEST");
    place.shell("countersign verify-blob - --key k.pub < file").expect(2, "--bundle FILE");
    place.shell("countersign sign-blob - --key k.key --bundle named.json < file").expect(0, "named.json");
    assert_eq!(place.read("named.json").trim_end(), place.read("printed.json").trim_end());
    let done = place.shell("countersign sign-blob - --key k.key -o json < file").expect(0, "").json();
    assert_eq!(done["content"].as_str().unwrap(), place.read("named.json"));
}

#[test]
fn another_key_or_another_file_is_refused() {
    let place = with_file();
    place.run("sign-blob file --key k.key --bundle b.json --signature s").expect(0, "wrote");
    place.run("sign-blob file --key k.key --format cosign-legacy").expect(0, "wrote");
    for evidence in ["--bundle b.json", "--bundle file.bundle", "--signature s"] {
        let ended = place.run(&format!("verify-blob file --key other.pub -o json {evidence}"));
        schema::check(&ended.json());
        ended.expect(1, "CSG-SIGNATURE-INVALID");
        place.run(&format!("verify-blob file --key other.pub --key k.pub {evidence}")).expect(0, "accepted");
        place.run(&format!("verify-blob k.pub --key k.pub {evidence}")).expect(1, "refused");
    }
    place.run("verify-blob file --bundle b.json").expect(2, "--key PUB");
    place.run("verify-blob file --key k.key --bundle b.json").expect(2, "key public k.key");
}

#[test]
fn what_is_not_there_is_told_apart_from_what_was_named_wrongly() {
    let place = with_file();
    let absent = place.run("verify-blob file --key k.pub -o json");
    schema::check(&absent.json());
    assert_eq!(absent.json()["subject"]["digest"], testkit::sha256(b"what is signed\n"));
    absent.expect(3, "file.sigstore.json");
    place.run("verify-blob-attestation file --type vuln --key k.pub").expect(3, "CSG-NO-ATTESTATION");
    place.run("verify-blob file --key k.pub --bundle missing").expect(2, "missing cannot be read");
    place.run("verify-blob file --key k.pub --signature missing").expect(2, "missing cannot be read");
    place.run("verify-blob missing --key k.pub").expect(2, "missing cannot be read");
    place.run("verify-blob . --key k.pub --bundle file").expect(2, "cannot be read");
    place.run("verify-blob file --key k.pub --bundle b --signature s").expect(2, "cannot be used with");
}

#[test]
fn what_cannot_be_parsed_is_malformed() {
    let place = with_file();
    for content in
        ["", "{", "{}", "no json", r#"{"base64Signature":""}"#, r#"{"base64Signature":"AAAA","more":1}"#]
    {
        place.write("file.sigstore.json", content);
        let ended = place.run("verify-blob file --key k.pub -o json");
        schema::check(&ended.json());
        assert_eq!(ended.code, 5, "{content}: {ended:?}");
    }
    place.write("s", "not base64!");
    place.run("verify-blob file --key k.pub --signature s").expect(5, "not base64");
    place.write("s", "AAAA");
    place.run("verify-blob file --key k.pub --signature s").expect(1, "CSG-SIGNATURE");
}

#[test]
fn signing_again_changes_nothing_and_other_content_is_kept_until_it_may_go() {
    let place = with_file();
    place.run("sign-blob file --key k.key").expect(0, "wrote");
    let before = place.snapshot(".");
    place.run("sign-blob file --key k.key").expect(0, "already there");
    assert_eq!(place.snapshot("."), before);
    place.run("sign-blob file --key other.key").expect(2, "--again");
    place.write("file", "changed");
    place.run("sign-blob file --key k.key").expect(2, "with other content");
    place.write("file", "what is signed\n");
    assert_eq!(place.snapshot("."), before);
    place.run("sign-blob file --key other.key --again").expect(0, "wrote");
    place.run("verify-blob file --key other.pub").expect(0, "accepted");
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let place = with_file();
    let before = place.snapshot(".");
    place.run("sign-blob file --key k.key --bundle no/folder").expect(2, "cannot be written");
    place.run("sign-blob file --key k.key --bundle .").expect(2, "there already");
    place.run("sign-blob missing --key k.key").expect(2, "missing cannot be read");
    place.run("sign-blob file --key k.pub").expect(2, "signs nothing");
    place.run("sign-blob file --key k.key --format notation-jws").expect(2, "not in this build");
    place.run("sign-blob file --key k.key --format notation-cose").expect(2, "not in this build");
    place.run("attest-blob file --type vuln --key k.key --predicate k.pub").expect(2, "not JSON");
    assert_eq!(place.snapshot("."), before);
}

#[test]
fn statements_about_a_file_are_verified_by_their_type_in_both_forms() {
    let place = with_file();
    place.write("predicate", r#"{"by":"me"}"#);
    let uri = "https://example.com/review/v1";
    for (form, kept, format) in [
        ("cosign", "file.sigstore.json", "cosign-bundle"),
        ("cosign-legacy", "file.dsse.json", "cosign-attestation"),
    ] {
        place
            .run(&format!("attest-blob file --type {uri} --predicate predicate --key k.key --format {form}"))
            .expect(0, kept);
        let verify = format!("verify-blob-attestation file --key k.pub -o json --type {uri}");
        for evidence in [format!("--bundle {kept}"), format!("--signature {kept}")] {
            let ended = place.run(&format!("{verify} {evidence}"));
            if form == "cosign" && evidence.starts_with("--signature") {
                // A bundle is no envelope.
                assert_eq!(ended.code, 5, "{ended:?}");
                continue;
            }
            let report = ended.expect(0, "").json();
            schema::check(&report);
            assert_eq!(report["accepted"][0]["format"], format);
            let statement = &report["statement"];
            assert_eq!(
                (&statement["subject"][0]["name"], &statement["predicate"]["by"]),
                (&"file".into(), &"me".into())
            );
        }
        place
            .run(&format!("verify-blob-attestation file --type vuln --key k.pub --bundle {kept}"))
            .expect(1, "CSG-PREDICATE-TYPE");
        place
            .run(&format!("verify-blob-attestation k.pub --type {uri} --key k.pub --bundle {kept}"))
            .expect(1, "CSG-OTHER-SUBJECT");
        let other =
            place.run(&format!("verify-blob-attestation file --type {uri} --key other.pub --bundle {kept}"));
        other.expect(1, "CSG-SIGNATURE-INVALID");
    }
    place.run("verify-blob file --key k.pub").expect(1, "CSG-PAYLOAD-TYPE");
    place.run("verify-blob-attestation file --key k.pub").expect(2, "--type TYPE");
}

#[test]
fn a_signature_is_no_statement() {
    let place = with_file();
    place.run("sign-blob file --key k.key").expect(0, "wrote");
    place.run("verify-blob-attestation file --type vuln --key k.pub").expect(1, "CSG-PAYLOAD-TYPE");
}

#[test]
fn one_standard_input_is_not_read_twice() {
    let place = with_file();
    place.run("attest-blob - --type custom --predicate - --key k.key").expect(2, "cannot be both");
}

#[test]
fn long_files_are_read_in_pieces_and_nothing_is_drawn_where_nobody_watches() {
    let place = with_file();
    let content: Vec<u8> = (0..70_u32 << 20).map(|at| (at % 251) as u8).collect();
    fs::write(place.path("long"), &content).unwrap();
    let signed = place.run("sign-blob long --key k.key").expect(0, "wrote");
    let verified = place.run("verify-blob long --key k.pub").expect(0, "accepted");
    assert_eq!((signed.err.as_str(), verified.err.as_str()), ("", ""));
    assert!(verified.out.contains(&testkit::sha256(&content)), "{verified:?}");
}

#[test]
fn nothing_that_is_read_is_overwritten() {
    let place = with_file();
    place.write("bom.json", "{}");
    let before = place.snapshot(".");
    for words in [
        "sign-blob file --bundle file",
        "sign-blob file --bundle ./file",
        "sign-blob file --bundle k.key",
        "sign-blob file --signature k.key",
        "sign-blob file --signature file",
        "sign-blob file --signature b --bundle k.key",
        "sign-blob - --signature k.key",
        "attest-blob file --type vuln --predicate bom.json --bundle file",
        "attest-blob file --type vuln --predicate bom.json --bundle bom.json",
        "attest-blob file --type vuln --predicate bom.json --bundle k.key",
    ] {
        place.run(&format!("{words} --key k.key --again")).expect(2, "would be overwritten");
    }
    place.run("sign-blob file --key k.key --bundle x --signature ./x --again").expect(2, "two things");
    place.run("sign-blob file --key k.key --bundle -").expect(2, "no file to write to");
    assert_eq!(place.snapshot("."), before);
    place.run("sign-blob file --key k.key --bundle bom.json --again").expect(0, "wrote");
}

#[cfg(unix)]
#[test]
fn devices_pipes_and_links_are_never_replaced() {
    use std::os::unix::fs::symlink;

    let place = with_file();
    place.write("target", "mine");
    symlink(place.path("target"), place.path("link")).unwrap();
    symlink(place.path("nowhere"), place.path("dangling")).unwrap();
    fs::create_dir(place.path("folder")).unwrap();
    let before = place.snapshot(".");
    for path in ["link", "dangling", "folder", "/dev/null", "/dev/stdout"] {
        for again in ["", "--again"] {
            let words = format!("sign-blob file --key k.key --bundle {path} {again}");
            place.run(&words).expect(2, "no regular file");
        }
    }
    assert_eq!(place.snapshot("."), before);
    assert!(fs::symlink_metadata(place.path("link")).unwrap().is_symlink());
    place.run("sign-blob file --key k.key --bundle target --again").expect(0, "wrote");
    place.run("sign-blob file --key k.key --bundle link").expect(0, "already there");
}
