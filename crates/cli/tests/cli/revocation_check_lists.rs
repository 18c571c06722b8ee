//! What `revocation check` says by signed lists.

use std::{thread, time::Duration};

use crate::program::{Ended, Place};

/// A key on a list since June, for good reason or bad; and an image, a signature and Ana.
fn place(reason: &str) -> Place {
    let place = Place::new().with_crl();
    for name in ["old", "other", "lists", "stranger"] {
        place.key(name);
    }
    place.write("blob", "what is signed");
    place.run("sign-blob blob --key old.key").expect(0, "wrote");
    let image = format!("sha256:{}", "ab".repeat(32));
    place
        .run(&format!(
            "revocation list create --id example --valid-for 30d --revoked-at 2026-06-01T00:00:00Z --key old.pub \
             --identity email:ana@example.com --image {image} --signature blob.sigstore.json --reason {reason} --out l.json"
        ))
        .expect(0, "4 added");
    place.run("revocation list sign l.json --key lists.key").expect(0, "signed");
    place
}

fn check(place: &Place, more: &str) -> Ended {
    place.run(&format!("revocation check --revocation-list l.json --revocation-list-key lists.pub {more}"))
}

#[test]
fn what_is_on_a_list_is_revoked_and_what_is_on_none_is_not() {
    let place = place("keyCompromise");
    let image = |digit: &str| format!("--image sha256:{}", digit.repeat(32));
    for listed in ["--key old.pub", "--signature blob.sigstore.json", &image("ab")] {
        let told = check(&place, listed).expect(1, "on the revocation list example");
        assert!(told.out.contains("keyCompromise") && told.out.contains("next: "), "{told:?}");
    }
    check(&place, "--key other.pub").expect(0, "on no revocation list");
    check(&place, &image("cd")).expect(0, "good");
    let both = check(&place, "--key other.pub --key old.pub --output json").expect(1, "revoked").json();
    assert_eq!((&both["verdict"], &both["code"]), (&"revoked".into(), &"CSG-REVOCATION-LISTED".into()));
    let each = both["listed"].as_array().unwrap();
    assert_eq!((&each[0]["status"], &each[1]["status"]), (&"good".into(), &"revoked".into()));
    let good = check(&place, "--key other.pub --output json").expect(0, "good").json();
    assert_eq!(good["validUntil"], good["lists"][0]["freshUntil"]);
}

#[test]
fn reason_and_time_decide_about_keys() {
    let superseded = place("superseded");
    check(&superseded, "--key old.pub").expect(1, "superseded");
    check(&superseded, "--key old.pub --signed-at 2026-05-31T23:59:59Z").expect(0, "good");
    check(&superseded, "--key old.pub --signed-at 2026-06-01T00:00:00Z").expect(1, "revoked");
    check(&place("keyCompromise"), "--key old.pub --signed-at 2026-05-31T23:59:59Z").expect(1, "revoked");
}

#[test]
fn a_certificate_is_asked_about_by_lists_too() {
    let place = place("superseded");
    let certificate = "ana.pem --certificate-root ca.pem --crl ca.crl";
    place.run(&format!("revocation check {certificate}")).expect(0, "good");
    let told =
        check(&place, &format!("{certificate} --output json")).expect(1, "email:ana@example.com").json();
    assert_eq!((&told["verdict"], &told["certificates"][0]["status"]), (&"revoked".into(), &"good".into()));
    place.certify("other", "email:ben@example.com", "").expect(0, "wrote");
    check(&place, "other.pem --certificate-root ca.pem --crl ca.crl").expect(0, "on no revocation list");
    check(&place, "other.pem --certificate-root ca.pem").expect(3, "unknown");
}

#[test]
fn a_list_that_is_not_believed_says_nothing() {
    let place = place("keyCompromise");
    let by = |key: &str, more: &str| {
        place.run(&format!(
            "revocation check --key other.pub --revocation-list l.json --revocation-list-key {key} {more}"
        ))
    };
    by("lists.pub", "").expect(0, "good");
    by("stranger.pub", "").expect(3, "not believed");
    by("lists.pub", "--at 2032-01-01T00:00:00Z").expect(4, "not believed");
    place.run("revocation check --key other.pub").expect(2, "--revocation-list");
    place.run("revocation check").expect(2, "FILE");
    check(&place, "--key other.pub --crl ca.crl").expect(2, "FILE");
}

#[test]
fn an_earlier_crl_is_told_once_a_later_one_was_seen() {
    let place = Place::new().with_crl();
    place.issue_crl("later.crl");
    place.check("--crl ca.crl --crl-state seen").expect(0, "good");
    place.check("--crl later.crl --crl-state seen").expect(0, "good");
    place.check("--crl ca.crl --crl-state seen").expect(3, "newer evidence was seen before");
}

/// Nobody but the authority itself says when a timestamp was made (RFC 3161 §4).
#[test]
fn a_certificate_for_timestamps_is_judged_as_a_witness() {
    let place = Place::new().with_crl();
    place.key("tsa");
    place.issue("timestamping", "ca", "tsa", "--subject dn:CN=TSA --out tsa.pem").expect(0, "wrote");
    let check = |certificate: &str, more: &str| {
        place.run(&format!("revocation check {certificate} --certificate-root ca.pem --crl new.crl {more}"))
    };
    let revoke = |certificate: &str| {
        let openssl = "openssl ca -config ca.cnf -keyfile ca.key -cert ca.pem";
        let made = place.shell(&format!("{openssl} -revoke {certificate}"));
        assert_eq!(made.code, 0, "{made:?}");
        place.issue_crl("new.crl");
    };
    place.issue_crl("new.crl");
    check("tsa.pem", "").expect(0, "good");
    // What is revoked in the second in which it was signed was revoked.
    thread::sleep(Duration::from_secs(2));
    for certificate in ["ana.pem", "tsa.pem"] {
        revoke(certificate);
    }
    let from = place.shell("openssl x509 -in tsa.pem -noout -startdate -dateopt iso_8601 | cut -d= -f2");
    let signed = from.out.trim().replace(' ', "T");
    check("ana.pem", &format!("--signed-at {signed}")).expect(0, "good");
    check("tsa.pem", &format!("--signed-at {signed}")).expect(1, "revoked");
}
