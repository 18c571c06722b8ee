//! The payload of each format offered to each other format's verifier under one key. The table is kept in
//! `docs/format-confusion.md`: this test writes it when `COUNTERSIGN_WRITE_DOCS` is `1`, and compares it otherwise.

use core::fmt::{Debug, Write};
use std::path::Path;

use countersign_crypto::{HashProvider, RustCrypto, Scheme, VerifyingKey};
use countersign_digest::Algorithm;
use countersign_encoding::base64;
use countersign_envelope::{
    Artifact, Bundle, COSIGN_SIGN_PREDICATE, DetachedSignature, Draft, DraftPayload, DsseEnvelope,
    IN_TOTO_PAYLOAD_TYPE, Jws, JwsRules, LegacyBlobBundle, PredicateType, SignerDescription, SimpleSigning,
    Statement, UntrustedSimpleSigning, VerifiedPayload, pae, write_dsse, write_legacy_blob_bundle,
    write_message_bundle,
};

use crate::support::{HEX, TestKey, sha256, to_fixed};

const HEADER: &str = r#"{"alg":"ES256"}"#;

/// One private key; JWS lays its signatures out differently.
struct Keys {
    der: TestKey,
    fixed: TestKey,
}

/// Formats whose signatures are over the same bytes are one family: they differ in the container only.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Family {
    SimpleSigning,
    ImageSignature,
    Attestation,
    Blob,
    Jws,
    Draft,
}

struct Offer {
    name: &'static str,
    family: Family,
    /// What a verifier of the format is given.
    document: Vec<u8>,
    payload: Vec<u8>,
    /// What the signature is over.
    signed: Vec<u8>,
    signature: Vec<u8>,
}

type Verdict = Result<(), String>;

fn verdict<T, E: Debug>(result: Result<T, E>) -> Verdict {
    text(result).map(drop)
}

fn of_kind(payload: Result<VerifiedPayload, String>, accepts: impl Fn(&str) -> bool) -> Verdict {
    let payload = payload?;
    let predicate = payload.predicate_type().unwrap_or_default();
    if accepts(predicate) { Ok(()) } else { Err("another predicate type".into()) }
}

fn text<T, E: Debug>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{error:?}").replace('|', "/").chars().take(120).collect())
}

fn as_jws(keys: &Keys, jws: Result<Jws, impl Debug>) -> Verdict {
    verdict(text(jws)?.verify(&[keys.fixed.verifying()], &JwsRules::new(None, None)))
}

/// Whether a verifier takes the document as it is, and with it the blob that it would be about.
fn as_it_is(keys: &Keys, verifier: &str, offer: &Offer) -> Verdict {
    let trusted: [&dyn VerifyingKey; 1] = [keys.der.verifying()];
    let (bytes, blob) = (&offer.document, Artifact::bytes(&offer.payload, &RustCrypto));
    match verifier {
        "simple signing" => wrapped(keys, verifier, bytes, &offer.signature),
        "image signature (bundle)" => of_kind(
            text(Bundle::parse(bytes)).and_then(|bundle| text(bundle.verify(&trusted))),
            |predicate| predicate == COSIGN_SIGN_PREDICATE,
        ),
        "attestation (bundle)" => of_kind(
            text(Bundle::parse(bytes)).and_then(|bundle| text(bundle.verify(&trusted))),
            |predicate| PredicateType::Custom.accepts(predicate),
        ),
        "attestation (DSSE)" => of_kind(
            text(DsseEnvelope::parse(bytes)).and_then(|envelope| text(envelope.verify_statement(&trusted))),
            |predicate| PredicateType::Custom.accepts(predicate),
        ),
        "blob (bundle)" => verdict(text(Bundle::parse(bytes))?.verify_message(&trusted, &blob)),
        "blob (older bundle)" => {
            verdict(text(LegacyBlobBundle::parse(bytes))?.verify_message(&trusted, &blob))
        }
        "blob (signature)" => verdict(text(DetachedSignature::parse(bytes))?.verify_message(&trusted, &blob)),
        "JWS (compact)" => as_jws(keys, Jws::parse_compact(&String::from_utf8_lossy(bytes))),
        "JWS (flattened)" => as_jws(keys, Jws::parse_flattened(bytes)),
        "draft" => verdict(Draft::from_bytes(bytes, &RustCrypto)),
        other => panic!("{other}"),
    }
}

