//! From a name to the digests that are meant.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

mod common;

use std::cell::RefCell;
use std::collections::BTreeMap;

use common::{Registry, body, describe, provider, sha256};
use countersign_digest::{Descriptor, Digest};
use countersign_oci::{
    Fetched, ListingError, ManifestAt, ManifestDescriptor, ManifestError, Platform, PlatformChoice, ReadPart,
    ResolveError, Resolved, Resolver, UnreachableReason, media_type,
};

const INDEX: &str = media_type::IMAGE_INDEX;

fn tag() -> ManifestAt {
    ManifestAt::Tag("v1".into())
}

fn resolve(
    registry: &mut Registry,
    at: ManifestAt,
    choice: PlatformChoice,
) -> Result<Resolved, ResolveError> {
    MADE.with_borrow(|made| {
        for (digest, bytes) in made {
            let image = body(bytes, Some(media_type::IMAGE_MANIFEST));
            registry.manifests.entry(*digest).or_insert(image);
        }
    });
    let mut resolver = Resolver::new(provider(), at, None, choice, 0);
    while let Some(request) = resolver.reads().first() {
        assert!(resolver.outcome().is_none());
        let answer = registry.fetch(request.read());
        assert!(resolver.answer(request.id(), answer));
        assert!(!resolver.answer(request.id(), Fetched::Absent));
    }
    resolver.outcome().unwrap()
}

fn platform(text: &str) -> Platform {
    text.parse().unwrap()
}

fn one(text: &str) -> PlatformChoice {
    PlatformChoice::One(platform(text))
}

