use crate::client::{Reply, get, send};
use serde_json::json;
use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times, Uploads, sha256};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn begin(registry: &HostileRegistry) -> String {
    let reply = send(registry, "POST", "/v2/a/blobs/uploads/", &[], b"");
    assert_eq!(reply.status, 202);
    reply.header("location").unwrap().to_owned()
}

fn put_manifest(registry: &HostileRegistry, reference: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let headers = [&[("Content-Type", MANIFEST)], headers].concat();
    send(registry, "PUT", &format!("/v2/a/manifests/{reference}"), &headers, body.as_bytes())
}

fn empty_manifest(note: &str) -> String {
    json!({ "schemaVersion": 2, "mediaType": MANIFEST, "layers": [], "annotations": { "note": note } })
        .to_string()
}

#[test]
fn a_blob_is_pushed_with_one_request_or_two() {
    let registry = HostileRegistry::honest();
    let digest = sha256(b"hello");
    let one = send(&registry, "POST", &format!("/v2/a/blobs/uploads/?digest={digest}"), &[], b"hello");
    assert_eq!((one.status, one.header("docker-content-digest")), (201, Some(digest.as_str())));
    assert_eq!(registry.blob("a", &digest).unwrap(), b"hello");

    let digest = sha256(b"world");
    let two = send(&registry, "PUT", &format!("{}&digest={digest}", begin(&registry)), &[], b"world");
    assert_eq!(two.status, 201);
    assert_eq!(two.header("location"), Some(format!("/v2/a/blobs/{digest}").as_str()));
    assert_eq!(registry.blob("a", &digest).unwrap(), b"world");
}

#[test]
fn a_blob_is_pushed_in_chunks_and_its_progress_can_be_asked() {
    let registry = HostileRegistry::honest();
    let location = begin(&registry);
    let first = send(&registry, "PATCH", &location, &[("Content-Range", "0-2")], b"hel");
    assert_eq!((first.status, first.header("range")), (202, Some("0-2")));
    let location = first.header("location").unwrap();

    let gap = send(&registry, "PATCH", location, &[("Content-Range", "4-5")], b"xx");
    assert_eq!((gap.status, gap.header("range")), (416, Some("0-2")));
    let asked = get(&registry, location);
    assert_eq!((asked.status, asked.header("range")), (204, Some("0-2")));

    let second = send(&registry, "PATCH", location, &[("Content-Range", "3-4")], b"lo");
    let location = second.header("location").unwrap();
    let digest = sha256(b"hello");
    assert_eq!(send(&registry, "PUT", &format!("{location}&digest={digest}"), &[], b"").status, 201);
    assert_eq!(registry.blob("a", &digest).unwrap(), b"hello");
    assert_eq!(get(&registry, location).status, 404);
}

#[test]
fn a_blob_of_another_digest_is_refused() {
    let registry = HostileRegistry::honest();
    let digest = sha256(b"other");
    let reply = send(&registry, "PUT", &format!("{}&digest={digest}", begin(&registry)), &[], b"hello");
    assert_eq!((reply.status, reply.json()["errors"][0]["code"].clone()), (400, json!("DIGEST_INVALID")));
    assert_eq!(registry.blob("a", &digest), None);
}

#[test]
fn a_blob_is_mounted_where_it_is_known() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_blob("b", *b"hello");
    let target = |digest: &str| format!("/v2/a/blobs/uploads/?mount={digest}&from=b");
    assert_eq!(send(&registry, "POST", &target(&digest), &[], b"").status, 201);
    assert_eq!(registry.blob("a", &digest).unwrap(), b"hello");
    assert_eq!(send(&registry, "POST", &target(&sha256(b"no")), &[], b"").status, 202);
    registry.behave(Behaviour::new().mount(false));
    assert_eq!(send(&registry, "POST", &target(&digest), &[], b"").status, 202);
}

