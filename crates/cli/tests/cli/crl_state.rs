//! What is kept of the CRLs that were seen (attacks.md F3).

use std::thread;

use crate::program::{Ended, Place};

/// A file that Ana signed, and two CRLs that are silent about her.
fn place() -> Place {
    let place = Place::new().with_crl();
    place.certify_blob();
    place.issue_crl("first.crl");
    place.issue_crl("later.crl");
    place
}

fn verify(place: &Place, more: &str) -> Ended {
    place.verify_blob(&format!("--offline --crl-state seen {more}"))
}

#[test]
fn an_earlier_crl_that_is_still_fresh_makes_nothing_good_once_a_later_one_was_seen() {
    let place = place();
    verify(&place, "--crl first.crl").expect(0, "accepted");
    let first = place.read("seen");
    verify(&place, "--crl first.crl").expect(0, "accepted");
    assert_eq!(place.read("seen"), first);
    verify(&place, "--crl later.crl").expect(0, "accepted");
    assert_ne!(place.read("seen"), first);
    let later = place.read("seen");
    let refused = verify(&place, "--crl first.crl").expect(1, "CSG-REVOCATION-UNTRUSTED");
    assert!(format!("{refused:?}").contains("newer evidence was seen"), "{refused:?}");
    verify(&place, "--crl first.crl --crl later.crl").expect(0, "accepted");
    assert_eq!(place.read("seen"), later);
    place.verify_blob("--offline --crl first.crl").expect(0, "accepted");
}

#[test]
fn a_file_that_is_no_record_is_refused_and_so_is_one_about_nothing() {
    let place = place();
    place.write("seen", "anything\n");
    verify(&place, "--crl first.crl").expect(2, "no record of what was seen");
    assert_eq!(place.read("seen"), "anything\n");
    verify(&place, "").expect(2, "--crl-state is about the revocation");
    place.verify_blob("--offline --crl first.crl --crl-state missing/seen").expect(2, "cannot be locked");
}

/// Whoever asks for it relies on it.
#[test]
fn what_cannot_be_kept_is_no_success() {
    let place = place();
    let verify =
        "countersign verify-blob blob --certificate-root ca.pem --subject email:ana@example.com --offline";
    let limited = |more: &str| place.shell(&format!("trap '' XFSZ; ulimit -f 0; {verify} {more}"));
    limited("--crl first.crl").expect(0, "accepted");
    let failed = limited("--crl first.crl --crl-state seen").expect(2, "seen");
    assert_eq!(failed.out, "", "{failed:?}");
    place.revoke("ana.pem", "superseded");
    place.issue_crl("revoked.crl");
    limited("--crl revoked.crl --crl-state seen").expect(1, "CSG-REVOKED");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_not_replaced() {
    let place = place();
    std::os::unix::fs::symlink("seen", place.path("link")).unwrap();
    let through = |list: &str| place.verify_blob(&format!("--offline --crl-state link --crl {list}"));
    through("first.crl").expect(2, "leads nowhere");
    verify(&place, "--crl first.crl").expect(0, "accepted");
    through("later.crl").expect(0, "accepted");
    assert!(std::fs::symlink_metadata(place.path("link")).unwrap().is_symlink());
    verify(&place, "--crl first.crl").expect(1, "CSG-REVOCATION-UNTRUSTED");
}

#[test]
fn runs_at_once_leave_the_latest() {
    let place = place();
    verify(&place, "--crl later.crl").expect(0, "accepted");
    let later = place.read("seen");
    std::fs::remove_file(place.path("seen")).unwrap();
    thread::scope(|scope| {
        for list in ["first.crl", "later.crl"].repeat(4) {
            let place = &place;
            scope.spawn(move || {
                let ended = verify(place, &format!("--crl {list}"));
                assert!(
                    ended.code == 0 || ended.out.contains("UNTRUSTED") || ended.err.contains("UNTRUSTED"),
                    "{ended:?}"
                );
            });
        }
    });
    assert_eq!(place.read("seen"), later);
}
