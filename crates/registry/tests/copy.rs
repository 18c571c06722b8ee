//! Copies between registries and layouts: nothing lost, nothing changed, nothing named before it is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod copying;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use copying::{
    Signed, assert_same, copy, empty_layout, entries, files_below, layout, listed, registry_over, repository,
    tagged,
};
use countersign_digest::{Algorithm, Digest, HashProvider, Sha2};
use countersign_oci::{
    CosignTag, ManifestAt, Reference, SignatureArtifact, cosign_tag, fallback_tag, media_type,
};
use countersign_registry::{
    CopyError, CopyItem, CopyOptions, CopyReport, CopyWhat, FailureClass, FolderError, LayoutFolder, Moved,
    Progress, Side, SkippedReason, Store, StoreError, copy_blocking,
};
use countersign_transport::{
    AdapterOptions, Cancellation, Deadline, ReqwestTransport, TlsSettings, Until, block_on,
};
use testkit::{Api, Behaviour, Fault, HostileRegistry, Matcher, Times};

const FROM: &str = "acme/from";
const TO: &str = "acme/to";

const BOTH: [Signed; 2] = [Signed::Bundle, Signed::Tags];

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}

#[test]
fn a_layout_comes_back_as_it_was_through_two_registries_and_a_layout() {
    for name in BOTH {
        let (_folder, source) = layout(name);
        let hostile = HostileRegistry::honest();
        let (one, two) = (repository(&hostile.address(), FROM), repository(&hostile.address(), TO));
        let report = copy(&source, &one, "v1").unwrap();
        assert!(report.skipped().is_empty(), "{name:?}: {report:?}");
        assert_same(&source, &one, &report, "v1");
        let second = copy(&one, &two, "v1").unwrap();
        assert_same(&source, &two, &second, "v1");
        let (_back, back) = empty_layout();
        let third = copy(&two, &back, "v1").unwrap();
        assert_same(&source, &back, &third, "v1");
        assert_eq!(report.manifests(), second.manifests(), "{name:?}");
        assert_eq!(report.manifests(), third.manifests(), "{name:?}");
        assert_eq!((report.tags(), report.digest()), (third.tags(), third.digest()), "{name:?}");
        // The layout says by its own entries what refers to what.
        let again = LayoutFolder::open(back.path()).unwrap();
        let subject = report.digest();
        let found = |store: &dyn Store| block_on(store.referrers(&subject, 100)).unwrap().descriptors().len();
        assert_eq!(found(&again), found(&source), "{name:?}");
    }
}

#[test]
fn every_platform_comes_with_what_is_attached_to_it() {
    for (signed, referrers, tags) in [(Signed::Bundle, 1, 0), (Signed::Tags, 0, 2)] {
        let (_folder, source) = layout(signed);
        let hostile = HostileRegistry::honest();
        let report = copy(&source, &repository(&hostile.address(), TO), "v1").unwrap();
        let images = report.manifests().iter().filter(|of| !listed_anywhere(&hostile, &report, of));
        let images: Vec<_> = images.collect();
        assert_eq!(images.len(), 3, "{signed:?}");
        for image in images {
            assert_eq!(listed(&hostile, TO, image).len(), referrers, "{signed:?}");
            let has_tag = |kind| hostile.manifest(TO, &cosign_tag(image, kind)).is_some();
            let found =
                [CosignTag::Signature, CosignTag::Attestation].into_iter().filter(|kind| has_tag(*kind));
            assert_eq!(found.count(), tags, "{signed:?}");
        }
        assert_eq!(report.tags().len(), 3 * tags);
    }
}

/// Whether it refers to something.
fn listed_anywhere(hostile: &HostileRegistry, report: &CopyReport, what: &Digest) -> bool {
    report.manifests().iter().any(|subject| listed(hostile, TO, subject).contains(&what.to_string()))
}