#[test]
fn uploads_can_be_limited_to_one_way() {
    let registry = HostileRegistry::start(Behaviour::new().uploads(Uploads::MonolithicOnly));
    assert_eq!(send(&registry, "PATCH", &begin(&registry), &[], b"x").status, 405);
    registry.behave(Behaviour::new().uploads(Uploads::Chunked { max: 3 }));
    let digest = sha256(b"hello");
    assert_eq!(
        send(&registry, "PUT", &format!("{}&digest={digest}", begin(&registry)), &[], b"hello").status,
        413
    );
    assert_eq!(send(&registry, "PATCH", &begin(&registry), &[], b"hel").status, 202);
}

#[test]
fn chunks_can_have_a_least_length() {
    let registry = HostileRegistry::start(Behaviour::new().chunk_min_length(3));
    let begun = send(&registry, "POST", "/v2/a/blobs/uploads/", &[], b"");
    assert_eq!(begun.header("oci-chunk-min-length"), Some("3"));
    let location = begun.header("location").unwrap();
    let patch = |body: &[u8]| send(&registry, "PATCH", location, &[], body).status;
    assert_eq!([patch(b"hel"), patch(b"lo"), patch(b"...")], [202, 202, 416]);
    let digest = sha256(b"hello");
    assert_eq!(send(&registry, "PUT", &format!("{location}&digest={digest}"), &[], b"").status, 201);
}

#[test]
fn an_upload_that_breaks_off_goes_on_or_is_gone() {
    let registry = HostileRegistry::honest();
    for (kept, status, range) in [(true, 204, Some("0-1")), (false, 404, None)] {
        registry.behave(Behaviour::new().keeps_uploads(kept));
        let location = begin(&registry);
        registry.fault(Matcher::any().method("PATCH"), Fault::CutRequestBody { after: 2 }, Times::First(1));
        let broken = send(&registry, "PATCH", &location, &[("Content-Range", "0-4")], b"hello");
        assert!(broken.is_empty());
        let asked = get(&registry, &location);
        assert_eq!((asked.status, asked.header("range")), (status, range));
    }
    let arrived = registry.requests().into_iter().find(|request| request.method() == "PATCH").unwrap();
    assert_eq!((arrived.body(), arrived.body_length()), (b"he".as_slice(), 2));
}

#[test]
fn a_manifest_is_pushed_when_what_it_names_is_there() {
    let registry = HostileRegistry::honest();
    let layer = sha256(b"hello");
    let body = json!({ "schemaVersion": 2, "layers": [{ "digest": layer, "size": 5, "mediaType": "a/b" }] })
        .to_string();
    assert_eq!(put_manifest(&registry, "v1", &[], &body).status, 404);
    registry.put_blob("a", *b"hello");
    let reply = put_manifest(&registry, "v1", &[], &body);
    let digest = sha256(body.as_bytes());
    assert_eq!((reply.status, reply.header("docker-content-digest")), (201, Some(digest.as_str())));
    assert_eq!(put_manifest(&registry, &layer, &[], &body).status, 400);
    assert_eq!(put_manifest(&registry, &digest, &[], &body).status, 201);
    assert_eq!(put_manifest(&registry, "v1", &[], "not JSON").status, 400);
}

#[test]
fn a_subject_is_told_and_listed() {
    let registry = HostileRegistry::honest();
    let subject = registry.put_image("a", "v1");
    let body =
        json!({ "schemaVersion": 2, "artifactType": "a/b", "subject": { "digest": subject } }).to_string();
    let digest = sha256(body.as_bytes());
    let reply = put_manifest(&registry, &digest, &[], &body);
    assert_eq!(reply.header("oci-subject"), Some(subject.as_str()));
    assert_eq!(registry.referrers("a", &subject)[0]["digest"], digest);
    registry.behave(Behaviour::new().oci_subject(false));
    assert_eq!(put_manifest(&registry, &digest, &[], &body).header("oci-subject"), None);

    assert_eq!(send(&registry, "DELETE", &format!("/v2/a/manifests/{digest}"), &[], b"").status, 202);
    assert_eq!(registry.referrers("a", &subject).len(), 0);
}

