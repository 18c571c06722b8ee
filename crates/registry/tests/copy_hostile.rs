//! Copies from and to places that mean no good, or that others write to meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod copying;

use std::collections::BTreeSet;

use copying::{copy, empty_layout, repository, tagged, ureq};
use countersign_digest::{Algorithm, Digest, HashProvider, Sha2};
use countersign_oci::{CosignTag, ManifestAt, Reference, SignatureArtifact, cosign_tag, media_type};
use countersign_registry::{
    CopyError, CopyOptions, Credential, LayoutFolder, PushError, Registry, Side, SkippedReason,
    StaticCredentials, Store, StoreError, copy_blocking,
};
use countersign_transport::{Rules, block_on};
use testkit::{Auth, Behaviour, Fault, HostileRegistry, Matcher, Times, Uploads};

const FROM: &str = "acme/from";
const TO: &str = "acme/to";

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}

fn digest_of(text: &str) -> String {
    Sha2.hash(Algorithm::Sha256, text.as_bytes()).to_string()
}

#[test]
fn a_destination_that_wants_small_chunks_does_not_have_the_source_read_for_each() {
    let source = HostileRegistry::honest();
    let layer = vec![7; 2_000_000];
    let described = source.put_blob(FROM, layer.clone());
    let image = source.put_image(FROM, "base");
    let text = String::from_utf8(source.manifest(FROM, &image).unwrap()).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["layers"] = serde_json::json!([
        {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": described, "size": layer.len()}
    ]);
    let bytes = serde_json::to_vec(&manifest).unwrap();
    let digest = source.put_manifest(FROM, media_type::IMAGE_MANIFEST, &bytes);
    source.set_tag(FROM, "v1", &digest);
    let hostile = HostileRegistry::start(Behaviour::new().uploads(Uploads::Chunked { max: 70_000 }));
    let from = repository(&source.address(), FROM);
    copy(&from, &repository(&hostile.address(), TO), "v1").unwrap();
    assert_eq!(hostile.blob(TO, &described), Some(layer));
    let requests = hostile.requests();
    assert!(requests.iter().filter(|seen| seen.method() == "PATCH").count() > 20);
    let reads = source.requests().iter().filter(|seen| seen.path().ends_with(&described)).count();
    assert!(reads <= 5, "{reads}");
}

#[test]
fn what_refers_to_an_image_gives_no_name_to_anything_in_a_layout() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let size = source.manifest(FROM, &image).unwrap().len();
    let config = source.put_blob(FROM, b"{}".to_vec());
    let hostile = format!(
        r#"{{"schemaVersion":2,"mediaType":"{type_}","config":{{"mediaType":"{}","digest":"{config}","size":2}},"layers":[],"subject":{{"mediaType":"{type_}","digest":"{image}","size":{size}}},"annotations":{{"org.opencontainers.image.ref.name":"v2","kind":"dev.cosignproject.cosign/sigs","kept":"kept"}}}}"#,
        media_type::IMAGE_CONFIG,
        type_ = media_type::IMAGE_MANIFEST,
    );
    let hostile = digest(&source.put_manifest(FROM, media_type::IMAGE_MANIFEST, hostile.as_bytes()));
    let (_folder, local) = empty_layout();
    let report = copy(&repository(&source.address(), FROM), &local, "v1").unwrap();
    assert!(report.manifests().contains(&hostile));
    let named = block_on(local.manifest(&ManifestAt::Tag("v2".into())));
    assert_eq!(named.map(|named| named.digest()), Err(StoreError::Absent));
    let index = std::fs::read_to_string(local.path().join("index.json")).unwrap();
    assert!(!index.contains("dev.cosignproject.cosign/sigs") && index.contains("kept"), "{index}");
    let found = block_on(local.referrers(&digest(&image), 10)).unwrap();
    assert!(found.descriptors().iter().any(|entry| entry.digest() == hostile));
}

