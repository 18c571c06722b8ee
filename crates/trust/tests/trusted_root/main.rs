//! Trusted roots: those in use, and what is refused of others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod authorities;
mod corpora;
mod mutants;
mod properties;
mod refusals;

use std::sync::LazyLock;

use countersign_trust::{TrustedRoot, TrustedRootError, UnusableAuthority};
use serde_json::{Value, json};
use testkit::{base64, x509::Chain};

const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

/// A leaf, an intermediate and an anchor.
static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::with(7, 3, &[]));

/// The certificates of the chain, leaf first, anchor last.
fn certificates() -> Vec<Vec<u8>> {
    let chain = &*CHAIN;
    let upwards = chain.intermediates.iter().chain(&chain.anchors);
    [&chain.leaf].into_iter().chain(upwards).cloned().collect()
}

fn chain_of(certificates: &[Vec<u8>]) -> Value {
    let certificates: Vec<_> = certificates.iter().map(|der| json!({"rawBytes": base64(der)})).collect();
    json!({ "certificates": certificates })
}

/// An authority with every member.
fn authority() -> Value {
    json!({
        "subject": {"organization": "example", "commonName": "time"},
        "uri": "https://timestamp.example/tsr",
        "certChain": chain_of(&certificates()),
        "validFor": {"start": "2025-04-08T06:59:43Z", "end": "2035-04-08T06:59:43.5Z"},
        "operator": "example.org",
    })
}

fn log() -> Value {
    json!({
        "baseUrl": "https://log.example",
        "hashAlgorithm": "SHA2_256",
        "publicKey": {"rawBytes": "AA==", "keyDetails": 5, "validFor": {"start": "2021-01-12T11:53:27.000Z"}},
        "logId": {"keyId": "AA=="},
        "checkpointKeyId": {"keyId": "AA=="},
        "operator": "example.org",
    })
}

/// A document with every member.
fn document() -> Value {
    json!({
        "mediaType": MEDIA_TYPE,
        "tlogs": [log()],
        "certificateAuthorities": [authority(), authority()],
        "ctlogs": [log(), log(), log()],
        "timestampAuthorities": [authority()],
    })
}

fn parse(document: &Value) -> Result<TrustedRoot, TrustedRootError> {
    TrustedRoot::parse(document.to_string().as_bytes())
}

/// What becomes of an authority that stands behind a right one.
fn read(authority_under_test: Value) -> Result<(), UnusableAuthority> {
    let mut document = document();
    document["timestampAuthorities"] = json!([authority(), authority_under_test]);
    let root = parse(&document).unwrap();
    assert_eq!(root.timestamp_authorities().len() + root.unusable().len(), 2, "none is lost");
    assert_eq!(root.timestamp_authorities()[0].position(), 0, "the other one serves");
    root.unusable().first().cloned().map_or(Ok(()), Err)
}