#[test]
fn a_second_run_finds_everything_there() {
    let (_folder, source) = layout(Signed::Bundle);
    let hostile = HostileRegistry::honest();
    let to = repository(&hostile.address(), TO);
    let first = copy(&source, &to, "v1").unwrap();
    assert!(first.manifests_put() > 0 && first.blobs_copied() > 0 && first.bytes_copied() > 0);
    let second = copy(&source, &to, "v1").unwrap();
    assert_eq!((second.manifests_put(), second.blobs_copied(), second.bytes_copied()), (0, 0, 0));
    assert_eq!(second.blobs_existing(), first.blobs_copied());
    assert_eq!(second.manifests(), first.manifests());
    let (_folder, local) = empty_layout();
    copy(&source, &local, "v1").unwrap();
    let again = copy(&source, &local, "v1").unwrap();
    assert_eq!((again.manifests_put(), again.blobs_copied()), (0, 0));
}

#[test]
fn blobs_are_mounted_within_one_registry_and_copied_between_two() {
    let hostile = HostileRegistry::honest();
    let _ = hostile.put_image(FROM, "v1");
    let from = repository(&hostile.address(), FROM);
    let report = copy(&from, &repository(&hostile.address(), TO), "v1").unwrap();
    assert_eq!((report.blobs_mounted(), report.blobs_copied(), report.bytes_copied()), (2, 0, 0));
    let other = HostileRegistry::honest();
    let report = copy(&from, &repository(&other.address(), TO), "v1").unwrap();
    assert_eq!((report.blobs_mounted(), report.blobs_copied()), (0, 2));
    // A registry that does not mount is asked to take the bytes.
    hostile.behave(Behaviour::new().mount(false));
    let report = copy(&from, &repository(&hostile.address(), "acme/third"), "v1").unwrap();
    assert_eq!((report.blobs_mounted(), report.blobs_copied()), (0, 2));
}

#[test]
fn referrers_are_listed_under_the_fallback_tag_where_the_registry_lists_none_and_nothing_there_is_lost() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let ours = source.put_referrer(FROM, &image, media_type::SIGSTORE_BUNDLE_V03, b"ours");
    let hostile = HostileRegistry::start(Behaviour::new().referrers(Api::Absent404).oci_subject(false));
    assert_eq!(hostile.put_image(TO, "v1"), image);
    let theirs = hostile.put_referrer(TO, &image, media_type::SIGSTORE_BUNDLE_V03, b"theirs");
    let tag = fallback_tag(&digest(&image));
    let standing = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{{"mediaType":"{}","digest":"{theirs}","size":{}}}]}}"#,
        media_type::IMAGE_INDEX,
        media_type::IMAGE_MANIFEST,
        hostile.manifest(TO, &theirs).unwrap().len(),
    );
    let index = hostile.put_manifest(TO, media_type::IMAGE_INDEX, standing.as_bytes());
    hostile.set_tag(TO, &tag, &index);
    let report =
        copy(&repository(&source.address(), FROM), &repository(&hostile.address(), TO), "v1").unwrap();
    assert_eq!(report.manifests().len(), 2);
    assert_eq!(entries(&hostile.manifest(TO, &tag).unwrap()), [theirs, ours.clone()]);
    // And back, from a registry that lists nothing itself.
    let back = HostileRegistry::honest();
    let report = copy(&repository(&hostile.address(), TO), &repository(&back.address(), FROM), "v1").unwrap();
    assert_eq!(report.manifests().len(), 3);
    assert!(listed(&back, FROM, &digest(&image)).contains(&ours));
    assert!(back.manifest(FROM, &tag).is_none(), "a registry that lists referrers needs no such tag");
}

