//! What is kept of the revocation lists that were seen.

use std::{fs, thread};

use crate::program::{Ended, Place};

/// Editions 1 to 9 of the list `a`, and one of `b`, signed by one key, and a file that is signed.
fn place() -> Place {
    let place = Place::new();
    for name in ["k", "list"] {
        place.key(name);
    }
    place.write("blob", "what is signed");
    place.run("sign-blob blob --key k.key").expect(0, "wrote");
    for (id, number) in (1..10).map(|number| ("a", number)).chain([("b", 1)]) {
        let out = format!("{id}{number}.json");
        let create =
            format!("revocation list create --id {id} --number {number} --valid-for 30d --out {out}");
        place.run(&create).expect(0, "not signed yet");
        place.run(&format!("revocation list sign {out} --key list.key")).expect(0, "signed");
    }
    place
}

fn verify(place: &Place, more: &str) -> Ended {
    place.run(&format!(
        "verify-blob blob --key k.pub --revocation-list-key list.pub --revocation-list-state seen {more}"
    ))
}

fn list(name: &str) -> String {
    format!("--revocation-list {name}.json")
}

#[test]
fn runs_at_once_leave_the_highest_number() {
    let place = place();
    for _ in 0..3 {
        thread::scope(|scope| {
            for number in 1..10 {
                let place = &place;
                scope.spawn(move || {
                    let ended = verify(place, &list(&format!("a{number}")));
                    assert!(ended.code == 0 || ended.err.contains("not believed"), "{ended:?}");
                });
            }
        });
        assert!(place.read("seen").starts_with("a 9 sha256:"), "{}", place.read("seen"));
        assert_eq!(place.read("seen").lines().count(), 1);
        fs::remove_file(place.path("seen")).unwrap();
    }
    let left = fs::read_dir(place.path(""))
        .unwrap()
        .filter(|file| file.as_ref().unwrap().file_name().to_string_lossy().starts_with(".countersign-"));
    assert_eq!(left.count(), 0, "no file is left behind");
}

#[test]
fn another_list_of_the_same_keys_is_not_taken_for_the_one_that_was_seen() {
    let place = place();
    verify(&place, &list("a2")).expect(0, "accepted");
    let seen = place.read("seen");
    let other = verify(&place, &list("b1")).expect(1, "only other lists were seen");
    assert!(other.err.contains("--revocation-list-id b"), "{other:?}");
    assert_eq!(place.read("seen"), seen);
    let both = format!("{} {}", list("a2"), list("b1"));
    verify(&place, &both).expect(1, "only other lists were seen");
    verify(&place, &format!("{both} --revocation-list-id a --revocation-list-id b")).expect(0, "accepted");
    verify(&place, &list("b1")).expect(0, "accepted");
    verify(&place, &both).expect(0, "accepted");
    assert_eq!(place.read("seen").lines().count(), 2);

    verify(&place, &format!("{both} --revocation-list-id b --revocation-list-id a"))
        .expect(1, "not believed");
    verify(&place, &format!("{both} --revocation-list-id a")).expect(2, "in the same order");
    let twice = format!("{} {}", list("a2"), list("a3"));
    verify(&place, &twice).expect(1, "which another file is already");
    assert!(place.read("seen").contains("a 2 "), "nothing is kept of what was refused");
}

#[test]
fn a_record_that_says_nothing_new_is_not_written() {
    let place = place();
    verify(&place, &list("a2")).expect(0, "accepted");
    let written = fs::metadata(place.path("seen")).unwrap();
    verify(&place, &list("a2")).expect(0, "accepted");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(fs::metadata(place.path("seen")).unwrap().ino(), written.ino());
    }
    place.write("seen", "a 2\n");
    verify(&place, &list("a2")).expect(2, "no record of what was seen");
}
