use countersign_registry::{BlobSource, PushError, Pushed, UploadOptions};
use countersign_transport::block_on;
use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times, Uploads};

use crate::pushing::{NAME, digest_of, noise, registry, repository, repository_named, seen};

fn sent(hostile: &HostileRegistry, method: &str) -> Vec<u64> {
    let requests = hostile.requests();
    requests.iter().filter(|seen| seen.method() == method).map(|seen| seen.body_length()).collect()
}

fn ranges(hostile: &HostileRegistry) -> Vec<String> {
    let requests = hostile.requests();
    requests.iter().filter_map(|seen| seen.header("content-range").map(str::to_owned)).collect()
}

fn put(hostile: &HostileRegistry, blob: &[u8], options: &UploadOptions) -> Result<Pushed, PushError> {
    let source = BlobSource::bytes(blob);
    let repository = repository(hostile);
    block_on(repository.put_blob_with(&digest_of(blob), blob.len() as u64, &source, options))
}

fn stored(hostile: &HostileRegistry, blob: &[u8]) -> bool {
    hostile.blob(NAME, &digest_of(blob).to_string()).as_deref() == Some(blob)
}

fn chunks_of(bytes: u64) -> UploadOptions {
    UploadOptions::new().with_whole_up_to(0).with_chunk(bytes)
}

#[test]
fn a_blob_goes_in_one_piece() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(100_000));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    assert_eq!(seen(&hostile), ["HEAD blobs/", "POST blobs/uploads/", "PUT blobs/uploads/"]);
    assert_eq!(sent(&hostile, "PUT"), [100_000]);
}

#[test]
fn a_blob_that_is_there_is_not_sent() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    hostile.put_blob(NAME, blob.clone());
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Existed));
    assert_eq!(seen(&hostile), ["HEAD blobs/"]);
}

#[test]
fn an_empty_blob_is_pushed() {
    let hostile = HostileRegistry::honest();
    assert_eq!(put(&hostile, b"", &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, b""));
}

#[test]
fn a_large_blob_goes_in_chunks() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(250));
    assert_eq!(put(&hostile, &blob, &chunks_of(100)), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    assert_eq!(ranges(&hostile), ["0-99", "100-199", "200-249"]);
    assert_eq!(sent(&hostile, "PUT"), [0]);
}

#[test]
fn chunks_of_a_single_byte_are_told_from_none() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(3));
    assert_eq!(put(&hostile, &blob, &chunks_of(1)), Ok(Pushed::Uploaded));
    assert_eq!(ranges(&hostile), ["0-0", "1-1", "2-2"]);
}

#[test]
fn no_chunk_but_the_last_is_smaller_than_the_registry_wants() {
    let hostile = HostileRegistry::start(Behaviour::new().chunk_min_length(300));
    let blob = noise(700);
    assert_eq!(put(&hostile, &blob, &chunks_of(100)), Ok(Pushed::Uploaded));
    assert_eq!(ranges(&hostile), ["0-299", "300-599", "600-699"]);
    assert!(stored(&hostile, &blob));
}

#[test]
fn a_blob_that_is_too_large_in_one_piece_goes_in_chunks() {
    let hostile = HostileRegistry::start(Behaviour::new().uploads(Uploads::Chunked { max: 100_000 }));
    let blob = noise(300_000);
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    let pieces = sent(&hostile, "PATCH");
    assert!(pieces.len() >= 3 && pieces.iter().all(|length| *length <= 100_000), "{pieces:?}");
}

#[test]
fn a_registry_that_takes_no_chunks_gets_the_blob_in_one_piece() {
    let hostile = HostileRegistry::start(Behaviour::new().uploads(Uploads::MonolithicOnly));
    let blob = noise(1000);
    assert_eq!(put(&hostile, &blob, &chunks_of(100)), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
}

#[test]
fn an_interrupted_upload_goes_on_from_where_the_registry_has_it() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1_000_000));
    hostile.fault(Matcher::put("/blobs/uploads/"), Fault::CutRequestBody { after: 400_000 }, Times::First(1));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    assert_eq!(ranges(&hostile), ["400000-999999"]);
    assert_eq!(sent(&hostile, "PATCH"), [600_000]);
    assert_eq!(sent(&hostile, "PUT"), [400_000, 0]);
}

