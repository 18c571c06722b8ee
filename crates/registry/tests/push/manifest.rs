use countersign_oci::{ManifestAt, media_type};
use countersign_registry::{Precondition, PushError};
use countersign_transport::block_on;
use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times};

use crate::pushing::{NAME, digest_of, push_image, referrer, repository};

const INDEX: &[u8] =
    br#"{ "manifests": [],  "schemaVersion":2, "mediaType":"application/vnd.oci.image.index.v1+json"}"#;

fn at_tag() -> ManifestAt {
    ManifestAt::Tag("v1".to_owned())
}

#[test]
fn a_manifest_arrives_byte_for_byte() {
    let hostile = HostileRegistry::honest();
    let put = repository(&hostile);
    let put =
        block_on(put.put_manifest(&at_tag(), INDEX, media_type::IMAGE_INDEX, &Precondition::None)).unwrap();
    assert_eq!(put.digest(), digest_of(INDEX));
    assert_eq!(put.subject(), None);
    assert_eq!(hostile.manifest(NAME, "v1").as_deref(), Some(INDEX));
    assert_eq!(hostile.requests()[0].header("content-type"), Some(media_type::IMAGE_INDEX));
}

#[test]
fn the_subject_is_told_where_the_registry_answers_with_it() {
    for answers in [true, false] {
        let hostile = HostileRegistry::start(Behaviour::new().oci_subject(answers).checks_references(false));
        let repository = repository(&hostile);
        let image = block_on(push_image(&repository));
        let artifact = referrer(&image, 1);
        let at = ManifestAt::Digest(artifact.manifest().digest());
        let put = repository.put_manifest(
            &at,
            artifact.manifest_bytes(),
            media_type::IMAGE_MANIFEST,
            &Precondition::None,
        );
        assert_eq!(block_on(put).unwrap().subject(), answers.then(|| image.digest()));
    }
}

#[test]
fn a_precondition_that_is_not_met_is_an_answer_of_its_own() {
    let hostile = HostileRegistry::honest();
    let repository = repository(&hostile);
    let put = |precondition| {
        block_on(repository.put_manifest(&at_tag(), INDEX, media_type::IMAGE_INDEX, &precondition))
    };
    assert_eq!(put(Precondition::IfMatch("\"other\"".into())), Err(PushError::Precondition));
    let etag = put(Precondition::IfNoneMatch).unwrap().etag().unwrap().to_owned();
    assert_eq!(put(Precondition::IfNoneMatch), Err(PushError::Precondition));
    assert!(put(Precondition::IfMatch(etag)).is_ok());
}

#[test]
fn bytes_under_the_digest_of_others_are_not_sent() {
    let hostile = HostileRegistry::honest();
    let at = ManifestAt::Digest(digest_of(b"other"));
    let put = repository(&hostile);
    let outcome = block_on(put.put_manifest(&at, INDEX, media_type::IMAGE_INDEX, &Precondition::None));
    let (expected, actual) = (digest_of(b"other").into(), digest_of(INDEX).into());
    assert_eq!(outcome, Err(PushError::Digest { expected, actual }));
    assert!(hostile.requests().is_empty());
}

#[test]
fn a_registry_that_says_another_digest_than_was_sent_is_refused() {
    let hostile = HostileRegistry::honest();
    for said in [digest_of(b"other").to_string(), "sha256:nonsense".to_owned()] {
        hostile.clear_faults();
        hostile.fault(Matcher::put("/manifests/"), Fault::WrongDigestHeader(said.clone()), Times::Always);
        let put = repository(&hostile);
        let outcome =
            block_on(put.put_manifest(&at_tag(), INDEX, media_type::IMAGE_INDEX, &Precondition::None));
        assert_eq!(outcome, Err(PushError::DigestHeader { header: said, expected: digest_of(INDEX).into() }));
    }
}