/// The same signature around `bytes`, in the verifier's own container.
fn wrapped(keys: &Keys, verifier: &str, bytes: &[u8], signature: &[u8]) -> Verdict {
    let trusted: [&dyn VerifyingKey; 1] = [keys.der.verifying()];
    let digest = RustCrypto.hash(Algorithm::Sha256, bytes);
    let document = match verifier {
        "simple signing" => {
            let base64 = base64::encode_standard(signature);
            return verdict(UntrustedSimpleSigning::new(bytes.to_vec(), &base64).unwrap().verify(&trusted));
        }
        "image signature (bundle)" | "attestation (bundle)" => {
            countersign_envelope::write_key_bundle("", IN_TOTO_PAYLOAD_TYPE, bytes, signature)
        }
        "attestation (DSSE)" => write_dsse(IN_TOTO_PAYLOAD_TYPE, bytes, signature),
        "blob (bundle)" => write_message_bundle("", &digest, signature),
        "blob (older bundle)" => write_legacy_blob_bundle(signature),
        "blob (signature)" => base64::encode_standard(signature).into_bytes(),
        "JWS (compact)" => {
            // As the payload under a header, and as the whole signing input.
            let signature = base64::encode_url(&to_fixed(signature));
            let header = base64::encode_url(HEADER.as_bytes());
            let whole = [bytes, b".", signature.as_bytes()].concat();
            if as_jws(keys, Jws::parse_compact(&String::from_utf8_lossy(&whole))).is_ok() {
                return Ok(());
            }
            format!("{header}.{}.{signature}", base64::encode_url(bytes)).into_bytes()
        }
        "JWS (flattened)" => format!(
            r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#,
            base64::encode_url(HEADER.as_bytes()),
            base64::encode_url(bytes),
            base64::encode_url(&to_fixed(signature)),
        )
        .into_bytes(),
        // A draft carries no signature: there is nothing to wrap.
        "draft" => return Err("no signature in it".into()),
        other => panic!("{other}"),
    };
    let offer = Offer {
        name: "",
        family: Family::Blob,
        document,
        payload: bytes.to_vec(),
        signed: Vec::new(),
        signature: signature.to_vec(),
    };
    as_it_is(keys, verifier, &offer)
}

fn offers(keys: &Keys) -> Vec<Offer> {
    let simple = SimpleSigning::new("r/app", sha256(HEX), Default::default()).to_bytes();
    let image = Statement::cosign_signature(sha256(HEX), Default::default());
    let predicate = PredicateType::Custom.wrap(b"text", countersign_time::UnixTime::from_seconds(0).unwrap());
    let attestation =
        Statement::attestation(sha256(HEX), "r/app", &PredicateType::Custom, predicate.unwrap()).unwrap();
    let blob = b"a blob".to_vec();
    let input = format!("{}.{}", base64::encode_url(HEADER.as_bytes()), base64::encode_url(b"{}"));
    let draft =
        Draft::new(DraftPayload::Statement(image.clone()), &SignerDescription::of(keys.der.signing()));
    let draft_signed = draft.to_be_signed().bytes().to_vec();
    let in_dsse = |payload: &[u8]| pae(IN_TOTO_PAYLOAD_TYPE, payload);
    let (image, attestation) = (image.to_bytes(), attestation.to_bytes());
    let list = [
        ("simple signing", Family::SimpleSigning, simple.clone(), simple),
        ("image signature (bundle)", Family::ImageSignature, image.clone(), in_dsse(&image)),
        ("attestation (bundle)", Family::Attestation, attestation.clone(), in_dsse(&attestation)),
        ("attestation (DSSE)", Family::Attestation, attestation.clone(), in_dsse(&attestation)),
        ("blob (bundle)", Family::Blob, blob.clone(), blob.clone()),
        ("blob (older bundle)", Family::Blob, blob.clone(), blob.clone()),
        ("blob (signature)", Family::Blob, blob.clone(), blob),
        ("JWS (compact)", Family::Jws, b"{}".to_vec(), input.clone().into_bytes()),
        ("JWS (flattened)", Family::Jws, b"{}".to_vec(), input.into_bytes()),
    ];
    let mut offers: Vec<Offer> = list
        .into_iter()
        .map(|(name, family, payload, signed)| {
            let signature = keys.der.sign(&signed);
            let document = document(name, &payload, &signature);
            Offer { name, family, document, payload, signed, signature }
        })
        .collect();
    let signature = keys.der.sign(b"something else");
    offers.push(Offer {
        name: "draft",
        family: Family::Draft,
        document: draft.to_bytes(),
        payload: image,
        signed: draft_signed,
        signature,
    });
    offers
}