#[test]
fn signatures_under_the_tag_at_the_destination_are_kept() {
    let sign = |image: &str, hostile: &HostileRegistry, name: &str, payload: &str| {
        let repository = repository(&hostile.address(), name);
        let artifact =
            SignatureArtifact::simple_signing(&Sha2, &digest(image), None, payload.as_bytes(), "c2ln")
                .unwrap();
        block_on(repository.attach(&artifact)).unwrap();
    };
    let (source, hostile) = (HostileRegistry::honest(), HostileRegistry::honest());
    let image = source.put_image(FROM, "v1");
    assert_eq!(hostile.put_image(TO, "v1"), image);
    sign(&image, &source, FROM, "ours");
    sign(&image, &hostile, TO, "theirs");
    let from = repository(&source.address(), FROM);
    let report = copy(&from, &repository(&hostile.address(), TO), "v1").unwrap();
    let tag = cosign_tag(&digest(&image), CosignTag::Signature);
    assert_eq!((report.tags(), report.tags_merged()), ([].as_slice(), [tag.clone()].as_slice()));
    let text = String::from_utf8(hostile.manifest(TO, &tag).unwrap()).unwrap();
    for payload in ["ours", "theirs"] {
        assert!(text.contains(&testkit_digest(payload)), "{payload} is lost: {text}");
    }
    // In a layout too.
    let (_folder, local) = empty_layout();
    copy(&repository(&hostile.address(), TO), &local, "v1").unwrap();
    let report = copy(&from, &local, "v1").unwrap();
    assert_eq!((report.tags().len(), report.tags_merged().len()), (0, 1));
}

fn testkit_digest(payload: &str) -> String {
    Sha2.hash(Algorithm::Sha256, payload.as_bytes()).to_string()
}

#[test]
fn what_refers_to_a_referrer_comes_too_and_loops_of_tags_end() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let sbom = source.put_referrer(FROM, &image, "application/spdx+json", b"sbom");
    let signature = source.put_referrer(FROM, &sbom, media_type::SIGSTORE_BUNDLE_V03, b"signature");
    let hostile = HostileRegistry::honest();
    let report =
        copy(&repository(&source.address(), FROM), &repository(&hostile.address(), TO), "v1").unwrap();
    let order: Vec<_> = report.manifests().iter().map(ToString::to_string).collect();
    assert_eq!(order, [image.clone(), sbom.clone(), signature.clone()]);
    // Each says of itself what it is about, whatever lists it.
    for (subject, listed) in [(&signature, &sbom), (&signature, &image), (&image, &image)] {
        let size = source.manifest(FROM, listed).unwrap().len();
        let entry = serde_json::json!({
            "mediaType": media_type::IMAGE_MANIFEST, "digest": listed, "size": size
        });
        source.list_referrer(FROM, subject, entry);
    }
    let (_folder, local) = empty_layout();
    let looped = copy(&repository(&source.address(), FROM), &local, "v1").unwrap();
    assert_eq!(looped.manifests(), report.manifests());
    assert_eq!(looped.skipped().len(), 3);
    assert!(looped.skipped().iter().all(|one| one.reason() == SkippedReason::OtherSubject));
    assert_eq!(listed(&hostile, TO, &digest(&sbom)).into_iter().collect::<Vec<_>>(), [signature]);
}

#[test]
fn attachments_that_hang_on_one_another_too_deep_are_refused() {
    let source = HostileRegistry::honest();
    let mut subject = source.put_image(FROM, "v1");
    for depth in 0..4 {
        subject = source.put_referrer(FROM, &subject, "application/vnd.example", &[depth]);
    }
    let (_folder, local) = empty_layout();
    let from = repository(&source.address(), FROM);
    assert_eq!(copy(&from, &local, "v1").unwrap().manifests().len(), 5);
    let _ = source.put_referrer(FROM, &subject, "application/vnd.example", b"one more");
    let error = copy(&from, &local, "v1").unwrap_err();
    assert_eq!(error, CopyError::TooDeep { what: "attachments", limit: 4 });
    assert_eq!(error.class(), FailureClass::Limit);
}

