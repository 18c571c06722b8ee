use crate::client::{get, read_reply, send, write_request};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use testkit::{Api, Behaviour, Bogus, Filter, HostileRegistry, LayoutBuilder, sha256};

#[test]
fn an_image_is_read_by_tag_and_by_digest() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_image("a/b", "v1");
    for reference in ["v1", &digest] {
        let reply = get(&registry, &format!("/v2/a/b/manifests/{reference}"));
        assert_eq!(reply.status, 200);
        assert_eq!(sha256(&reply.body), digest);
        assert_eq!(reply.header("docker-content-digest"), Some(digest.as_str()));
        assert_eq!(reply.header("etag"), Some(format!("\"{digest}\"").as_str()));
        assert_eq!(reply.header("content-type"), Some("application/vnd.oci.image.manifest.v1+json"));
    }
    assert_eq!(get(&registry, "/v2/a/b/manifests/v2").status, 404);
    assert_eq!(get(&registry, "/v2/").status, 200);
    let seen: Vec<String> = registry.requests().iter().map(ToString::to_string).collect();
    assert_eq!(seen[0], "GET /v2/a/b/manifests/v1");
    assert_eq!((seen.len(), registry.connections()), (4, 4));
}

#[test]
fn a_head_has_the_length_and_no_body() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_blob("a", *b"hello");
    let reply = send(&registry, "HEAD", &format!("/v2/a/blobs/{digest}"), &[], b"");
    assert_eq!((reply.status, reply.header("content-length"), reply.body.len()), (200, Some("5"), 0));
}

#[test]
fn a_known_manifest_is_not_sent_again() {
    let registry = HostileRegistry::honest();
    let etag = format!("\"{}\"", registry.put_image("a", "v1"));
    let reply = send(&registry, "GET", "/v2/a/manifests/v1", &[("If-None-Match", &etag)], b"");
    assert_eq!((reply.status, reply.body.len()), (304, 0));
}

#[test]
fn ranges_are_answered_in_part() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_blob("a", *b"0123456789");
    let target = format!("/v2/a/blobs/{digest}");
    for (range, status, body, said) in [
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
        ("bytes=10-", 416, "", Some("bytes */10")),
        ("lines=1-2", 200, "0123456789", None),
    ] {
        let reply = send(&registry, "GET", &target, &[("Range", range)], b"");
        assert_eq!(
            (reply.status, reply.body.as_slice(), reply.header("content-range")),
            (status, body.as_bytes(), said)
        );
    }
    registry.behave(Behaviour::new().ranges(false));
    assert_eq!(send(&registry, "GET", &target, &[("Range", "bytes=2-4")], b"").status, 200);
}

#[test]
fn one_connection_carries_many_requests() {
    let registry = HostileRegistry::honest();
    let mut stream = TcpStream::connect(registry.address()).unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut reply = vec![0; 12];
        stream.read_exact(&mut reply).unwrap();
        assert_eq!(reply, b"HTTP/1.1 200");
        while !reply.ends_with(b"\r\n\r\n{}") {
            reply.push(0);
            let last = reply.len() - 1;
            stream.read_exact(&mut reply[last..]).unwrap();
        }
    }
    assert_eq!((registry.connections(), registry.requests().len()), (1, 3));
    write_request(&mut stream, "GET", "/v2/", &[], b"");
    assert_eq!(read_reply(&mut stream).broke, None);
}

#[test]
fn tags_are_listed_in_pages() {
    let registry = HostileRegistry::start(Behaviour::new().page_size(2));
    for tag in ["c", "a", "b"] {
        let _ = registry.put_image("x", tag);
    }
    let first = get(&registry, "/v2/x/tags/list");
    assert_eq!(first.json(), json!({ "name": "x", "tags": ["a", "b"] }));
    assert_eq!(first.header("link"), Some("</v2/x/tags/list?n=2&last=b>; rel=\"next\""));
    let second = get(&registry, "/v2/x/tags/list?n=2&last=b");
    assert_eq!((second.json()["tags"].clone(), second.header("link")), (json!(["c"]), None));
    assert_eq!(get(&registry, "/v2/none/tags/list").status, 404);
}

