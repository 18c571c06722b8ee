//! Whose lists count: F4 of the attacks, keys that were rolled over, authorities of the same name.

use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlSet, CrlVerifyError, SignerCheck, Source, Status, WhyUnknown,
    WhyUntrusted,
    crypto::RustCrypto,
    x509::{
        AlgorithmRules, AnchorLimits, Certificate, KeyKind, Profile, SignatureError, TrustAnchors,
        VerifiedPath,
    },
};
use testkit::{
    crl::{CrlSpec, EntrySpec},
    x509::{CertificateSpec, ExtensionSpec, Key, SignatureKind, oid},
};

use crate::world::*;

/// The CA with another key, as the root certifies it.
fn rolled(world: &World, key: Key) -> CertificateSpec {
    ca_under(&world.root, &world.ca.subject, key)
}

const NEW: Key = Key::P256(200);

#[test]
fn a_certificate_that_is_on_no_list_is_good_and_one_that_is_on_one_is_revoked() {
    let world = World::new();
    assert_good(world.status(&[world.list().der()]));
    assert_eq!(world.status(&[world.revoking().der()]), revoked(None));
    let mut other = world.list();
    other.revoke(EntrySpec::of(&[1, 2, 3]));
    assert_good(world.status(&[other.der()]));
    assert_eq!(world.status(&[]), NO_POINTER);
}

#[test]
fn a_list_of_the_anchor_speaks_of_the_ca() {
    let world = World::new();
    let mut list = CrlSpec::of(&world.root);
    assert_good(world.verdict_at(1, &[list.der()], |checker| checker).status());
    list.revoke(EntrySpec::of(&world.ca.serial));
    assert_eq!(world.verdict_at(1, &[list.der()], |checker| checker).status(), revoked(None));
    assert_eq!(world.verdict_at(2, &[list.der()], |checker| checker).status(), NO_EVIDENCE);
    // And says nothing of the leaf.
    assert_eq!(world.status(&[list.der()]), NO_POINTER);
}

#[test]
fn a_list_by_another_key_of_the_same_name_is_untrusted() {
    let world = World::new();
    let mut list = world.list();
    list.signer = NEW;
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::Signature));
    list.replace("2.5.29.35", None);
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::Signature));
}

#[test]
fn a_list_that_names_another_key_is_untrusted() {
    let world = World::new();
    let mut list = CrlSpec::of(&rolled(&world, NEW));
    list.signer = world.ca.key;
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::Signer));
    list.replace("2.5.29.35", None);
    assert_good(world.status(&[list.der()]));
}

#[test]
fn a_ca_without_crl_sign_signs_no_lists() {
    let mut world = World::new();
    world.ca.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x04)));
    assert_eq!(world.status(&[world.list().der()]), untrusted(WhyUntrusted::NotAllowed));
    world.ca.replace("2.5.29.15", None);
    assert_good(world.status(&[world.list().der()]));
}

#[test]
fn an_anchor_without_crl_sign_signs_no_lists() {
    let mut world = World::new();
    world.root.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x04)));
    let list = CrlSpec::of(&world.root).der();
    let status = |world: &World| world.verdict_at(1, std::slice::from_ref(&list), |checker| checker).status();
    assert_eq!(status(&world), untrusted(WhyUntrusted::NotAllowed));
    world.root.replace("2.5.29.15", None);
    assert_good(status(&world));
}

#[test]
fn sha_1_is_not_taken() {
    let world = World::new();
    let mut list = world.list();
    list.signature = SignatureKind::Sha1;
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::Algorithm));
}

#[test]
fn a_new_key_of_the_ca_signs_its_lists_if_the_root_certified_it() {
    let mut world = World::new();
    let certificate = rolled(&world, NEW);
    let mut list = CrlSpec::of(&certificate);
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::Signer));
    world.others.push(certificate);
    assert_good(world.status(&[list.der()]));
    list.revoke(world.entry());
    assert_eq!(world.status(&[list.der()]), revoked(None));
}

#[test]
fn a_new_key_of_the_ca_signs_its_lists_if_the_old_key_certified_it() {
    let mut world = World::new();
    let mut certificate = ca_under(&world.ca, &world.ca.subject, NEW);
    // For lists alone: no CA.
    certificate.replace("2.5.29.19", None);
    certificate.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x02)));
    let list = CrlSpec::of(&certificate).der();
    world.others.push(certificate.clone());
    assert_good(world.status(std::slice::from_ref(&list)));
    certificate.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x80)));
    world.others = vec![certificate];
    assert_eq!(world.status(&[list]), untrusted(WhyUntrusted::NotAllowed));
}

