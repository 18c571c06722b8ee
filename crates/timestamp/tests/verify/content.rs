//! The signed content and the signature over it: aws-lc CVE-2026-3338, sigstore-rust 6661478.

use countersign_timestamp::{
    TokenError, TokenParseError, TokenPart,
    crypto::{DigestAlgorithm, RustCrypto},
    digest::HashProvider as _,
    encoding::der::Reader,
    x509::SignatureError,
};
use testkit::{
    tsp::{AttributeSpec, Computed, SHA256, SHA384, SHA512, Tsa},
    x509::{Key, SignatureKind, oid, tlv},
};

use crate::support::{MESSAGE, assert_accepted, changed, parse_error, token_error, trusted, tsa, verify};

const DATA: &str = "1.2.840.113549.1.7.1";
const SHA1: &str = "1.3.14.3.2.26";

fn identifier(algorithm: &str) -> Vec<u8> {
    tlv(0x30, &[&oid(algorithm)])
}

#[test]
fn a_signature_by_another_key_is_refused() {
    assert_accepted(changed(|_| {}));
    let error = token_error(changed(|token| token.signer.key = Key::P256(200)));
    assert_eq!(error, TokenError::Signature(SignatureError::Mismatch));
    assert_eq!(error.code(), "CSG-TSP-SIGNATURE");
}

#[test]
fn a_content_that_was_changed_after_it_was_digested_is_refused() {
    let other = tsa().token(MESSAGE).info;
    let error = token_error(changed(|token| {
        token.info.gen_time = "20250601000000Z".into();
        token.signer.message_digest = Computed::Is(digest(&other.der()));
    }));
    assert_eq!(error, TokenError::MessageDigest);
}

fn digest(content: &[u8]) -> Vec<u8> {
    RustCrypto.hash(DigestAlgorithm::Sha256, content).as_bytes().to_vec()
}

#[test]
fn a_signed_digest_that_is_shorter_is_not_a_prefix_that_counts() {
    let right = digest(&tsa().token(MESSAGE).info.der());
    for len in [0, 1, 16, 31] {
        let error = token_error(changed(|token| {
            token.signer.message_digest = Computed::Is(right[..len].to_vec());
        }));
        assert_eq!(error, TokenError::MessageDigest, "{len}");
    }
}

#[test]
fn signed_attributes_are_required() {
    let error = parse_error(changed(|token| token.signer.has_attributes = false));
    assert_eq!(error, TokenParseError::NoSignedAttributes);
    for (attribute, missing) in [(TokenPart::ContentType, true), (TokenPart::MessageDigest, false)] {
        let error = parse_error(changed(|token| {
            let place =
                if missing { &mut token.signer.content_type } else { &mut token.signer.message_digest };
            *place = Computed::Missing;
        }));
        assert_eq!(error, TokenParseError::AttributeMissing { attribute });
    }
}

#[test]
fn a_signed_attribute_that_counts_is_there_once_with_one_value() {
    let known = [
        ("1.2.840.113549.1.9.3", TokenPart::ContentType, oid("1.2.840.113549.1.9.16.1.4")),
        ("1.2.840.113549.1.9.4", TokenPart::MessageDigest, tlv(4, &[&[7; 32]])),
    ];
    for (kind, attribute, value) in known {
        let error = parse_error(changed(|token| {
            token.signer.attributes.push(AttributeSpec::new(kind, value.clone()));
        }));
        assert_eq!(error, TokenParseError::AttributeCount { attribute });
    }
    for values in [vec![], vec![vec![5, 0], vec![5, 0]]] {
        let error = parse_error(changed(|token| token.signer.attributes[0].values = values));
        assert_eq!(error, TokenParseError::AttributeCount { attribute: TokenPart::SigningCertificateV2 });
    }
    let error =
        parse_error(changed(|token| token.signer.attributes.push(token.signer.attributes[0].clone())));
    assert_eq!(error, TokenParseError::AttributeCount { attribute: TokenPart::SigningCertificateV2 });
}

