use testkit::{Api, Behaviour};

use super::{REPOSITORY, Stage, put_index};
use crate::schema;

/// What a registry may have or lack for listing what refers to an image.
fn behaviours() -> [Behaviour; 3] {
    [
        Behaviour::new(),
        Behaviour::new().oci_subject(false).referrers(Api::Absent404),
        Behaviour::new().oci_subject(false).referrers(Api::Absent404).if_match(false).etag(false),
    ]
}

#[test]
fn an_image_is_signed_and_verified_in_both_forms_whatever_the_registry_has() {
    for behaviour in behaviours() {
        for format in ["cosign", "cosign-legacy"] {
            let stage = Stage::new(behaviour.clone());
            stage.verify("").expect(3, "CSG-NO-SIGNATURE");
            let sign = format!("sign {} --key k.key --format {format}", stage.image());
            stage.place.run(&sign).expect(0, "signed");
            let report = stage.verify("-o json").expect(0, "accepted").json();
            schema::check(&report);
            assert_eq!(report["subject"]["digest"], stage.digest.as_str());
            assert_eq!(report["accepted"].as_array().unwrap().len(), 1);
            stage.place.run(&sign).expect(0, "already signed");
        }
    }
}

#[test]
fn signing_says_by_what_the_signature_is_found() {
    let stage = Stage::honest();
    let sign = format!("sign {} --key k.key", stage.image());
    stage.place.run(&sign).expect(0, "listed by the referrers API");
    let json = stage.place.run(&format!("{sign} --again -o json")).expect(0, "").json();
    assert_eq!(json["manifests"][0]["foundBy"], "referrers-api");
    assert_eq!(json["manifests"][0]["repository"], stage.repository());
    let legacy = stage.place.run(&format!("{sign} --format cosign-legacy -o json")).expect(0, "").json();
    let tag = format!("{}.sig", stage.digest.replace(':', "-"));
    assert_eq!(
        (&legacy["manifests"][0]["foundBy"], &legacy["manifests"][0]["tag"]),
        (&"tag".into(), &tag.into())
    );

    let stage = Stage::new(Behaviour::new().oci_subject(false).referrers(Api::Absent404));
    let fallback = stage.digest.replace(':', "-");
    let sign = format!("sign {} --key k.key", stage.image());
    let json = stage.place.run(&format!("{sign} -a a=1 -o json")).expect(0, "").json();
    assert_eq!(json["manifests"][0]["foundBy"], "fallback-tag");
    assert_eq!(json["manifests"][0]["fallbackTag"], fallback.as_str());
    assert_eq!(json["manifests"][0]["keptBy"], "precondition");
    stage.place.run(&sign).expect(0, &format!("listed under the tag {fallback}"));
}

#[test]
fn an_accepted_image_by_digest_takes_three_requests_and_one_more_by_tag() {
    let stage = Stage::signed(Behaviour::new());
    for (image, requests) in [(stage.pinned(), 3), (stage.image(), 4)] {
        stage.registry.forget_requests();
        let report =
            stage.place.run(&format!("verify {image} --key k.pub -o json")).expect(0, "accepted").json();
        assert_eq!(stage.registry.requests().len(), requests, "{image}");
        assert_eq!(report["requests"], requests, "{image}");
    }
}

#[test]
fn a_tag_is_asked_once_and_everything_else_goes_by_the_digest() {
    let stage = Stage::signed(Behaviour::new());
    let ended = stage.verify("").expect(0, "accepted");
    assert!(ended.out.contains(&format!("run       {}", stage.pinned())), "{ended:?}");
    let by_tag = stage.registry.requests().iter().filter(|seen| seen.path().ends_with("/1.0")).count();
    assert_eq!(by_tag, 1);
}

#[test]
fn no_tag_and_no_digest_is_latest() {
    let stage = Stage::honest();
    let digest = stage.registry.put_image(REPOSITORY, "latest");
    let list = stage.place.run(&format!("list {} -o json", stage.repository())).expect(0, "").json();
    assert_eq!(list["subject"]["digest"], digest.as_str());
}

