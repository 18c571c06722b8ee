//! What the registry client costs: the verdict on an image over a transport that answers from memory, beside the session
//! alone; and reading what a registry sends besides content.
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::collections::BTreeMap;
use std::error::Error;
use std::future::ready;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use countersign::crypto::RustCrypto;
use countersign::digest::Sha2;
use countersign::encoding::json::{self, Object, Value};
use countersign::oci::{Layout, Manifest, Reference};
use countersign::{ImageName, Verifier, time::UnixTime};
use countersign_benches::{Answers, FORMS, Vector, public_key};
use countersign_registry::{AuthFile, Challenge, DriveOptions, Link, Place, Registry, drive_blocking};
use countersign_transport::{
    BoxFuture, BytesBody, Dialled, Headers, Request, Response, Transport, TransportError,
};
use criterion::{Criterion, criterion_group, criterion_main};

const REPOSITORY: &str = "/v2/acme/app";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A registry without a network: what each path is answered with.
#[derive(Debug)]
struct Shelf(BTreeMap<String, (&'static str, Vec<u8>)>);

impl Shelf {
    /// A layout's content, with the entries that have no name as the referrers of an image.
    fn of(vector: &Vector) -> Result<Self, Box<dyn Error>> {
        let mut shelf = BTreeMap::new();
        for (path, bytes) in &vector.files {
            if let Some(hex) = path.strip_prefix("blobs/sha256/") {
                shelf.insert(format!("{REPOSITORY}/manifests/sha256:{hex}"), (MANIFEST, bytes.clone()));
                shelf.insert(format!("{REPOSITORY}/blobs/sha256:{hex}"), (MANIFEST, bytes.clone()));
            }
        }
        let index = json::parse(vector.files.get("index.json").ok_or("no index")?, &json::Limits::default())?;
        let entries =
            index.as_object().and_then(|index| index.get("manifests")?.as_array()).unwrap_or_default();
        let is_named = |entry: &&Value<'_>| !entry.to_json().contains("image.ref.name");
        let referrers: Vec<Value<'static>> =
            entries.iter().filter(is_named).cloned().map(Value::into_owned).collect();
        shelf.insert(format!("{REPOSITORY}/referrers/{}", vector.subject), (INDEX, page(referrers)));
        Ok(Self(shelf))
    }
}

fn page(entries: Vec<Value<'static>>) -> Vec<u8> {
    let index =
        Object::new().with("schemaVersion", 2_u64).with("mediaType", INDEX).with("manifests", entries);
    Value::from(index).to_json().into_bytes()
}

impl Transport for Shelf {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        let mut headers = Headers::new();
        let (status, bytes) = match self.0.get(request.url().path()) {
            Some((media_type, bytes)) => {
                // Both are what a header may hold.
                let _ = headers.append("content-type", media_type);
                let _ = headers.append("content-length", &bytes.len().to_string());
                (200, bytes.as_slice())
            }
            None => (404, &[][..]),
        };
        let body = Box::new(BytesBody::new(bytes));
        Box::pin(ready(Ok(Response::new(status, headers, Dialled::Address([127, 0, 0, 1].into()), body))))
    }

    fn pause<'a>(&'a self, _: Duration) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }
}

fn verdict(criterion: &mut Criterion) {
    let [bundle, ..] = FORMS;
    bench(criterion, &Vector::load(&bundle).unwrap_or_else(|error| fail(&error)))
        .unwrap_or_else(|error| fail(&error));
}

fn fail(error: &dyn std::fmt::Display) -> ! {
    eprintln!("{error}");
    std::process::exit(1)
}

fn bench(criterion: &mut Criterion, vector: &Vector) -> Result<(), Box<dyn Error>> {
    let verifier = Verifier::builder(RustCrypto).key(public_key()?).build()?;
    let now = UnixTime::from_seconds(1_795_000_000)?;
    let name = ImageName::digest(vector.subject);
    let layout = Layout::open(&vector.files, Arc::new(Sha2))?;
    let answers = Answers::record(&layout, verifier.verify(name.clone(), now))?;
    let reference = Reference::parse("registry.example/acme/app")?;
    let place = Place::new(Registry::builder(Shelf::of(vector)?).build().repository(&reference)?);
    let options = DriveOptions::new();
    // What is measured must be an acceptance.
    let _accepted = drive_blocking(&place, verifier.verify(name.clone(), now), &options)??;

    let mut group = criterion.benchmark_group("verdict from a registry");
    group.bench_function("the session alone", |bencher| {
        bencher.iter(|| answers.replay(black_box(verifier.verify(name.clone(), now))));
    });
    group.bench_function("through the client", |bencher| {
        bencher.iter(|| drive_blocking(&place, black_box(verifier.verify(name.clone(), now)), &options));
    });
    group.finish();
    Ok(())
}

fn reading(criterion: &mut Criterion) {
    const CHALLENGE: &str = r#"Bearer realm="https://auth.example/token",service="registry.example",scope="repository:acme/app:pull""#;
    const NEXT: &str = r#"</v2/acme/app/referrers/sha256:0?n=100&last=9>; rel="next""#;
    const CONFIG: &[u8] = br#"{"auths":{"registry.example":{"auth":"dXNlcjpwYXNz"}},"credsStore":"desktop"}"#;
    let entry = format!(
        r#"{{"mediaType":"{MANIFEST}","digest":"sha256:{:064x}","size":700,"artifactType":"application/x"}}"#,
        1
    );
    let index = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, vec![entry.as_str(); 1000].join(","));
    let mut group = criterion.benchmark_group("what registries send");
    group.bench_function("WWW-Authenticate", |bencher| {
        bencher.iter(|| Challenge::parse_fields([black_box(CHALLENGE)]))
    });
    group.bench_function("Link", |bencher| bencher.iter(|| Link::next([black_box(NEXT)])));
    group.bench_function("Docker's config.json", |bencher| {
        bencher.iter(|| AuthFile::parse(black_box(CONFIG)))
    });
    group.bench_function("a page of 1000 referrers", |bencher| {
        bencher.iter(|| Manifest::parse(black_box(index.as_bytes()), Some(INDEX)));
    });
    group.finish();
}

criterion_group!(benches, verdict, reading);
criterion_main!(benches);