#[test]
fn an_authority_of_the_same_name_elsewhere_below_the_root_is_another_one() {
    let mut world = World::new();
    let other_parent = ca_under(&world.root, &common_name("Other Parent"), Key::P256(201));
    let namesake = ca_under(&other_parent, &world.ca.subject, NEW);
    let list = CrlSpec::of(&namesake).der();
    world.others = vec![other_parent, namesake];
    assert_eq!(world.status(std::slice::from_ref(&list)), untrusted(WhyUntrusted::Signer));
    // The same key under the root itself is the CA's own.
    world.others.push(rolled(&world, NEW));
    assert_good(world.status(&[list]));
}

#[test]
fn a_list_of_another_anchor_is_untrusted() {
    let mut world = World::new();
    let mut stranger = world.root.clone();
    (stranger.key, stranger.signer) = (Key::P256(203), Key::P256(203));
    let certificate = ca_under(&stranger, &world.ca.subject, NEW);
    let list = CrlSpec::of(&certificate).der();
    world.others = vec![stranger, certificate];
    assert_eq!(world.status(&[list]), untrusted(WhyUntrusted::Signer));
}

#[test]
fn an_expired_certificate_signs_no_lists() {
    let mut world = World::new();
    let mut certificate = rolled(&world, NEW);
    let list = CrlSpec::of(&certificate).der();
    world.others = vec![certificate.clone()];
    assert_good(world.status(std::slice::from_ref(&list)));
    certificate.not_after = utc("260531235959Z");
    world.others = vec![certificate];
    assert_eq!(world.status(&[list]), untrusted(WhyUntrusted::Signer));
}

#[test]
fn nobody_vouches_for_its_own_key() {
    // The leaf is a CA of the same name with a new key, which signs a list of that name.
    let mut world = World::new();
    world.leaf = ca_under(&world.ca, &world.ca.subject, NEW);
    let own = CrlSpec::of(&world.leaf).der();
    world.others = vec![world.leaf.clone()];
    assert_eq!(world.status(&[own]), untrusted(WhyUntrusted::Signer));
    // And one that it certified.
    let below = ca_under(&world.leaf, &world.ca.subject, Key::P256(205));
    let list = CrlSpec::of(&below).der();
    world.others = vec![world.leaf.clone(), below.clone()];
    assert_eq!(world.status(std::slice::from_ref(&list)), untrusted(WhyUntrusted::Signer));
    // The control: the same certificate by the CA itself.
    world.others.push(ca_under(&world.ca, &world.ca.subject, Key::P256(205)));
    assert_good(world.status(&[list]));
}

#[test]
fn a_key_that_the_caller_believes_signs_the_lists_of_its_name() {
    let world = World::new();
    let certificate = rolled(&world, NEW);
    let list = CrlSpec::of(&certificate).der();
    let believed = TrustAnchors::from_ders([certificate.der()], AnchorLimits::NameAndKey);
    let path = world.path();
    let mut set = countersign_revocation::CrlSet::new();
    set.add(CertificateList::from_der(&list, CrlLimits::DEFAULT).unwrap());
    let checker = countersign_revocation::CrlChecker::new(&RustCrypto, now());
    assert_eq!(checker.status(&path, 0, &mut set).status(), untrusted(WhyUntrusted::Signer));
    assert_good(checker.crl_issuers(&believed).status(&path, 0, &mut set).status());
    let foreign = TrustAnchors::from_ders([world.root.der()], AnchorLimits::NameAndKey);
    let status = checker.crl_issuers(&foreign).status(&path, 0, &mut set).status();
    assert_eq!(status, untrusted(WhyUntrusted::Signer));
}

#[test]
fn a_signer_beside_the_path_makes_nothing_good_unless_it_is_not_revoked() {
    let mut world = World::new();
    let certificate = rolled(&world, NEW);
    let mut list = CrlSpec::of(&certificate);
    world.others.push(certificate);
    let refused = untrusted(WhyUntrusted::SignerRevoked);
    let status = |lists: &[Vec<u8>]| {
        world
            .verdict(lists, |checker| checker.signers(&|_, _| Err(untrusted(WhyUntrusted::SignerRevoked))))
            .status()
    };
    assert_eq!(status(&[list.der()]), refused);
    // A list by the CA's own key needs nobody's word.
    assert_good(status(&[list.der(), world.list().der()]));
    // Nor does a newer one hide what the CA's own list says.
    let mut newer = list.clone();
    newer.numbered(9);
    newer.this_update = utc("260530000000Z");
    assert_good(status(&[newer.der(), world.list().der()]));
    let mut held = world.list();
    held.revoke(world.entry().with(testkit::crl::reason(6)));
    assert!(matches!(status(&[newer.der(), held.der()]), Status::Revoked(_)));
    // What it says to be revoked counts.
    list.revoke(world.entry());
    assert_eq!(status(&[list.der()]), revoked(None));
    let unasked = countersign_revocation::CrlChecker::new(&RustCrypto, now());
    let others = countersign_revocation::x509::CertificateSet::from_ders(
        world.others.iter().map(CertificateSpec::der),
    );
    let mut set = countersign_revocation::CrlSet::new();
    list.entries.clear();
    let der = list.der();
    set.add(CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap());
    let status = unasked.certificates(&others).status(&world.path(), 0, &mut set).status();
    assert_eq!(status, Status::Unknown(WhyUnknown::SignerUnchecked { by: Source::Crl }));
}