#[test]
fn the_content_is_a_timestamp_and_signed_as_one() {
    let error = parse_error(changed(|token| token.content_type = DATA));
    assert_eq!(error, TokenParseError::NotTimestamp);
    let error = parse_error(changed(|token| token.signer.content_type = Computed::Is(oid(DATA))));
    assert_eq!(error, TokenParseError::ContentType);
    let error = parse_error(changed(|token| token.content = Computed::Missing));
    assert_eq!(error, TokenParseError::NotTimestamp);
    let error = parse_error(changed(|token| token.outer_type = DATA));
    assert_eq!(error, TokenParseError::NotSignedData);
}

#[test]
fn there_is_exactly_one_signer() {
    let error = parse_error(changed(|token| token.has_signer = false));
    assert_eq!(error, TokenParseError::Signers);
    let error = parse_error(changed(|token| token.more_signers = vec![token.signer_der()]));
    assert_eq!(error, TokenParseError::Signers);
}

#[test]
fn versions_are_those_of_what_is_there() {
    for version in [0, 1, 2, 4, 5] {
        let error = parse_error(changed(|token| token.version = vec![2, 1, version]));
        assert_eq!(error, TokenParseError::Version, "{version}");
    }
    for version in [0, 2, 3] {
        let error = parse_error(changed(|token| token.signer.version = vec![2, 1, version]));
        assert_eq!(error, TokenParseError::SignerVersion, "{version}");
    }
    let error = parse_error(changed(|token| {
        token.signer.id = tlv(0x80, &[&token.signer.key.identifier()]);
    }));
    assert_eq!(error, TokenParseError::SignerVersion);
}

#[test]
fn other_forms_of_certificates_raise_the_version() {
    for (tag, version) in [(0xa1, 3), (0xa2, 4), (0xa3, 5)] {
        assert_accepted(changed(|token| {
            token.certificates.push(tlv(tag, &[&[5, 0]]));
            token.version = vec![2, 1, version];
        }));
        let error = parse_error(changed(|token| {
            token.certificates.push(tlv(tag, &[&[5, 0]]));
            token.version = vec![2, 1, 9 - version];
        }));
        assert_eq!(error, TokenParseError::Version);
    }
    assert_accepted(changed(|token| {
        token.crls = tlv(0xa1, &[&tlv(0xa1, &[&[5, 0]])]);
        token.version = vec![2, 1, 5];
    }));
}

#[test]
fn the_digest_algorithm_of_the_signer_is_listed_and_bare() {
    let error = parse_error(changed(|token| token.digest_algorithms = vec![identifier(SHA512)]));
    assert_eq!(error, TokenParseError::DigestAlgorithms);
    assert_accepted(changed(|token| token.digest_algorithms.push(identifier(SHA512))));
    assert_accepted(changed(|token| token.signer.digest_algorithm = tlv(0x30, &[&oid(SHA256), &[5, 0]])));
    let error =
        parse_error(changed(|token| token.signer.digest_algorithm = tlv(0x30, &[&oid(SHA256), &[4, 0]])));
    assert_eq!(error, TokenParseError::DigestAlgorithms);
}

#[test]
fn a_content_digested_by_sha_1_is_refused() {
    let error = token_error(changed(|token| {
        token.signer.digest_algorithm = identifier(SHA1);
        token.digest_algorithms = vec![identifier(SHA1)];
    }));
    assert!(matches!(error, TokenError::DigestAlgorithm { ref algorithm } if algorithm.to_string() == SHA1));
}

