//! The registries that people run.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{local, reference, run, sha256, ureq};
use countersign_digest::Digest;
use countersign_oci::ManifestAt;
use countersign_registry::{
    Credential, Precondition, ReadError, ReferrersOptions, Repository, Secret, Sent, StaticCredentials,
};
use countersign_transport::{AdapterOptions, Rules, TlsSettings, UreqTransport};
use testkit::Registry as Real;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const LIMIT: u64 = 4 << 20;

fn repository(real: &Real) -> Repository {
    let registry = local(ureq()).build();
    registry.repository(&reference(&format!("{}/acme/app", real.address()))).unwrap()
}

/// Pushes a manifest without layers, which refers to `subject` where there is one.
fn push(repository: &Repository, tag: &str, subject: Option<&str>) -> Digest {
    let config = b"{}";
    let digest = sha256(config);
    run(repository.put_blob(&digest, 2, &countersign_registry::BlobSource::bytes(config.to_vec()))).unwrap();
    let subject = subject.map(|subject| format!(r#","subject":{subject}"#)).unwrap_or_default();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{digest}","size":2}},"layers":[{{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{digest}","size":2}}]{subject}}}"#
    );
    let at = ManifestAt::Tag(tag.into());
    run(repository.put_manifest(&at, manifest.as_bytes(), MANIFEST, &Precondition::None)).unwrap();
    sha256(manifest.as_bytes())
}

fn reads_and_tells_apart(repository: &Repository) -> Digest {
    let absent = run(repository.manifest(&ManifestAt::Tag("1".into()), LIMIT));
    assert_eq!(absent, Err(ReadError::Absent));
    let pushed = push(repository, "1", None);
    assert_eq!(run(repository.resolve("1")), Ok(pushed));
    let read = run(repository.manifest(&ManifestAt::Digest(pushed), LIMIT)).unwrap();
    assert_eq!((read.digest(), read.media_type()), (pushed, Some(MANIFEST)));
    assert_eq!(run(repository.blob_bytes(&sha256(b"{}"), 2, 2)), Ok(b"{}".to_vec()));
    assert_eq!(run(repository.has_blob(&sha256(b"none"))), Ok(false));
    assert_eq!(run(repository.has_manifest(&ManifestAt::Digest(pushed))), Ok(true));
    pushed
}

#[test]
fn a_registry_with_referrers_lists_them() {
    let Some(real) = Real::with_referrers() else { return };
    let repository = repository(&real);
    let image = reads_and_tells_apart(&repository);
    let size = run(repository.manifest(&ManifestAt::Digest(image), LIMIT)).unwrap().bytes().len();
    let subject = format!(r#"{{"mediaType":"{MANIFEST}","digest":"{image}","size":{size}}}"#);
    let referrer = push(&repository, "referrer", Some(&subject));
    let listed = run(repository.referrers(&image, &ReferrersOptions::new())).unwrap();
    assert_eq!(listed.descriptors().iter().map(|listed| listed.digest()).collect::<Vec<_>>(), [referrer]);
}

#[test]
fn registries_without_referrers_say_so() {
    for real in [Real::without_referrers(), Real::distribution()].into_iter().flatten() {
        let repository = repository(&real);
        let image = reads_and_tells_apart(&repository);
        let listed = run(repository.referrers(&image, &ReferrersOptions::new()));
        assert_eq!(listed, Err(ReadError::Absent));
    }
}

#[test]
fn a_registry_with_tls_and_passwords_is_told_one_by_tls_alone() {
    let Some(real) = Real::distribution_tls_htpasswd() else { return };
    let ca = real.ca_pem().unwrap().as_bytes();
    let transport = || {
        UreqTransport::new(TlsSettings::only_ca_pem(ca).unwrap().with_ring().unwrap(), &AdapterOptions::new())
    };
    let open = |transport: UreqTransport, credentials: StaticCredentials| {
        let registry = local(transport).rules(Rules::new()).credentials(credentials).build();
        registry.repository(&reference(&format!("{}/acme/app", real.address()))).unwrap()
    };
    let told = |password: &str| {
        let (username, password) = (real.username().to_owned(), Secret::from(password));
        StaticCredentials::new().with(&real.address(), Credential::Basic { username, password }).unwrap()
    };
    reads_and_tells_apart(&open(transport(), told(real.password())));
    let at = ManifestAt::Tag("1".into());
    let wrong = run(open(transport(), told("wrong")).manifest(&at, LIMIT));
    assert!(matches!(wrong, Err(ReadError::Unauthorized { sent: Sent::Credentials, .. })), "{wrong:?}");
    let nobody = run(open(transport(), StaticCredentials::new()).manifest(&at, LIMIT));
    assert!(matches!(nobody, Err(ReadError::Unauthorized { sent: Sent::Nothing, .. })), "{nobody:?}");
    // Without its CA there is no answer at all.
    let stranger = run(open(ureq(), told(real.password())).manifest(&at, LIMIT));
    assert!(
        matches!(stranger, Err(ReadError::Transport(countersign_transport::TransportError::Tls(_)))),
        "{stranger:?}"
    );
}
