use countersign_digest::Descriptor;
use countersign_oci::{ArtifactError, FallbackIndexError, Manifest, fallback_tag, media_type};
use countersign_registry::{
    AttachError, AttachedHow, FailureClass, PushError, ReadError, TagUpdateError, UpdatedBy,
};
use countersign_transport::{Deadline, Until, block_on};
use testkit::{Api, Behaviour, Fault, HostileRegistry, Matcher, Times};

use crate::pushing::{NAME, legacy, push_image, referrer, repository, seen};

fn start(behaviour: Behaviour) -> (HostileRegistry, Descriptor) {
    let hostile = HostileRegistry::start(behaviour);
    let image = block_on(push_image(&repository(&hostile)));
    hostile.forget_requests();
    (hostile, image)
}

fn attach(hostile: &HostileRegistry, image: &Descriptor, number: usize) -> Result<AttachedHow, AttachError> {
    block_on(repository(hostile).attach(&referrer(image, number))).map(|attached| attached.how().clone())
}

fn updated_by(how: &AttachedHow) -> UpdatedBy {
    match how {
        AttachedHow::FallbackTag { updated, .. } | AttachedHow::Tag { updated, .. } => updated.by(),
        other => panic!("{other:?}"),
    }
}

fn listed(hostile: &HostileRegistry, tag: &str) -> usize {
    let bytes = hostile.manifest(NAME, tag).unwrap();
    match Manifest::parse(&bytes, None).unwrap() {
        Manifest::Index(index) => index.manifests().len(),
        Manifest::Image(image) => image.layers().len(),
        _ => 0,
    }
}

const BLOBS: [&str; 6] = [
    "HEAD blobs/",
    "POST blobs/uploads/",
    "PUT blobs/uploads/",
    "HEAD blobs/",
    "POST blobs/uploads/",
    "PUT blobs/uploads/",
];

fn after_blobs(hostile: &HostileRegistry) -> Vec<String> {
    let seen = seen(hostile);
    assert_eq!(seen[..6], BLOBS);
    seen[6..].to_vec()
}

#[test]
fn a_registry_that_answers_with_the_subject_is_asked_no_more() {
    let (hostile, image) = start(Behaviour::new());
    assert_eq!(attach(&hostile, &image, 1).unwrap(), AttachedHow::ReferrersApi);
    assert_eq!(after_blobs(&hostile), ["PUT manifests/", "GET manifests/"]);
    assert_eq!(hostile.manifest(NAME, &fallback_tag(&image.digest())), None);
}

#[test]
fn a_registry_that_lists_it_without_saying_so_is_asked_once() {
    let (hostile, image) = start(Behaviour::new().oci_subject(false));
    assert_eq!(attach(&hostile, &image, 1).unwrap(), AttachedHow::ReferrersApi);
    assert_eq!(after_blobs(&hostile), ["PUT manifests/", "GET manifests/", "GET referrers/"]);
    assert_eq!(hostile.manifest(NAME, &fallback_tag(&image.digest())), None);
}

#[test]
fn a_registry_that_lists_nothing_gets_the_fallback_tag() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let how = attach(&hostile, &image, 1).unwrap();
    assert_eq!(updated_by(&how), UpdatedBy::Precondition);
    let tag = fallback_tag(&image.digest());
    let (get, put) = (format!("GET manifests/{tag}"), format!("PUT manifests/{tag}"));
    let expected = ["PUT manifests/", "GET manifests/", "GET referrers/", &get, &put, &put, &get];
    assert_eq!(after_blobs(&hostile), expected);
    let conditions: Vec<_> = hostile
        .requests()
        .iter()
        .filter(|request| request.method() == "PUT" && request.target().ends_with(&tag))
        .map(|request| (request.header("if-match").is_some(), request.header("if-none-match").is_some()))
        .collect();
    assert_eq!(conditions, [(true, false), (false, true)]);

    attach(&hostile, &image, 2).unwrap();
    assert_eq!(listed(&hostile, &tag), 2);
}

#[test]
fn a_registry_that_does_not_compare_is_looked_at_again() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(false).referrers(Api::Absent404));
    let how = attach(&hostile, &image, 1).unwrap();
    assert_eq!(updated_by(&how), UpdatedBy::Settling);
    let tag = fallback_tag(&image.digest());
    let (get, put) = (format!("GET manifests/{tag}"), format!("PUT manifests/{tag}"));
    let expected = ["PUT manifests/", "GET manifests/", "GET referrers/", &get, &put, &get];
    assert_eq!(after_blobs(&hostile), expected);
}

