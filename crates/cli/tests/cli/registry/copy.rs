use testkit::{Api, Auth, Behaviour, Fault, HostileRegistry, Matcher, Times};

use super::{REPOSITORY, Stage, login::fed, put_index, quiet};
use crate::program::Place;

/// An image under `1.0` with a signature of each form and an attestation, the other end being another registry.
fn furnished(behaviour: Behaviour) -> (Stage, HostileRegistry) {
    let stage = Stage::new(behaviour.clone());
    let image = stage.image();
    stage.place.write("review", "fine");
    for words in [
        format!("sign {image} --key k.key"),
        format!("sign {image} --key k.key --format cosign-legacy"),
        format!("attest {image} --type custom --predicate review --key k.key"),
        format!("attest {image} --type custom --predicate review --key k.key --format cosign-legacy"),
    ] {
        stage.place.run(&words).expect(0, "signed");
    }
    (stage, HostileRegistry::start(behaviour))
}

#[test]
fn everything_that_is_attached_is_copied_and_no_digest_changes() {
    let absent = Behaviour::new().oci_subject(false).referrers(Api::Absent404);
    for behaviour in [Behaviour::new(), absent] {
        let (stage, other) = furnished(behaviour);
        let there = format!("{}/mirrored/app:2.0", other.address());
        let copy = format!("copy {} {there}", stage.image());
        let report = stage.place.run(&format!("{copy} -o json")).expect(0, "").json();
        assert_eq!(
            (&report["schema"], &report["digest"]),
            (&"countersign/copy/v1".into(), &stage.digest.as_str().into())
        );
        let (from, to) = (stage.registry.snapshot(REPOSITORY), other.snapshot("mirrored/app"));
        // Of the source, indexes that were replaced are nobody's any more.
        assert!(to.manifests.iter().all(|(digest, manifest)| from.manifests.get(digest) == Some(manifest)));
        let mut tags = from.tags.clone();
        assert_eq!(tags.remove("1.0"), Some(stage.digest.clone()));
        tags.insert("2.0".into(), stage.digest.clone());
        assert_eq!(to.tags, tags);
        assert_eq!(to.blobs, from.blobs);
        let report = stage
            .place
            .run(&format!("verify {there} --key k.pub --all -o json"))
            .expect(0, "accepted")
            .json();
        assert_eq!(report["accepted"].as_array().unwrap().len(), 2);
        stage
            .place
            .run(&format!("verify-attestation {there} --type custom --key k.pub --all"))
            .expect(0, "accepted");
        // Again: everything is there.
        other.forget_requests();
        stage.place.run(&copy).expect(0, &stage.digest);
        assert!(other.requests().iter().all(|seen| seen.method() != "POST" && seen.method() != "PATCH"));
    }
}

#[test]
fn a_layout_is_a_source_and_a_destination_and_an_archive_is_unpacked_first() {
    let (stage, _) = furnished(Behaviour::new());
    let place = &stage.place;
    place.run(&format!("copy {} oci:image:1.0", stage.image())).expect(0, &stage.digest);
    place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
    place.run("copy oci:image:1.0 oci:second:1.0").expect(0, &stage.digest);
    place.run("verify-attestation oci:second:1.0 --type custom --key k.pub").expect(0, "accepted");
    place.shell("tar -cf image.tar -C image .").expect(0, "");
    let other = HostileRegistry::honest();
    place.run(&format!("copy oci-archive:image.tar:1.0 {}/a/b:1", other.address())).expect(2, "tar -xf");
    place.shell("mkdir unpacked && tar -xf image.tar -C unpacked").expect(0, "");
    place.run(&format!("copy oci:unpacked:1.0 {}/a/b:1", other.address())).expect(0, &stage.digest);
    place.run(&format!("verify {}/a/b:1 --key k.pub", other.address())).expect(0, "accepted");
    place.run("copy oci:image:1.0 oci-archive:new.tar:1").expect(2, "archive");
    place.run("copy oci:nowhere:1.0 oci:second:2").expect(2, "nowhere");
    place.run("copy oci:image:9 oci:second:2").expect(3, "");
}

#[test]
fn every_platform_is_copied_with_what_is_attached_to_it() {
    let stage = Stage::honest();
    let (index, _) = put_index(&stage.registry);
    let image = format!("{}:multi", stage.repository());
    stage.place.run(&format!("sign {image} --key k.key --recursive")).expect(0, "signed");
    stage.place.run(&format!("copy {image} oci:multi:multi")).expect(0, index.digest());
    stage.place.run("verify oci:multi:multi --key k.pub --platform all").expect(0, "accepted");
}