#[test]
fn what_is_listed_wrongly_is_left_out_and_reported() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let other = source.put_image(FROM, "v2");
    let good = source.put_referrer(FROM, &image, media_type::SIGSTORE_BUNDLE_V03, b"good");
    let foreign = source.put_referrer(FROM, &other, media_type::SIGSTORE_BUNDLE_V03, b"foreign");
    let missing = testkit_digest("missing");
    for (digest, size) in [(&foreign, source.manifest(FROM, &foreign).unwrap().len()), (&missing, 7)] {
        let entry =
            format!(r#"{{"mediaType":"{}","digest":"{digest}","size":{size}}}"#, media_type::IMAGE_MANIFEST);
        source.list_referrer(FROM, &image, serde_json::from_str(&entry).unwrap());
    }
    let (_folder, local) = empty_layout();
    let report = copy(&repository(&source.address(), FROM), &local, "v1").unwrap();
    let copied: Vec<_> = report.manifests().iter().map(ToString::to_string).collect();
    assert_eq!(copied, [image.clone(), good]);
    let skipped: Vec<_> =
        report.skipped().iter().map(|one| (one.digest().to_string(), one.reason())).collect();
    assert_eq!(skipped.len(), 2);
    assert!(skipped.contains(&(foreign, SkippedReason::OtherSubject)));
    assert!(skipped.contains(&(missing, SkippedReason::Missing)));
    assert!(report.skipped().iter().all(|one| one.subject() == digest(&image)));
}

#[test]
fn a_copy_that_broke_off_goes_on_where_it_was_and_names_nothing_before_it_is_there() {
    let (_folder, source) = layout(Signed::Bundle);
    let hostile = HostileRegistry::honest();
    let to = repository(&hostile.address(), TO);
    // Nothing but the first manifest is taken.
    hostile.fault(Matcher::put("/manifests/").method("PUT"), Fault::status(403), Times::Always);
    let error = copy(&source, &to, "v1").unwrap_err();
    assert!(matches!(error, CopyError::Store { side: Side::Destination, .. }), "{error:?}");
    assert_eq!(error.class(), FailureClass::Unreachable);
    assert!(hostile.manifest(TO, "v1").is_none(), "named before it is there");
    hostile.clear_faults();
    let report = copy(&source, &to, "v1").unwrap();
    assert_eq!(report.blobs_copied(), 0);
    assert!(report.blobs_existing() > 0 && report.manifests_put() > 0);
    assert_same(&source, &to, &report, "v1");
}

#[test]
fn the_tag_of_the_image_comes_last() {
    let (_folder, source) = layout(Signed::Bundle);
    let hostile = HostileRegistry::honest();
    copy(&source, &repository(&hostile.address(), TO), "v1").unwrap();
    let requests = hostile.requests();
    let puts: Vec<_> =
        requests.iter().filter(|seen| seen.method() == "PUT").map(|seen| seen.path()).collect();
    assert!(puts.last().unwrap().ends_with("/manifests/v1"), "{puts:?}");
    let blobs = puts.iter().rposition(|path| path.contains("/blobs/")).unwrap();
    let manifests = puts.iter().position(|path| path.contains("/manifests/")).unwrap();
    assert!(blobs < manifests, "{puts:?}");
}

#[test]
fn a_blob_that_is_cut_or_altered_is_refused_and_nothing_of_it_stays() {
    // Without ranges, what is cut each time never comes to its end.
    let source = HostileRegistry::start(Behaviour::new().ranges(false));
    let _ = source.put_image(FROM, "v1");
    let layer = testkit_digest("layer of v1");
    let from = repository(&source.address(), FROM);
    for fault in [Fault::Truncate { after: 4 }, Fault::WrongDigestBody, Fault::LyingLength(1)] {
        source.clear_faults();
        source.fault(Matcher::get(&format!("/blobs/{layer}")), fault.clone(), Times::Always);
        let hostile = HostileRegistry::honest();
        let error = copy(&from, &repository(&hostile.address(), TO), "v1").unwrap_err();
        assert!(matches!(error, CopyError::Store { .. }), "{fault:?}: {error:?}");
        assert!(hostile.blob(TO, &layer).is_none(), "{fault:?}");
        assert!(hostile.manifest(TO, "v1").is_none(), "{fault:?}");
        let (_folder, local) = empty_layout();
        copy(&from, &local, "v1").unwrap_err();
        let files = files_below(local.path());
        assert!(
            files.iter().all(|file| !file.to_string_lossy().contains(layer.trim_start_matches("sha256:")))
        );
        assert!(files.iter().all(|file| !file.to_string_lossy().contains("countersign-")), "{files:?}");
    }
    source.clear_faults();
    let (_folder, local) = empty_layout();
    copy(&from, &local, "v1").unwrap();
}