#[test]
fn a_statement_is_attested_and_verified() {
    for behaviour in behaviours() {
        for format in ["cosign", "cosign-legacy"] {
            let stage = Stage::new(behaviour.clone());
            stage.place.write("bom.json", r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#);
            let image = stage.image();
            let attest =
                format!("attest {image} --type cyclonedx --predicate bom.json --key k.key --format {format}");
            stage.place.run(&attest).expect(0, "signed");
            let verify = format!("verify-attestation {image} --type cyclonedx --key k.pub -o json");
            let report = stage.place.run(&verify).expect(0, "accepted").json();
            schema::check(&report);
            assert_eq!(report["statement"]["predicate"]["bomFormat"], "CycloneDX");
            stage.verify("").expect(3, "CSG-NO-SIGNATURE");
        }
    }
}

#[test]
fn everything_that_an_index_lists_is_signed_and_each_platform_verified() {
    let stage = Stage::honest();
    let (index, [amd, arm]) = put_index(&stage.registry);
    let image = format!("{}:multi", stage.repository());
    let signed = stage.place.run(&format!("sign {image} --key k.key --recursive")).expect(0, "signed");
    for stored in [&index, &amd, &arm] {
        assert!(signed.out.contains(stored.digest()), "{signed:?}");
    }
    let verify = |more: &str| stage.place.run(&format!("verify {image} --key k.pub {more}"));
    verify("--platform all").expect(0, "accepted");
    let one = verify("--platform linux/arm64").expect(0, "accepted");
    assert!(one.out.contains(&format!("run       {}@{}", stage.repository(), arm.digest())), "{one:?}");
    verify("--platform windows/amd64").expect(3, "CSG-NO-PLATFORM");
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_it_would_push() {
    let stage = Stage::honest();
    let before = stage.registry.snapshot(REPOSITORY);
    let sign = format!("sign {} --key k.key --dry-run", stage.image());
    stage.place.run(&sign).expect(0, "would push");
    let json = stage.place.run(&format!("{sign} --format cosign-legacy -o json")).expect(0, "").json();
    assert_eq!(json["manifests"][0]["state"], "would-sign");
    assert_eq!(json["manifests"][0]["blobs"].as_array().unwrap().len(), 3);
    assert!(stage.registry.snapshot(REPOSITORY) == before);
    assert!(stage.registry.requests().iter().all(|seen| matches!(seen.method(), "GET" | "HEAD")));
}

#[test]
fn a_signature_made_elsewhere_is_attached() {
    let stage = Stage::honest();
    let image = stage.image();
    stage.place.run(&format!("sign {image} --key k.pub --prepare draft")).expect(0, "wrote draft");
    let Some(openssl) = testkit::program("openssl") else { return };
    let signed = stage
        .place
        .command(openssl.path().to_str().unwrap())
        .args(["dgst", "-sha256", "-sign", "k.key", "-out", "draft.sig", "draft.tbs"])
        .status();
    assert!(signed.unwrap().success());
    stage
        .place
        .run(&format!("attach {image} --draft draft --signature draft.sig"))
        .expect(0, "listed by the referrers API");
    stage.verify("").expect(0, "accepted");
}

#[test]
fn signatures_are_kept_and_looked_for_where_cosign_repository_says() {
    for format in ["cosign", "cosign-legacy"] {
        let stage = Stage::honest();
        let elsewhere = format!("{}/signatures", stage.registry.address());
        let (image, registry) = (stage.image(), stage.registry);
        let place = stage.place.with("COSIGN_REPOSITORY", &elsewhere);
        place
            .run(&format!("sign {image} --key k.key --format {format}"))
            .expect(0, &format!("pushed to     {elsewhere}"));
        assert!(
            registry
                .requests()
                .iter()
                .all(|seen| seen.method() == "GET" || seen.path().contains("/signatures/"))
        );
        place.run(&format!("verify {image} --key k.pub")).expect(0, "accepted");
        place.run(&format!("list {image}")).expect(0, &format!("signature  {format}"));
        let place = place.with("COSIGN_REPOSITORY", "");
        place.run(&format!("verify {image} --key k.pub")).expect(3, "CSG-NO-SIGNATURE");
        for wrong in ["nginx", "https://registry.example/a", "registry.example/a:1"] {
            let place = super::quiet(crate::program::Place::new()).with("COSIGN_REPOSITORY", wrong);
            place.run(&format!("list {image}")).expect(2, "COSIGN_REPOSITORY");
        }
    }
}

#[test]
fn the_list_is_a_tree_of_platforms_and_all_that_is_attached() {
    let stage = Stage::honest();
    let (_, [amd, _]) = put_index(&stage.registry);
    let image = format!("{}:multi", stage.repository());
    stage.place.write("bom.json", r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#);
    let run = |words: &str| stage.place.run(words).expect(0, "signed");
    run(&format!("sign {image} --key k.key"));
    run(&format!(
        "sign {}@{} --key k.key --format cosign-legacy -a env=prod",
        stage.repository(),
        amd.digest()
    ));
    run(&format!("attest {image} --type cyclonedx --predicate bom.json --key k.key"));
    let note = stage.registry.put_referrer(REPOSITORY, amd.digest(), "application/vnd.acme.note", b"note");
    let reply = stage.registry.put_referrer(REPOSITORY, &note, "application/vnd.acme.reply", b"reply");
    let text = stage.place.run(&format!("list {image}")).expect(0, "nothing here was verified");
    for said in [
        "signature  cosign-bundle",
        "claims keyHint",
        "attestation  cosign-bundle",
        "claims predicateType https://cyclonedx.org/bom",
        "linux/amd64",
        "linux/arm64",
        "signature  cosign-legacy",
        "annotation env=prod",
        "referrer  application/vnd.acme.note",
        "referrer  application/vnd.acme.reply",
        "nothing is attached",
    ] {
        assert!(text.out.contains(said), "no {said} in {}", text.out);
    }
    assert!(!text.out.contains(&reply), "digests of what is attached are shortened");
    let json = stage.place.run(&format!("list {image} -o json")).expect(0, "").json();
    assert_eq!(json["verified"], false);
    let attached = json["subject"]["manifests"][0]["attached"].as_array().unwrap();
    let note = attached.iter().find(|attached| attached["manifest"] == note.as_str()).unwrap();
    assert_eq!(note["attached"][0]["manifest"], reply.as_str());
    let kinds: Vec<_> =
        json["subject"]["attached"].as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["signature", "attestation"]);
}

#[test]
fn an_image_is_inspected_with_what_is_attached_to_it() {
    let stage = Stage::signed(Behaviour::new());
    stage.place.run(&format!("inspect {}", stage.image())).expect(0, "signature  cosign-bundle");
    let json = stage.place.run(&format!("inspect {} -o json", stage.image())).expect(0, "").json();
    assert_eq!((&json["kind"], &json["digest"]), (&"image-manifest".into(), &stage.digest.as_str().into()));
}