#[test]
fn what_is_attached_twice_is_listed_once() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    attach(&hostile, &image, 1).unwrap();
    assert_eq!(updated_by(&attach(&hostile, &image, 1).unwrap()), UpdatedBy::Nothing);
    assert_eq!(listed(&hostile, &fallback_tag(&image.digest())), 1);
}

#[test]
fn an_entry_that_another_writer_undid_is_put_back() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(false).referrers(Api::Absent404));
    attach(&hostile, &image, 1).unwrap();
    let tag = fallback_tag(&image.digest());
    // The first write of the tag is answered as taken, and is undone.
    hostile.fault(Matcher::put(&tag), Fault::LoseWrite, Times::First(1));
    let how = attach(&hostile, &image, 2).unwrap();
    assert_eq!(updated_by(&how), UpdatedBy::Settling);
    assert_eq!(listed(&hostile, &tag), 2);
}

#[test]
fn a_write_whose_answer_was_lost_is_not_repeated_blindly() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    hostile.fault(Matcher::put(&tag).skip(1), Fault::HangUpAfter, Times::First(1));
    let how = attach(&hostile, &image, 1).unwrap();
    assert_eq!(updated_by(&how), UpdatedBy::Precondition);
    let puts = hostile.requests().into_iter().filter(|request| request.method() == "PUT");
    assert_eq!(puts.filter(|request| request.target().ends_with(&tag)).count(), 2);
}

#[test]
fn an_entity_tag_that_meets_everything_is_none() {
    // Whatever is compared with these is no comparison, or one that fails.
    for etag in ["*", "\"a\", \"b\"", "W/\"weak\"", "", "\"open"] {
        let (hostile, image) =
            start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
        attach(&hostile, &image, 1).unwrap();
        let tag = fallback_tag(&image.digest());
        hostile.fault(Matcher::get(&tag), Fault::Header("etag".into(), etag.into()), Times::Always);
        hostile.forget_requests();
        assert_eq!(updated_by(&attach(&hostile, &image, 2).unwrap()), UpdatedBy::Settling, "{etag}");
        let requests = hostile.requests();
        assert!(requests.iter().all(|request| request.header("if-match") != Some(etag)), "{etag}");
        assert_eq!(listed(&hostile, &tag), 2);
    }
}

#[test]
fn a_registry_that_knows_no_conditions_is_written_without() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(false).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    hostile.fault(Matcher::put(&tag), Fault::status(501), Times::First(1));
    assert_eq!(updated_by(&attach(&hostile, &image, 1).unwrap()), UpdatedBy::Settling);
    let conditions = hostile.requests().into_iter().filter(|request| request.target().ends_with(&tag));
    let conditions: Vec<_> = conditions
        .filter(|request| request.method() == "PUT")
        .map(|request| request.header("if-match").is_some() || request.header("if-none-match").is_some())
        .collect();
    assert_eq!(conditions, [true, false]);
    hostile.fault(Matcher::put(&tag), Fault::status(501), Times::Always);
    match attach(&hostile, &image, 2) {
        Err(AttachError::FallbackTag(error)) => assert_eq!(error.class(), FailureClass::Unreachable),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_busy_registry_is_read_again_before_it_is_written_again() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    let busy = Fault::TooManyRequests { retry_after: Some("0".into()) };
    hostile.fault(Matcher::put(&tag), busy, Times::First(1));
    attach(&hostile, &image, 1).unwrap();
    let of_tag: Vec<_> = seen(&hostile).into_iter().filter(|request| request.ends_with(&tag)).collect();
    let (get, put) = (format!("GET manifests/{tag}"), format!("PUT manifests/{tag}"));
    assert_eq!(of_tag, [&get, &put, &get, &put, &put, &get].map(String::as_str));
}