#[test]
fn a_blob_that_a_layout_has_damaged_is_refused_at_the_source_and_mended_at_the_destination() {
    let (_folder, source) = layout(Signed::Bundle);
    let (_other, whole) = layout(Signed::Bundle);
    let bundle = files_below(source.path())
        .into_iter()
        .find(|path| std::fs::read(path).unwrap().starts_with(b"sha256:"))
        .expect("there is a bundle");
    let mut bytes = std::fs::read(&bundle).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&bundle, &bytes).unwrap();
    let hostile = HostileRegistry::honest();
    let error = copy(&source, &repository(&hostile.address(), TO), "v1").unwrap_err();
    assert!(matches!(error, CopyError::Store { side: Side::Source, .. }), "{error:?}");
    assert_eq!(error.class(), FailureClass::Malformed);
    assert!(hostile.manifest(TO, "v1").is_none());
    let (_third, local) = empty_layout();
    let error = copy(&source, &local, "v1").unwrap_err();
    assert_eq!(error.class(), FailureClass::Malformed);
    let CopyError::Store { side: Side::Source, error, .. } = error else { panic!("{error:?}") };
    assert!(matches!(*error, StoreError::Folder(FolderError::Digest { .. })), "{error:?}");
    let report = copy(&whole, &source, "v1").unwrap();
    assert_eq!((report.blobs_copied(), report.manifests_put()), (1, 0));
    copy(&source, &repository(&hostile.address(), TO), "v1").unwrap();
}

#[test]
fn absent_unreachable_and_malformed_sources_are_told_apart() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    let from = repository(&source.address(), FROM);
    let (_folder, local) = empty_layout();
    let class = |tag: &str| copy(&from, &local, tag).unwrap_err().class();
    assert_eq!(class("nothing"), FailureClass::Absent);
    for (fault, expected) in [
        (Fault::status(403), FailureClass::Unreachable),
        (Fault::status(503), FailureClass::Unreachable),
        (Fault::Html200, FailureClass::Malformed),
    ] {
        for path in ["/manifests/v1", "/referrers/", &format!("/manifests/{}", fallback_tag(&digest(&image)))]
        {
            source.clear_faults();
            source.fault(Matcher::get(path), fault.clone(), Times::Always);
            assert_eq!(class("v1"), expected, "{path} {fault:?}");
        }
    }
}

#[test]
fn more_than_the_limits_allow_is_not_copied() {
    let source = HostileRegistry::honest();
    let image = source.put_image(FROM, "v1");
    for at in 0..3_u8 {
        let _ = source.put_referrer(FROM, &image, "application/vnd.example", &[at]);
    }
    let from = repository(&source.address(), FROM);
    let (_folder, local) = empty_layout();
    let run = |options: CopyOptions| copy_blocking(&from, &local, &tagged("v1"), &options);
    let error = run(CopyOptions::new().with_max_manifests(3)).unwrap_err();
    assert_eq!(error, CopyError::TooMany { what: "manifests", limit: 3 });
    let error = run(CopyOptions::new().with_max_manifest_bytes(100)).unwrap_err();
    assert_eq!(error, CopyError::TooMany { what: "bytes of manifests", limit: 100 });
    assert_eq!(run(CopyOptions::new().with_max_manifests(4)).unwrap().manifests().len(), 4);
    source.flood_referrers(FROM, &image, 1000, testkit::Bogus::Missing);
    let error = run(CopyOptions::new()).unwrap_err();
    assert_eq!(error, CopyError::TooMany { what: "referrers of one manifest", limit: 1000 });
}

#[derive(Debug, Default)]
struct Counted {
    moved: AtomicU64,
    done: AtomicUsize,
    planned: AtomicU64,
    cancellation: Option<Cancellation>,
}

impl Progress for Counted {
    fn planned(&self, _manifests: usize, _blobs: usize, bytes: u64) {
        self.planned.store(bytes, Ordering::Relaxed);
    }

    fn moved(&self, bytes: u64) {
        self.moved.fetch_add(bytes, Ordering::Relaxed);
        self.cancellation.iter().for_each(Cancellation::cancel);
    }