#[test]
fn the_copy_has_the_tag_of_the_destination_or_else_of_the_source() {
    let stage = Stage::honest();
    let other = HostileRegistry::honest();
    let copy = |from: &str, to: &str| stage.place.run(&format!("copy {from} {}/{to}", other.address()));
    copy(&stage.image(), "a").expect(0, "a:1.0");
    assert!(other.manifest("a", "1.0").is_some());
    copy(&stage.image(), "b:2").expect(0, "b:2");
    assert!(other.manifest("b", "2").is_some() && other.manifest("b", "1.0").is_none());
    copy(&stage.pinned(), "c").expect(0, &stage.digest);
    assert!(other.manifest("c", &stage.digest).is_some() && other.manifest("c", "latest").is_none());
    // A digest that is not that of the source cannot come true.
    copy(&stage.image(), &format!("d@sha256:{}", "0".repeat(64))).expect(2, "digest");
}

#[test]
fn two_registries_have_a_name_each() {
    let source = Stage::new(Behaviour::new().auth(Auth::basic("reader", "one")));
    let other = HostileRegistry::start(Behaviour::new().auth(Auth::basic("writer", "two")));
    let copy = format!("copy {} {}/a:1", source.image(), other.address());
    source.place.run(&copy).expect(4, "add --source-username NAME --source-password-stdin");
    source.place.run(&format!("{copy} --source-username reader")).expect(2, "add --source-password-stdin");
    source
        .place
        .run(&format!("{copy} --destination-username x"))
        .expect(2, "add --destination-password-stdin");
    fed(&source.place, &format!("{copy} --username reader --password-stdin"), "one")
        .expect(2, "--source-username");
    let with_source = format!("{copy} --source-username reader --source-password-stdin");
    fed(&source.place, &with_source, "one").expect(4, "--destination-username");
    let both = format!("{with_source} --destination-username writer --destination-password-stdin");
    fed(&source.place, &both, "one\ntwo\n").expect(0, &source.digest);
    fed(&source.place, &both, "one\n").expect(2, "second line");
    // With one registry there is no doubt.
    let to_layout = format!("copy {} oci:image:1 --username reader --password-stdin", source.image());
    fed(&source.place, &to_layout, "one").expect(0, &source.digest);
}

#[test]
fn a_copy_that_fails_says_on_which_side_and_ends_as_that_does() {
    let stage = Stage::honest();
    let other = HostileRegistry::start(Behaviour::new().read_only(true));
    let copy = format!("copy {} {}/a:1", stage.image(), other.address());
    stage.place.run(&copy).expect(4, &other.address());
    stage
        .place
        .run(&format!("copy {}:none oci:x:1", stage.repository()))
        .expect(3, &format!("docker login {}", stage.registry.address()));
    stage.registry.fault(Matcher::get("/blobs/"), Fault::WrongDigestBody, Times::Always);
    stage.place.run(&format!("copy {} oci:x:1", stage.image())).expect(5, &stage.registry.address());
    for (code, said) in [(401, "credentials"), (403, "not allow"), (500, "status 500")] {
        stage.registry.clear_faults();
        stage.registry.fault(Matcher::get("/blobs/"), Fault::status(code), Times::Always);
        stage.place.run(&format!("copy {} oci:y:1", stage.image())).expect(4, &stage.registry.address());
        let fresh = HostileRegistry::honest();
        let copy = format!("copy {} {}/a:1", stage.image(), fresh.address());
        stage.place.run(&copy).expect(4, said);
    }
    let place = quiet(Place::new());
    place.run("copy oci:a:1 oci:b:1 --plain-http").expect(2, "--plain-http");
    place.run("copy oci:a:1 oci:b:1 --username me").expect(2, "--username");
}

#[test]
fn a_copy_that_broke_off_goes_on_where_it_was() {
    let stage = Stage::honest();
    let other = HostileRegistry::honest();
    let copy = format!("copy {} {}/a:1", stage.image(), other.address());
    other.fault(Matcher::put("/manifests/"), Fault::status(503), Times::Always);
    stage.place.run(&copy).expect(4, "503");
    other.clear_faults();
    other.forget_requests();
    stage.place.run(&copy).expect(0, &stage.digest);
    assert!(other.requests().iter().all(|seen| seen.method() != "POST"), "the blobs are there already");
}
