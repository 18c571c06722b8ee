//! Timestamping authorities as a trusted root names them.
use crate::common::*;
use crate::evidence::*;
use countersign::{
    ImageName, Verifier, crypto::RustCrypto, encoding::base64, envelope::COSIGN_SIGN_PREDICATE,
    timestamp_authorities, trust::TrustedRoot,
};
use serde_json::{Value, json};

const MAY: &str = "2026-05-15T12:00:00Z";

/// An authority of these certificates, in this window.
fn authority(chain: &[Vec<u8>], window: &Value) -> Value {
    let certificates: Vec<Value> =
        chain.iter().map(|der| json!({"rawBytes": base64::encode_standard(der)})).collect();
    json!({
        "subject": {"organization": "example", "commonName": "time"},
        "uri": "https://timestamp.example/tsr",
        "certChain": {"certificates": certificates},
        "validFor": window,
    })
}

/// What becomes of a signature that this authority timestamped in May.
fn verdict(authorities: &[Value], tsa: &Tsa) -> String {
    let media_type = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
    let document = json!({"mediaType": media_type, "timestampAuthorities": authorities});
    let root = TrustedRoot::parse(document.to_string().as_bytes()).unwrap();
    let (mut store, image) = Store::with_image();
    let bundle = stamped(&statement_bundle(1, image.digest(), COSIGN_SIGN_PREDICATE), tsa, MAY);
    store.attach_bundle(&image, &bundle, COSIGN_SIGN_PREDICATE);
    let verifier = Verifier::builder(RustCrypto)
        .key(private_key(1).public_key().clone())
        .timestamp_authorities(timestamp_authorities(&root, "root").unwrap())
        .require_timestamp();
    code(&store.verify(&verifier.build().unwrap(), ImageName::tag("v1"))).into()
}

#[test]
fn an_authority_counts_inside_of_its_window_alone() {
    let tsa = Tsa::new(41);
    let chain = [tsa.certificate(), tsa.root.der()];
    for (window, expected) in [
        (json!({"start": "2026-01-01T00:00:00Z"}), "accepted"),
        (json!({"start": "2026-05-15T12:00:00Z", "end": "2026-05-15T12:00:00Z"}), "accepted"),
        (json!({"start": "2026-05-15T12:00:01Z"}), "CSG-TIMESTAMP-UNTRUSTED"),
        (json!({"start": "2026-01-01T00:00:00Z", "end": "2026-05-15T11:59:59Z"}), "CSG-TIMESTAMP-UNTRUSTED"),
    ] {
        assert_eq!(verdict(&[authority(&chain, &window)], &tsa), expected, "{window}");
        // What another authority may do in its window is no matter.
        let other = Tsa::new(42);
        let other =
            authority(&[other.certificate(), other.root.der()], &json!({"start": "2026-01-01T00:00:00Z"}));
        assert_eq!(verdict(&[other, authority(&chain, &window)], &tsa), expected, "{window}");
    }
}

/// A CA may certify many for timestamps; who is named is believed, and no other one.
#[test]
fn an_authority_that_is_named_by_its_own_certificate_is_that_one_alone() {
    let (named, other) = (Tsa::new(41), Tsa::of_key(41, 999));
    assert_eq!(named.root.der(), other.root.der());
    let open = json!({"start": "2026-01-01T00:00:00Z"});
    let by_its_own = [authority(&[named.certificate(), named.root.der()], &open)];
    assert_eq!(verdict(&by_its_own, &named), "accepted");
    assert_eq!(verdict(&by_its_own, &other), "CSG-TIMESTAMP-UNTRUSTED");
    let by_its_root = [authority(&[named.root.der()], &open)];
    assert_eq!(verdict(&by_its_root, &named), "accepted");
    assert_eq!(verdict(&by_its_root, &other), "accepted");
}