#[test]
fn an_interrupted_chunk_goes_on_from_where_the_registry_has_it() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(3000));
    let second = Matcher::any().method("PATCH").path("/blobs/uploads/").skip(1);
    hostile.fault(second, Fault::CutRequestBody { after: 700 }, Times::First(1));
    assert_eq!(put(&hostile, &blob, &chunks_of(1000)), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    assert_eq!(ranges(&hostile), ["0-999", "1000-1999", "1700-2699", "2700-2999"]);
}

#[test]
fn an_upload_that_breaks_off_again_and_again_goes_on_as_long_as_it_comes_further() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(10_000));
    let any = Matcher::any().path("/blobs/uploads/*state=");
    hostile.fault(any.clone().method("PUT"), Fault::CutRequestBody { after: 1000 }, Times::First(1));
    hostile.fault(any.method("PATCH"), Fault::CutRequestBody { after: 1000 }, Times::First(8));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
}

#[test]
fn an_upload_that_never_comes_further_is_given_up() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    hostile.fault(Matcher::put("/blobs/uploads/"), Fault::HangUp, Times::Always);
    hostile.fault(Matcher::any().method("PATCH"), Fault::HangUp, Times::Always);
    match put(&hostile, &blob, &UploadOptions::new()) {
        Err(PushError::Broken { breaks: 4, .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(!stored(&hostile, &blob));
}

#[test]
fn an_upload_that_the_registry_lost_begins_anew() {
    let hostile = HostileRegistry::start(Behaviour::new().keeps_uploads(false));
    let blob = noise(100_000);
    hostile.fault(Matcher::put("/blobs/uploads/"), Fault::CutRequestBody { after: 50_000 }, Times::First(1));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
    assert_eq!(sent(&hostile, "PUT"), [50_000, 100_000]);
}

#[test]
fn an_upload_whose_last_answer_was_lost_is_not_sent_again() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    hostile.fault(Matcher::put("/blobs/uploads/"), Fault::HangUpAfter, Times::First(1));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert_eq!(sent(&hostile, "PUT"), [1000]);
    assert!(stored(&hostile, &blob));
}

#[test]
fn a_registry_that_is_busy_is_tried_again() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let busy = Fault::TooManyRequests { retry_after: Some("0".into()) };
    hostile.fault(Matcher::put("/blobs/uploads/"), busy.clone(), Times::First(2));
    hostile.fault(Matcher::any().method("POST"), busy, Times::First(2));
    assert_eq!(put(&hostile, &blob, &UploadOptions::new()), Ok(Pushed::Uploaded));
    assert!(stored(&hostile, &blob));
}

#[test]
fn a_blob_is_mounted_from_another_repository() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    hostile.put_blob("library/base", blob.clone());
    let registry = registry();
    let [to, from] = [NAME, "library/base"].map(|name| repository_named(&registry, &hostile.address(), name));
    assert_eq!(block_on(to.mount_blob(&digest_of(&blob), &from)), Ok(true));
    assert!(stored(&hostile, &blob));

    let other = noise(2000);
    assert_eq!(block_on(to.mount_blob(&digest_of(&other), &from)), Ok(false));
    assert_eq!(seen(&hostile).last().unwrap(), "DELETE blobs/uploads/");
}

