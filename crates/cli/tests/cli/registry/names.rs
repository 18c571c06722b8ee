//! How registries and images are named, and where they are really asked.

use testkit::Behaviour;

use super::{REPOSITORY, Stage, quiet};
use crate::program::Place;

#[test]
fn a_short_name_is_an_error_that_shows_the_full_one() {
    let place = quiet(Place::new());
    place.key("k");
    for words in
        ["verify nginx:1 --key k.pub", "list nginx:1", "sign nginx:1 --key k.key", "copy nginx:1 oci:n:1"]
    {
        place.run(words).expect(2, "docker.io/library/nginx:1");
    }
    place.run("inspect nginx:1").expect(2, "docker.io/library/nginx:1");
    place.run("list acme/app").expect(2, "docker.io/acme/app");
    place.run("list docker://docker.io/library/nginx:1").expect(2, "write docker.io/library/nginx:1");
    place.run("list https://registry.example/app").expect(2, "without https://");
    place.run("list Registry.Example/App:1").expect(2, "no image name");
}

#[test]
fn options_for_registries_are_contradictory_for_a_layout() {
    let (place, _) = quiet(Place::new()).with_signed_image();
    place.write("ca.pem", "");
    for option in [
        "--plain-http",
        "--ca-file ca.pem",
        "--username me",
        "--realm a=b",
        "--mirror a.example=b.example",
        "--timeout 5s",
    ] {
        for verb in
            ["verify oci:image:1.0 --key k.pub", "list oci:image:1.0", "sign oci:image:1.0 --key k.key"]
        {
            let flag = option.split(' ').next().unwrap();
            place.run(&format!("{verb} {option}")).expect(2, &format!("{flag} is for images in a registry"));
        }
    }
    place.run("inspect k.pub --plain-http").expect(2, "k.pub is a file");
    // The environment is for whoever has a use for it.
    let place =
        place.with("COSIGN_REPOSITORY", "registry.example/signatures").with("HTTPS_PROXY", "broken://");
    place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
}

#[test]
fn a_mirror_is_read_and_the_image_keeps_its_name() {
    let stage = Stage::signed(Behaviour::new());
    let mirror = format!("registry.invalid/team={}/acme", stage.registry.address());
    let image = "registry.invalid/team/app:1.0";
    let report = stage
        .place
        .run(&format!("verify {image} --key k.pub --mirror {mirror} -o json"))
        .expect(0, "accepted")
        .json();
    assert_eq!(report["subject"]["reference"], image);
    let ended = stage.place.run(&format!("list {image} --mirror {mirror}")).expect(0, image);
    assert!(!ended.out.contains(&stage.registry.address()), "{ended:?}");
    // Nothing is written to a mirror.
    let before = stage.registry.snapshot(REPOSITORY);
    stage
        .place
        .run(&format!("sign {image} --key k.key --again --mirror {mirror}"))
        .expect(4, "registry.invalid");
    assert!(stage.registry.snapshot(REPOSITORY) == before);
    stage.place.run(&format!("list {image} --mirror nonsense")).expect(2, "--mirror nonsense");
}

/// What a mirror has says nothing of what the original has.
#[test]
fn an_image_that_only_its_mirror_has_a_signature_of_is_signed() {
    let (origin, mirror) = (Stage::honest(), Stage::signed(Behaviour::new()));
    let image = origin.image();
    let mirrored = format!("{}={}", origin.registry.address(), mirror.registry.address());
    std::fs::copy(mirror.place.path("k.key"), origin.place.path("k.key")).unwrap();
    std::fs::copy(mirror.place.path("k.pub"), origin.place.path("k.pub")).unwrap();
    origin.place.run(&format!("verify {image} --key k.pub --mirror {mirrored}")).expect(0, "accepted");
    origin.place.run(&format!("verify {image} --key k.pub")).expect(3, "");
    origin.place.run(&format!("sign {image} --key k.key --mirror {mirrored}")).expect(0, "signed");
    origin.place.run(&format!("verify {image} --key k.pub")).expect(0, "accepted");
}

#[test]
fn files_and_realms_that_cannot_be_used_are_mistakes() {
    let stage = Stage::honest();
    let list = |more: &str| stage.place.run(&format!("list {} {more}", stage.image()));
    list("--ca-file missing.pem").expect(2, "missing.pem cannot be read");
    stage.place.write("none.pem", "no certificate");
    list("--ca-file none.pem").expect(2, "none.pem cannot be used");
    list("--realm nonsense").expect(2, "REGISTRY=HOST");
    list("--realm a=b:99999").expect(2, "--realm: a=b:99999");
    list("--password-stdin").expect(2, "--username");
    let place = quiet(Place::new()).with("COUNTERSIGN_REALMS", "a=b nonsense");
    place.run(&format!("list {}", stage.image())).expect(2, "COUNTERSIGN_REALMS: nonsense");
    #[cfg(unix)]
    {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let no_text = OsStr::from_bytes(b"a.example=b.example\xff");
        let place = quiet(Place::new()).with("COUNTERSIGN_REALMS", no_text);
        place.run(&format!("list {}", stage.image())).expect(2, "COUNTERSIGN_REALMS");
    }
    let place = quiet(Place::new()).with("HTTPS_PROXY", "ftp://proxy.example");
    place.run("list registry.invalid/app:1").expect(2, "proxy");
}

#[test]
fn http_is_spoken_to_loopback_alone_unless_said_otherwise() {
    let stage = Stage::signed(Behaviour::new());
    let (_, port) = stage
        .registry
        .address()
        .rsplit_once(':')
        .map(|(host, port)| (host.to_owned(), port.to_owned()))
        .unwrap();
    let by = |host: &str, more: &str| {
        stage.place.run(&format!("verify {host}:{port}/{REPOSITORY}:1.0 --key k.pub {more}"))
    };
    by("localhost", "").expect(0, "accepted");
    by("127.0.0.1", "").expect(0, "accepted");
    // A name that leads to this machine, and is none of the three that are known to.
    by("ip6-localhost.invalid", "").expect(4, "ip6-localhost.invalid");
}