#[test]
fn keys_of_one_name_are_tried_up_to_a_limit() {
    let mut world = World::new();
    let list = CrlSpec::of(&rolled(&world, NEW));
    world.others = (100..120).map(|number| rolled(&world, Key::P256(number))).collect();
    let mut unnamed = list.clone();
    unnamed.replace("2.5.29.35", None);
    let status = world.status(&[unnamed.der()]);
    assert_eq!(status, Status::Unknown(WhyUnknown::Limit));
}

/// The CA gave the leaf its own key.
#[test]
fn a_list_by_the_key_of_the_certificate_in_question_is_not_taken_from_its_ca_either() {
    let mut world = World::new();
    assert_good(world.status(&[world.list().der()]));
    world.leaf.key = world.ca.key;
    assert_eq!(world.status(&[world.list().der()]), untrusted(WhyUntrusted::Signer));
    let rolled = rolled(&world, NEW);
    world.others.push(rolled.clone());
    assert_good(world.status(&[CrlSpec::of(&rolled).der()]));
}

#[test]
fn certificates_of_other_names_are_not_counted_among_those_that_are_tried() {
    let mut world = World::new();
    let signer = rolled(&world, NEW);
    world.others = (100..120)
        .map(|number| ca_under(&world.root, &common_name(&format!("CA {number}")), Key::P256(number)))
        .collect();
    world.others.push(signer.clone());
    assert_good(world.status(&[CrlSpec::of(&signer).der()]));
}

/// What the caller asks of issuers of lists is asked of the CAs of the path too.
#[test]
fn a_ca_of_the_path_that_the_profile_of_issuers_refuses_signs_no_lists() {
    let world = World::new();
    let list = [world.list().der()];
    assert_good(world.verdict(&list, |checker| checker.profile(Profile::CRL_ISSUER)).status());
    let status = world.verdict(&list, |checker| checker.profile(Profile::RFC3161_TSA)).status();
    assert_eq!(status, untrusted(WhyUntrusted::NotAllowed));
}

/// Each key costs a pass over the list.
#[test]
fn believed_keys_of_one_name_are_tried_up_to_a_limit() {
    let world = World::new();
    let mut list = CrlSpec::of(&rolled(&world, NEW));
    list.replace("2.5.29.35", None);
    let der = list.der();
    let status = |others: u8| {
        let keys = (0..others).map(|number| Key::P256(100 + number)).chain([NEW]);
        let believed =
            TrustAnchors::from_ders(keys.map(|key| rolled(&world, key).der()), AnchorLimits::NameAndKey);
        let mut set = CrlSet::new();
        set.add(CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap());
        let checker = CrlChecker::new(&RustCrypto, now()).crl_issuers(&believed);
        checker.status(&world.path(), 0, &mut set).status()
    };
    // The CA's own is the first.
    assert_good(status(14));
    assert_eq!(status(15), Status::Unknown(WhyUnknown::Limit));
}

#[test]
fn a_list_that_was_verified_by_some_rules_is_verified_again_by_others() {
    let world = World::new();
    let (path, der) = (world.path(), world.list().der());
    let believed = TrustAnchors::from_ders([world.ca.der()], AnchorLimits::NameAndKey);
    let others = Profile::CRL_ISSUER.with_algorithms(AlgorithmRules::new(&[], &[KeyKind::EcdsaP256]));
    let mut set = CrlSet::new();
    set.add(CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap());
    let checker = CrlChecker::new(&RustCrypto, now()).crl_issuers(&believed);
    for _ in 0..2 {
        assert_good(checker.status(&path, 0, &mut set).status());
        let status = checker.profile(&others).status(&path, 0, &mut set).status();
        assert!(matches!(status, Status::Untrusted { .. }), "{status}");
    }
}