thread_local! {
    /// The images that a test made: every registry of the test has them, unless it has something else there.
    static MADE: RefCell<BTreeMap<Digest, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

fn image(seed: &str) -> ManifestDescriptor {
    let text = String::from_utf8(IMAGE_TEXT.to_vec()).unwrap();
    let bytes = text.replacen('{', &format!(r#"{{"annotations":{{"seed":"{seed}"}},"#), 1).into_bytes();
    MADE.with_borrow_mut(|made| made.insert(sha256(&bytes), bytes.clone()));
    describe(media_type::IMAGE_MANIFEST, &bytes)
}

fn index(entries: &[ManifestDescriptor]) -> Vec<u8> {
    let show = |entry: &ManifestDescriptor| serde_json_like(entry);
    let entries: Vec<_> = entries.iter().map(show).collect();
    format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#, entries.join(",")).into_bytes()
}

fn serde_json_like(entry: &ManifestDescriptor) -> String {
    let platform = entry.platform().map(|platform| {
        let variant = platform.variant().map(|text| format!(r#","variant":"{text}""#)).unwrap_or_default();
        format!(
            r#","platform":{{"os":"{}","architecture":"{}"{variant}}}"#,
            platform.os(),
            platform.architecture()
        )
    });
    format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}{}}}"#,
        entry.media_type(),
        entry.digest(),
        entry.size(),
        platform.unwrap_or_default()
    )
}

fn put(registry: &mut Registry, bytes: &[u8], media_type: &str) -> ManifestDescriptor {
    registry.manifests.insert(sha256(bytes), body(bytes, Some(media_type)));
    describe(media_type, bytes)
}

/// A registry whose tag is this index.
fn tagged(bytes: &[u8]) -> Registry {
    let mut registry = Registry::default();
    registry.put_tag("v1", bytes, INDEX);
    registry
}

const IMAGE_TEXT: &[u8] = br#"{"schemaVersion":2,"layers":[],"config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}}"#;

#[test]
fn an_image_is_its_own_target_whatever_the_choice() {
    let mut registry = Registry::default();
    registry.put_tag("v1", IMAGE_TEXT, media_type::DOCKER_MANIFEST);
    for choice in [PlatformChoice::Named, PlatformChoice::All, one("linux/riscv64")] {
        let resolved = resolve(&mut registry, tag(), choice).unwrap();
        assert_eq!(resolved.named().digest(), sha256(IMAGE_TEXT));
        assert_eq!(resolved.named().media_type(), media_type::DOCKER_MANIFEST);
        assert_eq!(resolved.named().size(), IMAGE_TEXT.len() as u64);
        assert_eq!(resolved.bytes(), IMAGE_TEXT);
        assert_eq!(resolved.targets()[0].covered_by(), [sha256(IMAGE_TEXT)]);
        assert_eq!((resolved.targets().len(), resolved.children().len()), (1, 0));
    }
}

#[test]
fn an_index_is_taken_as_it_is_where_it_is_named() {
    let bytes = index(&[image("a").with_platform(platform("linux/amd64"))]);
    let mut registry = tagged(&bytes);
    let resolved = resolve(&mut registry, tag(), PlatformChoice::Named).unwrap();
    assert_eq!(resolved.targets()[0].descriptor().digest(), sha256(&bytes));
    assert_eq!(registry.asked.len(), 1);
}

#[test]
fn a_platform_is_the_first_entry_that_fits_and_the_index_covers_it() {
    let arm = image("arm").with_platform(platform("linux/arm64/v8"));
    let bytes = index(&[
        image("none"),
        image("amd").with_platform(platform("linux/amd64")),
        arm.clone(),
        image("other").with_platform(platform("linux/arm64/v9")),
    ]);
    let mut registry = tagged(&bytes);
    let resolved = resolve(&mut registry, tag(), one("linux/arm64")).unwrap();
    assert_eq!(resolved.to_run(), &arm);
    assert_eq!(resolved.targets()[0].covered_by(), [arm.digest(), sha256(&bytes)]);
    // The index, and the manifest that is to be run.
    assert_eq!(registry.asked.len(), 2);
    assert_eq!(
        resolve(&mut registry, tag(), one("windows/amd64")),
        Err(ResolveError::PlatformNotFound {
            wanted: platform("windows/amd64"),
            available: ["linux/amd64", "linux/arm64/v8", "linux/arm64/v9"].map(platform).to_vec(),
        })
    );
}

#[test]
fn all_goes_through_indexes_in_the_index_and_says_what_covers_each() {
    let (shared, deep, flat) = (image("shared"), image("deep"), image("flat"));
    let mut registry = Registry::default();
    let nested_bytes = index(&[deep.clone(), shared.clone()]);
    let nested = put(&mut registry, &nested_bytes, INDEX);
    let root_bytes = index(&[flat.clone(), nested.clone(), shared.clone(), flat.clone()]);
    registry.put_tag("v1", &root_bytes, INDEX);
    let (root, nested) = (sha256(&root_bytes), nested.digest());
    let resolved = resolve(&mut registry, tag(), PlatformChoice::All).unwrap();
    let covered: Vec<_> = resolved.targets().iter().map(|target| target.covered_by().to_vec()).collect();
    let expected =
        [vec![flat.digest(), root], vec![shared.digest(), root, nested], vec![deep.digest(), nested, root]];
    assert_eq!(covered, expected);
    let children: Vec<_> = resolved.children().iter().map(ManifestDescriptor::digest).collect();
    assert_eq!(children, [flat.digest(), nested, shared.digest(), deep.digest()]);
    // Both indexes, and each of three images once.
    assert_eq!(registry.asked.len(), 5);
}

#[test]
fn a_platform_in_an_inner_index_is_found_when_the_outer_one_has_none() {
    let amd = image("amd").with_platform(platform("linux/amd64"));
    let mut registry = Registry::default();
    let nested = put(&mut registry, &index(std::slice::from_ref(&amd)), INDEX);
    let root = index(&[nested.clone(), image("arm").with_platform(platform("linux/arm64"))]);
    registry.put_tag("v1", &root, INDEX);
    let resolved = resolve(&mut registry, tag(), one("linux/amd64")).unwrap();
    assert_eq!(resolved.targets()[0].covered_by(), [amd.digest(), nested.digest(), sha256(&root)]);
}

/// Runtimes differ: crane and oras take the first entry of that system and processor, others the one without a variant.
#[test]
fn every_entry_that_a_runtime_could_choose_is_meant_where_no_variant_is_named() {
    let v1 = image("v1").with_platform(platform("linux/amd64/v1"));
    let plain = image("plain").with_platform(platform("linux/amd64"));
    let arm = image("arm").with_platform(platform("linux/arm64"));
    let mut registry = tagged(&index(&[v1.clone(), plain.clone(), arm]));
    let meant = |resolved: &Resolved| -> Vec<Digest> {
        resolved.targets().iter().map(|target| target.descriptor().digest()).collect()
    };
    let resolved = resolve(&mut registry, tag(), one("linux/amd64")).unwrap();
    assert_eq!((resolved.to_run(), meant(&resolved)), (&plain, vec![plain.digest(), v1.digest()]));
    // To containerd `amd64` and `amd64/v1` are one; no runtime takes another variant.
    let resolved = resolve(&mut registry, tag(), one("linux/amd64/v1")).unwrap();
    assert_eq!((resolved.to_run(), meant(&resolved)), (&v1, vec![v1.digest(), plain.digest()]));
    assert!(matches!(
        resolve(&mut registry, tag(), one("linux/amd64/v3")),
        Err(ResolveError::PlatformNotFound { .. })
    ));
    // Nothing that fits exactly: what a runtime would take is taken.
    let resolved =
        resolve(&mut tagged(&index(std::slice::from_ref(&v1))), tag(), one("linux/amd64")).unwrap();
    assert_eq!(resolved.to_run(), &v1);
}

/// containerd compares platforms after it has given each processor one name.
#[test]
fn an_entry_under_another_name_of_the_processor_is_meant_too() {
    for (wanted, other) in [
        ("linux/amd64", "linux/x86_64"),
        ("linux/amd64", "Linux/AMD64"),
        ("linux/amd64", "linux/x86-64"),
        ("linux/arm64", "linux/aarch64"),
        ("linux/arm64/v8", "linux/arm64/8"),
        ("linux/arm/v7", "linux/armhf"),
        ("linux/arm/v6", "linux/armel"),
        ("linux/386", "linux/i386"),
        ("darwin/arm64", "macos/arm64"),
    ] {
        let first = image("first").with_platform(platform(other));
        let second = image("second").with_platform(platform(wanted));
        let resolved =
            resolve(&mut tagged(&index(&[first.clone(), second.clone()])), tag(), one(wanted)).unwrap();
        let meant: Vec<_> = resolved.targets().iter().map(|target| target.descriptor().digest()).collect();
        assert_eq!((resolved.to_run(), meant), (&second, vec![second.digest(), first.digest()]), "{other}");
        let alone = resolve(&mut tagged(&index(std::slice::from_ref(&first))), tag(), one(wanted)).unwrap();
        assert_eq!(alone.to_run(), &first);
    }
    for other in ["linux/arm64", "linux/armhf/v6", "windows/arm/v7", "linux/armv7"] {
        let only = image("only").with_platform(platform(other));
        let result = resolve(&mut tagged(&index(&[only])), tag(), one("linux/arm/v7"));
        assert!(matches!(result, Err(ResolveError::PlatformNotFound { .. })), "{other}");
    }
}

#[test]
fn one_image_may_be_for_several_platforms() {
    let shared = image("shared");
    let for_arm = shared.clone().with_platform(platform("linux/arm64"));
    let for_amd = shared.with_platform(platform("linux/amd64"));
    let other = image("other").with_platform(platform("linux/amd64"));
    let mut registry = tagged(&index(&[for_arm.clone(), for_amd.clone(), other.clone(), for_amd.clone()]));
    let resolved = resolve(&mut registry, tag(), one("linux/amd64")).unwrap();
    assert_eq!(resolved.to_run(), &for_amd);
    let meant: Vec<_> = resolved.targets().iter().map(|target| target.descriptor().clone()).collect();
    assert_eq!(meant, [for_amd, other.clone()]);
    let resolved = resolve(&mut registry, tag(), PlatformChoice::All).unwrap();
    let meant: Vec<_> = resolved.targets().iter().map(|target| target.descriptor().clone()).collect();
    assert_eq!((meant, resolved.children()), (vec![for_arm.clone(), other.clone()], vec![for_arm, other]));
}

#[test]
fn refuses_one_digest_that_is_listed_as_of_two_types() {
    let amd = image("amd").with_platform(platform("linux/amd64"));
    let mut registry = Registry::default();
    let inner = put(&mut registry, &index(&[image("inner")]), INDEX);
    let as_image = ManifestDescriptor::new(
        Descriptor::new(media_type::IMAGE_MANIFEST, inner.digest(), inner.size()).unwrap(),
    );
    let as_image = as_image.with_platform(platform("linux/s390x"));
    for entries in [[inner.clone(), amd.clone(), inner.clone()], [as_image, amd, inner]] {
        registry.put_tag("v1", &index(&entries), INDEX);
        let result = resolve(&mut registry, tag(), one("linux/amd64"));
        match entries[0] == entries[2] {
            true => assert!(result.is_ok()),
            false => assert!(matches!(
                result,
                Err(ResolveError::Manifest(ManifestError::MediaTypeMismatch { .. }))
            )),
        }
    }
}

#[test]
fn an_image_to_be_run_must_be_there_and_be_what_its_index_says() {
    let amd = image("amd").with_platform(platform("linux/amd64"));
    let mut registry = tagged(&index(std::slice::from_ref(&amd)));
    for choice in [PlatformChoice::All, one("linux/amd64")] {
        assert!(resolve(&mut registry, tag(), choice.clone()).is_ok());
        registry.manifests.insert(amd.digest(), Fetched::Absent);
        let lost = Err(ResolveError::Malformed(ListingError::BlobMissing));
        assert_eq!(resolve(&mut registry, tag(), choice.clone()), lost);
        registry.manifests.insert(amd.digest(), body(IMAGE_TEXT, Some(media_type::IMAGE_MANIFEST)));
        assert!(matches!(resolve(&mut registry, tag(), choice.clone()), Err(ResolveError::Size { .. })));
        registry.manifests.remove(&amd.digest());
        let made = MADE.with_borrow(|made| made[&amd.digest()].clone());
        registry.manifests.insert(amd.digest(), body(&made, Some(INDEX)));
        assert!(matches!(resolve(&mut registry, tag(), choice), Err(ResolveError::Manifest(_))));
        registry.manifests.remove(&amd.digest());
    }
}

#[test]
fn refuses_an_index_in_an_index_in_an_index() {
    let mut registry = Registry::default();
    let third = put(&mut registry, &index(&[image("a")]), INDEX);
    let second_bytes = index(&[third]);
    let second = put(&mut registry, &second_bytes, INDEX);
    registry.put_tag("v1", &second_bytes, INDEX);
    assert!(resolve(&mut registry, tag(), PlatformChoice::All).is_ok());
    registry.put_tag("v1", &index(&[second]), INDEX);
    assert_eq!(resolve(&mut registry, tag(), PlatformChoice::All), Err(ResolveError::TooDeep { limit: 2 }));
}

#[test]
fn refuses_more_than_a_thousand_entries_in_all() {
    let images = |count: usize| -> Vec<_> { (0..count).map(|at| image(&at.to_string())).collect() };
    assert_eq!(
        resolve(&mut tagged(&index(&images(1000))), tag(), PlatformChoice::All).unwrap().targets().len(),
        1000
    );
    let too_many = Err(ResolveError::TooManyEntries { limit: 1000 });
    assert_eq!(resolve(&mut tagged(&index(&images(1001))), tag(), PlatformChoice::All), too_many);
    let mut registry = Registry::default();
    let nested = put(&mut registry, &index(&images(600)), INDEX);
    let mut entries = images(500);
    entries.push(nested);
    registry.put_tag("v1", &index(&entries), INDEX);
    assert_eq!(resolve(&mut registry, tag(), PlatformChoice::All), too_many);
    assert!(resolve(&mut registry, tag(), PlatformChoice::Named).is_ok());
}

#[test]
fn refuses_an_index_that_lists_nothing() {
    assert_eq!(resolve(&mut tagged(&index(&[])), tag(), PlatformChoice::All), Err(ResolveError::EmptyIndex));
    assert!(resolve(&mut tagged(&index(&[])), tag(), PlatformChoice::Named).is_ok());
}

#[test]
fn refuses_other_bytes_than_the_digest_names() {
    let at = ManifestAt::Digest(sha256(IMAGE_TEXT));
    let mut registry = Registry::default();
    registry.manifests.insert(sha256(IMAGE_TEXT), body(IMAGE_TEXT, Some(media_type::IMAGE_MANIFEST)));
    assert!(resolve(&mut registry, at.clone(), PlatformChoice::Named).is_ok());
    let other = [IMAGE_TEXT, b" "].concat();
    registry.manifests.insert(sha256(IMAGE_TEXT), body(&other, Some(media_type::IMAGE_MANIFEST)));
    let Err(ResolveError::Digest(found)) = resolve(&mut registry, at, PlatformChoice::Named) else {
        panic!()
    };
    assert_eq!((found.expected, found.actual), (sha256(IMAGE_TEXT), sha256(&other)));
}

#[test]
fn refuses_an_inner_index_of_another_length_or_type() {
    let mut registry = Registry::default();
    let nested_bytes = index(&[image("a")]);
    let nested = put(&mut registry, &nested_bytes, INDEX);
    registry.put_tag("v1", &index(std::slice::from_ref(&nested)), INDEX);
    assert!(resolve(&mut registry, tag(), PlatformChoice::All).is_ok());
    let longer = [&nested_bytes[..], b" "].concat();
    registry.manifests.insert(nested.digest(), body(&longer, Some(INDEX)));
    let expected = nested.size();
    assert_eq!(
        resolve(&mut registry, tag(), PlatformChoice::All),
        Err(ResolveError::Size { expected, actual: expected + 1 })
    );
    registry.manifests.insert(nested.digest(), body(&nested_bytes, Some(media_type::IMAGE_MANIFEST)));
    assert!(matches!(
        resolve(&mut registry, tag(), PlatformChoice::All),
        Err(ResolveError::Manifest(ManifestError::MediaTypeMismatch { .. }))
    ));
}

#[test]
fn a_known_type_may_not_be_contradicted() {
    let run = |known: &str| {
        let known = Some(known.to_owned());
        let mut resolver = Resolver::new(provider(), tag(), known, PlatformChoice::Named, 3);
        let id = resolver.reads()[0].id();
        resolver.answer(id, body(IMAGE_TEXT, Some(media_type::IMAGE_MANIFEST)));
        resolver.outcome().unwrap()
    };
    assert!(run(media_type::IMAGE_MANIFEST).is_ok());
    assert!(matches!(
        run(media_type::DOCKER_MANIFEST),
        Err(ResolveError::Manifest(ManifestError::MediaTypeMismatch { .. }))
    ));
}

#[test]
fn tells_absent_unreachable_rejected_and_oversize_apart() {
    let limit = 4 << 20;
    let cases = [
        (Fetched::Absent, ResolveError::Absent { at: tag() }),
        (Fetched::Unreachable(UnreachableReason::Tls), ResolveError::Unreachable(UnreachableReason::Tls)),
        (Fetched::Rejected { status: 403 }, ResolveError::Rejected { status: 403 }),
        (Fetched::Oversize { limit, actual: None }, ResolveError::TooLarge { limit, actual: None }),
        (body(&vec![b' '; 4_194_305], None), ResolveError::TooLarge { limit, actual: Some(limit + 1) }),
        (
            Fetched::Malformed(ListingError::AmbiguousName),
            ResolveError::Malformed(ListingError::AmbiguousName),
        ),
        (Fetched::Listing { descriptors: vec![], complete: true }, ResolveError::UnexpectedAnswer),
    ];
    for (answer, error) in cases {
        let mut registry = Registry::default();
        registry.tags.insert("v1".into(), answer);
        assert_eq!(resolve(&mut registry, tag(), PlatformChoice::Named), Err(error));
    }
}

#[test]
fn what_is_named_is_read_as_an_image_unless_it_is_an_attachment() {
    let at = ManifestAt::Tag("v1".into());
    let resolver = Resolver::new(provider(), at, None, PlatformChoice::Named, 0);
    assert_eq!(resolver.reads()[0].part(), ReadPart::Image);
    let of_attachment = resolver.clone().of_attachment();
    assert_eq!(of_attachment.reads()[0].part(), ReadPart::Attachments);
    assert_eq!(of_attachment.reads()[0].read(), resolver.reads()[0].read());
}
