use countersign_oci::ManifestAt;
use countersign_registry::{BlobSource, FailureClass, Precondition, PushError, ReadError, Sent};
use countersign_transport::block_on;
use testkit::{Auth, Behaviour, Fault, HostileRegistry, Matcher, Times};

use crate::pushing::{digest_of, repository};

fn put_blob(hostile: &HostileRegistry) -> PushError {
    let blob = b"0123456789".as_slice();
    block_on(repository(hostile).put_blob(&digest_of(blob), 10, &BlobSource::bytes(blob))).unwrap_err()
}

fn put_manifest(hostile: &HostileRegistry) -> PushError {
    let at = ManifestAt::Tag("v1".to_owned());
    block_on(repository(hostile).put_manifest(&at, b"{}", "text/plain", &Precondition::None)).unwrap_err()
}

fn refusing(code: u16, matcher: Matcher) -> HostileRegistry {
    let hostile = HostileRegistry::honest();
    let body = br#"{"errors":[{"code":"DENIED","message":"no"}]}"#.to_vec();
    hostile.fault(matcher, Fault::Status { code, headers: Vec::new(), body }, Times::Always);
    hostile
}

#[test]
fn what_is_not_allowed_says_so() {
    let upload = Matcher::any().method("POST");
    match put_blob(&refusing(403, upload)) {
        PushError::Exchange(ReadError::Forbidden { complaint }) => {
            assert_eq!(complaint.codes().collect::<Vec<_>>(), ["DENIED"]);
        }
        other => panic!("{other:?}"),
    }
    match put_manifest(&refusing(403, Matcher::put("/manifests/"))) {
        PushError::Exchange(ReadError::Forbidden { .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_written_for_want_of_a_repository_is_not_absent() {
    let begun = put_blob(&refusing(404, Matcher::any().method("POST")));
    let closed = put_blob(&refusing(404, Matcher::put("/blobs/uploads/")));
    let manifest = put_manifest(&refusing(404, Matcher::put("/manifests/")));
    for error in [begun, closed, manifest] {
        assert_eq!(error.class(), FailureClass::Unreachable, "{error:?}");
        match error {
            PushError::Exchange(ReadError::Status { status: 404, complaint }) => {
                assert_eq!(complaint.codes().collect::<Vec<_>>(), ["DENIED"]);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_too_large_says_so() {
    let error = put_manifest(&refusing(413, Matcher::put("/manifests/")));
    assert!(matches!(error, PushError::TooLarge { .. }));
    assert_eq!(error.class(), FailureClass::Limit);
    // In however small pieces.
    let hostile = refusing(413, Matcher::put("/blobs/uploads/"));
    hostile.fault(Matcher::any().method("PATCH"), Fault::status(413), Times::Always);
    assert!(matches!(put_blob(&hostile), PushError::TooLarge { .. }));
}

#[test]
fn who_does_not_say_who_asks_is_told_so() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::basic("user", "hunter2")));
    match put_blob(&hostile) {
        PushError::Exchange(ReadError::Unauthorized { sent: Sent::Nothing, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_registry_that_is_read_only_says_so() {
    let hostile = HostileRegistry::start(Behaviour::new().read_only(true));
    match put_blob(&hostile) {
        PushError::Exchange(ReadError::Status { status: 405, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_manifest_under_a_precondition_is_not_sent_twice() {
    let hostile = HostileRegistry::honest();
    hostile.fault(Matcher::put("/manifests/"), Fault::status(503), Times::Always);
    let at = ManifestAt::Tag("v1".to_owned());
    let put = |precondition| {
        block_on(repository(&hostile).put_manifest(&at, b"{}", "text/plain", &precondition)).unwrap_err()
    };
    assert!(matches!(
        put(Precondition::IfNoneMatch),
        PushError::Exchange(ReadError::Status { status: 503, .. })
    ));
    assert_eq!(hostile.requests().len(), 1);
    put(Precondition::None);
    assert_eq!(hostile.requests().len(), 1 + 4);
}