#[test]
fn a_registry_that_mounts_another_blob_than_it_was_asked_for_is_refused() {
    let (hostile, blob, other) = (HostileRegistry::honest(), noise(1000), digest_of(b"other").to_string());
    hostile.put_blob("library/base", blob.clone());
    let posts = Matcher::any().method("POST");
    hostile.fault(posts, Fault::WrongDigestHeader(other.clone()), Times::Always);
    let registry = registry();
    let [to, from] = [NAME, "library/base"].map(|name| repository_named(&registry, &hostile.address(), name));
    let refused = PushError::DigestHeader { header: other, expected: digest_of(&blob).into() };
    assert_eq!(block_on(to.mount_blob(&digest_of(&blob), &from)), Err(refused.clone()));
    hostile.put_blob("library/base", b"second".to_vec());
    let options = UploadOptions::new().with_mount_from(from);
    let source = BlobSource::bytes(b"second".as_slice());
    let pushed = block_on(to.put_blob_with(&digest_of(b"second"), 6, &source, &options));
    assert!(matches!(pushed, Err(PushError::DigestHeader { .. })), "{pushed:?}");
}

#[test]
fn a_blob_that_is_not_mounted_is_uploaded_without_another_request() {
    let hostile = HostileRegistry::start(Behaviour::new().mount(false));
    let blob = noise(1000);
    hostile.put_blob("library/base", blob.clone());
    let registry = registry();
    let [to, from] = [NAME, "library/base"].map(|name| repository_named(&registry, &hostile.address(), name));
    let options = UploadOptions::new().with_mount_from(from);
    let source = BlobSource::bytes(blob.as_slice());
    let pushed = block_on(to.put_blob_with(&digest_of(&blob), 1000, &source, &options));
    assert_eq!(pushed, Ok(Pushed::Uploaded));
    assert_eq!(seen(&hostile), ["HEAD blobs/", "POST blobs/uploads/", "PUT blobs/uploads/"]);

    hostile.behave(Behaviour::new());
    let other = noise(3000);
    hostile.put_blob("library/base", other.clone());
    let source = BlobSource::bytes(other.as_slice());
    let pushed = block_on(to.put_blob_with(&digest_of(&other), 3000, &source, &options));
    assert_eq!(pushed, Ok(Pushed::Mounted));
}

#[test]
fn a_registry_that_claims_to_have_more_than_was_sent_is_refused() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let range = Fault::Header("range".into(), "0-899".into());
    hostile.fault(Matcher::any().method("PATCH"), range, Times::Always);
    let outcome = put(&hostile, &blob, &chunks_of(100));
    assert_eq!(outcome, Err(PushError::Range { received: 900, sent: 100 }));
    assert_eq!(seen(&hostile).last().unwrap(), "DELETE blobs/uploads/");
}

#[test]
fn a_registry_that_says_another_digest_than_was_sent_is_refused() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let other = digest_of(b"other").to_string();
    hostile.fault(Matcher::put("/blobs/uploads/"), Fault::WrongDigestHeader(other.clone()), Times::Always);
    let expected = digest_of(&blob).into();
    assert_eq!(
        put(&hostile, &blob, &UploadOptions::new()),
        Err(PushError::DigestHeader { header: other, expected })
    );
}

#[test]
fn a_registry_that_takes_nothing_more_is_given_up() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    let range = Fault::Header("range".into(), "0-0".into());
    hostile.fault(Matcher::any().path("/blobs/uploads/"), range, Times::Always);
    match put(&hostile, &blob, &chunks_of(100)) {
        Err(PushError::Broken { last, .. }) => assert_eq!(*last, PushError::Stalled { received: 0 }),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_registry_that_takes_a_byte_of_each_chunk_is_given_up() {
    let (hostile, blob) = (HostileRegistry::honest(), noise(1000));
    for last in 1..900 {
        let headers = vec![("range".to_owned(), format!("0-{last}"))];
        let taken = Fault::Status { code: 202, headers, body: Vec::new() };
        let next = Matcher::any().path("/blobs/uploads/*state=").skip(last - 1);
        hostile.fault(next, taken, Times::First(1));
    }
    match put(&hostile, &blob, &chunks_of(100)) {
        Err(PushError::Broken { breaks: 100, last }) => {
            assert!(matches!(*last, PushError::Stalled { .. }), "{last:?}");
        }
        other => panic!("{other:?}"),
    }
    assert!(sent(&hostile, "PATCH").len() <= 100);
}
