use crate::{
    Prng,
    x509::{
        der::{oid, tlv},
        extension::{ExtensionSpec, SUBJECT_KEY_IDENTIFIER},
        key::{Key, SignatureKind},
        plan::{After, Plan},
    },
};

pub(in crate::x509) fn bad_signature(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.after.push((place, After::BreakSignature(prng.next_u64())));
}

pub(in crate::x509) fn wrong_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].signer = match plan.certificates[place].signer {
        Key::Ed25519(_) => Key::Ed25519(200),
        _ => Key::P256(200),
    };
}

pub(in crate::x509) fn sha1(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    let number = 160 + u8::try_from(place).expect("chains are short");
    // The issuer's key becomes one that can sign so.
    let key = Key::P256(number);
    rekey(plan, place - 1, key);
    plan.certificates[place].signature = SignatureKind::Sha1;
}

/// Gives a certificate another key, with which those that it signed are signed.
fn rekey(plan: &mut Plan, place: usize, key: Key) {
    plan.certificates[place].key = key;
    let identifier = ExtensionSpec::subject_key_identifier(&key.identifier());
    if plan.certificates[place].extension(SUBJECT_KEY_IDENTIFIER).is_some() {
        plan.certificates[place].replace(SUBJECT_KEY_IDENTIFIER, Some(identifier));
    }
    let issued = if place == 0 { vec![0, 1] } else { vec![place + 1] };
    for below in issued {
        let Some(certificate) = plan.certificates.get_mut(below) else { continue };
        certificate.signer = key;
        let authority = crate::x509::extension::AUTHORITY_KEY_IDENTIFIER;
        if certificate.extension(authority).is_some() {
            let identifier = ExtensionSpec::authority_key_identifier(&key.identifier());
            certificate.replace(authority, Some(identifier));
        }
    }
}

pub(in crate::x509) fn algorithm_mismatch(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].inner_algorithm = Some(tlv(0x30, &[&oid("1.2.840.10045.4.3.3")]));
}

pub(in crate::x509) fn algorithm_null(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    let kind = match plan.certificates[place].signer {
        Key::Ed25519(_) => oid("1.3.101.112"),
        _ => oid("1.2.840.10045.4.3.2"),
    };
    let with_null = tlv(0x30, &[&kind, &[5, 0]]);
    plan.certificates[place].inner_algorithm = Some(with_null.clone());
    plan.certificates[place].outer_algorithm = Some(with_null);
}

fn leaf_key(plan: &mut Plan, key: Key) {
    let last = plan.last();
    rekey(plan, last, key);
}

pub(in crate::x509) fn weak_rsa_leaf(plan: &mut Plan, _: &mut Prng) {
    leaf_key(plan, Key::Rsa1024);
}

pub(in crate::x509) fn rsa_leaf(plan: &mut Plan, _: &mut Prng) {
    leaf_key(plan, Key::Rsa2048);
}