    fn done(&self, item: &CopyItem, how: Moved) {
        if matches!(item, CopyItem::Blob(_)) && how == Moved::Copied {
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[test]
fn progress_is_told_to_the_byte_and_a_copy_can_be_given_up() {
    let source = HostileRegistry::honest();
    let _ = source.put_image(FROM, "v1");
    let from = repository(&source.address(), FROM);
    let hostile = HostileRegistry::honest();
    let to = repository(&hostile.address(), TO);
    let progress = Arc::new(Counted::default());
    let options = CopyOptions::new().with_progress(progress.clone());
    let report = copy_blocking(&from, &to, &tagged("v1"), &options).unwrap();
    assert_eq!(progress.done.load(Ordering::Relaxed), 2);
    assert_eq!(progress.moved.load(Ordering::Relaxed), report.bytes_copied());
    assert_eq!(progress.planned.load(Ordering::Relaxed), report.bytes_copied());

    let cancellation = Cancellation::new();
    let progress = Arc::new(Counted { cancellation: Some(cancellation.clone()), ..Counted::default() });
    let options =
        CopyOptions::new().with_progress(progress).with_until(Until::new(Deadline::never(), cancellation));
    let other = HostileRegistry::honest();
    let error = copy_blocking(&from, &repository(&other.address(), TO), &tagged("v1"), &options).unwrap_err();
    assert!(matches!(error, CopyError::GivenUp(_)), "{error:?}");
    assert!(other.manifest(TO, "v1").is_none());
}

#[test]
fn an_image_by_digest_needs_no_tag() {
    let source = HostileRegistry::honest();
    let image = digest(&source.put_image(FROM, "v1"));
    let from = repository(&source.address(), FROM);
    let what = CopyWhat::new(ManifestAt::Digest(image));
    let (_folder, local) = empty_layout();
    copy_blocking(&from, &local, &what, &CopyOptions::new()).unwrap();
    let again = LayoutFolder::open(local.path()).unwrap();
    assert!(block_on(again.manifest(&ManifestAt::Digest(image))).is_ok());
    let index = std::fs::read_to_string(local.path().join("index.json")).unwrap();
    assert!(index.contains(&image.to_string()), "{index}");
    assert!(!index.contains("ref.name"), "{index}");
}

#[test]
fn a_folder_with_other_things_in_it_is_made_no_layout() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert!(LayoutFolder::open_or_create(folder.path()).is_err());
    assert_eq!(files_below(folder.path()).len(), 1);
    assert!(LayoutFolder::open(&folder.path().join("missing")).is_err());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_layout_is_not_written_through() {
    let source = HostileRegistry::honest();
    let _ = source.put_image(FROM, "v1");
    let (_folder, local) = empty_layout();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), local.path().join("blobs")).unwrap();
    let error = copy(&repository(&source.address(), FROM), &local, "v1").unwrap_err();
    assert!(error.to_string().contains("destination"), "{error}");
    assert!(files_below(outside.path()).is_empty());
}

/// The future is one that a server can spawn.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_runs_on_a_runtime() {
    let (source, hostile) = (HostileRegistry::honest(), HostileRegistry::honest());
    let image = source.put_image(FROM, "v1");
    let referrer = source.put_referrer(FROM, &image, media_type::SIGSTORE_BUNDLE_V03, b"bundle");
    let transport =
        || ReqwestTransport::new(TlsSettings::system().with_ring().unwrap(), &AdapterOptions::new()).unwrap();
    let named = |hostile: &HostileRegistry, name: &str| {
        let reference = Reference::parse(&format!("{}/{name}", hostile.address())).unwrap();
        registry_over(transport()).repository(&reference).unwrap()
    };
    let (from, to) = (named(&source, FROM), named(&hostile, TO));
    let copied = tokio::spawn(async move {
        countersign_registry::copy(&from, &to, &tagged("v1"), &CopyOptions::new()).await
    });
    let report = copied.await.unwrap().unwrap();
    assert_eq!((report.manifests().len(), report.blobs_copied()), (2, 4));
    assert!(listed(&hostile, TO, &digest(&image)).contains(&referrer));
}