fn document(name: &str, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let (header, fixed) = (base64::encode_url(HEADER.as_bytes()), base64::encode_url(&to_fixed(signature)));
    let payload_url = base64::encode_url(payload);
    match name {
        "simple signing" => payload.to_vec(),
        "attestation (DSSE)" => write_dsse(IN_TOTO_PAYLOAD_TYPE, payload, signature),
        "blob (bundle)" => write_message_bundle("", &RustCrypto.hash(Algorithm::Sha256, payload), signature),
        "blob (older bundle)" => write_legacy_blob_bundle(signature),
        "blob (signature)" => base64::encode_standard(signature).into_bytes(),
        "JWS (compact)" => format!("{header}.{payload_url}.{fixed}").into_bytes(),
        "JWS (flattened)" => {
            format!(r#"{{"protected":"{header}","payload":"{payload_url}","signature":"{fixed}"}}"#)
                .into_bytes()
        }
        _ => countersign_envelope::write_key_bundle("", IN_TOTO_PAYLOAD_TYPE, payload, signature),
    }
}

/// The verdicts of one verifier on one offer: the document as it is, and what an attacker makes of its parts.
fn verdicts(keys: &Keys, verifier: &Offer, offer: &Offer) -> Vec<(&'static str, Verdict)> {
    let mut verdicts = vec![("as it is", as_it_is(keys, verifier.name, offer))];
    if verifier.family != offer.family {
        verdicts.push(("its payload", wrapped(keys, verifier.name, &offer.payload, &offer.signature)));
        verdicts.push(("its signed bytes", wrapped(keys, verifier.name, &offer.signed, &offer.signature)));
    }
    verdicts
}

#[test]
fn no_format_passes_for_another_under_one_key_and_the_table_is_up_to_date() {
    let keys = Keys { der: TestKey::new(7), fixed: TestKey::with_scheme(7, Scheme::ECDSA_P256_SHA256_FIXED) };
    assert_eq!(keys.der.public(), keys.fixed.public());
    let offers = offers(&keys);
    let mut table = String::from("| offered, to the verifier of → |");
    offers.iter().for_each(|verifier| write!(table, " {} |", verifier.name).unwrap());
    write!(table, "\n|{}\n", "---|".repeat(offers.len() + 1)).unwrap();
    let (mut reasons, mut passed, mut pairs) = (String::new(), Vec::new(), 0);
    for offer in &offers {
        write!(table, "| {} |", offer.name).unwrap();
        for verifier in &offers {
            let verdicts = verdicts(&keys, verifier, offer);
            if verifier.name == offer.name {
                assert_eq!(verdicts[0].1, Ok(()), "the control: {}", offer.name);
                table.push_str(" **accepted** |");
                continue;
            }
            pairs += 1;
            table.push_str(if verdicts.iter().all(|(_, verdict)| verdict.is_err()) {
                " refused |"
            } else {
                " ? |"
            });
            writeln!(reasons, "- {} → {}", offer.name, verifier.name).unwrap();
            for (how, verdict) in verdicts {
                match verdict {
                    Err(reason) => writeln!(reasons, "  - {how}: `{reason}`").unwrap(),
                    Ok(()) => passed.push(format!("{} → {}, {how}", offer.name, verifier.name)),
                }
            }
        }
        table.push('\n');
    }
    assert_eq!(passed, Vec::<String>::new());
    assert_eq!(pairs, 90);
    compare(&format!("{INTRODUCTION}\n{table}\n## Reasons\n\n{reasons}"));
}

const INTRODUCTION: &str = "\
# One key, several formats

One key may sign images, attestations and blobs. What it signed in one format must pass in no other. This table is
generated by the test `confusion_table` of `countersign-envelope`; every pair is tried in up to three ways: the document
as it is, its payload in the other format's container under the same signature, and the bytes that the signature is
really over in that container. Formats whose signatures are over the same bytes (the forms of a blob signature, of an
attestation, of a JWS) are one format in several containers, and only the document as it is is tried between them.

The signature over a blob has no domain of its own. A blob that is a simple-signing payload, the signed form of a DSSE
envelope or the signing input of a JWS is therefore refused, by signers and verifiers, where its first 64 KiB are seen.
An attestation is told from an image signature by its predicate type, which every verifier is told.
";

fn compare(text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/format-confusion.md");
    if std::env::var("COUNTERSIGN_WRITE_DOCS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == text,
        "docs/format-confusion.md is out of date: run the test with COUNTERSIGN_WRITE_DOCS=1"
    );
}