#[test]
fn the_signed_digest_and_the_signature_are_by_one_algorithm() {
    // The signature is by SHA-256, and the content was digested by another one (RFC 5652 §5.4).
    for algorithm in [SHA384, SHA512] {
        let error = token_error(changed(|token| {
            token.signer.digest_algorithm = identifier(algorithm);
            token.digest_algorithms = vec![identifier(algorithm)];
        }));
        assert_eq!(error, TokenError::SignatureDigest, "{algorithm}");
    }
    // Ed25519 comes with SHA-512 (RFC 8419 §3.1).
    let tsa = Tsa::with_key(9, Key::Ed25519(9));
    let mut token = tsa.token(MESSAGE);
    token.signer.digest_algorithm = identifier(SHA256);
    token.digest_algorithms = vec![identifier(SHA256)];
    assert_eq!(token_error(verify(&token, &trusted(&tsa))), TokenError::SignatureDigest);
}

#[test]
fn a_signature_over_sha_1_is_refused() {
    let error = token_error(changed(|token| {
        token.signer.kind = SignatureKind::Sha1;
        token.signer.signature_algorithm = token.signer.key.algorithm(SignatureKind::Sha1);
    }));
    assert!(matches!(error, TokenError::Signature(SignatureError::Retired { .. })), "{error:?}");
}

/// However much the rules were weakened: the content is digested by SHA-256, the signature is over SHA-1.
#[cfg(feature = "legacy")]
#[test]
fn a_signature_over_sha_1_is_not_by_the_digest_of_the_signer() {
    use countersign_timestamp::x509::{Profile, danger::allow_sha1};
    let tsa = tsa();
    let weakened = Profile::RFC3161_TSA.with_algorithms(allow_sha1(*Profile::RFC3161_TSA.algorithms()));
    let authority = trusted(&tsa).profile(&weakened);
    let mut token = tsa.token(MESSAGE);
    assert_eq!(verify(&token, &authority).unwrap().weakened().count(), 1);
    token.signer.kind = SignatureKind::Sha1;
    token.signer.signature_algorithm = token.signer.key.algorithm(SignatureKind::Sha1);
    assert_eq!(token_error(verify(&token, &authority)), TokenError::SignatureDigest);
}

#[test]
fn nothing_stands_behind_the_content_or_instead_of_it() {
    let info = tsa().token(MESSAGE).info.der();
    let content = |octets: Vec<u8>| changed(|token| token.content = Computed::Is(octets));
    assert_accepted(content(info.clone()));
    for octets in [[&info[..], &[0]].concat(), [&info[..], &info].concat(), Vec::new(), tlv(4, &[&info])] {
        let error = parse_error(content(octets));
        assert!(matches!(error, TokenParseError::Encoding { part: TokenPart::TstInfo, .. }), "{error:?}");
    }
}

#[test]
fn a_signature_is_over_the_attributes_as_a_set() {
    // Signed as they stand, with the tag [0].
    let mut token = tsa().token(MESSAGE);
    let der = token.signer_der();
    let attributes = find_field(&der, 0xa0);
    token.signer.signature = Computed::Is(token.signer.key.sign(SignatureKind::Usual, attributes));
    assert_eq!(
        token_error(verify(&token, &trusted(&tsa()))),
        TokenError::Signature(SignatureError::Mismatch)
    );
    // Signed as they are signed.
    let set = [&[0x31], &attributes[1..]].concat();
    token.signer.signature = Computed::Is(token.signer.key.sign(SignatureKind::Usual, &set));
    assert_accepted(verify(&token, &trusted(&tsa())));
}

#[test]
fn a_signature_over_the_content_is_none_over_the_attributes() {
    let token = tsa().token(MESSAGE);
    let direct = token.signer.key.sign(SignatureKind::Usual, &token.info.der());
    let error = token_error(changed(|token| token.signer.signature = Computed::Is(direct)));
    assert_eq!(error, TokenError::Signature(SignatureError::Mismatch));
}

/// The first field of a SEQUENCE with a tag.
fn find_field(der: &[u8], tag: u8) -> &[u8] {
    let mut fields = Reader::new(der).sequence().unwrap();
    loop {
        let field = fields.element().unwrap();
        if field.tag().to_byte() == tag {
            return field.bytes();
        }
    }
}
