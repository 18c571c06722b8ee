//! What lies between the rules: two registries at once, names that say too much, copies onto themselves.

use std::net::TcpListener;

use testkit::{Api, Auth, Behaviour, Fault, HostileRegistry, Matcher, Times};

use super::{REPOSITORY, Stage, login::fed};
use crate::schema;

fn entry(host: &str, name: &str, password: &str) -> String {
    format!(r#""{host}":{{"auth":"{}"}}"#, testkit::base64(format!("{name}:{password}").as_bytes()))
}

fn config(entries: &[String]) -> String {
    format!(r#"{{"auths":{{{}}}}}"#, entries.join(","))
}

#[test]
fn a_registry_that_speaks_http_needs_no_certificates_of_the_system() {
    let stage = Stage::signed(Behaviour::new());
    let image = stage.image();
    let place = stage.place.with("SSL_CERT_FILE", "/none/at/all").with("SSL_CERT_DIR", "/none/at/all");
    place.run(&format!("verify {image} --key k.pub")).expect(0, "accepted");
}

#[test]
fn every_verdict_is_one_document_also_where_there_is_no_answer() {
    let ends = [
        (Fault::status(401), 4, "unreachable"),
        (Fault::status(403), 4, "unreachable"),
        (Fault::status(404), 3, "absent"),
        (Fault::HangUp, 4, "unreachable"),
        (Fault::Truncate { after: 9 }, 4, "unreachable"),
        (Fault::Html200, 5, "malformed"),
        (Fault::Gzip, 5, "malformed"),
        (Fault::Body(b"{}".to_vec()), 5, "malformed"),
    ];
    std::thread::scope(|scope| {
        for (fault, code, verdict) in &ends {
            scope.spawn(move || one_document(fault, *code, verdict));
        }
    });
}

fn one_document(fault: &Fault, code: i32, verdict: &str) {
    let stage = Stage::signed(Behaviour::new());
    stage.registry.fault(Matcher::get("/manifests/1.0"), fault.clone(), Times::Always);
    for verb in ["verify", "verify-attestation --type custom"] {
        stage.registry.forget_requests();
        let ended = stage.place.run(&format!("{verb} {} --key k.pub -o json --timeout 20s", stage.image()));
        assert_eq!(ended.code, code, "{fault:?} {ended:?}");
        let report = ended.json();
        schema::check(&report);
        assert_eq!(report["verdict"], verdict, "{fault:?}");
        assert_eq!(report["requests"], stage.registry.requests().len(), "{fault:?}");
    }
}

#[test]
fn a_digest_decides_over_a_tag_that_stands_for_another() {
    let stage = Stage::signed(Behaviour::new());
    let other = stage.registry.put_image(REPOSITORY, "2.0");
    assert!(other != stage.digest);
    let image = format!("{}:2.0@{}", stage.repository(), stage.digest);
    stage.place.run(&format!("verify {image} --key k.pub")).expect(0, &stage.digest);
    assert!(stage.registry.requests().iter().all(|seen| !seen.path().ends_with("/2.0")));
}

#[test]
fn on_this_machine_credentials_are_for_the_port_they_were_left_for() {
    let stage = Stage::new(Behaviour::new().auth(Auth::basic("acme", "correct horse")));
    stage.place.write("home/config.json", config(&[entry("127.0.0.1", "acme", "correct horse")]));
    stage.verify("").expect(4, "docker login");
    assert!(stage.registry.requests().iter().all(|seen| seen.authorization().is_none()));
}

#[test]
fn where_signatures_are_in_another_registry_each_is_told_its_own_credentials() {
    let stage = Stage::new(Behaviour::new().auth(Auth::basic("reader", "of images")));
    let other = HostileRegistry::start(
        Behaviour::new()
            .auth(Auth::basic("writer", "of signatures"))
            .oci_subject(false)
            .referrers(Api::Absent404),
    );
    let (here, there) = (stage.registry.address(), other.address());
    let entries = [entry(&here, "reader", "of images"), entry(&there, "writer", "of signatures")];
    stage.place.write("home/config.json", config(&entries));
    stage.place.write("review", "fine");
    let (image, registry) = (stage.image(), stage.registry);
    let place = stage.place.with("COSIGN_REPOSITORY", format!("{there}/signatures"));
    for words in [
        format!("sign {image} --key k.key"),
        format!("sign {image} --key k.key --format cosign-legacy"),
        format!("attest {image} --type custom --predicate review --key k.key"),
        format!("attest {image} --type custom --predicate review --key k.key --format cosign-legacy"),
    ] {
        place.run(&words).expect(0, &format!("{there}/signatures"));
    }
    let report = place.run(&format!("verify {image} --key k.pub --all -o json")).expect(0, "").json();
    assert_eq!(report["accepted"].as_array().unwrap().len(), 2);
    place.run(&format!("verify-attestation {image} --type custom --key k.pub --all")).expect(0, "accepted");
    place.run(&format!("list {image}")).expect(0, "attestation");
    let told = |registry: &HostileRegistry, secret: &str| {
        let secret = testkit::base64(secret.as_bytes());
        registry.requests().iter().any(|seen| seen.holds(&secret))
    };
    assert!(told(&registry, "reader:of images") && told(&other, "writer:of signatures"));
    assert!(!told(&registry, "writer:of signatures") && !told(&other, "reader:of images"));
    assert!(registry.requests().iter().all(|seen| !seen.path().contains("/referrers/")));
    // A name could be for either.
    fed(&place, &format!("list {image} --username reader --password-stdin"), "of images").expect(2, &there);
}

#[test]
fn a_copy_says_that_it_does_not_look_where_cosign_repository_says() {
    let stage = Stage::signed(Behaviour::new());
    let image = stage.image();
    let place = stage.place.with("COSIGN_REPOSITORY", "registry.example/signatures");
    let ended = place.run(&format!("copy {image} oci:copied:1")).expect(0, "copied");
    assert!(ended.err.contains("COSIGN_REPOSITORY"), "{ended:?}");
}

#[test]
fn a_mirror_is_told_its_own_credentials_and_never_those_of_the_original() {
    let stage = Stage::new(Behaviour::new().auth(Auth::basic("acme", "at the mirror")));
    let host = stage.registry.address();
    let entries = [entry(&host, "acme", "at the mirror"), entry("registry.invalid", "acme", "at the origin")];
    let list = format!("list registry.invalid/{REPOSITORY}:1.0 --mirror registry.invalid={host}");
    stage.place.write("home/config.json", config(&entries));
    stage.place.run(&list).expect(0, "registry.invalid");
    stage.place.write("home/config.json", config(&entries[1..]));
    stage.place.run(&list).expect(4, "docker login");
    fed(&stage.place, &format!("{list} --username acme --password-stdin"), "at the origin").expect(4, "");
    let secret = testkit::base64(b"acme:at the origin");
    assert!(stage.registry.requests().iter().all(|seen| !seen.holds(&secret)));
}

#[test]
fn a_copy_reads_from_a_mirror() {
    let stage = Stage::signed(Behaviour::new());
    let mirror = format!("registry.invalid={}", stage.registry.address());
    let copy = format!("copy registry.invalid/{REPOSITORY}:1.0 oci:copied:1 --mirror {mirror} --plain-http");
    stage.place.run(&copy).expect(0, &stage.digest);
    stage.place.run("verify oci:copied:1 --key k.pub").expect(0, "accepted");
}

#[test]
fn a_copy_onto_itself_changes_nothing_and_within_a_repository_it_is_a_tag() {
    let stage = Stage::signed(Behaviour::new());
    let before = stage.registry.snapshot(REPOSITORY);
    stage.place.run(&format!("copy {0} {0}", stage.image())).expect(0, &stage.digest);
    assert!(stage.registry.snapshot(REPOSITORY) == before);
    let ended = stage.place.run(&format!("copy {} {}:2.0", stage.image(), stage.repository()));
    let ended = ended.expect(0, &stage.digest);
    assert_eq!(ended.err, "", "a bar is for terminals");
    assert_eq!(stage.registry.snapshot(REPOSITORY).tags["2.0"], stage.digest);
    stage.place.run(&format!("copy {} oci:image:1.0", stage.image())).expect(0, "");
    let index = stage.place.read("image/index.json");
    stage.place.run("copy oci:image:1.0 oci:image:1.0").expect(0, &stage.digest);
    assert_eq!(stage.place.read("image/index.json"), index);
    stage.place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
}

#[test]
fn a_copy_goes_into_no_folder_that_holds_something_else() {
    let stage = Stage::honest();
    stage.place.write("home/letters", "dear");
    stage.place.run(&format!("copy {} oci:home:1", stage.image())).expect(2, "home");
    stage.place.run(&format!("copy {} oci:home/letters:1", stage.image())).expect(2, "letters");
    assert_eq!(stage.place.read("home/letters"), "dear");
}

#[test]
fn a_copy_ends_when_its_time_is_up() {
    let stage = Stage::honest();
    stage.registry.fault(Matcher::get("/blobs/"), Fault::Stall, Times::Always);
    stage.place.run(&format!("copy {} oci:copied:1 --timeout 1s", stage.image())).expect(4, "--timeout");
}

#[test]
fn what_an_artifact_is_called_cannot_write_on_the_terminal() {
    let stage = Stage::honest();
    let subject = &stage.digest;
    let (blob, kind) = (stage.registry.put_blob(REPOSITORY, "x"), r"application/\u001b[31m\u202e");
    let size = stage.registry.manifest(REPOSITORY, subject).unwrap().len();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"{kind}",
        "config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{blob}","size":1}},"layers":[],
        "subject":{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{subject}","size":{size}}}}}"#
    );
    let digest = stage.registry.put_manifest(
        REPOSITORY,
        "application/vnd.oci.image.manifest.v1+json",
        manifest.as_bytes(),
    );
    let descriptor = serde_json::json!({
        "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": manifest.len(),
        "artifactType": "application/\u{1b}[31m\u{202e}",
        "annotations": { "a\u{1b}": "b\u{7}" }
    });
    stage.registry.list_referrer(REPOSITORY, subject, descriptor);
    for verb in ["list", "inspect", "verify --key k.pub"] {
        let ended = stage.place.run(&format!("{verb} {}", stage.image()));
        let text = format!("{}{}", ended.out, ended.err);
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{ended:?}");
    }
}

#[test]
fn what_is_asked_on_this_machine_does_not_go_through_a_proxy() {
    let stage = Stage::signed(Behaviour::new());
    let image = stage.image();
    // Nobody is there.
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let place = stage.place.with("http_proxy", format!("http://{proxy}"));
    place.run(&format!("verify {image} --key k.pub")).expect(0, "accepted");
}
