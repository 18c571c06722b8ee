//! Signatures over blobs.

use countersign_crypto::{DigestAlgorithm, HashProvider, Message, RustCrypto};
use countersign_encoding::base64;
use countersign_envelope::{
    Artifact, Bundle, BundleContent, DetachedSignature, LegacyBlobBundle, write_detached_signature,
    write_legacy_blob_bundle, write_message_bundle,
};

use crate::vectors::{KEY, OTHER_KEY, VECTORS};

/// A blob that was signed with the key of the vectors.
const BLOB: &[u8] = include_bytes!("../../envelope/tests/data/blobs/p256.blob");

fn blob() -> Artifact<'static> {
    Artifact::bytes(BLOB, &RustCrypto)
}

fn is_signed(signature: &[u8]) -> bool {
    KEY.verify(Message::Bytes(BLOB), signature).is_ok()
}

/// A bundle of a blob verifies nothing without a key, nothing under one that signed nothing, no blob that was never signed,
/// and the signed one only by its signature and with its digest; what we write is read as stating that digest.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn message_bundle(data: &[u8]) {
    if let Ok(bundle) = Bundle::parse(data) {
        let own = Artifact::bytes(data, &RustCrypto);
        assert!(bundle.verify_message(&[], &blob()).is_err(), "verified without a key");
        assert!(bundle.verify_message(&[OTHER_KEY.as_ref()], &blob()).is_err(), "verified under another key");
        assert!(bundle.verify_message(&[KEY.as_ref()], &own).is_err(), "this was never signed");
        if bundle.verify_message(&[KEY.as_ref()], &blob()).is_ok() {
            check_message(data, &bundle);
        }
    }
    if data.is_empty() {
        return;
    }
    for algorithm in DigestAlgorithm::ALL {
        let digest = RustCrypto.hash(*algorithm, data);
        let written = write_message_bundle("", &digest, data);
        let read = Bundle::parse(&written).expect("what we write we read");
        let stated = BundleContent::Message { digest: Some(digest) };
        assert_eq!(read.content_kind().claimed(), &stated, "the digest is not the one written");
    }
}

fn check_message(data: &[u8], bundle: &Bundle) {
    let Some(arrived) = crate::other::json(data) else { return };
    let message = arrived.get("messageSignature").or_else(|| arrived.get("message_signature"));
    let signature = message.and_then(|message| message.get("signature")?.as_str()).expect("it has one");
    assert!(is_signed(&base64::decode_either(signature.as_bytes()).expect("accepted, so base64")));
    if let BundleContent::Message { digest: Some(digest) } = bundle.content_kind().claimed() {
        assert_eq!(*digest, RustCrypto.hash(digest.algorithm(), BLOB), "it states another digest");
    }
}

/// The same for the older bundle and for a bare signature; what verifies as an attestation was signed as one.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn legacy_bundle(data: &[u8]) {
    if let Ok(bundle) = LegacyBlobBundle::parse(data) {
        assert!(bundle.verify_message(&[], &blob()).is_err(), "verified without a key");
        assert!(bundle.verify_message(&[OTHER_KEY.as_ref()], &blob()).is_err(), "verified under another key");
        let accepted = bundle.verify_message(&[KEY.as_ref()], &blob()).is_ok();
        assert_eq!(accepted, is_signed(bundle.signature()));
        assert!(bundle.verify_statement(&[OTHER_KEY.as_ref()]).is_err(), "verified under another key");
        if let Ok(verified) = bundle.verify_statement(&[KEY.as_ref()]) {
            assert!(VECTORS.statements.contains(verified.bytes()), "a statement that was never signed");
        }
    }
    if let Ok(signature) = DetachedSignature::parse(data) {
        let written = write_detached_signature(signature.bytes());
        assert!(written.as_bytes() == data || written.trim_end().as_bytes() == data, "not canonical");
        let accepted = signature.verify_message(&[KEY.as_ref()], &blob()).is_ok();
        assert_eq!(accepted, is_signed(signature.bytes()));
    }
    if !data.is_empty() {
        let read = LegacyBlobBundle::parse(&write_legacy_blob_bundle(data)).expect("what we write we read");
        assert_eq!(read.signature(), data, "the signature is not the one written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_laws_see_acceptances() {
        let keys = [KEY.as_ref()];
        let bundle = Bundle::parse(&seed("message_bundle/p256")).unwrap();
        assert!(bundle.verify_message(&keys, &blob()).is_ok());
        let legacy = LegacyBlobBundle::parse(&seed("legacy_bundle/p256")).unwrap();
        assert!(legacy.verify_message(&keys, &blob()).is_ok());
        let detached = DetachedSignature::parse(&seed("legacy_bundle/signature")).unwrap();
        assert!(detached.verify_message(&keys, &blob()).is_ok());
        let attestation = LegacyBlobBundle::parse(&seed("legacy_bundle/attestation")).unwrap();
        assert!(attestation.verify_statement(&keys).is_ok());
    }
}
