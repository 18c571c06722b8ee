//! What makes no authority.

use countersign_timestamp::{
    crypto::{RustCrypto, Scheme},
    issue::AuthorityError,
    time::Validity,
    x509::{Certificate, PathError, issue::CertificateTemplate},
};

use crate::support::{Chain, Request, at, builder, key, now, respond, template, validity};

const P256: Scheme = Scheme::ECDSA_P256_SHA256_DER;

fn error(chain: &[Certificate<'_>]) -> Option<AuthorityError> {
    builder(chain, P256).build(now(), &RustCrypto).err()
}

#[test]
fn a_chain_is_whole_and_in_order_with_its_root_or_without() {
    let chain = Chain::of(key(P256, 3).public_key());
    let [leaf, below, root] = <[_; 3]>::try_from(chain.whole()).unwrap();
    assert_eq!(error(&[leaf.clone(), below.clone(), root.clone()]), None);
    assert_eq!(error(&[leaf.clone(), below.clone()]), None);
    assert_eq!(error(&[]), Some(AuthorityError::NoCertificate));
    assert!(matches!(error(&[leaf.clone(), root.clone()]), Some(AuthorityError::Path(_))));
    let swapped = error(&[leaf.clone(), root.clone(), below.clone()]);
    assert_eq!(swapped, Some(AuthorityError::Order));
    let many = [leaf].into_iter().chain(vec![below; 16]).collect::<Vec<_>>();
    assert_eq!(error(&many), Some(AuthorityError::TooManyCertificates { actual: 17, limit: 16 }));
}

#[test]
fn a_certificate_that_is_no_part_of_the_path_is_refused() {
    let chain = Chain::of(key(P256, 3).public_key());
    let mut whole = chain.whole();
    whole.insert(1, Chain::of(key(P256, 9).public_key()).leaf);
    assert_eq!(error(&whole), Some(AuthorityError::Order));
}

#[test]
fn the_leaf_is_a_timestamping_authoritys() {
    let key = key(P256, 3);
    for make in [CertificateTemplate::code_signing, CertificateTemplate::end_entity, CertificateTemplate::ca]
    {
        let chain = Chain::valid(key.public_key(), make, validity());
        assert!(matches!(error(&chain.whole()), Some(AuthorityError::Leaf(_))));
    }
}

#[test]
fn a_certificate_that_issued_itself_stands_alone() {
    let key = key(P256, 3);
    let template = template(CertificateTemplate::timestamping, "Alone", validity());
    let draft = template.self_signed(key.public_key(), P256, &RustCrypto).unwrap();
    let alone = [draft.sign(&*key).unwrap()];
    let authority = builder(&alone, P256).build(now(), &RustCrypto).unwrap();
    let answer = respond(&(authority, key), &Request::new().der());
    assert_eq!(answer.rejection(), None);
    let carried = answer.der().windows(alone[0].der().len()).any(|window| window == alone[0].der());
    assert!(carried, "a certificate asked for is carried");
}

#[test]
fn the_chain_is_valid_now() {
    let expired = Validity::new(at("2025-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")).unwrap();
    let key = key(P256, 3);
    let chain = Chain::valid(key.public_key(), CertificateTemplate::timestamping, expired);
    assert!(matches!(error(&chain.whole()), Some(AuthorityError::Path(PathError::Expired { at: 0, .. }))));
}

#[test]
fn the_scheme_is_the_keys_and_one_of_cms() {
    let chain = Chain::of(key(P256, 3).public_key()).whole();
    let error = |scheme| builder(&chain, scheme).build(now(), &RustCrypto).err();
    assert!(matches!(error(Scheme::ECDSA_P384_SHA384_DER), Some(AuthorityError::KeyUse(_))));
    let scheme = Scheme::ECDSA_P256_SHA256_FIXED;
    assert_eq!(error(scheme), Some(AuthorityError::Scheme { scheme }));
}