#[test]
fn a_list_of_more_than_is_copied_is_refused_before_it_is_read() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let size = source.manifest(FROM, &image).unwrap().len();
    let entry = |at: usize| {
        let digest = digest_of(&format!("no such manifest {at}"));
        format!(r#"{{"mediaType":"{}","digest":"{digest}","size":{size}}}"#, media_type::IMAGE_MANIFEST)
    };
    let entries: Vec<_> = (0..3000).map(entry).collect();
    let index = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}}"#,
        media_type::IMAGE_INDEX,
        entries.join(",")
    );
    let index = source.put_manifest(FROM, media_type::IMAGE_INDEX, index.as_bytes());
    source.set_tag(FROM, "many", &index);
    let (_folder, local) = empty_layout();
    let error = copy(&repository(&source.address(), FROM), &local, "many").unwrap_err();
    assert_eq!(error, CopyError::TooMany { what: "manifests", limit: 2000 });
    assert!(source.requests().len() < 10);
}

#[test]
fn no_more_bytes_of_manifests_are_held_than_the_limit_says() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let size = source.manifest(FROM, &image).unwrap().len();
    for at in 0..40 {
        let referrer = format!(
            r#"{{"schemaVersion":2,"mediaType":"{type_}","manifests":[],"subject":{{"mediaType":"{}","digest":"{image}","size":{size}}},"annotations":{{"at":"{at}","pad":"{}"}}}}"#,
            media_type::IMAGE_MANIFEST,
            "x".repeat(100_000),
            type_ = media_type::IMAGE_INDEX,
        );
        let digest = source.put_manifest(FROM, media_type::IMAGE_INDEX, referrer.as_bytes());
        let listed = serde_json::json!({
            "mediaType": media_type::IMAGE_INDEX, "digest": digest, "size": referrer.len()
        });
        source.list_referrer(FROM, &image, listed);
    }
    let (_folder, local) = empty_layout();
    let from = repository(&source.address(), FROM);
    let options = CopyOptions::new().with_max_manifest_bytes(1_000_000);
    let error = copy_blocking(&from, &local, &tagged("v1"), &options).unwrap_err();
    assert_eq!(error, CopyError::TooMany { what: "bytes of manifests", limit: 1_000_000 });
    let read = source.requests().iter().filter(|seen| seen.path().contains("/manifests/sha256:")).count();
    assert!(read <= 20, "{read} were read");
    copy(&from, &local, "v1").unwrap();
}

#[test]
fn signatures_that_two_programs_put_under_a_tag_of_one_layout_are_both_kept() {
    let (_folder, one) = empty_layout();
    let two = LayoutFolder::open(one.path()).unwrap();
    let image = Sha2.hash(Algorithm::Sha256, b"image");
    let tag = cosign_tag(&image, CosignTag::Signature);
    for (store, payload) in [(&one, "first"), (&two, "second"), (&one, "third")] {
        let artifact =
            SignatureArtifact::simple_signing(&Sha2, &image, None, payload.as_bytes(), "c2ln").unwrap();
        let stands = block_on(store.put_tagged(&artifact)).unwrap();
        let found = block_on(store.manifest(&ManifestAt::Tag(tag.clone()))).unwrap();
        assert_eq!(found.digest(), stands);
    }
    let found = block_on(one.manifest(&ManifestAt::Tag(tag))).unwrap();
    assert_eq!(found.manifest().as_image().unwrap().layers().len(), 3);
}

#[test]
fn what_another_copy_is_writing_is_not_swept_away_and_what_one_left_is() {
    let (_folder, local) = empty_layout();
    let [fresh, old] =
        ["fresh", "old"].map(|name| local.path().join(format!(".incoming-countersign-{name}")));
    for path in [&fresh, &old] {
        std::fs::write(path, "half of a blob").unwrap();
    }
    let written = std::time::SystemTime::now() - std::time::Duration::from_secs(25 * 60 * 60);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(written).unwrap();
    LayoutFolder::open_or_create(local.path()).unwrap();
    assert_eq!((fresh.exists(), old.exists()), (true, false));
    // Nor does it keep a layout from being made.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".incoming-countersign-other"), "half").unwrap();
    LayoutFolder::open_or_create(folder.path()).unwrap();
}

#[test]
fn a_manifest_that_the_destination_stores_otherwise_is_noticed() {
    let (source, hostile) = (HostileRegistry::honest(), HostileRegistry::honest());
    let _ = source.put_image(FROM, "v1");
    hostile.fault(Matcher::put("/manifests/"), Fault::StoreOtherBytes, Times::Always);
    let to = repository(&hostile.address(), TO);
    let error = copy(&repository(&source.address(), FROM), &to, "v1").unwrap_err();
    let CopyError::Store { side: Side::Destination, error, .. } = error else { panic!("{error:?}") };
    assert!(matches!(*error, StoreError::Push(PushError::NotStored(_))), "{error:?}");
}

