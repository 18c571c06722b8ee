//! What a token holds.

use countersign_timestamp::{
    Imprinted, Nonce, TimestampRequest, TokenError, TrustedTsa,
    crypto::{RustCrypto, Scheme},
    digest::{Algorithm, HashProvider as _},
    issue::{TimePrecision, TokenSignError},
    x509::{AnchorLimits, TrustAnchors},
};

use crate::support::{Chain, MESSAGE, Request, builder, key, now, plain, respond, serial};

fn holds(der: &[u8], part: &[u8]) -> bool {
    der.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_token_of_each_scheme_is_verified_by_this_library() {
    for scheme in [
        Scheme::ECDSA_P256_SHA256_DER,
        Scheme::ECDSA_P384_SHA384_DER,
        Scheme::ECDSA_P521_SHA512_DER,
        Scheme::ED25519,
    ] {
        let key = key(scheme, 3);
        let chain = Chain::of(key.public_key());
        let asked = (crate::support::authority(&chain, scheme), key);
        for algorithm in Algorithm::ALL {
            let nonce = Nonce::generate(&mut crate::support::random(8)).unwrap();
            let digest = RustCrypto.hash(*algorithm, MESSAGE);
            let request = TimestampRequest::new(digest).nonce(nonce);
            let response = respond(&asked, &request.to_der());
            let token = request.finish(response.der()).unwrap();
            let anchors = TrustAnchors::from_ders([chain.root.der()], AnchorLimits::OwnLimits);
            let trusted = TrustedTsa::new("tsa", anchors).unwrap();
            let verify = |message| token.verify(&Imprinted::Bytes(message), &trusted, now(), &RustCrypto);
            let verified = verify(MESSAGE).unwrap();
            assert_eq!(verified.gen_time(), now().truncated_to_seconds());
            assert_eq!(verified.serial(), [77]);
            assert_eq!(verified.path().leaf(), &chain.leaf);
            assert!(matches!(verify(b"another message"), Err(TokenError::Imprint)));
        }
    }
}

#[test]
fn certificates_come_where_they_are_asked_for_and_the_root_never() {
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let chain = Chain::of(key.public_key());
    let asked = (crate::support::authority(&chain, key.scheme()), key);
    let with = respond(&asked, &Request::new().der()).into_der();
    assert!(holds(&with, chain.leaf.der()) && holds(&with, chain.below.der()));
    assert!(!holds(&with, chain.root.der()));
    let without = Request { certificates: Vec::new(), ..Request::new() };
    let without = respond(&asked, &without.der()).into_der();
    assert!(!holds(&without, chain.leaf.der()) && !holds(&without, chain.below.der()));
}

#[test]
fn imprint_and_nonce_come_back_as_they_arrived() {
    let mut request = Request::new().nonce(&[0x80, 1, 2, 3]);
    request.algorithm = testkit::x509::tlv(0x30, &[&testkit::x509::oid("2.16.840.1.101.3.4.2.1"), &[5, 0]]);
    let response = respond(&plain(), &request.der()).into_der();
    assert!(holds(&response, &request.imprint()));
    assert!(holds(&response, &[2, 4, 0x80, 1, 2, 3]));
}

#[test]
fn a_time_is_as_fine_as_the_authority_says() {
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let chain = Chain::of(key.public_key()).whole();
    let time = |precision| {
        let authority = builder(&chain, key.scheme()).precision(precision).build(now(), &RustCrypto).unwrap();
        authority.respond(&Request::new().der(), now(), serial(1), &*key, &RustCrypto).into_der()
    };
    assert!(holds(&time(TimePrecision::Seconds), b"\x18\x0f20260601120000Z"));
    assert!(holds(&time(TimePrecision::Milliseconds), b"\x18\x1220260601120000.75Z"));
}

#[test]
fn the_steps_lead_to_what_the_one_call_answers() {
    let (authority, key) = plain();
    let request = Request::new().nonce(&[5]).der();
    let draft = authority.read(&request).unwrap().draft(now(), serial(77), &RustCrypto).unwrap();
    assert_eq!((draft.public_key(), draft.scheme()), (key.public_key(), key.scheme()));
    let signed = draft.clone().sign(&*key).unwrap();
    let signature = key.sign(countersign_timestamp::crypto::Message::Bytes(draft.to_be_signed())).unwrap();
    assert_eq!(draft.assemble(&signature), signed);
    assert_eq!(
        respond(&(authority, key), &request).der(),
        signed,
        "RFC 6979: the same nonce of the signature"
    );
}

#[test]
fn a_draft_is_signed_by_the_key_of_the_certificate_alone() {
    let (authority, _) = plain();
    let request = Request::new().der();
    let sign = |scheme| {
        let draft = authority.read(&request).unwrap().draft(now(), serial(1), &RustCrypto).unwrap();
        draft.sign(&*key(scheme, 4)).err()
    };
    assert!(matches!(sign(Scheme::ECDSA_P256_SHA256_DER), Some(TokenSignError::WrongKey)));
    let private = countersign_timestamp::crypto::PrivateKey::generate(
        countersign_timestamp::crypto::KeyType::EcdsaP256,
        &mut crate::support::random(3),
        &RustCrypto,
    )
    .unwrap();
    let scheme = Scheme::ECDSA_P256_SHA256_FIXED;
    let fixed =
        countersign_timestamp::crypto::CryptoProvider::signing_key(&RustCrypto, &private, scheme).unwrap();
    let draft = authority.read(&request).unwrap().draft(now(), serial(1), &RustCrypto).unwrap();
    assert!(matches!(
        draft.sign(&*fixed),
        Err(TokenSignError::WrongScheme { expected: Scheme::ECDSA_P256_SHA256_DER, actual }) if actual == scheme
    ));
}

#[test]
fn certificates_and_attributes_are_in_the_order_of_der() {
    let der = respond(&plain(), &Request::new().der()).into_der();
    let mut sets = Vec::new();
    collect(&der, &mut sets);
    assert!(sets.iter().filter(|members| members.len() > 1).count() >= 2, "certificates, attributes");
    for members in sets {
        assert!(members.is_sorted(), "a SET OF is not in order");
    }
}

/// The members of every SET, and of the implicit sets, of certificates and attributes.
fn collect(der: &[u8], sets: &mut Vec<Vec<Vec<u8>>>) {
    use countersign_timestamp::encoding::der::Reader;
    let mut reader = Reader::new(der);
    while !reader.is_empty() {
        let Ok(element) = reader.element() else { return };
        if !element.tag().is_constructed() {
            continue;
        }
        if element.tag().to_byte() != 0x30 {
            let mut inner = element.reader();
            let mut members = Vec::new();
            while let Ok(member) = inner.element() {
                members.push(member.bytes().to_vec());
            }
            sets.push(members);
        }
        collect(element.contents(), sets);
    }
}