#[test]
fn referrers_are_listed_filtered_and_in_pages() {
    let registry = HostileRegistry::honest();
    let subject = registry.put_image("a", "v1");
    let one = registry.put_referrer("a", &subject, "text/one", b"1");
    let two = registry.put_referrer("a", &subject, "text/two", b"2");
    let target = format!("/v2/a/referrers/{subject}");
    let digests = |target: &str| -> Vec<String> {
        let listed = get(&registry, target).json()["manifests"].clone();
        listed.as_array().unwrap().iter().map(|one| one["digest"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(digests(&target), [one.clone(), two.clone()]);
    let filter = format!("{target}?artifactType=text/two");
    assert_eq!(digests(&filter).concat(), two);
    assert_eq!(get(&registry, &filter).header("oci-filters-applied"), Some("artifactType"));

    registry.behave(Behaviour::new().filter(Filter::Lied));
    assert_eq!(digests(&filter).len(), 2);
    assert_eq!(get(&registry, &filter).header("oci-filters-applied"), Some("artifactType"));

    registry.behave(Behaviour::new().page_size(1));
    assert_eq!(digests(&target), [one]);
    let link = format!("<{target}?from=1>; rel=\"next\"");
    assert_eq!(get(&registry, &target).header("link"), Some(link.as_str()));
    assert_eq!(digests(&format!("{target}?from=1")), [two]);
    assert_eq!(get(&registry, &format!("{target}?from=1")).header("link"), None);

    let none = get(&registry, &format!("/v2/a/referrers/{}", sha256(b"none")));
    assert_eq!((none.status, none.json()["manifests"].clone()), (200, json!([])));
    registry.behave(Behaviour::new().referrers(Api::Absent404));
    assert_eq!(get(&registry, &target).status, 404);
}

#[test]
fn a_flood_is_listed_and_is_there_or_not() {
    let registry = HostileRegistry::honest();
    let subject = registry.put_image("a", "v1");
    registry.flood_referrers("a", &subject, 10, Bogus::Missing);
    registry.flood_referrers("a", &subject, 10_000, Bogus::Stored);
    let listed = get(&registry, &format!("/v2/a/referrers/{subject}")).json();
    let listed = listed["manifests"].as_array().unwrap();
    assert_eq!(listed.len(), 10_010);
    let status = |number: usize| {
        get(&registry, &format!("/v2/a/manifests/{}", listed[number]["digest"].as_str().unwrap())).status
    };
    assert_eq!((status(9), status(10), status(10_009)), (404, 200, 200));
}

#[test]
fn a_scripted_tag_moves_with_each_read() {
    let registry = HostileRegistry::honest();
    let (one, two) = (registry.put_image("a", "v1"), registry.put_image("a", "v2"));
    registry.script_tag("a", "v1", &[one.clone(), two.clone(), one.clone()]);
    let read = || sha256(&get(&registry, "/v2/a/manifests/v1").body);
    assert_eq!([read(), read(), read(), read()], [one.clone(), two.clone(), one.clone(), one]);
    registry.set_tag("a", "v1", &two);
    assert_eq!(read(), two);
}

#[test]
fn what_is_not_accepted_is_not_there() {
    let registry = HostileRegistry::start(Behaviour::new().strict_accept(true));
    let _ = registry.put_image("a", "v1");
    let status = |accept| send(&registry, "GET", "/v2/a/manifests/v1", &[("Accept", accept)], b"").status;
    assert_eq!(status("application/vnd.oci.image.index.v1+json"), 404);
    assert_eq!(status("a/b, application/vnd.oci.image.manifest.v1+json;q=0.5"), 200);
    assert_eq!(status("*/*"), 200);
}

#[test]
fn a_layout_is_stored_with_its_tags() {
    let mut layout = LayoutBuilder::new();
    let image = layout.image("hello");
    let index = layout.index(&[(&image, "amd64")]);
    layout.tag(&index, "v1");
    let registry = HostileRegistry::honest();
    registry.put_layout("a", &layout.files());
    assert_eq!(sha256(&get(&registry, "/v2/a/manifests/v1").body), index.digest());
    assert_eq!(get(&registry, &format!("/v2/a/manifests/{}", image.digest())).status, 200);
    let snapshot = registry.snapshot("a");
    assert_eq!(snapshot.tags["v1"], index.digest());
    assert_eq!(snapshot.manifests.len(), 2);
}

#[test]
fn a_blob_of_any_length_takes_no_memory() {
    let registry = HostileRegistry::honest();
    let digest = registry.put_sparse_blob("a", 1, 3_000_001);
    let reply = get(&registry, &format!("/v2/a/blobs/{digest}"));
    assert_eq!((reply.body.len(), sha256(&reply.body)), (3_000_001, digest));
}