/// The authority of a signer has two certificates, one of which was revoked: which path is found first does not count.
#[test]
fn a_revoked_certificate_above_a_signer_does_not_hide_another_path() {
    let mut world = World::new();
    let (first, mut second) = (rolled(&world, NEW), rolled(&world, NEW));
    second.serial = vec![0x77];
    let mut signer = ca_under(&first, &world.ca.subject, Key::P256(202));
    signer.serial = vec![0x78];
    let list = CrlSpec::of(&signer).der();
    for above in [[first.clone(), second.clone()], [second.clone(), first.clone()]] {
        world.others = above.into_iter().chain([signer.clone()]).collect();
        let checks: [(&'static SignerCheck<'static>, bool); 3] = [
            (&|_, path| only(0x66, path), true),
            (&|_, path| only(0x77, path), true),
            (&|_, path| only(0, path), false),
        ];
        for (check, good) in checks {
            let verdict = world.verdict(std::slice::from_ref(&list), |checker| checker.signers(check));
            let status = verdict.status();
            assert_eq!(matches!(status, Status::Good(_)), good, "{status}");
        }
    }
}

/// Whether the authority above a signer is the one whose serial number ends so; all others are revoked.
fn only(serial: u8, path: &VerifiedPath<'_>) -> Result<(), Status> {
    match path.certificates()[1].serial().as_bytes().last() == Some(&serial) {
        true => Ok(()),
        false => Err(untrusted(WhyUntrusted::SignerRevoked)),
    }
}

#[test]
fn a_list_is_verified_by_the_certificate_of_its_issuer() {
    let world = World::new();
    let (der, ca) = (world.revoking().der(), world.ca.der());
    let (rules, ca) = (AlgorithmRules::DEFAULT, Certificate::from_der(&ca).unwrap());
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    let leaf = world.leaf.der();
    let leaf = Certificate::from_der(&leaf).unwrap();
    let verified = list.verify(&ca, &rules, &RustCrypto).unwrap();
    assert!(verified.find(leaf.serial(), &leaf.issuer()).is_some());
    assert!(verified.find(ca.serial(), &leaf.issuer()).is_none());
    assert!(verified.find(leaf.serial(), &ca.issuer()).is_none());
    let refusal = |spec: &CertificateSpec| {
        let der = spec.der();
        list.verify(&Certificate::from_der(&der).unwrap(), &rules, &RustCrypto).unwrap_err()
    };
    assert_eq!(refusal(&world.root), CrlVerifyError::Issuer);
    assert_eq!(refusal(&rolled(&world, NEW)), CrlVerifyError::KeyIdentifier);
    let mut other = rolled(&world, NEW);
    other.replace("2.5.29.14", None);
    assert_eq!(refusal(&other), CrlVerifyError::Signature(SignatureError::Mismatch));
    let mut other = world.ca.clone();
    other.replace("2.5.29.15", Some(ExtensionSpec::key_usage(0x04)));
    assert_eq!(refusal(&other), CrlVerifyError::KeyUsage);
    other = world.ca.clone();
    other.key = Key::Rsa1024;
    other.replace("2.5.29.14", None);
    assert!(matches!(refusal(&other), CrlVerifyError::Key(_)));
    assert_eq!(Profile::CRL_ISSUER.algorithms(), &rules);
}

#[test]
fn a_list_with_an_unknown_critical_extension_is_never_verified() {
    let world = World::new();
    let mut list = world.list();
    list.extensions.push(ExtensionSpec::new("1.2.3.4", vec![5, 0]));
    assert_good(world.status(&[list.der()]));
    list.replace("1.2.3.4", Some(ExtensionSpec::critical("1.2.3.4", vec![5, 0])));
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::CriticalExtension));
    let ca = world.ca.der();
    let der = list.der();
    let list = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
    let refused = list.verify(&Certificate::from_der(&ca).unwrap(), &AlgorithmRules::DEFAULT, &RustCrypto);
    let expected = oid("1.2.3.4");
    match refused.unwrap_err() {
        CrlVerifyError::UnknownCriticalExtension { oid } => {
            assert_eq!(oid.as_oid().as_bytes(), &expected[2..]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_entry_with_an_unknown_critical_extension_spoils_the_list_for_every_certificate() {
    let world = World::new();
    let mut list = world.list();
    list.revoke(EntrySpec::of(&[7]).with(ExtensionSpec::new("1.2.3.4", vec![5, 0])));
    assert_good(world.status(&[list.der()]));
    list.entries[0].extensions[0] = ExtensionSpec::critical("1.2.3.4", vec![5, 0]);
    assert_eq!(world.status(&[list.der()]), untrusted(WhyUntrusted::CriticalExtension));
}