#[test]
fn addresses_in_descriptors_are_never_asked() {
    let source = HostileRegistry::honest();
    let elsewhere = source.another_host();
    let [config, layer] = [b"{}".as_slice(), b"layer"].map(|bytes| source.put_blob(FROM, bytes.to_vec()));
    let urls = [format!("http://{elsewhere}/layer")];
    let foreign = digest_of("foreign");
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": media_type::IMAGE_MANIFEST,
        "config": {"mediaType": media_type::IMAGE_CONFIG, "digest": config, "size": 2, "urls": urls},
        "layers": [
            {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer, "size": 5, "urls": urls},
            {"mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar", "digest": foreign,
             "size": 7, "urls": urls},
        ],
    });
    let manifest = source.put_manifest(FROM, media_type::IMAGE_MANIFEST, manifest.to_string().as_bytes());
    source.set_tag(FROM, "v1", &manifest);
    let hostile = HostileRegistry::start(Behaviour::new().checks_references(false));
    let report =
        copy(&repository(&source.address(), FROM), &repository(&hostile.address(), TO), "v1").unwrap();
    assert_eq!(report.blobs_copied(), 2);
    assert!(source.requests_at(&elsewhere).is_empty());
    assert!(source.requests().iter().all(|seen| !seen.target().contains(&foreign)));
}

#[test]
fn each_registry_is_told_its_own_credentials_alone() {
    let source = HostileRegistry::start(Behaviour::new().auth(Auth::basic("reader", "source-secret")));
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::basic("writer", "target-secret")));
    let _ = source.put_image(FROM, "v1");
    let login = |username: &str, password: &str| Credential::Basic {
        username: username.to_owned(),
        password: password.into(),
    };
    let credentials = StaticCredentials::new()
        .with(&source.address(), login("reader", "source-secret"))
        .and_then(|known| known.with(&hostile.address(), login("writer", "target-secret")))
        .unwrap();
    let registry =
        Registry::builder(ureq()).rules(Rules::new().with_loopback_http()).credentials(credentials).build();
    let [from, to] = [(&source, FROM), (&hostile, TO)].map(|(host, name)| {
        registry.repository(&Reference::parse(&format!("{}/{name}", host.address())).unwrap()).unwrap()
    });
    copy(&from, &to, "v1").unwrap();
    let told = |host: &HostileRegistry| {
        let requests = host.requests();
        requests.iter().filter_map(|seen| seen.authorization().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    let (of_source, of_target) = (told(&source), told(&hostile));
    assert_eq!((of_source.len(), of_target.len()), (1, 1));
    assert!(of_source.is_disjoint(&of_target));
}

#[test]
fn a_tag_that_moves_meanwhile_names_what_was_read_first() {
    let source = HostileRegistry::honest();
    let (first, second) = (source.put_image(FROM, "one"), source.put_image(FROM, "two"));
    source.script_tag(FROM, "v1", &[first.clone(), second.clone(), second]);
    let hostile = HostileRegistry::honest();
    let to = repository(&hostile.address(), TO);
    let report = copy(&repository(&source.address(), FROM), &to, "v1").unwrap();
    assert_eq!(report.digest(), digest(&first));
    assert_eq!(hostile.manifest(TO, "v1"), source.manifest(FROM, &first));
}

#[test]
fn what_is_no_signature_under_a_signatures_tag_is_left_out_and_reported() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let index = format!(r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[]}}"#, media_type::IMAGE_INDEX);
    let index = source.put_manifest(FROM, media_type::IMAGE_INDEX, index.as_bytes());
    let tag = cosign_tag(&digest(&image), CosignTag::Signature);
    source.set_tag(FROM, &tag, &index);
    let hostile = HostileRegistry::honest();
    let report =
        copy(&repository(&source.address(), FROM), &repository(&hostile.address(), TO), "v1").unwrap();
    let skipped: Vec<_> = report.skipped().iter().map(|one| (one.digest(), one.reason())).collect();
    assert_eq!(skipped, [(digest(&index), SkippedReason::Unreadable)]);
    assert_eq!(hostile.manifest(TO, &tag), None);
}