#[test]
fn what_the_registry_stored_otherwise_is_noticed() {
    let (hostile, image) = start(Behaviour::new());
    hostile.fault(Matcher::put("/manifests/"), Fault::StoreOtherBytes, Times::Always);
    match attach(&hostile, &image, 1) {
        Err(AttachError::Push(PushError::NotStored(ReadError::Digest(_)))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_registry_did_not_store_is_noticed() {
    let (hostile, image) = start(Behaviour::new());
    hostile.fault(Matcher::put("/manifests/"), Fault::LoseWrite, Times::Always);
    match attach(&hostile, &image, 1) {
        Err(AttachError::Push(PushError::NotStored(ReadError::Absent))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_that_cannot_be_had_is_not_taken_for_none() {
    let (hostile, image) = start(Behaviour::new().oci_subject(false));
    hostile.fault(Matcher::get("/referrers/"), Fault::status(403), Times::Always);
    match attach(&hostile, &image, 1) {
        Err(AttachError::Referrers(ReadError::Forbidden { .. })) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(hostile.manifest(NAME, &fallback_tag(&image.digest())), None);
}

#[test]
fn a_page_for_people_is_no_list() {
    let (hostile, image) = start(Behaviour::new().oci_subject(false));
    hostile.fault(Matcher::get("/referrers/"), Fault::Html200, Times::Always);
    assert!(matches!(attach(&hostile, &image, 1), Ok(AttachedHow::FallbackTag { .. })));
}

#[test]
fn what_stands_under_the_fallback_tag_and_is_no_index_is_left_alone() {
    let (hostile, image) = start(Behaviour::new().oci_subject(false).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    hostile.set_tag(NAME, &tag, &image.digest().to_string());
    match attach(&hostile, &image, 1) {
        Err(AttachError::FallbackTag(TagUpdateError::Merge(FallbackIndexError::NotAnIndex))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn signatures_of_the_older_scheme_are_merged_under_their_tag() {
    let (hostile, image) = start(Behaviour::new());
    let repository = repository(&hostile);
    for number in 0..3 {
        let artifact = legacy(&image, number);
        let attached = block_on(repository.attach(&artifact)).unwrap();
        assert_eq!(updated_by(attached.how()), UpdatedBy::Precondition);
        assert_eq!(listed(&hostile, artifact.tag().unwrap()), number + 1);
        let standing = hostile.manifest(NAME, artifact.tag().unwrap()).unwrap();
        assert_eq!(attached.manifest(), crate::pushing::digest_of(&standing));
    }
}

#[test]
fn a_tag_that_never_lasts_is_given_up() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    hostile.fault(Matcher::put(&tag).skip(1), Fault::LoseWrite, Times::Always);
    let options = countersign_registry::TagUpdateOptions::new().with_rounds(5);
    match block_on(repository(&hostile).attach_with(&referrer(&image, 1), &options)) {
        Err(AttachError::FallbackTag(TagUpdateError::Rounds { limit: 5 })) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_index_under_a_tag_of_the_older_scheme_is_left_alone() {
    let (hostile, image) = start(Behaviour::new());
    let artifact = legacy(&image, 1);
    let index =
        br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    let digest = hostile.put_manifest(NAME, media_type::IMAGE_INDEX, index);
    hostile.set_tag(NAME, artifact.tag().unwrap(), &digest);
    match block_on(repository(&hostile).attach(&artifact)) {
        Err(AttachError::Tag(TagUpdateError::Merge(ArtifactError::ExistingIsIndex))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tag_that_cannot_be_read_or_written_says_so() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(true).referrers(Api::Absent404));
    let tag = fallback_tag(&image.digest());
    hostile.fault(Matcher::put(&tag), Fault::status(403), Times::Always);
    match attach(&hostile, &image, 1) {
        Err(AttachError::FallbackTag(TagUpdateError::Push(PushError::Exchange(ReadError::Forbidden {
            ..
        })))) => {}
        other => panic!("{other:?}"),
    }
    hostile.fault(Matcher::get(&tag), Fault::status(403), Times::Always);
    match attach(&hostile, &image, 1) {
        Err(AttachError::FallbackTag(TagUpdateError::Read(ReadError::Forbidden { .. }))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn there_is_no_wait_beyond_the_deadline() {
    let (hostile, image) =
        start(Behaviour::new().oci_subject(false).if_match(false).referrers(Api::Absent404));
    let until = Until::deadline(Deadline::after(std::time::Duration::from_millis(400)));
    match block_on(repository(&hostile).until(until).attach(&referrer(&image, 1))) {
        Err(AttachError::FallbackTag(TagUpdateError::Push(PushError::Exchange(ReadError::Deadline)))) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn futures_may_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let (hostile, image) = start(Behaviour::new());
    let (repository, artifact) = (repository(&hostile), referrer(&image, 1));
    is_send(&repository.attach(&artifact));
}