#[test]
fn preconditions_are_honoured_or_passed_over() {
    let registry = HostileRegistry::honest();
    let (one, two) = (empty_manifest("one"), empty_manifest("two"));
    let etag = |body: &str| format!("\"{}\"", sha256(body.as_bytes()));
    let put = |headers: &[(&str, &str)], body: &str| put_manifest(&registry, "v1", headers, body).status;
    assert_eq!(put(&[("If-Match", "*")], &one), 412);
    assert_eq!(put(&[("If-None-Match", "*")], &one), 201);
    assert_eq!(put(&[("If-None-Match", "*")], &two), 412);
    assert_eq!(put(&[("If-Match", &etag(&two))], &two), 412);
    assert_eq!(put(&[("If-Match", &etag(&one))], &two), 201);
    registry.behave(Behaviour::new().if_match(false));
    assert_eq!(put(&[("If-Match", "\"x\"")], &one), 201);
}

#[test]
fn of_writers_that_name_what_they_saw_none_is_lost() {
    let registry = HostileRegistry::honest();
    put_manifest(&registry, "v1", &[], &empty_manifest(""));
    let add = |writer: usize| loop {
        let seen = get(&registry, "/v2/a/manifests/v1");
        let note = seen.json()["annotations"]["note"].as_str().unwrap().to_owned();
        let body = empty_manifest(&format!("{note},{writer}"));
        let headers = [("If-Match", seen.header("etag").unwrap())];
        if put_manifest(&registry, "v1", &headers, &body).status == 201 {
            return;
        }
    };
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || add(writer));
        }
    });
    let note = get(&registry, "/v2/a/manifests/v1").json()["annotations"]["note"].to_string();
    assert!((0..8).all(|writer| note.contains(&writer.to_string())), "{note}");
}

#[test]
fn tags_manifests_and_blobs_are_deleted() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_image("a", "v1");
    let blob = registry.put_blob("a", *b"hello");
    let delete = |target: &str| send(&registry, "DELETE", &format!("/v2/a/{target}"), &[], b"").status;
    assert_eq!(delete("manifests/v1"), 202);
    assert_eq!(get(&registry, "/v2/a/manifests/v1").status, 404);
    assert_eq!(get(&registry, &format!("/v2/a/manifests/{digest}")).status, 200);
    assert_eq!(delete(&format!("manifests/{digest}")), 202);
    assert_eq!(delete(&format!("manifests/{digest}")), 404);
    assert_eq!((delete(&format!("blobs/{blob}")), delete(&format!("blobs/{blob}"))), (202, 404));
    registry.behave(Behaviour::new().deletes(false));
    assert_eq!(delete("manifests/v1"), 405);
}

#[test]
fn a_read_only_registry_reads() {
    let registry = HostileRegistry::start(Behaviour::new().read_only(true));
    let _ = registry.put_image("a", "v1");
    assert_eq!(get(&registry, "/v2/a/manifests/v1").status, 200);
    assert_eq!(send(&registry, "POST", "/v2/a/blobs/uploads/", &[], b"").status, 405);
}

#[test]
fn what_is_pushed_can_be_altered_or_lost() {
    let registry = HostileRegistry::honest();
    let body = empty_manifest("one");
    let digest = sha256(body.as_bytes());
    registry.fault(Matcher::put("/manifests/"), Fault::LoseWrite, Times::First(1));
    assert_eq!(put_manifest(&registry, &digest, &[], &body).status, 201);
    assert_eq!(registry.manifest("a", &digest), None);
    registry.fault(Matcher::put("/manifests/"), Fault::StoreOtherBytes, Times::First(1));
    assert_eq!(put_manifest(&registry, "v1", &[], &body).status, 201);
    let stored = registry.manifest("a", "v1").unwrap();
    assert_eq!((stored.len(), stored == body.as_bytes()), (body.len(), false));
}

#[test]
fn a_stale_tag_is_what_it_was() {
    let registry = HostileRegistry::honest();
    let (one, two) = (empty_manifest("one"), empty_manifest("two"));
    let read = || get(&registry, "/v2/a/manifests/v1");
    put_manifest(&registry, "v1", &[], &one);
    registry.fault(Matcher::get("/manifests/v1"), Fault::StaleTag, Times::First(2));
    assert_eq!(read().status, 404);
    put_manifest(&registry, "v1", &[], &two);
    assert_eq!(read().body, one.as_bytes());
    assert_eq!(read().body, two.as_bytes());
}
